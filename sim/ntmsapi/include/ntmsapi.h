/* The API of the Removable Storage Manager, for programs in C and C++: 75 functions with the
 * names, parameters and structures that they have on Windows. */
/* A program includes this and links with -lntmsapi (pkg-config --cflags --libs ntmsapi). It
 * defines UNICODE to get the W forms by the names without a letter, else it gets the A forms.
 * How it finds its service is said in the README of the project; a program that was told nothing
 * gets ERROR_NOT_CONNECTED from OpenNtmsSession. */
/* Functions that return a DWORD return the code itself, ERROR_SUCCESS when all went well. Those
 * that return a HANDLE return INVALID_HANDLE_VALUE when they fail, and NtmsGetLastError tells
 * the code; with NTMS_WIN32_LAST_ERROR defined it goes by its Windows name. Time-outs are
 * milliseconds, and INFINITE waits for ever. Any function may be called on any thread. hSession
 * is a handle of OpenNtmsSession; identifiers are passed by pointer, and a pointer that may be
 * NULL is said to be so. */
#ifndef NTMSAPI_H
#define NTMSAPI_H

#include "ntmsapi/base.h"
#include "ntmsapi/constant.h"
#include "ntmsapi/error.h"
#include "ntmsapi/first_version.h"
#include "ntmsapi/structure.h"
#ifndef NTMS_NO_MEDIA_TYPES
#include "ntmsapi/media_type.h"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* --- Sessions --- */

/* Opens a session with the service of a computer. Nearly every other function wants its handle.
 * Threads may share it; another process may not use it. Returns INVALID_HANDLE_VALUE when it fails;
 * the code is the thread's last error then. ERROR_NOT_READY says that the service still starts:
 * wait a little and try again.
 *
 *   lpServer: RSM server name; NULL is the local computer
 *   lpApplication: name of the caller; labels its resources and operator requests; should be
 *     unique (may be NULL)
 *   dwOptions: reserved, pass 0
 *
 * Codes: ERROR_INVALID_COMPUTERNAME, ERROR_INVALID_PARAMETER, ERROR_NO_NETWORK,
 * ERROR_NOT_CONNECTED, ERROR_NOT_READY, RPC_S_NO_INTERFACES. */
HANDLE WINAPI OpenNtmsSessionA(LPCSTR lpServer, LPCSTR lpApplication, DWORD dwOptions);
HANDLE WINAPI OpenNtmsSessionW(LPCWSTR lpServer, LPCWSTR lpApplication, DWORD dwOptions);

/* Ends a session and frees all that it holds. Calls that still wait on it end with ERROR_CANCELLED;
 * its change detections and its UI destinations go with it.
 *
 * Codes: ERROR_CONNECTION_UNAVAIL, ERROR_INVALID_HANDLE. */
DWORD WINAPI CloseNtmsSession(HANDLE hSession);

/* --- Objects --- */

/* Lists the identifiers of all objects of a type, in a container or everywhere. The size is in
 * places; it comes back as what there is, also when the list is too short and only the first were
 * written.
 *
 *   lpContainerId: container id; NULL for all objects of the type
 *   lpList, out: array of ids; may be NULL to ask for the size
 *   lpdwListSize, in and out: capacity in, count out
 *   dwType: object type wanted
 *   dwOptions: NTMS_ENUM_DEFAULT or NTMS_ENUM_ROOTPOOL, for media pools only (XP: must be 0)
 *
 * Codes: ERROR_INVALID_PARAMETER, ERROR_INSUFFICIENT_BUFFER, ERROR_INVALID_HANDLE,
 * ERROR_NOT_ENOUGH_MEMORY, ERROR_OBJECT_NOT_FOUND. */
DWORD WINAPI EnumerateNtmsObject(
    HANDLE hSession, const LPNTMS_GUID lpContainerId, LPNTMS_GUID lpList, LPDWORD lpdwListSize,
    DWORD dwType, DWORD dwOptions);

/* Tells what is known of an object. The caller sets dwSize to the size of the structure and dwType
 * to the type of the object; everything else comes back, and dwType says which member of Info was
 * filled.
 *
 *   lpObjectId: object id
 *   lpInfo, in and out: caller fills dwSize and dwType, rest comes back
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER,
 * ERROR_NOT_ENOUGH_MEMORY, ERROR_OBJECT_NOT_FOUND. */
DWORD WINAPI GetNtmsObjectInformationA(
    HANDLE hSession, LPNTMS_GUID lpObjectId, LPNTMS_OBJECTINFORMATIONA lpInfo);
DWORD WINAPI GetNtmsObjectInformationW(
    HANDLE hSession, LPNTMS_GUID lpObjectId, LPNTMS_OBJECTINFORMATIONW lpInfo);

/* Writes every member of an object that callers may write. Fill the structure with
 * GetNtmsObjectInformation first, then change what is to change: the last writer wins.
 *
 *   lpObjectId: object id
 *   lpInfo: full structure with dwSize and dwType set
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL, ERROR_INVALID_HANDLE,
 * ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY, ERROR_OBJECT_NOT_FOUND. */
DWORD WINAPI SetNtmsObjectInformationA(
    HANDLE hSession, LPNTMS_GUID lpObjectId, LPNTMS_OBJECTINFORMATIONA lpInfo);
DWORD WINAPI SetNtmsObjectInformationW(
    HANDLE hSession, LPNTMS_GUID lpObjectId, LPNTMS_OBJECTINFORMATIONW lpInfo);

/* Gives the data that an application left with an object under a name. The size is in bytes; it
 * comes back as what the data take, also when the buffer is too small.
 *
 *   lpObjectId: object id
 *   dwType: object type
 *   lpAttributeName: attribute name
 *   lpAttributeData, out: data buffer
 *   lpAttributeSize, in and out: bytes available in, bytes of data out
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_INSUFFICIENT_BUFFER,
 * ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER, ERROR_NOT_CONNECTED, ERROR_OBJECT_NOT_FOUND. */
