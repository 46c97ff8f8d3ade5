/* The calls of the C library on device nodes, as a program sees them: results and errno. Compiled
 * with fortified forms and run under the preloaded library; prints what differs. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <scsi/sg.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mtio.h>
#include <sys/select.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

static int wrong;

/* A call that gives this. */
#define GIVES(call, expected)                                                                \
    do {                                                                                     \
        errno = 0;                                                                           \
        long result = (long)(call);                                                             \
        if (result != (long)(expected)) {                                                       \
            printf("%d: %s gives %ld (%s)\n", __LINE__, #call, result, strerror(errno));        \
            wrong = 1;                                                                       \
        }                                                                                    \
    } while (0)

/* A call that fails with this. */
#define FAILS(call, code)                                                                    \
    do {                                                                                     \
        errno = 0;                                                                           \
        long result = (long)(call);                                                             \
        if (result != -1 || errno != (code)) {                                                  \
            printf("%d: %s gives %ld (%s)\n", __LINE__, #call, result, strerror(errno));        \
            wrong = 1;                                                                       \
        }                                                                                    \
    } while (0)

static int operate(int fd, short number, int count)
{
    struct mtop op = { .mt_op = number, .mt_count = count };
    return ioctl(fd, MTIOCTOP, &op);
}

static long place(int fd)
{
    struct mtpos pos = { -1 };
    return ioctl(fd, MTIOCPOS, &pos) == 0 ? pos.mt_blkno : -1;
}

static void opening(volatile int *none)
{
    char room[64];
    int flags = O_RDONLY + *none;
    int fd = open("/dev/nst0", flags);
    GIVES(fd >= 0, 1);
    FAILS(open("/dev/nst0", flags), EBUSY);
    FAILS(open("/dev/st0", O_RDWR), EBUSY);
    FAILS(open("/dev/nst9", flags), ENOENT);
    FAILS(open("/dev/nst0", O_RDONLY | O_DIRECTORY), ENOTDIR);
    FAILS(open("/dev/nst0", O_RDWR | O_CREAT | O_EXCL, 0600), EEXIST);
    FAILS(open("/dev/nst1", flags), ENOMEDIUM);
    FAILS(write(fd, "x", 1), EBADF);
    FAILS(pread(fd, room, sizeof room, 0), ESPIPE);
    FAILS(pwrite(fd, "x", 1, 0), ESPIPE);
    GIVES(lseek(fd, 100, SEEK_SET), 0);
    GIVES(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDONLY);
    GIVES(fcntl(fd, F_GETFD), 0);
    FAILS(read(fd, NULL, 10), EFAULT);
    FAILS(sendfile(1, fd, NULL, 10), EINVAL);
    GIVES(isatty(fd), 0);
    GIVES(close(fd), 0);
    FAILS(close(fd), EBADF);
    FAILS(read(fd, room, sizeof room), EBADF);
    fd = openat(AT_FDCWD, "/dev/nst0", O_WRONLY | O_CLOEXEC);
    GIVES(fd >= 0, 1);
    GIVES(fcntl(fd, F_GETFD), FD_CLOEXEC);
    GIVES(fcntl(fd, F_GETFL) & O_ACCMODE, O_WRONLY);
    FAILS(read(fd, room, 1 + (size_t)*none), EBADF);
    GIVES(close(fd), 0);
    fd = open("/dev/nst1", O_RDONLY | O_NONBLOCK);
    GIVES(fd >= 0, 1);
    FAILS(read(fd, room, sizeof room), ENOMEDIUM);
    FAILS(operate(fd, MTREW, 1), ENOMEDIUM);
    GIVES(fcntl(fd, F_SETFL, 0), 0);
    GIVES(close(fd), 0);
}

static void descriptors(void)
{
    char room[64];
    int fd = creat("/dev/nst0", 0600);
    GIVES(operate(fd, MTREW, 1), 0);
    int second = dup(fd), third = fcntl(fd, F_DUPFD_CLOEXEC, 100);
    GIVES(third >= 100, 1);
    GIVES(fcntl(third, F_GETFD), FD_CLOEXEC);
    GIVES(write(fd, "one", 3), 3);
    GIVES(close(fd), 0);
    GIVES(write(second, "two!", 4), 4);
    GIVES(dup2(third, second), second);
    GIVES(dup3(third, 200, O_CLOEXEC), 200);
    GIVES(close(third), 0);
    struct iovec parts[] = { { "three", 5 }, { "four", 4 } };
    GIVES(writev(200, parts, 2), 9);
    GIVES(place(200), 4);
    GIVES(close(second), 0);
    pid_t child = fork();
    if (child == 0)
        _exit(write(200, "five", 4) == 4 && close(200) == 0 ? 0 : 1);
    int status = 1;
    waitpid(child, &status, 0);
    GIVES(status, 0);
    GIVES(place(200), 5);
    GIVES(write(200, "six", 3), 3);
    GIVES(close(200), 0);
    fd = open("/dev/nst0", O_RDWR);
    GIVES(place(fd), 7);
    GIVES(operate(fd, MTREW, 1), 0);
    GIVES(read(fd, room, sizeof room), 3);
    GIVES(memcmp(room, "one", 3), 0);
    FAILS(read(fd, room, 1), ENOMEM);
    struct iovec rooms[] = { { room, 5 }, { room + 5, 20 } };
    GIVES(readv(fd, rooms, 2), 9);
    GIVES(memcmp(room, "threefour", 9), 0);
    GIVES(close(fd), 0);
    /* A number that belongs to another file afterwards. */
    int other = open("/dev/null", O_RDWR);
    GIVES(other, fd);
    GIVES(read(other, room, sizeof room), 0);
    GIVES(close(other), 0);
    /* And one that was closed where nobody saw it. */
    int ends[2];
    fd = open("/dev/nst0", O_RDONLY);
    GIVES(syscall(SYS_close, fd), 0);
    GIVES(pipe(ends), 0);
    GIVES(ends[0], fd);
    GIVES(write(ends[1], "pipe", 4), 4);
    GIVES(read(ends[0], room, sizeof room), 4);
    GIVES(close(ends[0]) + close(ends[1]), 0);
}

static void status(void)
{
    struct mtget got;
    int fd = open("/dev/st0", O_RDWR);
    GIVES(operate(fd, MTFSF, 1), 0);
    memset(&got, 0xEE, sizeof got);
    GIVES(ioctl(fd, MTIOCGET, &got), 0);
    GIVES(got.mt_type, MT_ISSCSI2);
    GIVES(got.mt_fileno, 1);
    GIVES(got.mt_blkno, 0);
    GIVES(got.mt_dsreg, 0x44000000);
    GIVES(GMT_EOF(got.mt_gstat) && GMT_ONLINE(got.mt_gstat) && !GMT_BOT(got.mt_gstat), 1);
    FAILS(operate(fd, MTRESET, 1), ENOSYS);
    FAILS(operate(fd, MTSETPART, 1), EINVAL);
    FAILS(operate(fd, MTFSF, -1 << 24), EINVAL);
    FAILS(ioctl(fd, MTIOCTOP, NULL), EFAULT);
    FAILS(ioctl(fd, MTIOCGET, NULL), EFAULT);
    FAILS(ioctl(fd, FIONREAD, &got), ENOTTY);
    GIVES(close(fd), 0);
}

static void stats(void)
{
    struct stat told;
    struct statx more;
    GIVES(stat("/dev/nst1", &told), 0);
    GIVES(S_ISCHR(told.st_mode) && told.st_rdev == makedev(9, 129), 1);
    GIVES(lstat("/dev/st1", &told), 0);
    GIVES(told.st_rdev, makedev(9, 1));
    GIVES(fstatat(AT_FDCWD, "/dev/sg2", &told, 0), 0);
    GIVES(told.st_rdev, makedev(21, 2));
    FAILS(stat("/dev/sg3", &told), ENOENT);
    GIVES(statx(AT_FDCWD, "/dev/nst0", 0, STATX_ALL, &more), 0);
    GIVES(more.stx_rdev_major == 9 && more.stx_rdev_minor == 128, 1);
    int fd = open("/dev/sg1", O_RDWR);
    GIVES(fstat(fd, &told), 0);
    GIVES(told.st_rdev, makedev(21, 1));
    GIVES(fstatat(fd, "", &told, AT_EMPTY_PATH), 0);
    GIVES(S_ISCHR(told.st_mode), 1);
    FAILS(lseek(fd, 0, SEEK_SET), ESPIPE);
    FAILS(operate(fd, MTREW, 1), ENOTTY);
    GIVES(close(fd), 0);
    GIVES(access("/dev/nst0", R_OK | W_OK), 0);
    FAILS(access("/dev/nst0", X_OK), EACCES);
    FAILS(faccessat(AT_FDCWD, "/dev/nst7", F_OK, 0), ENOENT);
    GIVES(stat("/dev/null", &told), 0);
    GIVES(told.st_rdev, makedev(1, 3));
}

static void commands(void)
{
    unsigned char cdb[16] = { 0x12, 0, 0, 0, 96 }, sense[32], data[96];
    int number = 0, fd = open("/dev/sg0", O_RDWR);
    struct { int packed, host; } id = { -1, -1 };
    sg_io_hdr_t io = { .interface_id = 'S', .dxfer_direction = SG_DXFER_FROM_DEV, .cmd_len = 6,
        .mx_sb_len = sizeof sense, .dxfer_len = sizeof data, .dxferp = data, .cmdp = cdb,
        .sbp = sense, .timeout = 1000 };
    GIVES(ioctl(fd, SG_GET_VERSION_NUM, &number), 0);
    GIVES(number >= 30000, 1);
    GIVES(ioctl(fd, 0x5382, &id), 0);
    GIVES(id.packed, 0);
    GIVES(ioctl(fd, SG_IO, &io), 0);
    GIVES(io.status == 0 && io.resid == 60 && io.info == 0 && data[0] == 0x08, 1);
    cdb[0] = 0xDE;
    GIVES(ioctl(fd, SG_IO, &io), 0);
    /* What is no command is told with sense, in as much room as there is. */
    GIVES(io.status == 2 && io.masked_status == 1 && io.driver_status == 8 && io.info == 1, 1);
    GIVES(io.sb_len_wr == 18 && sense[2] == 5 && sense[12] == 0x20, 1);
    io.mx_sb_len = 4;
    memset(sense, 0xEE, sizeof sense);
    GIVES(ioctl(fd, SG_IO, &io), 0);
    GIVES(io.sb_len_wr == 4 && sense[4] == 0xEE, 1);
    io.interface_id = 'Q';
    FAILS(ioctl(fd, SG_IO, &io), ENOSYS);
    io.interface_id = 'S';
    io.cmd_len = 5;
    FAILS(ioctl(fd, SG_IO, &io), EMSGSIZE);
    io.cmd_len = 6;
    io.cmdp = NULL;
    FAILS(ioctl(fd, SG_IO, &io), EMSGSIZE);
    io.cmdp = cdb;
    io.dxferp = NULL;
    FAILS(ioctl(fd, SG_IO, &io), EFAULT);
    io.dxferp = data;
    io.dxfer_len = 0x7FFFFFFF;
    FAILS(ioctl(fd, SG_IO, &io), EINVAL);
    FAILS(ioctl(fd, SG_IO, NULL), EFAULT);
    GIVES(close(fd), 0);
}

/* Pointers to nothing, and memory that ends too early: the call fails, the file does not. */
static void memory(void)
{
    static char block[20000], room[20000];
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *end = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *volatile nowhere = (char *)8, *short_of = end + page - 100;
    struct stat told;
    GIVES(mprotect(end + page, page, PROT_NONE), 0);
    memset(block, 'm', sizeof block);
    FAILS(open(nowhere, O_RDONLY), EFAULT);
    FAILS(stat(nowhere, &told), EFAULT);
    FAILS(stat("/dev/nst0", (struct stat *)nowhere), EFAULT);
    FAILS(fstatat(AT_FDCWD, nowhere, &told, AT_EMPTY_PATH), EFAULT);
    memcpy(short_of + 90, "/dev/nst0", 10);
    GIVES(stat(short_of + 90, &told), 0);
    memcpy(short_of + 91, "/dev/nst0", 9);
    FAILS(stat(short_of + 91, &told), EFAULT);
    int fd = open("/dev/nst0", O_RDWR);
    GIVES(operate(fd, MTREW, 1), 0);
    FAILS(write(fd, nowhere, 10), EFAULT);
    FAILS(write(fd, short_of, 20000), EFAULT);
    GIVES(write(fd, short_of, 100), 100);
    GIVES(write(fd, block, sizeof block), sizeof block);
    struct iovec part = { nowhere, 10 };
    FAILS(writev(fd, &part, 1), EFAULT);
    FAILS(readv(fd, (struct iovec *)nowhere, 1), EFAULT);
    GIVES(place(fd), 2);
    GIVES(operate(fd, MTREW, 1), 0);
    FAILS(read(fd, nowhere, 100), EFAULT);
    /* More room than there is does no harm as long as a block does not need it. */
    GIVES(read(fd, short_of, 20000), 100);
    FAILS(read(fd, short_of, 20000), EFAULT);
    GIVES(operate(fd, MTBSR, 1), 0);
    GIVES(read(fd, room, sizeof room), sizeof room);
    GIVES(memcmp(room, block, sizeof room), 0);
    FAILS(ioctl(fd, MTIOCTOP, nowhere), EFAULT);
    FAILS(ioctl(fd, MTIOCGET, nowhere), EFAULT);
    FAILS(ioctl(fd, MTIOCPOS, end + page), EFAULT);
    FAILS(ioctl(fd, SG_IO, nowhere), EFAULT);
    GIVES(place(fd), 2);
    GIVES(operate(fd, MTREW, 1), 0);
    GIVES(close(fd), 0);
    unsigned char cdb[6] = { 0x12, 0, 0, 0, 96 }, sense[32];
    sg_io_hdr_t io = { .interface_id = 'S', .dxfer_direction = SG_DXFER_FROM_DEV, .cmd_len = 6,
        .mx_sb_len = sizeof sense, .dxfer_len = 96, .dxferp = nowhere, .cmdp = cdb,
        .sbp = sense, .timeout = 1000 };
    fd = open("/dev/sg0", O_RDWR);
    FAILS(ioctl(fd, SG_IO, &io), EFAULT);
    io.dxferp = end + page - 10;
    FAILS(ioctl(fd, SG_IO, &io), EFAULT);
    io.dxferp = room;
    io.cmdp = (unsigned char *)nowhere;
    FAILS(ioctl(fd, SG_IO, &io), EFAULT);
    io.cmdp = cdb;
    GIVES(ioctl(fd, SG_IO, &io), 0);
    GIVES(room[0], 0x08);
    cdb[0] = 0xDE;
    io.sbp = (unsigned char *)nowhere;
    FAILS(ioctl(fd, SG_IO, &io), EFAULT);
    GIVES(close(fd), 0);
    munmap(end, 2 * page);
}

static void streams(void)
{
    char room[4096], block[10000];
    memset(block, 'b', sizeof block);
    GIVES(fopen("/dev/st0", "wxe") == NULL && errno == EEXIST, 1);
    GIVES(fopen("/dev/nst7", "r") == NULL && errno == ENOENT, 1);
    FILE *tape = fopen("/dev/nst0", "r+e");
    int fd = fileno(tape);
    GIVES(fcntl(fd, F_GETFD), FD_CLOEXEC);
    GIVES(operate(fd, MTREW, 1), 0);
    GIVES(fclose(tape), 0);
    FAILS(fcntl(fd, F_GETFD), EBADF);
    tape = fopen("/dev/nst0", "w");
    /* What fits into the buffer is a block when it is flushed; of what is longer, first the rest of
       the buffer and then what is whole buffers. */
    GIVES(fputs("line\n", tape) >= 0 && fprintf(tape, "%d", 12) == 2, 1);
    GIVES(place(fileno(tape)), 0);
    GIVES(fflush(tape), 0);
    GIVES(place(fileno(tape)), 1);
    GIVES(fwrite(block, 1, sizeof block, tape), sizeof block);
    GIVES(place(fileno(tape)), 3);
    GIVES(fclose(tape), 0);
    fd = open("/dev/nst0", O_RDWR);
    GIVES(write(fd, block, sizeof block), sizeof block);
    GIVES(operate(fd, MTREW, 1), 0);
    GIVES(fdopen(fd, "q") == NULL && errno == EINVAL, 1);
    tape = fdopen(fd, "r");
    GIVES(fileno(tape), fd);
    GIVES(fgets(room, sizeof room, tape) == room && strcmp(room, "line\n") == 0, 1);
    GIVES(fgetc(tape) == '1' && fgetc(tape) == '2', 1);
    GIVES(fread(block, 1, sizeof block, tape), sizeof block);
    GIVES(fgetc(tape) == EOF && feof(tape), 1);
    clearerr(tape);
    /* A block that is longer than the buffer. */
    GIVES(fgetc(tape) == EOF && ferror(tape) && errno == ENOMEM, 1);
    clearerr(tape);
    GIVES(ftell(tape), 0);
    GIVES(fclose(tape), 0);
    fd = open("/dev/nst0", O_RDONLY);
    GIVES(operate(fd, MTREW, 1), 0);
    GIVES(fdopen(fd, "w") == NULL && errno == EINVAL, 1);
    tape = fdopen(fd, "r");
    /* With a buffer that is long enough it is read. */
    static char buffer[16384];
    GIVES(setvbuf(tape, buffer, _IOFBF, sizeof buffer), 0);
    GIVES(fread(room, 1, 7, tape), 7);
    GIVES(fread(block, 1, sizeof block, tape), sizeof block);
    GIVES(fgetc(tape) == EOF && feof(tape), 1);
    clearerr(tape);
    GIVES(fread(block, 1, sizeof block, tape), sizeof block);
    GIVES(fclose(tape), 0);
    /* A stream of the program that was another file keeps its pointer, so only a standard one can
       become a drive. */
    FILE *null = fopen("/dev/null", "r");
    GIVES(freopen("/dev/nst0", "r", null) == NULL && errno == EOPNOTSUPP, 1);
    fclose(null);
    FILE *in = freopen("/dev/st0", "r", stdin);
    GIVES(in == stdin && fileno(stdin) == 0, 1);
    GIVES(operate(0, MTREW, 1), 0);
    GIVES(getchar(), 'l');
    in = freopen("/dev/null", "r", stdin);
    GIVES(in == stdin && fileno(stdin) == 0 && getchar() == EOF && feof(stdin), 1);
    FAILS(operate(0, MTREW, 1), ENOTTY);
    /* A standard descriptor that is a drive for a while. */
    fflush(stdout);
    int saved = dup(1);
    fd = open("/dev/nst0", O_WRONLY);
    GIVES(operate(fd, MTREW, 1), 0);
    GIVES(dup2(fd, 1), 1);
    GIVES(close(fd), 0);
    printf("on %s", "tape");
    puts("!");
    GIVES(dup2(saved, 1), 1);
    close(saved);
    fd = open("/dev/nst0", O_RDONLY);
    GIVES(place(fd), 2);
    GIVES(operate(fd, MTREW, 1), 0);
    GIVES(read(fd, room, sizeof room), 9);
    GIVES(memcmp(room, "on tape!\n", 9), 0);
    GIVES(close(fd), 0);
}

static void waiting(void)
{
    int ends[2], fd = open("/dev/nst0", O_RDWR);
    GIVES(pipe(ends), 0);
    struct pollfd list[] = { { ends[0], POLLIN, 7 }, { fd, POLLIN | POLLOUT | POLLPRI, 7 },
        { -1, POLLIN, 7 }, { fd, POLLPRI, 7 } };
    GIVES(poll(list, 4, -1), 1);
    GIVES(list[0].revents == 0 && list[1].revents == (POLLIN | POLLOUT), 1);
    GIVES(list[2].revents == 0 && list[3].revents == 0, 1);
    GIVES(list[1].fd, fd);
    GIVES(write(ends[1], "x", 1), 1);
    GIVES(ppoll(list, 2, NULL, NULL), 2);
    GIVES(list[0].revents, POLLIN);
    fd_set reads, writes, news;
    FD_ZERO(&reads);
    FD_SET(fd, &reads);
    FD_SET(ends[0], &reads);
    writes = news = reads;
    FD_CLR(ends[0], &writes);
    GIVES(select(fd + 4, &reads, &writes, &news, NULL), 3);
    GIVES(FD_ISSET(fd, &reads) && FD_ISSET(fd, &writes) && !FD_ISSET(fd, &news), 1);
    GIVES(FD_ISSET(ends[0], &reads) && !FD_ISSET(ends[0], &news), 1);
    struct timespec moment = { 0, 1 };
    FD_CLR(ends[0], &news);
    FD_SET(fd, &news);
    GIVES(pselect(fd + 1, NULL, NULL, &news, &moment, NULL), 0);
    GIVES(FD_ISSET(fd, &news), 0);
    struct epoll_event event = { .events = EPOLLIN };
    int set = epoll_create1(0);
    FAILS(epoll_ctl(set, EPOLL_CTL_ADD, fd, &event), EPERM);
    GIVES(close(set) + close(ends[0]) + close(ends[1]) + close(fd), 0);
}

static int child(pid_t pid)
{
    int status = -1;
    return waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void ranges_and_children(void)
{
    int fd = open("/dev/nst0", O_RDWR);
    GIVES(operate(fd, MTREW, 1), 0);
    GIVES(write(fd, "one", 3), 3);
    GIVES(dup2(fd, 300), 300);
    GIVES(close_range(300, 400, 0), 0);
    FAILS(write(300, "x", 1), EBADF);
    GIVES(write(fd, "two", 3), 3);
    /* What a child of vfork does with its descriptors is nothing to its parent. */
    pid_t pid = vfork();
    if (pid == 0) {
        close(fd);
        _exit(0);
    }
    GIVES(child(pid), 0);
    GIVES(close(fd), 0);
    fd = open("/dev/nst0", O_RDWR);
    GIVES(place(fd), 3);
    GIVES(write(fd, "three", 5), 5);
    /* A program that is started has the file; the parent closes its own descriptor, and no mark is
       written before the last is closed. */
    char *words[] = { "sh", "-c", "printf four >&9; sleep 0; printf five >&9", NULL };
    posix_spawn_file_actions_t list;
    posix_spawn_file_actions_init(&list);
    posix_spawn_file_actions_adddup2(&list, fd, 9);
    GIVES(posix_spawnp(&pid, "sh", &list, NULL, words, environ), 0);
    posix_spawn_file_actions_destroy(&list);
    GIVES(close(fd), 0);
    GIVES(child(pid), 0);
    posix_spawn_file_actions_init(&list);
    GIVES(posix_spawn_file_actions_addopen(&list, 9, "/dev/nst9", O_RDWR, 0), ENOENT);
    GIVES(posix_spawn_file_actions_addopen(&list, 9, "/dev/nst0", O_RDWR, 0), 0);
    GIVES(posix_spawnp(&pid, "sh", &list, NULL, words, environ), 0);
    posix_spawn_file_actions_destroy(&list);
    GIVES(child(pid), 0);
    fd = open("/dev/nst0", O_RDWR);
    GIVES(place(fd), 10);
    /* A child whose parent has closed all it does not know of. */
    pid = fork();
    if (pid == 0) {
        int bad = write(fd, "child", 5) != 5;
        for (int other = fd + 1; other < 1024; other++)
            close(other);
        bad |= write(fd, "again", 5) != 5;
        closefrom(3);
        _exit(bad || write(fd, "x", 1) != -1);
    }
    GIVES(child(pid), 0);
    GIVES(place(fd), 12);
    GIVES(close(fd), 0);
}

static void names(void)
{
    char room[PATH_MAX];
    struct stat told;
    FAILS(readlink("/dev/nst0", room, sizeof room), EINVAL);
    FAILS(readlink("/dev/nst9", room, sizeof room), ENOENT);
    GIVES(realpath("/dev/../dev/nst0", room) == room && strcmp(room, "/dev/nst0") == 0, 1);
    GIVES(realpath("/dev/nst9", room) == NULL && errno == ENOENT, 1);
    FAILS(getxattr("/dev/nst0", "user.x", room, sizeof room), ENODATA);
    GIVES(listxattr("/dev/st0", room, sizeof room), 0);
    int folder = open("/dev", O_RDONLY | O_DIRECTORY), here = open(".", O_RDONLY | O_DIRECTORY);
    FAILS(openat(here, "nst0", O_RDONLY), ENOENT);
    FAILS(faccessat(here, "nst0", F_OK, 0), ENOENT);
    int fd = openat(folder, "nst0", O_RDONLY);
    GIVES(fd >= 0, 1);
    GIVES(close(fd), 0);
    GIVES(fstatat(folder, "./nst1", &told, AT_SYMLINK_NOFOLLOW), 0);
    GIVES(told.st_rdev, makedev(9, 129));
    GIVES(faccessat(folder, "sg0", R_OK, 0), 0);
    FAILS(readlinkat(folder, "sg0", room, sizeof room), EINVAL);
    GIVES(chdir("/dev"), 0);
    GIVES(stat("st1", &told), 0);
    GIVES(access("nst0", W_OK), 0);
    GIVES(fchdir(here), 0);
    FAILS(stat("st1", &told), ENOENT);
    close(folder);
    close(here);
}

static void *writes(void *argument)
{
    char block[1000];
    memset(block, 'x', sizeof block);
    for (int at = 0; at < 50; at++)
        if (write(*(int *)argument, block, sizeof block) != sizeof block)
            return argument;
    return NULL;
}

static void threads(void)
{
    pthread_t all[4];
    int fd = open("/dev/nst0", O_RDWR);
    GIVES(operate(fd, MTREW, 1), 0);
    for (int at = 0; at < 4; at++)
        pthread_create(&all[at], NULL, writes, &fd);
    for (int at = 0; at < 4; at++) {
        void *failed = NULL;
        pthread_join(all[at], &failed);
        GIVES(failed == NULL, 1);
    }
    GIVES(place(fd), 200);
    GIVES(close(fd), 0);
}

int main(void)
{
    volatile int none = 0;
    opening(&none);
    descriptors();
    status();
    stats();
    commands();
    memory();
    streams();
    waiting();
    ranges_and_children();
    names();
    threads();
    return wrong;
}
