/* Every export once, with wrong arguments of one kind, and what it answers: a line with its name and
 * its code for each. The kinds: no session and nothing but NULL; a session and nothing but NULL;
 * pointers that lie askew, texts without an end, identifiers of nothing; the same with lists of no
 * and of too many places. Nothing but sizes may be written by a call that is refused. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ntmsapi.h>

static HANDLE session;
static int are_null;
static DWORD count = 1;

/* What is read: a text without an end, an identifier of nothing, a structure without a size. */
static unsigned char input[1 << 17];
/* What is written, and sizes. */
static unsigned char output[1 << 16], sizes[64];

#define IN(type) ((type)(are_null ? NULL : (void *)(input + 1)))
#define OUT(type) ((type)(are_null ? NULL : (void *)(output + 1)))
#define SIZE ((LPDWORD)(are_null ? NULL : (void *)(sizes + 1)))
#define ID IN(LPNTMS_GUID)

static void prepare(void)
{
    memset(input, 'x', sizeof input);
    memset(output, 0xA5, sizeof output);
    memset(sizes, 0, sizeof sizes);
}

static void told(const char *name, DWORD code)
{
    printf("%s %u\n", name, (unsigned)code);
    for (size_t at = 0; code != ERROR_SUCCESS && at < sizeof output; at++)
        if (output[at] != 0xA5) {
            printf("%s writes\n", name);
            break;
        }
}