DWORD WINAPI GetNtmsObjectAttributeA(
    HANDLE hSession, LPNTMS_GUID lpObjectId, DWORD dwType, LPCSTR lpAttributeName,
    LPVOID lpAttributeData, LPDWORD lpAttributeSize);
DWORD WINAPI GetNtmsObjectAttributeW(
    HANDLE hSession, LPNTMS_GUID lpObjectId, DWORD dwType, LPCWSTR lpAttributeName,
    LPVOID lpAttributeData, LPDWORD lpAttributeSize);

/* Leaves data with an object under a name, in place of what was there. No bytes delete the
 * attribute.
 *
 *   lpObjectId: object id
 *   dwType: object type
 *   lpAttributeName: attribute name
 *   lpAttributeData: data
 *   dwAttributeSize: bytes of data; 0 deletes the attribute
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_INVALID_HANDLE, ERROR_INVALID_NAME,
 * ERROR_INVALID_PARAMETER, ERROR_NO_DATA, ERROR_NOT_CONNECTED, ERROR_OBJECT_NOT_FOUND. */
DWORD WINAPI SetNtmsObjectAttributeA(
    HANDLE hSession, LPNTMS_GUID lpObjectId, DWORD dwType, LPCSTR lpAttributeName,
    LPVOID lpAttributeData, DWORD dwAttributeSize);
DWORD WINAPI SetNtmsObjectAttributeW(
    HANDLE hSession, LPNTMS_GUID lpObjectId, DWORD dwType, LPCWSTR lpAttributeName,
    LPVOID lpAttributeData, DWORD dwAttributeSize);

/* Gives the parts that were asked for of an object's security descriptor, self-relative, and its
 * length, also when the buffer is too small, which is ERROR_INSUFFICIENT_BUFFER. Everyone, SYSTEM and
 * Administrators have the identifiers of Windows; those of other users are S-1-5-21 and the name,
 * four bytes of UTF-8 in each number.
 *
 *   lpObjectId: object id
 *   dwType: object type
 *   RequestedInformation: SECURITY_INFORMATION bits wanted
 *   lpSecurityDescriptor, out: descriptor buffer; may be NULL to ask for the length
 *   nLength: buffer length
 *   lpnLengthNeeded, out: length of the descriptor
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_INVALID_HANDLE,
 * ERROR_INVALID_PARAMETER, ERROR_NO_SECURITY_ON_OBJECT, ERROR_OBJECT_NOT_FOUND. */
DWORD WINAPI GetNtmsObjectSecurity(
    HANDLE hSession, LPNTMS_GUID lpObjectId, DWORD dwType,
    SECURITY_INFORMATION RequestedInformation, PSECURITY_DESCRIPTOR lpSecurityDescriptor,
    DWORD nLength, LPDWORD lpnLengthNeeded);

/* Writes parts of an object's security descriptor, which is self-relative or, with pointers to its
 * parts, absolute.
 *
 *   lpObjectId: object id
 *   dwType: object type
 *   SecurityInformation: SECURITY_INFORMATION bits to write
 *   lpSecurityDescriptor: descriptor with use, modify and control rights
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL, ERROR_INVALID_HANDLE,
 * ERROR_INVALID_PARAMETER, ERROR_NO_SECURITY_ON_OBJECT, ERROR_OBJECT_NOT_FOUND. */
DWORD WINAPI SetNtmsObjectSecurity(
    HANDLE hSession, LPNTMS_GUID lpObjectId, DWORD dwType,
    SECURITY_INFORMATION SecurityInformation, PSECURITY_DESCRIPTOR lpSecurityDescriptor);

/* Queues that a library, a drive or a physical medium may not be used, with all that is in it. Mind
 * that the type comes before the identifier.
 *
 *   dwType: NTMS_DRIVE, NTMS_LIBRARY or NTMS_PHYSICAL_MEDIA
 *   lpObjectId: object id
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_INVALID_HANDLE,
 * ERROR_INVALID_PARAMETER, ERROR_INVALID_STATE, ERROR_LIBRARY_OFFLINE, ERROR_OBJECT_NOT_FOUND. */
DWORD WINAPI DisableNtmsObject(HANDLE hSession, DWORD dwType, LPNTMS_GUID lpObjectId);

/* Queues that a library, a drive or a physical medium may be used again. Mind that the type comes
 * before the identifier.
 *
 *   dwType: NTMS_DRIVE, NTMS_LIBRARY or NTMS_PHYSICAL_MEDIA
 *   lpObjectId: object id
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_INVALID_HANDLE,
 * ERROR_INVALID_PARAMETER, ERROR_INVALID_STATE, ERROR_LIBRARY_OFFLINE, ERROR_OBJECT_NOT_FOUND. */
DWORD WINAPI EnableNtmsObject(HANDLE hSession, DWORD dwType, LPNTMS_GUID lpObjectId);

/* --- Media --- */

/* Lets a library take media of one more type, and makes the three system pools of that type where
 * they are missing. Nothing happens when the library takes the type already.
 *
 *   lpMediaTypeId: media type to add
 *   lpLibId: library to add it to
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL, ERROR_INVALID_HANDLE,
 * ERROR_INVALID_LIBRARY, ERROR_INVALID_MEDIA, ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY. */
DWORD WINAPI AddNtmsMediaType(HANDLE hSession, LPNTMS_GUID lpMediaTypeId, LPNTMS_GUID lpLibId);

