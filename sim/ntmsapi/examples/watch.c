/* Watches pools: a channel tells of each that appears, changes or goes.
 *
 *   cc watch.c $(pkg-config --cflags --libs ntmsapi) -o watch
 *   rsm exec room.yaml -- ./watch
 *
 * To have something to see, it makes a pool and deletes it again. */
#include <stdio.h>
#include <stdlib.h>

#include <ntmsapi.h>

static void check(DWORD code, const char *what)
{
    if (code != ERROR_SUCCESS) {
        fprintf(stderr, "%s: code %u\n", what, (unsigned)code);
        exit(1);
    }
}

static HANDLE open_channel(HANDLE session)
{
    HANDLE channel = OpenNtmsNotification(session, NTMS_MEDIA_POOL);
    if (channel == INVALID_HANDLE_VALUE)
        check(NtmsGetLastError(), "OpenNtmsNotification");
    return channel;
}

static const char *happened(DWORD operation)
{
    switch (operation) {
    case NTMS_OBJ_INSERT:
        return "appeared";
    case NTMS_OBJ_UPDATE:
        return "changed";
    case NTMS_OBJ_DELETE:
        return "is gone";
    default:
        return "did something unknown";
    }
}

int main(void)
{
    HANDLE session = OpenNtmsSessionW(NULL, u"watch example", 0);
    if (session == INVALID_HANDLE_VALUE)
        check(NtmsGetLastError(), "OpenNtmsSession");
    HANDLE channel = open_channel(session);

    NTMS_GUID pool;
    check(CreateNtmsMediaPoolW(session, u"Watched", NULL, NTMS_CREATE_NEW, NULL, &pool),
          "CreateNtmsMediaPool");
    check(DeleteNtmsMediaPool(session, &pool), "DeleteNtmsMediaPool");

    for (;;) {
        NTMS_NOTIFICATIONINFORMATION told;
        DWORD code = WaitForNtmsNotification(channel, &told, 1000);
        if (code == ERROR_TIMEOUT)
            break;
        if (code == ERROR_NO_DATA) {
            /* Something was missed. A new channel tells of what comes from now on. */
            CloseNtmsNotification(channel);
            channel = open_channel(session);
            continue;
        }
        check(code, "WaitForNtmsNotification");
        printf("a pool %s\n", happened(told.dwOperation));
    }
    check(CloseNtmsNotification(channel), "CloseNtmsNotification");
    check(CloseNtmsSession(session), "CloseNtmsSession");
    return 0;
}
