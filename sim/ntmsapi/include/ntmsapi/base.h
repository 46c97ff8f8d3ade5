/* The types of Win32 that the API speaks of: on Windows its own, elsewhere the same under the
 * same names, with the same sizes on 64-bit computers. A program that has them from somewhere
 * else defines NTMS_NO_WIN32_TYPES before it includes this. */
#ifndef NTMSAPI_BASE_H
#define NTMSAPI_BASE_H

#ifdef _WIN32

#include <windows.h>

/* The names by which the last error goes elsewhere. */
#define NtmsGetLastError GetLastError
#define NtmsSetLastError SetLastError

#else

#include <stdint.h>

#if UINTPTR_MAX != 0xFFFFFFFFFFFFFFFFu
#error "the structures of ntmsapi have the layout of 64-bit Windows: compile for 64 bits"
#endif

#ifndef NTMS_NO_WIN32_TYPES

#ifndef __cplusplus
#include <uchar.h> /* char16_t, which u"" literals are made of; C++ has it built in */
#endif

typedef void VOID;
typedef void *PVOID, *LPVOID;
typedef char CHAR;
typedef CHAR *LPSTR;
typedef const CHAR *LPCSTR;
/* A unit of UTF-16, whatever wchar_t is: write u"text". The first C++ has neither this nor the
 * type of its units. */
#if defined(__cplusplus) && __cplusplus < 201103L
typedef uint16_t WCHAR;
#else
typedef char16_t WCHAR;
#endif
typedef WCHAR *LPWSTR;
typedef const WCHAR *LPCWSTR;
typedef uint8_t BYTE;
typedef uint16_t WORD;
typedef uint32_t DWORD, *LPDWORD;
typedef int32_t LONG;
typedef uint32_t ULONG;
typedef int64_t LONGLONG;
typedef uint64_t ULONGLONG;
typedef uintptr_t ULONG_PTR;
typedef int BOOL, WINBOOL;
typedef void *HANDLE, **LPHANDLE;
typedef void *HWND;

typedef union _LARGE_INTEGER {
    struct {
        DWORD LowPart;
        LONG HighPart;
    } u;
    LONGLONG QuadPart;
} LARGE_INTEGER;

typedef struct _GUID {
    DWORD Data1;
    WORD Data2;
    WORD Data3;
    BYTE Data4[8];
} GUID, *LPGUID;

/* A time in UTC; all zero is never. */
typedef struct _SYSTEMTIME {
    WORD wYear;
    WORD wMonth; /* 1 to 12 */
    WORD wDayOfWeek; /* 0 is Sunday */
    WORD wDay;
    WORD wHour;
    WORD wMinute;
    WORD wSecond;
    WORD wMilliseconds;
} SYSTEMTIME;

/* A self-relative security descriptor; its bytes are those of Windows. */
typedef void *PSECURITY_DESCRIPTOR;
typedef DWORD SECURITY_INFORMATION;

typedef struct _SECURITY_ATTRIBUTES {
    DWORD nLength;
    LPVOID lpSecurityDescriptor;
    BOOL bInheritHandle;
} SECURITY_ATTRIBUTES, *LPSECURITY_ATTRIBUTES;

#ifdef UNICODE
typedef WCHAR TCHAR;
typedef LPWSTR LPTSTR;
typedef LPCWSTR LPCTSTR;
#define NTMS_UTF16_(text) u##text
#define TEXT(text) NTMS_UTF16_(text)
#else
typedef CHAR TCHAR;
typedef LPSTR LPTSTR;
typedef LPCSTR LPCTSTR;
#define TEXT(text) text
#endif

#ifndef TRUE
#define TRUE 1
#define FALSE 0
#endif

#ifndef WINAPI
#define WINAPI
#endif

#define INVALID_HANDLE_VALUE ((HANDLE)(intptr_t)-1)

/* A time-out that never comes. */
#define INFINITE 0xFFFFFFFFu

/* Parts of a security descriptor: SECURITY_INFORMATION. */
#define OWNER_SECURITY_INFORMATION 0x00000001u
#define GROUP_SECURITY_INFORMATION 0x00000002u
#define DACL_SECURITY_INFORMATION 0x00000004u
#define SACL_SECURITY_INFORMATION 0x00000008u

/* Rights that every object knows beside its own. */
#define READ_CONTROL 0x00020000u
#define WRITE_DAC 0x00040000u
#define WRITE_OWNER 0x00080000u

#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Why the last call of this thread that returns a handle failed. Calls that return a code leave it
 * alone. */
DWORD NtmsGetLastError(void);

/* Sets what NtmsGetLastError returns on this thread. */
void NtmsSetLastError(DWORD dwErrCode);

#ifdef __cplusplus
}
#endif

/* A program that was written for Windows asks for the names that it knows. */
#ifdef NTMS_WIN32_LAST_ERROR
#define GetLastError NtmsGetLastError
#define SetLastError NtmsSetLastError
#endif

#endif

#endif