/* Takes a side of a medium for the caller and gives its logical medium. Media of the pool come
 * first, then, where the pool's policy allows, media of the free pool. When there are none the
 * operator is asked and the call waits. A side that an import pool holds is imported by naming it.
 *
 *   lpMediaPool: application pool to allocate in
 *   lpPartition: particular side to take; must be Available or Import (may be NULL)
 *   lpMediaId, in and out: receives the LMID (null on failure); with NTMS_ALLOCATE_NEXT it is
 *     also the previous media id going in
 *   dwOptions: 0 or bits NTMS_ALLOCATE_NEW, NTMS_ALLOCATE_NEXT,
 *     NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE
 *   dwTimeout: milliseconds; INFINITE never expires; 0 is documented as waiting for media
 *   lpAllocateInformation, out: receives the pool the medium came from (may be NULL)
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_CANCELLED, ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL,
 * ERROR_DEVICE_NOT_AVAILABLE, ERROR_INVALID_HANDLE, ERROR_INVALID_MEDIA, ERROR_INVALID_MEDIA_POOL,
 * ERROR_INVALID_PARAMETER, ERROR_MEDIA_OFFLINE, ERROR_MEDIA_UNAVAILABLE, ERROR_NOT_ENOUGH_MEMORY,
 * ERROR_TIMEOUT. */
DWORD WINAPI AllocateNtmsMedia(
    HANDLE hSession, LPNTMS_GUID lpMediaPool, LPNTMS_GUID lpPartition, LPNTMS_GUID lpMediaId,
    DWORD dwOptions, DWORD dwTimeout, LPNTMS_ALLOCATION_INFORMATION lpAllocateInformation);

/* Gives a logical medium back. Its side becomes available, or is retired when the pool allows no
 * more allocations; the logical medium is gone.
 *
 *   lpMediaId: LMID
 *   dwOptions: reserved, 0
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL, ERROR_INVALID_HANDLE,
 * ERROR_INVALID_MEDIA, ERROR_INVALID_PARAMETER, ERROR_INVALID_PARTITION, ERROR_NOT_ENOUGH_MEMORY.
 */
DWORD WINAPI DeallocateNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaId, DWORD dwOptions);

/* Exchanges the sides behind two logical media of one pool, so that data can move to a fresh medium
 * behind an identifier that stays. Neither may be in use.
 *
 *   lpMediaId1: first LMID
 *   lpMediaId2: second LMID
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_BAD_FORMAT, ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL,
 * ERROR_INVALID_HANDLE, ERROR_INVALID_MEDIA, ERROR_INVALID_MEDIA_POOL, ERROR_INVALID_PARAMETER,
 * ERROR_NOT_ENOUGH_MEMORY. */
DWORD WINAPI SwapNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaId1, LPNTMS_GUID lpMediaId2);

/* Moves a physical medium to a pool and gives it the media type of that pool. The rules of
 * MoveToNtmsMediaPool hold.
 *
 *   lpMediaId: PMID to move
 *   lpPoolId: target pool
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL, ERROR_INVALID_HANDLE,
 * ERROR_INVALID_MEDIA_POOL, ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY. */
DWORD WINAPI ChangeNtmsMediaType(HANDLE hSession, LPNTMS_GUID lpMediaId, LPNTMS_GUID lpPoolId);

/* Retires an available side for good. The parameter takes the identifier of a side, whatever its
 * name says.
 *
 *   lpMediaId: side (partition) id
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL, ERROR_INVALID_HANDLE,
 * ERROR_INVALID_MEDIA, ERROR_INVALID_MEDIA_POOL, ERROR_INVALID_PARAMETER, ERROR_INVALID_STATE,
 * ERROR_NOT_ENOUGH_MEMORY. */
DWORD WINAPI DecommissionNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaId);

/* Says that a logical medium is written no more. Mounting it for writing fails with
 * ERROR_WRITE_PROTECT from then on.
 *
 *   lpMediaId: LMID
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL, ERROR_INVALID_HANDLE,
 * ERROR_INVALID_MEDIA, ERROR_INVALID_MEDIA_POOL, ERROR_INVALID_PARAMETER, ERROR_INVALID_STATE,
 * ERROR_NOT_ENOUGH_MEMORY. */
DWORD WINAPI SetNtmsMediaComplete(HANDLE hSession, LPNTMS_GUID lpMediaId);

/* Forgets a physical medium that is in no device and of which no side is allocated, complete or
 * reserved.
 *
 *   lpMediaId: PMID
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL, ERROR_INVALID_HANDLE,
 * ERROR_INVALID_MEDIA, ERROR_INVALID_MEDIA_POOL, ERROR_INVALID_PARAMETER, ERROR_INVALID_STATE,
 * ERROR_NOT_ENOUGH_MEMORY. */
DWORD WINAPI DeleteNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaId);

/* Puts a medium that is in no device on record, as the caller knows it: one structure for the
 * medium, and an array with one for each side. Both must be of full size and have their dwType.
 * What the service decided is written back.
 *
 *   lpMedia, in and out: object information of type NTMS_PHYSICAL_MEDIA for the new medium
 *   lpList, in and out: array of object informations of type NTMS_PARTITION, one per side
 *   dwOptions: 0 allows a second medium with the same OMID; NTMS_ERROR_ON_DUPLICATE refuses it
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL, ERROR_DUPLICATE_OMID,
 * ERROR_INVALID_HANDLE, ERROR_INVALID_MEDIA, ERROR_INVALID_MEDIA_POOL, ERROR_INVALID_PARAMETER,
 * ERROR_MEDIA_INCOMPATIBLE, ERROR_NOT_ENOUGH_MEMORY. */
DWORD WINAPI CreateNtmsMediaA(
    HANDLE hSession, LPNTMS_OBJECTINFORMATIONA lpMedia, LPNTMS_OBJECTINFORMATIONA lpList,
    DWORD dwOptions);
DWORD WINAPI CreateNtmsMediaW(
    HANDLE hSession, LPNTMS_OBJECTINFORMATIONW lpMedia, LPNTMS_OBJECTINFORMATIONW lpList,
    DWORD dwOptions);

/* Opens an application pool by its path or creates it. Levels of a path are split by backslashes,
 * and each must exist before the next is made. Without a media type the pool holds only pools.
 *
 *   lpPoolName: pool path; parts split by backslash; unique in the database
 *   lpMediaType: media type id; NULL makes a pool that holds only pools
 *   dwAction: NTMS_OPEN_EXISTING, NTMS_CREATE_NEW or NTMS_OPEN_ALWAYS
 *   lpSecurityAttributes: security of the new pool, a descriptor of either form (may be NULL)
 *   lpPoolId, out: receives the pool id
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_ALREADY_EXISTS, ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL,
 * ERROR_INVALID_HANDLE, ERROR_INVALID_MEDIA, ERROR_INVALID_NAME, ERROR_INVALID_PARAMETER,
 * ERROR_OBJECT_NOT_FOUND. */
