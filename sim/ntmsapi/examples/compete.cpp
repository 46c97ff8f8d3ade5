// Two processes want the only drive at once: one has it, the other waits until it is free again.
//
//   c++ compete.cpp $(pkg-config --cflags --libs ntmsapi) -o compete
//   rsm exec room.yaml -- ./compete
//
// Both have to be programs of one world, so that rsm exec has to run this.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

#include <ntmsapi.h>

namespace {

struct Refused : std::runtime_error {
    Refused(const char *what, DWORD code)
        : std::runtime_error(std::string(what) + ": code " + std::to_string(code))
    {
    }
};

void check(DWORD code, const char *what)
{
    if (code != ERROR_SUCCESS)
        throw Refused(what, code);
}

// A session that is closed when it is left.
class Session {
public:
    explicit Session(const char *application) : handle_(OpenNtmsSessionA(nullptr, application, 0))
    {
        if (handle_ == INVALID_HANDLE_VALUE)
            throw Refused("OpenNtmsSession", NtmsGetLastError());
    }
    ~Session() { CloseNtmsSession(handle_); }
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;

    operator HANDLE() const { return handle_; }

private:
    HANDLE handle_;
};

// A medium that the pool gives, and that is given back when it is left.
class Medium {
public:
    Medium(const Session &session, NTMS_GUID pool) : session_(session), id_()
    {
        check(AllocateNtmsMedia(session, &pool, nullptr, &id_, 0, INFINITE, nullptr),
              "AllocateNtmsMedia");
    }
    ~Medium() { DeallocateNtmsMedia(session_, &id_, 0); }
    Medium(const Medium &) = delete;
    Medium &operator=(const Medium &) = delete;

    void mount()
    {
        NTMS_GUID drive;
        check(MountNtmsMedia(session_, &id_, &drive, 1, NTMS_MOUNT_READ, 0, INFINITE, nullptr),
              "MountNtmsMedia");
    }
    void dismount()
    {
        check(DismountNtmsMedia(session_, &id_, 1, NTMS_DISMOUNT_IMMEDIATE), "DismountNtmsMedia");
    }

private:
    const Session &session_;
    NTMS_GUID id_;
};

NTMS_GUID pool_of_jobs(const Session &session)
{
    NTMS_GUID pool;
    check(CreateNtmsMediaPoolA(session, "Jobs", nullptr, NTMS_OPEN_EXISTING, nullptr, &pool),
          "CreateNtmsMediaPool");
    return pool;
}

// What each process does. Its lines are one write each, so that they stay whole.
int compete(const char *name)
{
    Session session(name);
    Medium medium(session, pool_of_jobs(session));
    for (int round = 0; round < 3; round++) {
        medium.mount();
        std::printf("%s has the drive\n", name);
        std::fflush(stdout);
        usleep(1000);
        std::printf("%s gives it back\n", name);
        std::fflush(stdout);
        medium.dismount();
    }
    return 0;
}

pid_t start(const char *name)
{
    pid_t child = fork();
    if (child == 0) {
        try {
            _exit(compete(name));
        } catch (const Refused &refused) {
            std::fprintf(stderr, "%s: %s\n", name, refused.what());
            _exit(1);
        }
    }
    return child;
}

} // namespace

int main()
{
    if (std::getenv("RSM_DOOR") == nullptr) {
        std::fputs("run this under rsm exec: processes on their own have no drive in common\n",
                   stderr);
        return 1;
    }
    std::array<pid_t, 2> children = {start("first"), start("second")};
    int failed = 0;
    for (pid_t child : children) {
        int status = 1;
        waitpid(child, &status, 0);
        failed |= status;
    }
    return failed != 0;
}
