/* One backup: opens a session and waits while the service still starts, takes a medium from a pool
 * of its own, mounts it, writes a label through the device name of the drive and tells the service
 * of it, puts the medium away, mounts it again, reads the label, and gives the medium back.
 *
 *   cc backup.c $(pkg-config --cflags --libs ntmsapi) -o backup
 *   rsm exec room.yaml -- ./backup LTO_Ultrium
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <ntmsapi.h>

static void check(DWORD code, const char *what)
{
    if (code != ERROR_SUCCESS) {
        fprintf(stderr, "%s: code %u\n", what, (unsigned)code);
        exit(1);
    }
}

static HANDLE open_session(void)
{
    for (int tries = 0; tries < 10; tries++) {
        HANDLE session = OpenNtmsSessionA(NULL, "backup example", 0);
        if (session != INVALID_HANDLE_VALUE)
            return session;
        if (NtmsGetLastError() != ERROR_NOT_READY)
            break;
        sleep(1);
    }
    check(NtmsGetLastError(), "OpenNtmsSession");
    exit(1);
}

/* The media type of that name. */
static NTMS_GUID media_type(HANDLE session, const char *name)
{
    NTMS_GUID types[64];
    DWORD count = 64;
    check(EnumerateNtmsObject(session, NULL, types, &count, NTMS_MEDIA_TYPE, 0), "media types");
    for (DWORD at = 0; at < count; at++) {
        NTMS_OBJECTINFORMATIONA info;
        memset(&info, 0, sizeof info);
        info.dwSize = sizeof info;
        info.dwType = NTMS_MEDIA_TYPE;
        check(GetNtmsObjectInformationA(session, &types[at], &info), "a media type");
        if (strcmp(info.szName, name) == 0)
            return types[at];
    }
    fprintf(stderr, "there is no media type %s\n", name);
    exit(1);
}

/* Mounts a medium and gives the device name of its drive. */
static void mount(HANDLE session, NTMS_GUID *media, char *device)
{
    NTMS_GUID drive;
    check(MountNtmsMedia(session, media, &drive, 1, NTMS_MOUNT_READ | NTMS_MOUNT_WRITE, 0, 600000,
                         NULL),
          "MountNtmsMedia");
    NTMS_OBJECTINFORMATIONA info;
    memset(&info, 0, sizeof info);
    info.dwSize = sizeof info;
    info.dwType = NTMS_DRIVE;
    check(GetNtmsObjectInformationA(session, &drive, &info), "the drive");
    strcpy(device, info.Info.Drive.szDeviceName);
    printf("mounted in %s, device %s\n", info.szName, device);
}

/* Opens the drive as a file. Device names are there for programs that rsm exec runs. */
static int open_device(const char *device, int flags)
{
    int tape = open(device, flags);
    if (tape < 0)
        fprintf(stderr, "%s: %s: run this under rsm exec to write to drives\n", device,
                strerror(errno));
    return tape;
}

/* A label of the standards ECMA-13 and ISO 1001: 80 characters, first VOL1 and the volume's name. */
static void make_label(char label[80])
{
    memset(label, ' ', 80);
    memcpy(label, "VOL1EXMPL1", 10);
    label[79] = '4';
}

static void write_label(HANDLE session, NTMS_GUID *media, const char *device)
{
    char label[80];
    make_label(label);
    int tape = open_device(device, O_WRONLY);
    if (tape < 0)
        return;
    if (write(tape, label, sizeof label) != sizeof label || close(tape) != 0) {
        perror(device);
        exit(1);
    }
    check(UpdateNtmsOmidInfo(session, media, NTMS_OMID_TYPE_RAW_LABEL, sizeof label, label),
          "UpdateNtmsOmidInfo");
    puts("the label is written");
}

static void read_label(const char *device)
{
    char label[80], seen[80];
    make_label(label);
    int tape = open_device(device, O_RDONLY);
    if (tape < 0)
        return;
    if (read(tape, seen, sizeof seen) != sizeof seen || memcmp(seen, label, sizeof seen) != 0) {
        fprintf(stderr, "%s: the label is not there\n", device);
        exit(1);
    }
    close(tape);
    puts("the label is there");
}

int main(int argc, char **argv)
{
    HANDLE session = open_session();
    NTMS_GUID type = media_type(session, argc > 1 ? argv[1] : "LTO_Ultrium");
    NTMS_GUID pool, media;
    char device[NTMS_DEVICENAME_LENGTH];

    check(CreateNtmsMediaPoolA(session, "Backup example", &type, NTMS_OPEN_ALWAYS, NULL, &pool),
          "CreateNtmsMediaPool");

    /* The pool may take media from the free pool and give them back. */
    NTMS_OBJECTINFORMATIONA info;
    memset(&info, 0, sizeof info);
    info.dwSize = sizeof info;
    info.dwType = NTMS_MEDIA_POOL;
    check(GetNtmsObjectInformationA(session, &pool, &info), "the pool");
    info.Info.MediaPool.AllocationPolicy = NTMS_ALLOCATE_FROMSCRATCH;
    info.Info.MediaPool.DeallocationPolicy = NTMS_DEALLOCATE_TOSCRATCH;
    check(SetNtmsObjectInformationA(session, &pool, &info), "the policies of the pool");

    check(AllocateNtmsMedia(session, &pool, NULL, &media, 0, 60000, NULL), "AllocateNtmsMedia");

    mount(session, &media, device);
    write_label(session, &media, device);
    check(DismountNtmsMedia(session, &media, 1, NTMS_DISMOUNT_IMMEDIATE), "DismountNtmsMedia");

    mount(session, &media, device);
    read_label(device);
    check(DismountNtmsMedia(session, &media, 1, NTMS_DISMOUNT_IMMEDIATE), "DismountNtmsMedia");

    check(DeallocateNtmsMedia(session, &media, 0), "DeallocateNtmsMedia");
    check(CloseNtmsSession(session), "CloseNtmsSession");
    return 0;
}
