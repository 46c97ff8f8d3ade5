/* A story that every kind of function has a part in, each called as its page says. Room: a tower with
 * tapes, a drive for discs that stands alone. */
#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <ntmsapi.h>

#define DONE(call) EXPECT(call, ERROR_SUCCESS)
#define EXPECT(call, wanted)                                                                   \
    do {                                                                                       \
        unsigned seen = (unsigned)(call);                                                      \
        if (seen != (unsigned)(wanted)) {                                                      \
            fprintf(stderr, "%d: %s: %u, not %u\n", __LINE__, #call, seen, (unsigned)(wanted)); \
            exit(1);                                                                           \
        }                                                                                      \
    } while (0)

static HANDLE s;

/* The only object of a type, or the one of that name. */
static NTMS_GUID find(DWORD type, const char *name)
{
    static NTMS_GUID ids[256];
    DWORD count = 256;
    DONE(EnumerateNtmsObject(s, NULL, ids, &count, type, NTMS_ENUM_DEFAULT));
    for (DWORD at = 0; at < count; at++) {
        NTMS_OBJECTINFORMATIONA info;
        info.dwSize = sizeof info;
        info.dwType = type;
        DONE(GetNtmsObjectInformationA(s, &ids[at], &info));
        if (strcmp(info.szName, name) == 0)
            return ids[at];
    }
    fprintf(stderr, "there is no %s of type %u\n", name, (unsigned)type);
    exit(1);
}

static NTMS_OBJECTINFORMATIONW know(DWORD type, NTMS_GUID id)
{
    NTMS_OBJECTINFORMATIONW info;
    info.dwSize = sizeof info;
    info.dwType = type;
    DONE(GetNtmsObjectInformationW(s, &id, &info));
    return info;
}

/* Lets ten minutes of the room pass, in which queued work comes to its end. */
static void rest(void)
{
    NTMS_GUID asked;
    DONE(SubmitNtmsOperatorRequestA(s, NTMS_OPREQ_MESSAGE, "Wait", NULL, NULL, &asked));
    EXPECT(WaitForNtmsOperatorRequest(s, &asked, 600000), ERROR_TIMEOUT);
    DONE(CancelNtmsOperatorRequest(s, &asked));
}

static NTMS_GUID pool_of(LPCWSTR path, NTMS_GUID *type)
{
    NTMS_GUID pool;
    DONE(CreateNtmsMediaPoolW(s, path, type, NTMS_CREATE_NEW, NULL, &pool));
    if (type == NULL)
        return pool;
    NTMS_OBJECTINFORMATIONW info = know(NTMS_MEDIA_POOL, pool);
    info.Info.MediaPool.AllocationPolicy = NTMS_ALLOCATE_FROMSCRATCH;
    DONE(SetNtmsObjectInformationW(s, &pool, &info));
    return pool;
}

static void lives_of_media(NTMS_GUID library)
{
    NTMS_GUID type = find(NTMS_MEDIA_TYPE, "LTO_Ultrium"), upper = pool_of(u"Story", NULL);
    NTMS_GUID pool = pool_of(u"Story\\Tapes", &type), other = pool_of(u"Story\\More", &type);
    NTMS_GUID tape, second, drive;
    NTMS_ALLOCATION_INFORMATION told = {.dwSize = sizeof told};
    DONE(AllocateNtmsMedia(s, &pool, NULL, &tape, 0, 0, &told));
    NTMS_GUID free_pool = told.AllocatedFrom;
    assert(know(NTMS_MEDIA_POOL, free_pool).Info.MediaPool.PoolType == NTMS_POOLTYPE_SCRATCH);
    DONE(AllocateNtmsMedia(s, &pool, NULL, &second, 0, 0, NULL));
    DONE(MountNtmsMedia(s, &tape, &drive, 1, NTMS_MOUNT_READ, NTMS_PRIORITY_NORMAL, INFINITE,
                        NULL));
    assert(know(NTMS_DRIVE, drive).Info.Drive.State == NTMS_DRIVESTATE_LOADED ||
           know(NTMS_DRIVE, drive).Info.Drive.State == NTMS_DRIVESTATE_MOUNTED);
    DONE(DismountNtmsMedia(s, &tape, 1, NTMS_DISMOUNT_DEFERRED));
    DONE(MountNtmsMedia(s, &tape, &drive, 1, NTMS_MOUNT_READ | NTMS_MOUNT_SPECIFIC_DRIVE, 0,
                        INFINITE, NULL));
    DONE(DismountNtmsMedia(s, &tape, 1, NTMS_DISMOUNT_DEFERRED));
    DONE(DismountNtmsDrive(s, &drive));
    rest();
    DONE(SetNtmsMediaComplete(s, &second));
    EXPECT(MountNtmsMedia(s, &second, &drive, 1, NTMS_MOUNT_WRITE, 0, 0, NULL),
           ERROR_WRITE_PROTECT);
    NTMS_GUID side = know(NTMS_LOGICAL_MEDIA, tape).Info.LogicalMedia.MediaPool;
    assert(memcmp(&side, &pool, sizeof side) == 0);
    DWORD one = 1;
    DONE(EnumerateNtmsObject(s, &tape, &side, &one, NTMS_PARTITION, 0));
    NTMS_GUID medium = know(NTMS_PARTITION, side).Info.Partition.PhysicalMedia;
    DONE(DeallocateNtmsMedia(s, &tape, 0));
    DONE(MoveToNtmsMediaPool(s, &medium, &other));
    DONE(ChangeNtmsMediaType(s, &medium, &pool));
    DONE(DecommissionNtmsMedia(s, &side));
    EXPECT(SwapNtmsMedia(s, &second, &tape), ERROR_INVALID_MEDIA);
    EXPECT(DeleteNtmsMediaPool(s, &pool), ERROR_NOT_EMPTY);
    EXPECT(DeleteNtmsMediaPool(s, &upper), ERROR_NOT_EMPTY);
    DONE(DeleteNtmsMediaPool(s, &other));
    EXPECT(DeleteNtmsMedia(s, &medium), ERROR_INVALID_STATE);
    type = find(NTMS_MEDIA_TYPE, "MO_5_RW");
    DONE(AddNtmsMediaType(s, &type, &library));
    DONE(DeleteNtmsMediaType(s, &type, &library));
}

static void work_of_libraries(NTMS_GUID library)
{
    NTMS_GUID drive = find(NTMS_DRIVE, "Drive 0"), operation, slots[8], request;
    DWORD count = 8, order = 7;
    DONE(InventoryNtmsLibrary(s, &library, NTMS_INVENTORY_FAST));
    DONE(InjectNtmsMedia(s, &library, &operation, NTMS_INJECT_START));
    DONE(InjectNtmsMedia(s, &library, &operation, NTMS_INJECT_STOP));
    EXPECT(InjectNtmsMedia(s, &library, &library, NTMS_INJECT_STOP), ERROR_INVALID_OPERATION);
    DONE(EnumerateNtmsObject(s, &library, slots, &count, NTMS_STORAGESLOT, 0));
    DONE(IdentifyNtmsSlot(s, &slots[0], NTMS_DISMOUNT_IMMEDIATE));
    DONE(ReserveNtmsCleanerSlot(s, &library, &slots[count - 1]));
    DONE(InjectNtmsCleaner(s, &library, &operation, 20, NTMS_INJECT_START));
    DONE(InjectNtmsCleaner(s, &library, &operation, 20, NTMS_INJECT_STOP));
    EXPECT(EjectNtmsCleaner(s, &library, &operation, NTMS_EJECT_START), ERROR_SLOT_EMPTY);
    DONE(ReleaseNtmsCleanerSlot(s, &library));
    DONE(DisableNtmsObject(s, NTMS_DRIVE, &drive));
    EXPECT(CleanNtmsDrive(s, &drive), ERROR_RESOURCE_DISABLED);
    DONE(EnableNtmsObject(s, NTMS_DRIVE, &drive));
    DONE(CleanNtmsDrive(s, &drive));
    DONE(AccessNtmsLibraryDoor(s, &library, NTMS_INVENTORY_NONE));
    count = 1;
    EXPECT(EnumerateNtmsObject(s, NULL, &request, &count, NTMS_LIBREQUEST, 0),
           ERROR_INSUFFICIENT_BUFFER);
    DONE(GetNtmsRequestOrder(s, &request, &order));
    assert(order == 0 && "only mounts have an order");
    EXPECT(SetNtmsRequestOrder(s, &request, 1), ERROR_INVALID_PARAMETER);
    EXPECT(CancelNtmsLibraryRequest(s, &drive), ERROR_OBJECT_NOT_FOUND);
    DONE(DeleteNtmsRequests(s, &request, NTMS_LIBREQUEST, 1));
}

static void people_and_notes(NTMS_GUID library)
{
    NTMS_GUID asked, back[4];
    DWORD size = sizeof back;
    HANDLE detection;
    DONE(SubmitNtmsOperatorRequestA(s, NTMS_OPREQ_MESSAGE, "Look", NULL, NULL, &asked));
    EXPECT(WaitForNtmsOperatorRequest(s, &asked, 0), ERROR_TIMEOUT);
    DONE(SatisfyNtmsOperatorRequest(s, &asked));
    DONE(WaitForNtmsOperatorRequest(s, &asked, INFINITE));
    DONE(SubmitNtmsOperatorRequestW(s, NTMS_OPREQ_MESSAGE, u"Look", NULL, NULL, &asked));
    DONE(CancelNtmsOperatorRequest(s, &asked));
    EXPECT(WaitForNtmsOperatorRequest(s, &asked, 0), ERROR_CANCELLED);
    DONE(SetNtmsObjectAttributeA(s, &library, NTMS_LIBRARY, "note", &asked, sizeof asked));
    DONE(GetNtmsObjectAttributeW(s, &library, NTMS_LIBRARY, u"note", back, &size));
    assert(size == sizeof asked && memcmp(back, &asked, size) == 0);
    DONE(BeginNtmsDeviceChangeDetection(s, &detection));
    NTMS_GUID desk = find(NTMS_LIBRARY, "SIM MO DRIVE 9.1");
    DONE(SetNtmsDeviceChangeDetection(s, detection, &desk, NTMS_LIBRARY, 1));
    DONE(SetNtmsDeviceChangeDetection(s, NULL, &desk, NTMS_LIBRARY, 1));
    DONE(EndNtmsDeviceChangeDetection(s, detection));
    EXPECT(EndNtmsDeviceChangeDetection(s, detection), ERROR_INVALID_HANDLE);
}

static void discs(void)
{
    char device[] = "\\\\.\\PhysicalDrive0";
    WCHAR wide[] = u"\\\\.\\PhysicalDrive0";
    LPSTR name = NULL, letter = NULL;
    LPWSTR wide_name = NULL, wide_letter = NULL;
    DONE(GetVolumesFromDriveA(device, &name, &letter));
    DONE(GetVolumesFromDriveW(wide, &wide_name, &wide_letter));
    assert(strcmp(letter, "D:") == 0 && wide_letter[0] == u'D' && wide_letter[2] == 0);
    assert(name[strlen(name) - 1] == '\\' && wide_name[strlen(name)] == 0);
    free(name);
    free(letter);
    free(wide_name);
    free(wide_letter);
    /* The detection may still look at the disc. */
    rest();
    DONE(EjectDiskFromSADriveW(NULL, u"story", wide, NULL, NULL, NULL, NTMS_EJECT_START));
    DONE(EjectDiskFromSADriveA(NULL, "story", device, NULL, NULL, NULL, NTMS_EJECT_STOP));
    /* It is out. */
    EXPECT(DoEjectFromSADriveW(NULL, u"story", wide, NULL, u"Discs", u"May it go?"),
           ERROR_MEDIA_NOT_AVAILABLE);
}

static void *wait_for_a_pool(void *channel)
{
    NTMS_NOTIFICATIONINFORMATION told;
    DONE(WaitForNtmsNotification(channel, &told, INFINITE));
    return NULL;
}

/* While nothing can happen the library says so, once, and waits on. What it says goes into a pipe:
 * the pool is made when it was said. */
static void waits_that_nothing_ends(void)
{
    HANDLE channel = OpenNtmsNotification(s, NTMS_MEDIA_POOL);
    int ends[2], tell = dup(2);
    pthread_t thread;
    NTMS_GUID pool;
    char said[512] = {0};
    assert(channel != INVALID_HANDLE_VALUE && pipe(ends) == 0 && dup2(ends[1], 2) == 2);
    assert(pthread_create(&thread, NULL, wait_for_a_pool, channel) == 0);
    assert(read(ends[0], said, sizeof said - 1) > 0);
    DONE(CreateNtmsMediaPoolA(s, "Awaited", NULL, NTMS_CREATE_NEW, NULL, &pool));
    assert(pthread_join(thread, NULL) == 0 && dup2(tell, 2) == 2);
    assert(strncmp(said, "ntmsapi: nothing can ever happen again", 38) == 0);
    DONE(CloseNtmsNotification(channel));
}

int main(int argc, char **argv)
{
    s = OpenNtmsSessionW(NULL, u"story", 0);
    assert(s != INVALID_HANDLE_VALUE);
    NTMS_GUID library = find(NTMS_LIBRARY, "HP MSL6000 Series");
    lives_of_media(library);
    people_and_notes(library);
    discs();
    work_of_libraries(library);
    EXPECT(DeleteNtmsLibrary(s, &library), ERROR_INVALID_STATE);
    NTMS_GUID drive = find(NTMS_DRIVE, "Drive 0");
    EXPECT(DeleteNtmsDrive(s, &drive), ERROR_INVALID_STATE);
    DONE(ExportNtmsDatabase(s));
    DONE(ImportNtmsDatabase(s));
    if (argc > 1 && strcmp(argv[1], "alone") == 0)
        waits_that_nothing_ends();
    DONE(CloseNtmsSession(s));
    return 0;
}