DWORD WINAPI CreateNtmsMediaPoolA(
    HANDLE hSession, LPCSTR lpPoolName, LPNTMS_GUID lpMediaType, DWORD dwAction,
    LPSECURITY_ATTRIBUTES lpSecurityAttributes, LPNTMS_GUID lpPoolId);
DWORD WINAPI CreateNtmsMediaPoolW(
    HANDLE hSession, LPCWSTR lpPoolName, LPNTMS_GUID lpMediaType, DWORD dwAction,
    LPSECURITY_ATTRIBUTES lpSecurityAttributes, LPNTMS_GUID lpPoolId);

/* Writes the whole path of a pool. The size is in characters, terminator included. It comes back as
 * the characters of the path without it, or, when the buffer is too small, as what is needed with
 * it. A setting of the scenario counts it in both.
 *
 *   lpPoolId: pool id
 *   lpNameBuf, out: buffer for the full path
 *   lpdwBufSize, in and out: buffer size in, characters of the full path out
 *
 * Codes: ERROR_INSUFFICIENT_BUFFER, ERROR_INVALID_HANDLE, ERROR_INVALID_MEDIA_POOL,
 * ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY. */
DWORD WINAPI GetNtmsMediaPoolNameA(
    HANDLE hSession, LPNTMS_GUID lpPoolId, LPSTR lpNameBuf, LPDWORD lpdwBufSize);
DWORD WINAPI GetNtmsMediaPoolNameW(
    HANDLE hSession, LPNTMS_GUID lpPoolId, LPWSTR lpNameBuf, LPDWORD lpdwBufSize);

/* Moves a physical medium to another pool of its media type. Before a medium enters the free pool a
 * free label is written on it, which is queued work.
 *
 *   lpMediaId: PMID
 *   lpPoolId: destination pool
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_BUSY, ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL,
 * ERROR_INVALID_HANDLE, ERROR_INVALID_MEDIA_POOL, ERROR_INVALID_MEDIA, ERROR_INVALID_PARAMETER,
 * ERROR_MEDIA_INCOMPATIBLE, ERROR_NOT_ENOUGH_MEMORY. */
DWORD WINAPI MoveToNtmsMediaPool(HANDLE hSession, LPNTMS_GUID lpMediaId, LPNTMS_GUID lpPoolId);

/* Deletes an application pool that holds nothing.
 *
 *   lpPoolId: pool id
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_INVALID_HANDLE,
 * ERROR_INVALID_MEDIA_POOL, ERROR_INVALID_PARAMETER, ERROR_NOT_EMPTY, ERROR_NOT_ENOUGH_MEMORY. */
DWORD WINAPI DeleteNtmsMediaPool(HANDLE hSession, LPNTMS_GUID lpPoolId);

/* Lets a library take media of a type no more.
 *
 *   lpMediaTypeId: media type
 *   lpLibId: library
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL, ERROR_INVALID_HANDLE,
 * ERROR_INVALID_LIBRARY, ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY. */
DWORD WINAPI DeleteNtmsMediaType(HANDLE hSession, LPNTMS_GUID lpMediaTypeId, LPNTMS_GUID lpLibId);

/* Brings media into drives and waits until they can be read and written. The drives come back in
 * the order of the media; with NTMS_MOUNT_SPECIFIC_DRIVE they are the caller's choice. All of the
 * array is mounted, or nothing.
 *
 *   lpMediaId: array of LMIDs or sides
 *   lpDriveId, in and out: array of drive ids of equal length; output, or input with
 *     NTMS_MOUNT_SPECIFIC_DRIVE
 *   dwCount: length of both arrays
 *   dwOptions: bits NTMS_MOUNT_READ, NTMS_MOUNT_WRITE, NTMS_MOUNT_SPECIFIC_DRIVE,
 *     NTMS_MOUNT_ERROR_NOT_AVAILABLE, NTMS_MOUNT_ERROR_OFFLINE
 *   dwPriority: -15 to 15, 15 highest, 0 default
 *   dwTimeout: milliseconds, INFINITE to wait for ever
 *   lpMountInformation: reserved, NULL
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_BUSY, ERROR_CANCELLED, ERROR_DATABASE_FAILURE,
 * ERROR_DATABASE_FULL, ERROR_DRIVE_MEDIA_MISMATCH, ERROR_INVALID_DRIVE, ERROR_INVALID_LIBRARY,
 * ERROR_INVALID_MEDIA, ERROR_INVALID_STATE, ERROR_MEDIA_OFFLINE, ERROR_NOT_ENOUGH_MEMORY,
 * ERROR_REQUEST_REFUSED, ERROR_RESOURCE_DISABLED, ERROR_TIMEOUT, ERROR_WRITE_PROTECT. */
DWORD WINAPI MountNtmsMedia(
    HANDLE hSession, LPNTMS_GUID lpMediaId, LPNTMS_GUID lpDriveId, DWORD dwCount, DWORD dwOptions,
    int dwPriority, DWORD dwTimeout, LPNTMS_MOUNT_INFORMATION lpMountInformation);

/* Lets media leave their drives: at once, or when somebody else needs the drive. Returns when that
 * is queued.
 *
 *   lpMediaId: array of LMIDs or sides
 *   dwCount: array length
 *   dwOptions: 0 or NTMS_DISMOUNT_IMMEDIATE (default), NTMS_DISMOUNT_DEFERRED
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL,
 * ERROR_DEVICE_NOT_AVAILABLE, ERROR_INVALID_LIBRARY, ERROR_INVALID_MEDIA, ERROR_INVALID_STATE,
 * ERROR_MEDIA_OFFLINE, ERROR_MEDIA_NOT_AVAILABLE, ERROR_NOT_ENOUGH_MEMORY, ERROR_TIMEOUT. */
