/* One backup: opens a session and waits while the service still starts, takes a medium from a pool
 * of its own, mounts it, tells which device to write to, puts it away and gives it back.
 *
 *   cc backup.c $(pkg-config --cflags --libs ntmsapi) && RSM_SCENARIO=room.yaml ./a.out LTO_Ultrium
 */
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

int main(int argc, char **argv)
{
    HANDLE session = open_session();
    NTMS_GUID type = media_type(session, argc > 1 ? argv[1] : "LTO_Ultrium");
    NTMS_GUID pool, media, drive;

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

    memset(&media, 0, sizeof media);
    memset(&drive, 0, sizeof drive);
    check(AllocateNtmsMedia(session, &pool, NULL, &media, 0, 60000, NULL), "AllocateNtmsMedia");
    check(MountNtmsMedia(session, &media, &drive, 1, NTMS_MOUNT_READ | NTMS_MOUNT_WRITE, 0, 600000,
                         NULL),
          "MountNtmsMedia");

    memset(&info, 0, sizeof info);
    info.dwSize = sizeof info;
    info.dwType = NTMS_DRIVE;
    check(GetNtmsObjectInformationA(session, &drive, &info), "the drive");
    printf("mounted in %s, device %s\n", info.szName, info.Info.Drive.szDeviceName);

    check(DismountNtmsMedia(session, &media, 1, NTMS_DISMOUNT_IMMEDIATE), "DismountNtmsMedia");
    check(DeallocateNtmsMedia(session, &media, 0), "DeallocateNtmsMedia");
    check(CloseNtmsSession(session), "CloseNtmsSession");
    return 0;
}
