/* Texts in a code page in which letters have two bytes, in a room whose pool names are told with their
 * terminator. */
#include <assert.h>
#include <string.h>

#include <ntmsapi.h>

int main(void)
{
    /* Three letters. */
    static const WCHAR wide[] = u"\u30c6\u30fc\u30d7";
    static const char narrow[] = "\x83\x65\x81\x5b\x83\x76";
    HANDLE session = OpenNtmsSessionA(NULL, narrow, 0);
    assert(session != INVALID_HANDLE_VALUE);
    NTMS_GUID pool, same;
    assert(CreateNtmsMediaPoolA(session, narrow, NULL, NTMS_CREATE_NEW, NULL, &pool) ==
           ERROR_SUCCESS);
    assert(CreateNtmsMediaPoolW(session, wide, NULL, NTMS_OPEN_EXISTING, NULL, &same) ==
           ERROR_SUCCESS);
    assert(memcmp(&pool, &same, sizeof pool) == 0);

    char back[8];
    WCHAR wide_back[8];
    DWORD size = 4;
    /* Room for the letters of the W form is none for the bytes of the A form. */
    assert(GetNtmsMediaPoolNameW(session, &pool, wide_back, &size) == ERROR_SUCCESS);
    assert(size == 4 && memcmp(wide_back, wide, sizeof wide) == 0);
    memset(back, 'x', sizeof back);
    assert(GetNtmsMediaPoolNameA(session, &pool, back, &size) == ERROR_INSUFFICIENT_BUFFER);
    assert(size == 7 && back[0] == 'x');
    assert(GetNtmsMediaPoolNameA(session, &pool, back, &size) == ERROR_SUCCESS);
    assert(size == 7 && strcmp(back, narrow) == 0);
    return CloseNtmsSession(session) != ERROR_SUCCESS;
}
