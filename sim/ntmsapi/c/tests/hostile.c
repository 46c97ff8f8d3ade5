/* Buffers and texts that end where memory ends: whoever reads or writes one byte more is killed. What
 * has too little room is told how much it needs. */
#define _GNU_SOURCE
#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ntmsapi.h>

#define EXPECT(call, wanted)                                                             \
    do {                                                                                 \
        unsigned seen = (unsigned)(call);                                                             \
        if (seen != (unsigned)(wanted)) {                                                          \
            fprintf(stderr, "%s: %u, not %u\n", #call, seen, (unsigned)(wanted)); \
            failures++;                                                                  \
        }                                                                                \
    } while (0)

static int failures;

/* So many bytes before memory that nobody may touch. */
static void *edge(size_t bytes)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t room = (bytes + page) / page * page;
    unsigned char *at = mmap(NULL, room + page, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert(at != MAP_FAILED && mprotect(at + room, page, PROT_NONE) == 0);
    memset(at, 0xA5, room);
    return at + room - bytes;
}

static void counts_that_cannot_be(HANDLE s)
{
    NTMS_GUID id;
    memset(&id, 7, sizeof id);
    EXPECT(MountNtmsMedia(s, &id, &id, 0, 0, 0, 0, NULL), ERROR_INVALID_PARAMETER);
    EXPECT(MountNtmsMedia(s, &id, &id, ~0u, 0, 0, 0, NULL), ERROR_INVALID_PARAMETER);
    EXPECT(DismountNtmsMedia(s, &id, ~0u, 0), ERROR_INVALID_PARAMETER);
    /* More than any list has is refused before a place of it is read. */
    LPNTMS_GUID nothing = edge(0);
    EXPECT(DismountNtmsMedia(s, nothing, 65537, 0), ERROR_INVALID_PARAMETER);
    EXPECT(MountNtmsMedia(s, nothing, nothing, 1u << 28, 0, 0, 0, NULL), ERROR_INVALID_PARAMETER);
    EXPECT(DeleteNtmsRequests(s, &id, NTMS_LIBREQUEST, ~0u), ERROR_INVALID_PARAMETER);
}

/* A text of so many units and no end. */
static LPSTR endless_a(size_t units)
{
    return memset(edge(units), 'x', units);
}

static LPWSTR endless_w(size_t units)
{
    LPWSTR text = edge(units * sizeof *text);
    for (size_t at = 0; at < units; at++)
        text[at] = u'x';
    return text;
}

static NTMS_GUID first(HANDLE s, DWORD type)
{
    NTMS_GUID ids[32];
    DWORD count = 32;
    EXPECT(EnumerateNtmsObject(s, NULL, ids, &count, type, 0), ERROR_SUCCESS);
    assert(count > 0);
    return ids[0];
}

static void lists(HANDLE s)
{
    DWORD all = 0;
    EXPECT(EnumerateNtmsObject(s, NULL, NULL, &all, NTMS_STORAGESLOT, 0),
           ERROR_INSUFFICIENT_BUFFER);
    assert(all > 2);
    for (DWORD room = 0; room <= all; room++) {
        LPNTMS_GUID list = edge(room * sizeof *list);
        DWORD count = room;
        EXPECT(EnumerateNtmsObject(s, NULL, list, &count, NTMS_STORAGESLOT, 0),
               room < all ? ERROR_INSUFFICIENT_BUFFER : ERROR_SUCCESS);
        assert(count == all && "the needed size is written back");
        const unsigned char *last = (unsigned char *)(list + room) - 1;
        assert(room == 0 || *(DWORD *)&list[room - 1] != 0xA5A5A5A5 || *last != 0xA5);
    }
    /* A list that says more than it has is the caller's lie; one that has what it says is read to
     * its end and not beyond. */
    LPNTMS_GUID list = edge(3 * sizeof *list);
    EXPECT(DismountNtmsMedia(s, list, 3, 0), ERROR_INVALID_MEDIA);
    EXPECT(MountNtmsMedia(s, list, edge(3 * sizeof *list), 3, 0, 0, 0, NULL), ERROR_INVALID_MEDIA);
    EXPECT(DeleteNtmsRequests(s, list, NTMS_LIBREQUEST, 3), ERROR_SUCCESS);
    EXPECT(SetNtmsDeviceChangeDetection(s, NULL, list, NTMS_LIBRARY, 3), ERROR_INVALID_LIBRARY);
}

static void structures(HANDLE s)
{
    NTMS_GUID slot = first(s, NTMS_STORAGESLOT), computer = first(s, NTMS_COMPUTER);
    NTMS_OBJECTINFORMATIONA *a = edge(sizeof *a);
    NTMS_OBJECTINFORMATIONW *w = edge(sizeof *w);
    NTMS_I1_OBJECTINFORMATIONA *old = edge(sizeof *old);
    w->dwSize = sizeof *w - 1;
    w->dwType = NTMS_STORAGESLOT;
    EXPECT(GetNtmsObjectInformationW(s, &slot, w), ERROR_INVALID_PARAMETER);
    assert(w->szName[0] == 0xA5A5 && "a refused call writes nothing");
    w->dwSize = sizeof *a;
    EXPECT(GetNtmsObjectInformationW(s, &slot, w), ERROR_INVALID_PARAMETER);
    w->dwSize = sizeof *w;
    w->dwType = 4711;
    EXPECT(GetNtmsObjectInformationW(s, &slot, w), ERROR_INVALID_PARAMETER);
    /* The object has another type. */
    w->dwType = NTMS_DRIVE;
    EXPECT(GetNtmsObjectInformationW(s, &slot, w), ERROR_INVALID_PARAMETER);
    w->dwType = NTMS_STORAGESLOT;
    EXPECT(GetNtmsObjectInformationW(s, &slot, w), ERROR_SUCCESS);
    a->dwSize = sizeof *a;
    a->dwType = NTMS_STORAGESLOT;
    EXPECT(GetNtmsObjectInformationA(s, &slot, a), ERROR_SUCCESS);
    assert(a->szName[0] == (CHAR)w->szName[0] && a->szName[0] != 0);
    old->dwSize = sizeof *old;
    old->dwType = NTMS_STORAGESLOT;
    EXPECT(GetNtmsObjectInformationA(s, &slot, (LPNTMS_OBJECTINFORMATIONA)old), ERROR_SUCCESS);
    assert(strcmp(old->szName, a->szName) == 0);
    old->dwSize = sizeof *old;
    old->dwType = NTMS_COMPUTER;
    EXPECT(GetNtmsObjectInformationA(s, &computer, (LPNTMS_OBJECTINFORMATIONA)old),
           ERROR_INVALID_PARAMETER);
    /* Only the size is there, and is wrong. */
    DWORD *size = edge(2 * sizeof *size);
    EXPECT(GetNtmsObjectInformationA(s, &slot, (LPNTMS_OBJECTINFORMATIONA)size),
           ERROR_INVALID_PARAMETER);
    EXPECT(SetNtmsObjectInformationA(s, &slot, (LPNTMS_OBJECTINFORMATIONA)size),
           ERROR_INVALID_PARAMETER);
    LPNTMS_ALLOCATION_INFORMATION told = edge(sizeof told->dwSize);
    NTMS_GUID media = slot;
    EXPECT(AllocateNtmsMedia(s, &slot, NULL, &media, 0, 0, told), ERROR_INVALID_PARAMETER);
    static const NTMS_GUID null;
    assert(memcmp(&media, &null, sizeof media) == 0 && "there is no medium on failure");
}

/* What the first version of the structures has is all that is written back. */
static void a_medium_on_record(HANDLE s)
{
    NTMS_I1_OBJECTINFORMATIONW *medium = edge(sizeof *medium), *side = edge(sizeof *side);
    memset(medium, 0, sizeof *medium);
    memset(side, 0, sizeof *side);
    medium->dwSize = side->dwSize = sizeof *medium;
    medium->dwType = NTMS_PHYSICAL_MEDIA;
    side->dwType = NTMS_PARTITION;
    medium->Info.PhysicalMedia.dwNumberOfPartitions = ~0u;
    EXPECT(CreateNtmsMediaW(s, (LPNTMS_OBJECTINFORMATIONW)medium, (LPNTMS_OBJECTINFORMATIONW)side,
                            0),
           ERROR_INVALID_PARAMETER);
    medium->Info.PhysicalMedia.dwNumberOfPartitions = 1;
    side->dwSize--;
    EXPECT(CreateNtmsMediaW(s, (LPNTMS_OBJECTINFORMATIONW)medium, (LPNTMS_OBJECTINFORMATIONW)side,
                            0),
           ERROR_INVALID_PARAMETER);
    side->dwSize++;
    NTMS_OBJECTINFORMATIONW tape;
    memset(&tape, 0, sizeof tape);
    tape.dwSize = sizeof tape;
    tape.dwType = NTMS_PHYSICAL_MEDIA;
    NTMS_GUID known = first(s, NTMS_PHYSICAL_MEDIA);
    EXPECT(GetNtmsObjectInformationW(s, &known, &tape), ERROR_SUCCESS);
    EXPECT(CreateNtmsMediaPoolA(s, "Record", &tape.Info.PhysicalMedia.MediaType, NTMS_CREATE_NEW,
                                NULL, &medium->Info.PhysicalMedia.MediaPool),
           ERROR_SUCCESS);
    medium->Enabled = TRUE;
    side->Info.Partition.State = NTMS_PARTSTATE_AVAILABLE;
    memcpy(side->Info.Partition.szOmidLabelType, u"MTF", sizeof u"MTF");
    side->Info.Partition.dwOmidLabelIdLength = 16;
    memset(side->Info.Partition.OmidLabelId, 7, 16);
    EXPECT(CreateNtmsMediaW(s, (LPNTMS_OBJECTINFORMATIONW)medium, (LPNTMS_OBJECTINFORMATIONW)side,
                            0),
           ERROR_SUCCESS);
    assert(memcmp(&medium->ObjectGuid, &side->Info.Partition.PhysicalMedia, sizeof known) == 0);
    assert(medium->szName[0] != 0 && side->szName[0] != 0);
}

/* Each text is read up to the limit of its buffer, and is then too long to be one. */
static void texts_without_an_end(HANDLE s)
{
    NTMS_GUID id = first(s, NTMS_LIBRARY), pool;
    DWORD room = 4;
    unsigned char data[4] = {0};
    assert(OpenNtmsSessionA(NULL, endless_a(NTMS_APPLICATIONNAME_LENGTH), 0) ==
           INVALID_HANDLE_VALUE);
    EXPECT(NtmsGetLastError(), ERROR_INVALID_PARAMETER);
    assert(OpenNtmsSessionW(NULL, endless_w(NTMS_APPLICATIONNAME_LENGTH), 0) ==
           INVALID_HANDLE_VALUE);
    EXPECT(NtmsGetLastError(), ERROR_INVALID_PARAMETER);
    assert(OpenNtmsSessionA(endless_a(258), NULL, 0) == INVALID_HANDLE_VALUE);
    EXPECT(NtmsGetLastError(), ERROR_INVALID_COMPUTERNAME);
    EXPECT(CreateNtmsMediaPoolA(s, endless_a(NTMS_POOLHIERARCHY_LENGTH), NULL, NTMS_CREATE_NEW,
                                NULL, &pool),
           ERROR_INVALID_NAME);
    EXPECT(CreateNtmsMediaPoolW(s, endless_w(NTMS_POOLHIERARCHY_LENGTH), NULL, NTMS_CREATE_NEW,
                                NULL, &pool),
           ERROR_INVALID_NAME);
    LPCSTR name = endless_a(NTMS_MAXATTR_NAMELEN);
    EXPECT(SetNtmsObjectAttributeA(s, &id, NTMS_LIBRARY, name, data, 4), ERROR_INVALID_NAME);
    EXPECT(GetNtmsObjectAttributeA(s, &id, NTMS_LIBRARY, name, data, &room),
           ERROR_OBJECT_NOT_FOUND);
    EXPECT(SubmitNtmsOperatorRequestW(s, NTMS_OPREQ_MESSAGE, endless_w(NTMS_MESSAGE_LENGTH), NULL,
                                      NULL, &id),
           ERROR_INVALID_PARAMETER);
    EXPECT(SetNtmsUIOptionsA(s, NULL, NTMS_UITYPE_REQ, NTMS_UIDEST_ADD,
                             endless_a(NTMS_COMPUTERNAME_LENGTH)),
           ERROR_INVALID_PARAMETER);
    LPSTR device = endless_a(NTMS_DEVICENAME_LENGTH), volume, letter;
    EXPECT(GetVolumesFromDriveA(device, &volume, &letter), ERROR_INVALID_DRIVE);
}

static void texts_in_buffers(HANDLE s)
{
    static const WCHAR path[] = u"Guard\u00e4";
    const DWORD units = sizeof path / sizeof *path;
    NTMS_GUID pool;
    EXPECT(CreateNtmsMediaPoolW(s, path, NULL, NTMS_CREATE_NEW, NULL, &pool), ERROR_SUCCESS);
    for (DWORD room = 0; room <= units; room++) {
        LPWSTR w = edge(room * sizeof *w);
        LPSTR a = edge(room);
        DWORD wide = room, narrow = room;
        DWORD wanted = room < units ? ERROR_INSUFFICIENT_BUFFER : ERROR_SUCCESS;
        EXPECT(GetNtmsMediaPoolNameW(s, &pool, w, &wide), wanted);
        EXPECT(GetNtmsMediaPoolNameA(s, &pool, a, &narrow), wanted);
        /* The needed size has the terminator in it, that of a name does not. */
        assert(wide == (room < units ? units : units - 1) && narrow == wide);
        assert(room < units ? room == 0 || a[0] == (CHAR)0xA5 : memcmp(w, path, sizeof path) == 0);
        assert(room < units || strcmp(a, "Guard\xe4") == 0);
    }
    DWORD size = 99;
    EXPECT(GetNtmsMediaPoolNameW(s, &pool, NULL, &size), ERROR_INVALID_PARAMETER);
    EXPECT(SetNtmsUIOptionsA(s, NULL, NTMS_UITYPE_REQ, NTMS_UIDEST_DELETEALL, ""), ERROR_SUCCESS);
    EXPECT(SetNtmsUIOptionsA(s, NULL, NTMS_UITYPE_REQ, NTMS_UIDEST_ADD, "ONE"), ERROR_SUCCESS);
    EXPECT(SetNtmsUIOptionsA(s, NULL, NTMS_UITYPE_REQ, NTMS_UIDEST_ADD, "TWO"), ERROR_SUCCESS);
    for (DWORD room = 0; room <= 9; room++) {
        LPSTR names = edge(room);
        size = room;
        EXPECT(GetNtmsUIOptionsA(s, NULL, NTMS_UITYPE_REQ, names, &size),
               room < 9 ? ERROR_INSUFFICIENT_BUFFER : ERROR_SUCCESS);
        assert(size == 9 && (room < 9 || memcmp(names, "ONE\0TWO\0", 9) == 0));
    }
    /* Half a pair of surrogates is no letter, and not what it was when it comes back. */
    static const WCHAR half[] = {0xD800, 'x', 0};
    EXPECT(CreateNtmsMediaPoolW(s, half, NULL, NTMS_CREATE_NEW, NULL, &pool), ERROR_SUCCESS);
    WCHAR back[8];
    size = 8;
    EXPECT(GetNtmsMediaPoolNameW(s, &pool, back, &size), ERROR_SUCCESS);
    assert(size == 2 && back[0] == 0xFFFD && back[1] == 'x');
}

static void data(HANDLE s)
{
    NTMS_GUID id = first(s, NTMS_LIBRARY);
    unsigned char *five = memset(edge(5), 5, 5);
    EXPECT(SetNtmsObjectAttributeW(s, &id, NTMS_LIBRARY, u"five", five, 5), ERROR_SUCCESS);
    for (DWORD room = 0; room <= 5; room++) {
        unsigned char *back = edge(room);
        DWORD size = room;
        EXPECT(GetNtmsObjectAttributeA(s, &id, NTMS_LIBRARY, "five", back, &size),
               room < 5 ? ERROR_INSUFFICIENT_BUFFER : ERROR_SUCCESS);
        assert(size == 5 && (room < 5 || memcmp(back, five, 5) == 0));
    }
    /* Too much is refused before it is read. */
    EXPECT(SetNtmsObjectAttributeW(s, &id, NTMS_LIBRARY, u"five", five, 65536), ERROR_NO_DATA);
    EXPECT(SetNtmsObjectAttributeW(s, &id, NTMS_LIBRARY, u"five", five, ~0u), ERROR_NO_DATA);
    EXPECT(SetNtmsObjectAttributeW(s, &id, NTMS_LIBRARY, u"five", NULL, 1),
           ERROR_INVALID_PARAMETER);
    EXPECT(UpdateNtmsOmidInfo(s, &id, NTMS_OMID_TYPE_RAW_LABEL, ~0u, five),
           ERROR_INVALID_PARAMETER);
    EXPECT(UpdateNtmsOmidInfo(s, &id, NTMS_OMID_TYPE_FILESYSTEM_INFO, 645, five),
           ERROR_INVALID_PARAMETER);
}

/* SECURITY_DESCRIPTOR of a program whose pointers have 64 bits. */
typedef struct {
    unsigned char revision, zero;
    unsigned short control;
    const void *owner, *group, *system_list, *list;
} Absolute;

static unsigned place_at(const unsigned char *bytes)
{
    return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | (unsigned)bytes[3] << 24;
}

/* The parts of a self-relative descriptor at pointers, each where memory ends and nowhere aligned. */
static void absolute_rights(HANDLE s, NTMS_GUID *id, const unsigned char *whole, DWORD bytes)
{
    const DWORD parts = OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION;
    unsigned owner_at = place_at(whole + 4), list_at = place_at(whole + 16);
    unsigned owner_bytes = 8 + 4 * whole[owner_at + 1];
    unsigned list_bytes = whole[list_at + 2] | whole[list_at + 3] << 8;
    unsigned char *owner = edge(owner_bytes), *list = edge(list_bytes);
    unsigned char *back = edge(bytes), *head = edge(sizeof(Absolute));
    DWORD needed = 0;
    memcpy(owner, whole + owner_at, owner_bytes);
    memcpy(list, whole + list_at, list_bytes);
    Absolute absolute = {1, 0, 0x0004, owner, NULL, NULL, NULL};
    memcpy(head, &absolute, sizeof absolute);
    NTMS_GUID pool;
    SECURITY_ATTRIBUTES attributes = {sizeof attributes, head, FALSE};
    EXPECT(CreateNtmsMediaPoolA(s, "Open", NULL, NTMS_CREATE_NEW, &attributes, &pool),
           ERROR_SUCCESS);
    absolute.list = list;
    memcpy(head, &absolute, sizeof absolute);
    EXPECT(SetNtmsObjectSecurity(s, &pool, NTMS_MEDIA_POOL, parts, head), ERROR_SUCCESS);
    EXPECT(GetNtmsObjectSecurity(s, &pool, NTMS_MEDIA_POOL, parts, back, bytes, &needed),
           ERROR_SUCCESS);
    assert(needed == bytes && memcmp(back, whole, bytes) == 0 && "both forms say the same");
    unsigned char odd[sizeof absolute + 1];
    memcpy(odd + 1, &absolute, sizeof absolute);
    EXPECT(SetNtmsObjectSecurity(s, id, NTMS_LIBRARY, parts, odd + 1), ERROR_SUCCESS);
    /* What is no descriptor, identifier or list. */
    head[0] = 2;
    EXPECT(SetNtmsObjectSecurity(s, id, NTMS_LIBRARY, parts, head), ERROR_INVALID_PARAMETER);
    head[0] = 1;
    owner[1] = 16;
    EXPECT(SetNtmsObjectSecurity(s, id, NTMS_LIBRARY, parts, head), ERROR_INVALID_PARAMETER);
    owner[1] = whole[owner_at + 1];
    list[2] = 8;
    list[3] = 0;
    EXPECT(SetNtmsObjectSecurity(s, id, NTMS_LIBRARY, parts, head), ERROR_INVALID_PARAMETER);
    EXPECT(GetNtmsObjectSecurity(s, id, NTMS_LIBRARY, parts, back, bytes, &needed), ERROR_SUCCESS);
    assert(memcmp(back, whole, bytes) == 0 && "nothing else was written");
}

static void rights(HANDLE s)
{
    NTMS_GUID id = first(s, NTMS_LIBRARY), pool;
    const DWORD parts = OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION;
    DWORD needed = 0;
    EXPECT(GetNtmsObjectSecurity(s, &id, NTMS_LIBRARY, parts, NULL, 0, &needed),
           ERROR_INSUFFICIENT_BUFFER);
    assert(needed > 20);
    unsigned char *short_by_one = edge(needed - 1), *whole = edge(needed);
    EXPECT(GetNtmsObjectSecurity(s, &id, NTMS_LIBRARY, parts, short_by_one, needed - 1, &needed),
           ERROR_INSUFFICIENT_BUFFER);
    assert(short_by_one[0] == 0xA5);
    EXPECT(GetNtmsObjectSecurity(s, &id, NTMS_LIBRARY, parts, whole, needed, &needed),
           ERROR_SUCCESS);
    EXPECT(SetNtmsObjectSecurity(s, &id, NTMS_LIBRARY, parts, whole), ERROR_SUCCESS);
    SECURITY_ATTRIBUTES attributes = {sizeof attributes, whole, FALSE};
    EXPECT(CreateNtmsMediaPoolA(s, "Rights", NULL, NTMS_CREATE_NEW, &attributes, &pool),
           ERROR_SUCCESS);
    unsigned char *back = edge(needed);
    EXPECT(GetNtmsObjectSecurity(s, &pool, NTMS_MEDIA_POOL, parts, back, needed, &needed),
           ERROR_SUCCESS);
    assert(memcmp(back, whole, needed) == 0 && "the pool has the rights that it was given");
    absolute_rights(s, &id, whole, needed);
    attributes.nLength--;
    EXPECT(CreateNtmsMediaPoolA(s, "Size", NULL, NTMS_CREATE_NEW, &attributes, &pool),
           ERROR_INVALID_PARAMETER);
    /* Parts that would lie far away are not looked for. */
    whole[4] = whole[5] = whole[6] = whole[7] = 0xFF;
    EXPECT(SetNtmsObjectSecurity(s, &id, NTMS_LIBRARY, parts, whole), ERROR_INVALID_PARAMETER);
}

static void *in_a_thread(void *unused)
{
    assert(NtmsGetLastError() == 0);
    assert(OpenNtmsNotification(NULL, NTMS_DRIVE) == INVALID_HANDLE_VALUE);
    EXPECT(NtmsGetLastError(), ERROR_INVALID_HANDLE);
    return unused;
}

static void last_errors_belong_to_threads(void)
{
    pthread_t thread;
    NtmsSetLastError(4711);
    assert(pthread_create(&thread, NULL, in_a_thread, NULL) == 0);
    assert(pthread_join(thread, NULL) == 0);
    EXPECT(NtmsGetLastError(), 4711u);
}

/* A child finds the service for itself, while threads of the parent use it. */
static void *call_and_call(void *session)
{
    for (int round = 0; round < 200; round++) {
        DWORD count = 0;
        EnumerateNtmsObject(session, NULL, NULL, &count, NTMS_DRIVE, 0);
    }
    return NULL;
}

static void a_child_has_sessions_of_its_own(HANDLE s)
{
    pthread_t thread;
    assert(pthread_create(&thread, NULL, call_and_call, s) == 0);
    for (int round = 0; round < 5; round++) {
        pid_t child = fork();
        if (child == 0) {
            EXPECT(CloseNtmsSession(s), ERROR_INVALID_HANDLE);
            HANDLE own = OpenNtmsSessionA(NULL, "child", 0);
            _exit(failures != 0 || own == INVALID_HANDLE_VALUE ||
                  CloseNtmsSession(own) != ERROR_SUCCESS);
        }
        int status = -1;
        assert(waitpid(child, &status, 0) == child);
        EXPECT(status, 0);
    }
    assert(pthread_join(thread, NULL) == 0);
}

int main(void)
{
    HANDLE session = OpenNtmsSessionA(NULL, "hostile", 0);
    assert(session != INVALID_HANDLE_VALUE);
    counts_that_cannot_be(session);
    lists(session);
    structures(session);
    a_medium_on_record(session);
    texts_without_an_end(session);
    texts_in_buffers(session);
    data(session);
    rights(session);
    last_errors_belong_to_threads();
    a_child_has_sessions_of_its_own(session);
    EXPECT(CloseNtmsSession(session), ERROR_SUCCESS);
    EXPECT(CloseNtmsSession(session), ERROR_INVALID_HANDLE);
    return failures != 0;
}