DWORD WINAPI DismountNtmsMedia(
    HANDLE hSession, LPNTMS_GUID lpMediaId, DWORD dwCount, DWORD dwOptions);

/* Tells the service of the label that the caller has just written on an allocated medium, so that
 * it is known again. It works on the computer of the service only.
 *
 *   lpMediaId: LMID
 *   labelType: NTMS_OMID_TYPE_RAW_LABEL or NTMS_OMID_TYPE_FILESYSTEM_INFO
 *   numberOfBytes: size of the buffer
 *   lpBuffer: raw label bytes, or NTMS_FILESYSTEM_INFO
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_INVALID_HANDLE, ERROR_INVALID_MEDIA,
 * ERROR_INVALID_PARTITION, ERROR_INVALID_PARAMETER, ERROR_NOT_CONNECTED. */
DWORD WINAPI UpdateNtmsOmidInfo(
    HANDLE hSession, LPNTMS_GUID lpMediaId, DWORD labelType, DWORD numberOfBytes,
    LPVOID lpBuffer);

/* --- Libraries --- */

/* Queues that a library unlocks its door, and which inventory follows once the door is shut.
 * Returns when that is queued.
 *
 *   lpLibraryId: library that has a door
 *   dwAction: inventory to run once the door is shut: NTMS_INVENTORY_NONE, _OMID, _FAST or
 *     _DEFAULT
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL, ERROR_INVALID_HANDLE,
 * ERROR_INVALID_PARAMETER, ERROR_LIBRARY_OFFLINE, ERROR_NOT_ENOUGH_MEMORY, ERROR_RESOURCE_DISABLED,
 * ERROR_RESOURCE_NOT_PRESENT. */
DWORD WINAPI AccessNtmsLibraryDoor(HANDLE hSession, LPNTMS_GUID lpLibraryId, DWORD dwAction);

/* Forgets a library that is not there any more, with its drives, slots, ports and doors. Its media
 * go to the shelf.
 *
 *   lpLibraryId: library id
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL, ERROR_INVALID_HANDLE,
 * ERROR_INVALID_LIBRARY, ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY. */
DWORD WINAPI DeleteNtmsLibrary(HANDLE hSession, LPNTMS_GUID lpLibraryId);

/* Forgets a drive that is not there any more.
 *
 *   lpDriveId: drive id
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL, ERROR_INVALID_DRIVE,
 * ERROR_INVALID_HANDLE, ERROR_INVALID_LIBRARY, ERROR_NOT_ENOUGH_MEMORY. */
DWORD WINAPI DeleteNtmsDrive(HANDLE hSession, LPNTMS_GUID lpDriveId);

/* Queues that what is in a drive goes home, whoever put it there.
 *
 *   lpDriveId: drive id
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL,
 * ERROR_DEVICE_NOT_AVAILABLE, ERROR_INVALID_DRIVE, ERROR_INVALID_HANDLE, ERROR_INVALID_LIBRARY,
 * ERROR_INVALID_PARAMETER, ERROR_INVALID_STATE, ERROR_NOT_ENOUGH_MEMORY. */
DWORD WINAPI DismountNtmsDrive(HANDLE hSession, LPNTMS_GUID lpDriveId);

/* Queues that a drive is cleaned with the cleaner of its library.
 *
 *   lpDriveId: drive id
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL, ERROR_INVALID_DRIVE,
 * ERROR_INVALID_HANDLE, ERROR_INVALID_LIBRARY, ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY,
 * ERROR_RESOURCE_DISABLED. */
DWORD WINAPI CleanNtmsDrive(HANDLE hSession, LPNTMS_GUID lpDriveId);

/* Keeps a slot of a library for the cleaner cartridge.
 *
 *   lpLibrary: library id
 *   lpSlot: slot to reserve
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_ALREADY_RESERVED, ERROR_DEVICE_NOT_AVAILABLE,
 * ERROR_INVALID_HANDLE, ERROR_INVALID_SLOT, ERROR_NOT_CONNECTED, ERROR_SLOT_FULL,
 * ERROR_SLOT_NOT_PRESENT. */
DWORD WINAPI ReserveNtmsCleanerSlot(HANDLE hSession, LPNTMS_GUID lpLibrary, LPNTMS_GUID lpSlot);

/* Gives the cleaner's slot back to media.
 *
 *   lpLibrary: library id
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DEVICE_NOT_AVAILABLE, ERROR_INVALID_HANDLE,
 * ERROR_NOT_CONNECTED, ERROR_NO_SLOT_RESERVED, ERROR_SLOT_FULL, ERROR_SLOT_NOT_PRESENT. */
DWORD WINAPI ReleaseNtmsCleanerSlot(HANDLE hSession, LPNTMS_GUID lpLibrary);

/* Takes a cleaner cartridge in through the port, and says how many cleanings are left on it. The
 * operation that begins is named by a GUID, which ends it with NTMS_INJECT_STOP.
 *
 *   lpLibrary: library id
 *   lpInjectOperation, in and out: operation GUID: out with START, in with STOP
 *   dwNumberOfCleansLeft: cleanings left on the cartridge
 *   dwAction: NTMS_INJECT_START or NTMS_INJECT_STOP
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DEVICE_NOT_AVAILABLE, ERROR_INVALID_HANDLE,
 * ERROR_INVALID_LIBRARY, ERROR_LIBRARY_OFFLINE, ERROR_NO_SLOT_SET, ERROR_SLOT_FULL,
 * ERROR_SLOT_NOT_PRESENT. */
DWORD WINAPI InjectNtmsCleaner(
    HANDLE hSession, LPNTMS_GUID lpLibrary, LPNTMS_GUID lpInjectOperation,
    DWORD dwNumberOfCleansLeft, DWORD dwAction);