#define CODE(function, ...) (prepare(), told(#function, function(__VA_ARGS__)))
#define HANDLE_OF(function, ...)                                                       \
    (prepare(), NtmsSetLastError(4711),                                                \
     function(__VA_ARGS__) == INVALID_HANDLE_VALUE ? told(#function, NtmsGetLastError()) \
                                                   : told(#function, ERROR_SUCCESS))

static void sessions_and_what_is_opened_in_them(void)
{
    HANDLE_OF(OpenNtmsSessionA, IN(LPCSTR), IN(LPCSTR), 4711);
    HANDLE_OF(OpenNtmsSessionW, IN(LPCWSTR), IN(LPCWSTR), 4711);
    HANDLE_OF(OpenNtmsNotification, IN(HANDLE), NTMS_DRIVE);
    CODE(WaitForNtmsNotification, session, OUT(LPNTMS_NOTIFICATIONINFORMATION), 0);
    CODE(CloseNtmsNotification, session);
    CODE(BeginNtmsDeviceChangeDetection, are_null ? session : NULL, OUT(LPHANDLE));
    CODE(SetNtmsDeviceChangeDetection, session, NULL, ID, 4711, count);
    CODE(EndNtmsDeviceChangeDetection, session, NULL);
    CODE(ExportNtmsDatabase, IN(HANDLE));
    CODE(ImportNtmsDatabase, IN(HANDLE));
    CODE(CloseNtmsSession, IN(HANDLE));
}

static void objects(void)
{
    CODE(EnumerateNtmsObject, session, ID, OUT(LPNTMS_GUID), SIZE, NTMS_DRIVE, 0);
    CODE(GetNtmsObjectInformationA, session, ID, IN(LPNTMS_OBJECTINFORMATIONA));
    CODE(GetNtmsObjectInformationW, session, ID, IN(LPNTMS_OBJECTINFORMATIONW));
    CODE(SetNtmsObjectInformationA, session, ID, IN(LPNTMS_OBJECTINFORMATIONA));
    CODE(SetNtmsObjectInformationW, session, ID, IN(LPNTMS_OBJECTINFORMATIONW));
    CODE(GetNtmsObjectAttributeA, session, ID, NTMS_DRIVE, IN(LPCSTR), OUT(LPVOID), SIZE);
    CODE(GetNtmsObjectAttributeW, session, ID, NTMS_DRIVE, IN(LPCWSTR), OUT(LPVOID), SIZE);
    CODE(SetNtmsObjectAttributeA, session, ID, NTMS_DRIVE, IN(LPCSTR), IN(LPVOID), count);
    CODE(SetNtmsObjectAttributeW, session, ID, NTMS_DRIVE, IN(LPCWSTR), IN(LPVOID), count);
    CODE(GetNtmsObjectSecurity, session, ID, NTMS_LIBRARY, DACL_SECURITY_INFORMATION, OUT(LPVOID),
         count, SIZE);
    CODE(SetNtmsObjectSecurity, session, ID, NTMS_LIBRARY, DACL_SECURITY_INFORMATION, IN(LPVOID));
    CODE(DisableNtmsObject, session, NTMS_DRIVE, ID);
    CODE(EnableNtmsObject, session, NTMS_DRIVE, ID);
}

static void media(void)
{
    CODE(AddNtmsMediaType, session, ID, ID);
    CODE(DeleteNtmsMediaType, session, ID, ID);
    CODE(ChangeNtmsMediaType, session, ID, ID);
    CODE(AllocateNtmsMedia, session, ID, ID, IN(LPNTMS_GUID), 0, 0,
         IN(LPNTMS_ALLOCATION_INFORMATION));
    CODE(DeallocateNtmsMedia, session, ID, 0);
    CODE(SwapNtmsMedia, session, ID, ID);
    CODE(DecommissionNtmsMedia, session, ID);
    CODE(SetNtmsMediaComplete, session, ID);
    CODE(DeleteNtmsMedia, session, ID);
    CODE(CreateNtmsMediaA, session, IN(LPNTMS_OBJECTINFORMATIONA), IN(LPNTMS_OBJECTINFORMATIONA),
         0);
    CODE(CreateNtmsMediaW, session, IN(LPNTMS_OBJECTINFORMATIONW), IN(LPNTMS_OBJECTINFORMATIONW),
         0);
    CODE(CreateNtmsMediaPoolA, session, IN(LPCSTR), ID, NTMS_CREATE_NEW, NULL, OUT(LPNTMS_GUID));
    CODE(CreateNtmsMediaPoolW, session, IN(LPCWSTR), ID, NTMS_CREATE_NEW,
         IN(LPSECURITY_ATTRIBUTES), OUT(LPNTMS_GUID));
    CODE(GetNtmsMediaPoolNameA, session, ID, OUT(LPSTR), SIZE);
    CODE(GetNtmsMediaPoolNameW, session, ID, OUT(LPWSTR), SIZE);
    CODE(MoveToNtmsMediaPool, session, ID, ID);
    CODE(DeleteNtmsMediaPool, session, ID);
    CODE(MountNtmsMedia, session, ID, OUT(LPNTMS_GUID), count, 0, 0, 0, NULL);
    CODE(DismountNtmsMedia, session, ID, count, 0);
    CODE(UpdateNtmsOmidInfo, session, ID, NTMS_OMID_TYPE_RAW_LABEL, count, IN(LPVOID));
}

static void libraries(void)
{
    CODE(AccessNtmsLibraryDoor, session, ID, NTMS_INVENTORY_NONE);
    CODE(DeleteNtmsLibrary, session, ID);
    CODE(DeleteNtmsDrive, session, ID);
    CODE(DismountNtmsDrive, session, ID);
    CODE(CleanNtmsDrive, session, ID);
    CODE(ReserveNtmsCleanerSlot, session, ID, ID);
    CODE(ReleaseNtmsCleanerSlot, session, ID);
    CODE(InjectNtmsCleaner, session, ID, OUT(LPNTMS_GUID), 1, NTMS_INJECT_START);
    CODE(EjectNtmsCleaner, session, ID, OUT(LPNTMS_GUID), NTMS_EJECT_START);
    CODE(InjectNtmsMedia, session, ID, OUT(LPNTMS_GUID), NTMS_INJECT_STOP);
    CODE(EjectNtmsMedia, session, ID, OUT(LPNTMS_GUID), NTMS_EJECT_START);
    CODE(InventoryNtmsLibrary, session, ID, NTMS_INVENTORY_FAST);
    CODE(IdentifyNtmsSlot, session, ID, NTMS_DISMOUNT_IMMEDIATE);
    CODE(CancelNtmsLibraryRequest, session, ID);
    CODE(GetNtmsRequestOrder, session, ID, OUT(LPDWORD));
    CODE(SetNtmsRequestOrder, session, ID, 1);
    CODE(DeleteNtmsRequests, session, ID, 4711, count);
    CODE(GetNtmsUIOptionsA, session, ID, NTMS_UITYPE_REQ, OUT(LPSTR), SIZE);
    CODE(GetNtmsUIOptionsW, session, ID, NTMS_UITYPE_REQ, OUT(LPWSTR), SIZE);
    CODE(SetNtmsUIOptionsA, session, NULL, NTMS_UITYPE_REQ, NTMS_UIDEST_ADD, IN(LPCSTR));
    CODE(SetNtmsUIOptionsW, session, NULL, NTMS_UITYPE_REQ, NTMS_UIDEST_ADD, IN(LPCWSTR));
    CODE(EjectDiskFromSADriveA, NULL, IN(LPCSTR), IN(LPCSTR), IN(HWND), IN(LPCSTR), IN(LPCSTR),
         NTMS_EJECT_START);
    CODE(EjectDiskFromSADriveW, NULL, IN(LPCWSTR), IN(LPCWSTR), IN(HWND), IN(LPCWSTR), IN(LPCWSTR),
         NTMS_EJECT_START);
    CODE(DoEjectFromSADriveW, NULL, IN(LPCWSTR), IN(LPCWSTR), IN(HWND), IN(LPCWSTR), IN(LPCWSTR));
    CODE(GetVolumesFromDriveA, IN(LPSTR), OUT(LPSTR *), OUT(LPSTR *));
    CODE(GetVolumesFromDriveW, IN(LPWSTR), OUT(LPWSTR *), OUT(LPWSTR *));
}

static void operators(void)
{
    CODE(SubmitNtmsOperatorRequestA, session, NTMS_OPREQ_MESSAGE, IN(LPCSTR), ID, ID,
         OUT(LPNTMS_GUID));
    CODE(SubmitNtmsOperatorRequestW, session, NTMS_OPREQ_MESSAGE, IN(LPCWSTR), ID, ID,
         OUT(LPNTMS_GUID));
    CODE(WaitForNtmsOperatorRequest, session, ID, 0);
    CODE(CancelNtmsOperatorRequest, session, ID);
    CODE(SatisfyNtmsOperatorRequest, session, ID);
}

static void each(const char *kind)
{
    printf("= %s\n", kind);
    sessions_and_what_is_opened_in_them();
    objects();
    media();
    libraries();
    operators();
}

int main(void)
{
    are_null = 1;
    session = NULL;
    each("nothing");
    session = INVALID_HANDLE_VALUE;
    each("no session");
    session = OpenNtmsSessionA(NULL, "each", 0);
    each("null");
    are_null = 0;
    each("askew");
    count = 0;
    each("none");
    count = ~0u;
    each("too many");
    return CloseNtmsSession(session) != ERROR_SUCCESS;
}
