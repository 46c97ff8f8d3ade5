/* Kinds of media and of devices. On Windows winioctl.h has them. Some of the names are short; a
 * program in which they are taken defines NTMS_NO_MEDIA_TYPES before it includes ntmsapi.h. */
#ifndef NTMSAPI_MEDIA_TYPE_H
#define NTMSAPI_MEDIA_TYPE_H

#ifdef _WIN32

#include <winioctl.h>

#else

/* What a drive or a medium is: DeviceType of drive, changer and media types. */
#define FILE_DEVICE_CD_ROM 2
#define FILE_DEVICE_DISK 7
#define FILE_DEVICE_TAPE 31
#define FILE_DEVICE_DVD 51
#define FILE_DEVICE_CHANGER 48

/* The kind of a medium: MediaType of NTMS_MEDIATYPEINFORMATION. An object of type
 * NTMS_MEDIA_TYPE has this name. */
typedef enum _STORAGE_MEDIA_TYPE {
    DDS_4mm = 32,
    MiniQic = 33,
    Travan = 34,
    QIC = 35,
    MP_8mm = 36,
    AME_8mm = 37,
    AIT1_8mm = 38,
    DLT = 39,
    NCTP = 40,
    IBM_3480 = 41,
    IBM_3490E = 42,
    IBM_Magstar_3590 = 43,
    IBM_Magstar_MP = 44,
    STK_DATA_D3 = 45,
    SONY_DTF = 46,
    DV_6mm = 47,
    DMI = 48,
    SONY_D2 = 49,
    CLEANER_CARTRIDGE = 50,
    CD_ROM = 51,
    CD_R = 52,
    CD_RW = 53,
    DVD_ROM = 54,
    DVD_R = 55,
    DVD_RW = 56,
    MO_3_RW = 57,
    MO_5_WO = 58,
    MO_5_RW = 59,
    MO_5_LIMDOW = 60,
    PC_5_WO = 61,
    PC_5_RW = 62,
    PD_5_RW = 63,
    ABL_5_WO = 64,
    PINNACLE_APEX_5_RW = 65,
    SONY_12_WO = 66,
    PHILIPS_12_WO = 67,
    HITACHI_12_WO = 68,
    CYGNET_12_WO = 69,
    KODAK_14_WO = 70,
    MO_NFR_525 = 71,
    NIKON_12_RW = 72,
    IOMEGA_ZIP = 73,
    IOMEGA_JAZ = 74,
    SYQUEST_EZ135 = 75,
    SYQUEST_EZFLYER = 76,
    SYQUEST_SYJET = 77,
    AVATAR_F2 = 78,
    MP2_8mm = 79,
    DST_S = 80,
    DST_M = 81,
    DST_L = 82,
    VXATape_1 = 83,
    VXATape_2 = 84,
    STK_9840 = 85,
    LTO_Ultrium = 86,
    LTO_Accelis = 87,
    DVD_RAM = 88,
    AIT_8mm = 89,
    ADR_1 = 90,
    ADR_2 = 91,
    STK_9940 = 92,
    SAIT = 93,
    VXATape = 94
} STORAGE_MEDIA_TYPE, *PSTORAGE_MEDIA_TYPE;

#endif

#endif
