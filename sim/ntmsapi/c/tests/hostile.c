/* Every export with pointers that point nowhere, lie askew, or have too little room: each call
 * comes back with a code, and nothing beyond a buffer is touched. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ntmsapi.h>

#define EXPECT(call, wanted)                                                             \
    do {                                                                                 \
        DWORD seen = (call);                                                             \
        if (seen != (wanted)) {                                                          \
            fprintf(stderr, "%s: %u, not %u\n", #call, (unsigned)seen, (unsigned)(wanted)); \
            failures++;                                                                  \
        }                                                                                \
    } while (0)

static int failures;

static void nothing_but_null(HANDLE s)
{
    EXPECT(EnumerateNtmsObject(s, NULL, NULL, NULL, NTMS_DRIVE, 0), ERROR_INVALID_PARAMETER);
    EXPECT(GetNtmsObjectInformationA(s, NULL, NULL), ERROR_INVALID_PARAMETER);
    EXPECT(GetNtmsObjectInformationW(s, NULL, NULL), ERROR_INVALID_PARAMETER);
    EXPECT(SetNtmsObjectInformationA(s, NULL, NULL), ERROR_INVALID_PARAMETER);
    EXPECT(SetNtmsObjectInformationW(s, NULL, NULL), ERROR_INVALID_PARAMETER);
    EXPECT(GetNtmsObjectAttributeA(s, NULL, NTMS_DRIVE, NULL, NULL, NULL), ERROR_INVALID_PARAMETER);
    EXPECT(GetNtmsObjectAttributeW(s, NULL, NTMS_DRIVE, NULL, NULL, NULL), ERROR_INVALID_PARAMETER);
    EXPECT(SetNtmsObjectAttributeA(s, NULL, NTMS_DRIVE, NULL, NULL, 7), ERROR_INVALID_PARAMETER);
    EXPECT(SetNtmsObjectAttributeW(s, NULL, NTMS_DRIVE, NULL, NULL, ~0u), ERROR_INVALID_PARAMETER);
    EXPECT(AllocateNtmsMedia(s, NULL, NULL, NULL, 0, 0, NULL), ERROR_INVALID_PARAMETER);
    EXPECT(MountNtmsMedia(s, NULL, NULL, 1, 0, 0, 0, NULL), ERROR_INVALID_PARAMETER);
    EXPECT(DismountNtmsMedia(s, NULL, 1, 0), ERROR_INVALID_PARAMETER);
    EXPECT(CreateNtmsMediaPoolA(s, NULL, NULL, 0, NULL, NULL), ERROR_INVALID_PARAMETER);
    EXPECT(CreateNtmsMediaPoolW(s, NULL, NULL, 0, NULL, NULL), ERROR_INVALID_PARAMETER);
    EXPECT(GetNtmsMediaPoolNameA(s, NULL, NULL, NULL), ERROR_INVALID_PARAMETER);
    EXPECT(SubmitNtmsOperatorRequestW(s, 0, NULL, NULL, NULL, NULL), ERROR_INVALID_PARAMETER);
    EXPECT(BeginNtmsDeviceChangeDetection(s, NULL), ERROR_INVALID_PARAMETER);
    EXPECT(GetVolumesFromDriveA(NULL, NULL, NULL), ERROR_INVALID_PARAMETER);
    EXPECT(GetNtmsUIOptionsA(s, NULL, 0, NULL, NULL), ERROR_INVALID_PARAMETER);
    EXPECT(CloseNtmsNotification(NULL), ERROR_INVALID_PARAMETER);
    EXPECT(CloseNtmsSession(NULL), ERROR_INVALID_HANDLE);
}

static void counts_that_cannot_be(HANDLE s)
{
    NTMS_GUID id;
    memset(&id, 7, sizeof id);
    EXPECT(MountNtmsMedia(s, &id, &id, 0, 0, 0, 0, NULL), ERROR_INVALID_PARAMETER);
    EXPECT(MountNtmsMedia(s, &id, &id, ~0u, 0, 0, 0, NULL), ERROR_INVALID_PARAMETER);
    EXPECT(DismountNtmsMedia(s, &id, ~0u, 0), ERROR_INVALID_PARAMETER);
    EXPECT(DeleteNtmsRequests(s, &id, NTMS_LIBREQUEST, ~0u), ERROR_INVALID_PARAMETER);
}

/* A buffer with guards around it, askew. */
static void room_that_is_too_small(HANDLE s)
{
    unsigned char around[3 * sizeof(NTMS_GUID) + 1];
    memset(around, 0xA5, sizeof around);
    LPNTMS_GUID list = (LPNTMS_GUID)(around + 1);
    DWORD count = 0;
    EXPECT(EnumerateNtmsObject(s, NULL, list, &count, NTMS_STORAGESLOT, 0),
           ERROR_INSUFFICIENT_BUFFER);
    assert(count > 1);
    DWORD all = count;
    count = 1;
    EXPECT(EnumerateNtmsObject(s, NULL, list, &count, NTMS_STORAGESLOT, 0),
           ERROR_INSUFFICIENT_BUFFER);
    assert(count == all && "the needed size is written back");
    assert(around[0] == 0xA5 && around[1 + sizeof(NTMS_GUID)] == 0xA5);
    NTMS_GUID *whole = malloc(all * sizeof *whole);
    EXPECT(EnumerateNtmsObject(s, NULL, whole, &count, NTMS_STORAGESLOT, 0), ERROR_SUCCESS);
    assert(count == all && memcmp(whole, around + 1, sizeof *whole) == 0);

    NTMS_OBJECTINFORMATIONW info;
    memset(&info, 0xFF, sizeof info);
    info.dwSize = sizeof info - 1;
    info.dwType = NTMS_STORAGESLOT;
    EXPECT(GetNtmsObjectInformationW(s, &whole[0], &info), ERROR_INVALID_PARAMETER);
    assert(info.szName[0] == 0xFFFF && "a refused call writes nothing");
    info.dwSize = sizeof info;
    info.dwType = 4711;
    EXPECT(GetNtmsObjectInformationW(s, &whole[0], &info), ERROR_INVALID_PARAMETER);
    info.dwType = NTMS_STORAGESLOT;
    EXPECT(GetNtmsObjectInformationW(s, &whole[0], &info), ERROR_SUCCESS);
    assert(info.szName[0] != 0xFFFF);
    free(whole);
}

static void text_without_an_end(void)
{
    char *endless = malloc(300);
    memset(endless, 'x', 300);
    assert(OpenNtmsSessionA(NULL, endless, 0) == INVALID_HANDLE_VALUE);
    EXPECT(NtmsGetLastError(), ERROR_INVALID_PARAMETER);
    assert(OpenNtmsSessionA(endless, NULL, 0) == INVALID_HANDLE_VALUE);
    EXPECT(NtmsGetLastError(), ERROR_INVALID_COMPUTERNAME);
    free(endless);
}

int main(void)
{
    HANDLE session = OpenNtmsSessionA(NULL, "hostile", 0);
    assert(session != INVALID_HANDLE_VALUE);
    nothing_but_null(session);
    counts_that_cannot_be(session);
    room_that_is_too_small(session);
    text_without_an_end();
    EXPECT(CloseNtmsSession(session), ERROR_SUCCESS);
    EXPECT(CloseNtmsSession(session), ERROR_INVALID_HANDLE);
    return failures != 0;
}