/* Puts the cleaner cartridge out through the port. The operation that begins is named by a GUID,
 * which ends it with NTMS_EJECT_STOP.
 *
 *   lpLibrary: library id
 *   lpEjectOperation, in and out: operation GUID: out with START, in with STOP
 *   dwAction: NTMS_EJECT_START or NTMS_EJECT_STOP
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_INVALID_HANDLE, ERROR_INVALID_LIBRARY, ERROR_NO_SLOT_SET,
 * ERROR_NOT_CONNECTED, ERROR_SLOT_EMPTY, ERROR_SLOT_NOT_PRESENT. */
DWORD WINAPI EjectNtmsCleaner(
    HANDLE hSession, LPNTMS_GUID lpLibrary, LPNTMS_GUID lpEjectOperation, DWORD dwAction);

/* Takes media in through the port. The operation that begins is named by a GUID, which ends it with
 * NTMS_INJECT_STOP.
 *
 *   lpLibraryId: library id
 *   lpInjectOperation, in and out: operation GUID: out with START, in with STOP
 *   dwAction: NTMS_INJECT_START, NTMS_INJECT_STOP, NTMS_INJECT_RETRACT or NTMS_INJECT_STARTMANY
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL,
 * ERROR_DEVICE_NOT_AVAILABLE, ERROR_INVALID_HANDLE, ERROR_INVALID_OPERATION,
 * ERROR_INVALID_PARAMETER, ERROR_LIBRARY_OFFLINE, ERROR_NOT_ENOUGH_MEMORY. */
DWORD WINAPI InjectNtmsMedia(
    HANDLE hSession, LPNTMS_GUID lpLibraryId, LPNTMS_GUID lpInjectOperation, DWORD dwAction);

/* Puts a medium out through the port, or adds it to a batch which a later call without a medium
 * starts.
 *
 *   lpMediaId: PMID; NULL only with START, to fire a queued batch
 *   lpEjectOperation, in and out: operation GUID: out with START, in with STOP, unused with QUEUE
 *   dwAction: NTMS_EJECT_START, NTMS_EJECT_STOP or NTMS_EJECT_QUEUE
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_BUSY, ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL,
 * ERROR_DEVICE_NOT_AVAILABLE, ERROR_INVALID_HANDLE, ERROR_INVALID_OPERATION,
 * ERROR_INVALID_PARAMETER, ERROR_LIBRARY_OFFLINE, ERROR_MEDIA_NOT_AVAILABLE,
 * ERROR_NOT_ENOUGH_MEMORY. */
DWORD WINAPI EjectNtmsMedia(
    HANDLE hSession, LPNTMS_GUID lpMediaId, LPNTMS_GUID lpEjectOperation, DWORD dwAction);

/* Queues an inventory of a library, or stops the one that runs.
 *
 *   lpLibraryId: library id
 *   dwAction: NTMS_INVENTORY_OMID, NTMS_INVENTORY_FAST, NTMS_INVENTORY_DEFAULT or
 *     NTMS_INVENTORY_STOP
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DEVICE_NOT_AVAILABLE, ERROR_INVALID_HANDLE,
 * ERROR_INVALID_LIBRARY, ERROR_INVALID_PARAMETER, ERROR_NOT_CONNECTED. */
DWORD WINAPI InventoryNtmsLibrary(HANDLE hSession, LPNTMS_GUID lpLibraryId, DWORD dwAction);

/* Queues that what lies in a slot is put into a drive and identified by its label.
 *
 *   lpSlotId: slot id
 *   dwOption: NTMS_DISMOUNT_DEFERRED leaves the medium in the drive, NTMS_DISMOUNT_IMMEDIATE puts
 *     it back
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER. */
DWORD WINAPI IdentifyNtmsSlot(HANDLE hSession, LPNTMS_GUID lpSlotId, DWORD dwOption);

/* Takes a request off the work queue of its library.
 *
 *   lpRequestId: library request id
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_INVALID_HANDLE, ERROR_NOT_ENOUGH_MEMORY,
 * ERROR_OBJECT_NOT_FOUND. */
DWORD WINAPI CancelNtmsLibraryRequest(HANDLE hSession, LPNTMS_GUID lpRequestId);

/* Tells the place of a request in the work queue, from 1; 0 for one that has none.
 *
 *   lpRequestId: library request id
 *   lpdwOrderNumber, out: position; 0 means not orderable
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_INVALID_HANDLE,
 * ERROR_INVALID_PARAMETER, ERROR_OBJECT_NOT_FOUND. */
DWORD WINAPI GetNtmsRequestOrder(HANDLE hSession, LPNTMS_GUID lpRequestId, LPDWORD lpdwOrderNumber);

/* Moves a request to another place in the work queue.
 *
 *   lpRequestId: library request id
 *   dwOrderNumber: new position
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_INVALID_HANDLE,
 * ERROR_INVALID_PARAMETER, ERROR_OBJECT_NOT_FOUND. */
DWORD WINAPI SetNtmsRequestOrder(HANDLE hSession, LPNTMS_GUID lpRequestId, DWORD dwOrderNumber);

/* Deletes requests that are over, all of one kind. Those that are not over stay.
 *
 *   lpRequestId: array of request ids
 *   dwType: NTMS_LIBREQUEST or NTMS_OPREQUEST
 *   dwCount: array length
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL, ERROR_INVALID_PARAMETER,
 * ERROR_INVALID_HANDLE, ERROR_NOT_ENOUGH_MEMORY. */
DWORD WINAPI DeleteNtmsRequests(
    HANDLE hSession, LPNTMS_GUID lpRequestId, DWORD dwType, DWORD dwCount);

/* --- Operator requests --- */

/* Asks a person for something and returns at once. Which objects go with it depends on the kind of
 * request; NTMS_OPREQ_MESSAGE is a text and needs none.
 *
 *   dwRequest: NtmsOpreqCommand
 *   lpMessage: text for the operator (may be NULL)
 *   lpArg1Id: first object, by kind of request (may be NULL)
 *   lpArg2Id: second object, by kind of request (may be NULL)
 *   lpRequestId, out: receives the request id
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_INVALID_HANDLE,
 * ERROR_INVALID_PARAMETER, ERROR_NOT_CONNECTED, ERROR_OBJECT_NOT_FOUND. */
