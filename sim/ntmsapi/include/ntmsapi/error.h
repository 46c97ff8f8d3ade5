/* The codes that the functions return, with their Win32 numbers. On Windows winerror.h has them,
 * all but those at the end. */
#ifndef NTMSAPI_ERROR_H
#define NTMSAPI_ERROR_H

#ifndef _WIN32

#define ERROR_SUCCESS 0 /* it was done */
#define NO_ERROR 0 /* the same */
#define ERROR_ACCESS_DENIED 5 /* a needed access right is missing */
#define ERROR_INVALID_HANDLE 6 /* the session handle is not valid */
#define ERROR_NOT_ENOUGH_MEMORY 8 /* memory is exhausted */
#define ERROR_BAD_FORMAT 11 /* no label library recognises the label */
#define ERROR_INVALID_DRIVE 15 /* the drive identifier names no drive */
#define ERROR_WRITE_PROTECT 19 /* the medium may not be written */
#define ERROR_NOT_READY 21 /* the service is not up yet */
#define ERROR_GEN_FAILURE 31 /* a device does not work */
#define ERROR_SHARING_VIOLATION 32 /* the file is open elsewhere */
#define ERROR_INVALID_PARAMETER 87 /* an argument is missing or not valid */
#define ERROR_CALL_NOT_IMPLEMENTED 120 /* the function is not implemented */
#define ERROR_INSUFFICIENT_BUFFER 122 /* the buffer is too small */
#define ERROR_INVALID_NAME 123 /* the name is malformed or too long */
#define ERROR_BUSY 170 /* the medium or drive is in use */
#define ERROR_ALREADY_EXISTS 183 /* an object of that name exists */
#define ERROR_NO_DATA 232 /* the notification channel is broken */
#define ERROR_IO_DEVICE 1117 /* a device reported an input or output error */
#define ERROR_CONNECTION_UNAVAIL 1201 /* the server can no longer be reached */
#define ERROR_INVALID_COMPUTERNAME 1210 /* the computer name is malformed */
#define ERROR_NO_NETWORK 1222 /* there is no network */
#define ERROR_CANCELLED 1223 /* the operation was cancelled */
#define ERROR_NO_SECURITY_ON_OBJECT 1350 /* this kind of object carries no security */
#define ERROR_TIMEOUT 1460 /* the time ran out */
#define RPC_S_NO_INTERFACES 1817 /* the server offers no interface that the caller knows */
#define ERROR_NOT_CONNECTED 2250 /* the service cannot be reached */
#define ERROR_INVALID_MEDIA 4300 /* the identifier names no usable medium */
#define ERROR_INVALID_LIBRARY 4301 /* the library identifier names no usable library */
#define ERROR_INVALID_MEDIA_POOL 4302 /* the identifier names no usable media pool */
#define ERROR_DRIVE_MEDIA_MISMATCH 4303 /* drive and medium are in different libraries */
#define ERROR_MEDIA_OFFLINE 4304 /* the medium is in no device */
#define ERROR_LIBRARY_OFFLINE 4305 /* the library is offline */
#define ERROR_EMPTY 4306 /* the container is empty */
#define ERROR_NOT_EMPTY 4307 /* the container still holds something */
#define ERROR_MEDIA_UNAVAILABLE 4308 /* no suitable medium could be found */
#define ERROR_RESOURCE_DISABLED 4309 /* a needed resource is disabled */
#define ERROR_INVALID_CLEANER 4310 /* the cartridge is no cleaner */
#define ERROR_UNABLE_TO_CLEAN 4311 /* the drive could not be cleaned */
#define ERROR_OBJECT_NOT_FOUND 4312 /* the identifier names no object */
#define ERROR_DATABASE_FAILURE 4313 /* the database failed */
#define ERROR_DATABASE_FULL 4314 /* the database is full */
#define ERROR_MEDIA_INCOMPATIBLE 4315 /* the media type does not fit */
#define ERROR_RESOURCE_NOT_PRESENT 4316 /* a needed resource is not present */
#define ERROR_INVALID_OPERATION 4317 /* the operation identifier is unknown */
/* the medium is not available, mostly because it is disabled */
#define ERROR_MEDIA_NOT_AVAILABLE 4318
#define ERROR_DEVICE_NOT_AVAILABLE 4319 /* a needed device or resource is not available */
#define ERROR_REQUEST_REFUSED 4320 /* an operator refused the request */
#define ERROR_INVALID_DRIVE_OBJECT 4321 /* the drive object is not valid */
#define ERROR_LIBRARY_FULL 4322 /* the library has no free slot */
#define ERROR_MEDIUM_NOT_ACCESSIBLE 4323 /* the medium cannot be reached */
#define ERROR_UNABLE_TO_LOAD_MEDIUM 4324 /* the medium could not be loaded */
#define ERROR_UNABLE_TO_INVENTORY_DRIVE 4325 /* the drive could not be inventoried */
#define ERROR_UNABLE_TO_INVENTORY_SLOT 4326 /* the slot could not be inventoried */
#define ERROR_UNABLE_TO_INVENTORY_TRANSPORT 4327 /* the transport could not be inventoried */
#define ERROR_TRANSPORT_FULL 4328 /* the transport already holds a medium */
#define ERROR_CONTROLLING_IEPORT 4329 /* the insert and eject port does not obey */
#define ERROR_UNABLE_TO_EJECT_MOUNTED_MEDIA 4330 /* a mounted medium cannot be ejected */
#define ERROR_CLEANER_SLOT_SET 4331 /* a cleaner slot is already reserved */
#define ERROR_CLEANER_SLOT_NOT_SET 4332 /* no cleaner slot is reserved */
#define ERROR_CLEANER_CARTRIDGE_SPENT 4333 /* the cleaner is used up */
#define ERROR_UNEXPECTED_OMID 4334 /* the label on the medium is not the expected one */
#define ERROR_CANT_DELETE_LAST_ITEM 4335 /* the last item cannot be deleted */
#define ERROR_MESSAGE_EXCEEDS_MAX_SIZE 4336 /* the message is too long */
#define ERROR_VOLUME_CONTAINS_SYS_FILES 4337 /* the volume holds system files */
#define ERROR_INDIGENOUS_TYPE 4338 /* the type belongs to a device that is present */
#define ERROR_NO_SUPPORTING_DRIVES 4339 /* no drive supports the medium */
#define ERROR_CLEANER_CARTRIDGE_INSTALLED 4340 /* a cleaner is already installed */
#define ERROR_IEPORT_FULL 4341 /* the insert and eject port is full */
#define ERROR_INVALID_STATE 5023 /* the object is not in a state that allows this */