DWORD WINAPI SubmitNtmsOperatorRequestA(
    HANDLE hSession, DWORD dwRequest, LPCSTR lpMessage, LPNTMS_GUID lpArg1Id,
    LPNTMS_GUID lpArg2Id, LPNTMS_GUID lpRequestId);
DWORD WINAPI SubmitNtmsOperatorRequestW(
    HANDLE hSession, DWORD dwRequest, LPCWSTR lpMessage, LPNTMS_GUID lpArg1Id,
    LPNTMS_GUID lpArg2Id, LPNTMS_GUID lpRequestId);

/* Waits until a person has done what was asked, or refused.
 *
 *   lpRequestId: request id
 *   dwTimeout: milliseconds; 0 polls; INFINITE waits for ever
 *
 * Codes: ERROR_CANCELLED, ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER, ERROR_NOT_CONNECTED,
 * ERROR_OBJECT_NOT_FOUND, ERROR_TIMEOUT. */
DWORD WINAPI WaitForNtmsOperatorRequest(HANDLE hSession, LPNTMS_GUID lpRequestId, DWORD dwTimeout);

/* Takes a request back. Who waits for it gets ERROR_CANCELLED.
 *
 *   lpRequestId: request id
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER, ERROR_INVALID_STATE,
 * ERROR_OBJECT_NOT_FOUND. */
DWORD WINAPI CancelNtmsOperatorRequest(HANDLE hSession, LPNTMS_GUID lpRequestId);

/* Says in the operator's place that a request is done.
 *
 *   lpRequestId: request id
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_OBJECT_NOT_FOUND. */
DWORD WINAPI SatisfyNtmsOperatorRequest(HANDLE hSession, LPNTMS_GUID lpRequestId);

/* --- Change detection and notification --- */

/* Opens a detection, which looks at nothing yet.
 *
 *   lpDetectHandle, out: receives the detection handle
 *
 * Codes: ERROR_INVALID_HANDLE. */
DWORD WINAPI BeginNtmsDeviceChangeDetection(HANDLE hSession, LPHANDLE lpDetectHandle);

/* Lets stand-alone libraries be looked at for changed media, until the detection ends. Without a
 * detection they are looked at once. Media and media types stand for the libraries that could hold
 * them.
 *
 *   DetectHandle: detection handle; NULL polls once
 *   lpRequestId: array of library, media type or PMID ids, all of one type
 *   dwType: NTMS_LIBRARY, NTMS_MEDIA_TYPE or NTMS_PHYSICAL_MEDIA
 *   dwCount: array length
 *
 * Codes: ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER, ERROR_INVALID_LIBRARY, ERROR_INVALID_MEDIA.
 */
DWORD WINAPI SetNtmsDeviceChangeDetection(
    HANDLE hSession, HANDLE DetectHandle, LPNTMS_GUID lpRequestId, DWORD dwType, DWORD dwCount);

/* Ends a detection.
 *
 *   DetectHandle: detection handle
 *
 * Codes: ERROR_INVALID_HANDLE. */
DWORD WINAPI EndNtmsDeviceChangeDetection(HANDLE hSession, HANDLE DetectHandle);

/* Opens a channel that tells of each object of a type that appears, changes or goes. Returns
 * INVALID_HANDLE_VALUE when it fails; the code is the thread's last error then.
 *
 *   dwType: object type to watch
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_INVALID_HANDLE, ERROR_NOT_CONNECTED. */
HANDLE WINAPI OpenNtmsNotification(HANDLE hSession, DWORD dwType);

/* Waits for the next change on a channel.
 *
 *   hNotification: notification handle
 *   lpNotificationInformation, out: receives operation and object id
 *   dwTimeout: milliseconds; INFINITE waits for ever
 *
 * Codes: ERROR_DATABASE_FAILURE, ERROR_INVALID_HANDLE, ERROR_NO_DATA, ERROR_NOT_CONNECTED,
 * ERROR_TIMEOUT. */
DWORD WINAPI WaitForNtmsNotification(
    HANDLE hNotification, LPNTMS_NOTIFICATIONINFORMATION lpNotificationInformation,
    DWORD dwTimeout);

/* Closes a channel. It takes the handle of the channel, not that of the session.
 *
 *   hNotification: notification handle
 *
 * Codes: ERROR_DATABASE_FAILURE, ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER,
 * ERROR_NOT_CONNECTED. */
DWORD WINAPI CloseNtmsNotification(HANDLE hNotification);

/* --- The database --- */

/* Writes a consistent copy of the database beside it, over an earlier one.
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_INVALID_HANDLE, ERROR_NOT_CONNECTED,
 * ERROR_SHARING_VIOLATION. */
DWORD WINAPI ExportNtmsDatabase(HANDLE hSession);

/* Lets the next start of the service take the exported copy for its database.
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_INVALID_HANDLE, ERROR_NOT_CONNECTED. */
DWORD WINAPI ImportNtmsDatabase(HANDLE hSession);

/* --- Disks and messages --- */

/* Lets a drive that stands alone give its medium to a person. The drive goes by the name that
 * programs open it by. It opens a session for itself.
 *
 *   lpComputerName: RSM server, NULL is local
 *   lpAppName: application name (may be NULL)
 *   lpDeviceName: drive device name, e.g. a CD-ROM or physical-drive device path
 *   hWnd: window for the user prompt (may be NULL)
 *   lpTitle: prompt title (may be NULL)
 *   lpMessage: prompt text (may be NULL)
 *   dwOptions: one NtmsEjectOperation value
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL,
 * ERROR_DEVICE_NOT_AVAILABLE, ERROR_INVALID_HANDLE, ERROR_INVALID_OPERATION,
 * ERROR_INVALID_PARAMETER, ERROR_LIBRARY_OFFLINE, ERROR_MEDIA_NOT_AVAILABLE,
 * ERROR_NOT_ENOUGH_MEMORY. */
DWORD WINAPI EjectDiskFromSADriveA(
    LPCSTR lpComputerName, LPCSTR lpAppName, LPCSTR lpDeviceName, HWND hWnd, LPCSTR lpTitle,
    LPCSTR lpMessage, DWORD dwOptions);
DWORD WINAPI EjectDiskFromSADriveW(
    LPCWSTR lpComputerName, LPCWSTR lpAppName, LPCWSTR lpDeviceName, HWND hWnd, LPCWSTR lpTitle,
    LPCWSTR lpMessage, DWORD dwOptions);

/* Tells what the operating system calls the volume of a drive whose media are disks: a name that
 * stays and, where there is one, the drive letter, else NULL. Both places receive a pointer to a
 * text that the library made; free() gives it back.
 *
 *   pszDriveName: drive name
 *   VolumeNameBufferPtr, out: receives pointer to the volume name
 *   DriveLetterBufferPtr, out: receives pointer to the drive letter */
DWORD WINAPI GetVolumesFromDriveA(
    LPSTR pszDriveName, LPSTR *VolumeNameBufferPtr, LPSTR *DriveLetterBufferPtr);
DWORD WINAPI GetVolumesFromDriveW(
    LPWSTR pszDriveName, LPWSTR *VolumeNameBufferPtr, LPWSTR *DriveLetterBufferPtr);

/* Lists the computers that messages of a kind go to: those of a library, of the computer, or
 * without an object of the session's application. Each name ends with a zero, and one more zero
 * ends the list. The size is in characters.
 *
 *   lpObjectId: computer id, library id, or NULL for the session's application
 *   dwType: NTMS_UITYPE_INFO, NTMS_UITYPE_REQ or NTMS_UITYPE_ERR
 *   lpszDestination, out: multi-string of computer names
 *   lpdwBufSize, in and out: buffer size in characters
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_INSUFFICIENT_BUFFER, ERROR_INVALID_HANDLE,
 * ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY, ERROR_OBJECT_NOT_FOUND. */
DWORD WINAPI GetNtmsUIOptionsA(
    HANDLE hSession, const LPNTMS_GUID lpObjectId, DWORD dwType, LPSTR lpszDestination,
    LPDWORD lpdwBufSize);
DWORD WINAPI GetNtmsUIOptionsW(
    HANDLE hSession, const LPNTMS_GUID lpObjectId, DWORD dwType, LPWSTR lpszDestination,
    LPDWORD lpdwBufSize);

/* Changes the computers that messages of a kind go to. The empty name is the caller's own computer.
 *
 *   lpObjectId: computer id, library id, or NULL for the session's application
 *   dwType: NTMS_UITYPE_INFO, NTMS_UITYPE_REQ or NTMS_UITYPE_ERR
 *   dwOperation: NTMS_UIDEST_ADD, NTMS_UIDEST_DELETE or NTMS_UIDEST_DELETEALL
 *   lpszDestination: computer name; empty string is the local machine; ignored by DELETEALL
 *
 * Codes: ERROR_ACCESS_DENIED, ERROR_ALREADY_EXISTS, ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER,
 * ERROR_NOT_ENOUGH_MEMORY, ERROR_OBJECT_NOT_FOUND. */
DWORD WINAPI SetNtmsUIOptionsA(
    HANDLE hSession, const LPNTMS_GUID lpObjectId, DWORD dwType, DWORD dwOperation,
    LPCSTR lpszDestination);
DWORD WINAPI SetNtmsUIOptionsW(
    HANDLE hSession, const LPNTMS_GUID lpObjectId, DWORD dwType, DWORD dwOperation,
    LPCWSTR lpszDestination);

/* Does what EjectDiskFromSADriveW does with NTMS_EJECT_ASK_USER. The Windows library exports it and
 * no public header declares it; its parameters are inferred from its size on the stack. */
DWORD WINAPI DoEjectFromSADriveW(
    LPCWSTR lpComputerName, LPCWSTR lpAppName, LPCWSTR lpDeviceName, HWND hWnd, LPCWSTR lpTitle,
    LPCWSTR lpMessage);

#ifdef __cplusplus
}
#endif

/* The form that the program is made for. */
#ifdef UNICODE
#define OpenNtmsSession OpenNtmsSessionW
#define GetNtmsObjectInformation GetNtmsObjectInformationW
#define SetNtmsObjectInformation SetNtmsObjectInformationW
#define CreateNtmsMediaPool CreateNtmsMediaPoolW
#define GetNtmsMediaPoolName GetNtmsMediaPoolNameW
#define GetNtmsObjectAttribute GetNtmsObjectAttributeW
#define SetNtmsObjectAttribute SetNtmsObjectAttributeW
#define GetNtmsUIOptions GetNtmsUIOptionsW
#define SetNtmsUIOptions SetNtmsUIOptionsW
#define SubmitNtmsOperatorRequest SubmitNtmsOperatorRequestW
#define CreateNtmsMedia CreateNtmsMediaW
#define EjectDiskFromSADrive EjectDiskFromSADriveW
#define GetVolumesFromDrive GetVolumesFromDriveW
#else
#define OpenNtmsSession OpenNtmsSessionA
#define GetNtmsObjectInformation GetNtmsObjectInformationA
#define SetNtmsObjectInformation SetNtmsObjectInformationA
#define CreateNtmsMediaPool CreateNtmsMediaPoolA
#define GetNtmsMediaPoolName GetNtmsMediaPoolNameA
#define GetNtmsObjectAttribute GetNtmsObjectAttributeA
#define SetNtmsObjectAttribute SetNtmsObjectAttributeA
#define GetNtmsUIOptions GetNtmsUIOptionsA
#define SetNtmsUIOptions SetNtmsUIOptionsA
#define SubmitNtmsOperatorRequest SubmitNtmsOperatorRequestA
#define CreateNtmsMedia CreateNtmsMediaA
#define EjectDiskFromSADrive EjectDiskFromSADriveA
#define GetVolumesFromDrive GetVolumesFromDriveA
#endif

#endif