#endif

/* The function pages name these, and no public header gives them a number. They share the number
 * of the code that is nearest in meaning. ERROR_SLOT_NOT_PRESENT is another thing on Windows, in
 * winioctl.h, and stays that there. */
#ifndef ERROR_ALREADY_RESERVED
#define ERROR_ALREADY_RESERVED 4331 /* a cleaner slot is reserved already */
#endif
#ifndef ERROR_DUPLICATE_OMID
#define ERROR_DUPLICATE_OMID 183 /* the on-media identifier is catalogued already */
#endif
#ifndef ERROR_INVALID_PARTITION
#define ERROR_INVALID_PARTITION 4300 /* the side of the logical medium is unknown */
#endif
#ifndef ERROR_INVALID_SLOT
#define ERROR_INVALID_SLOT 4312 /* the slot identifier names no slot */
#endif
#ifndef ERROR_NO_SLOT_RESERVED
#define ERROR_NO_SLOT_RESERVED 4332 /* no cleaner slot is reserved */
#endif
#ifndef ERROR_NO_SLOT_SET
#define ERROR_NO_SLOT_SET 4332 /* no cleaner slot is set */
#endif
#ifndef ERROR_SLOT_EMPTY
#define ERROR_SLOT_EMPTY 4306 /* the reserved slot holds nothing */
#endif
#ifndef ERROR_SLOT_FULL
#define ERROR_SLOT_FULL 4340 /* the slot is occupied */
#endif
#ifndef ERROR_SLOT_NOT_PRESENT
#define ERROR_SLOT_NOT_PRESENT 4316 /* the slot or its magazine is missing */
#endif

#endif
