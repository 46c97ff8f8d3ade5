//! The kinds of medium of `STORAGE_MEDIA_TYPE` (`winioctl.h`) and the device types beside them.

use super::table::ntms_enum;

ntms_enum! {
    /// `DeviceType` of media, drive and changer types (`winioctl.h`).
    pub enum DeviceType {
        /// `FILE_DEVICE_CD_ROM`.
        CdRom = 2, "FILE_DEVICE_CD_ROM";
        /// `FILE_DEVICE_DISK`.
        Disk = 7, "FILE_DEVICE_DISK";
        /// `FILE_DEVICE_TAPE`.
        Tape = 31, "FILE_DEVICE_TAPE";
        /// `FILE_DEVICE_DVD`.
        Dvd = 51, "FILE_DEVICE_DVD";
        /// `FILE_DEVICE_CHANGER`.
        Changer = 48, "FILE_DEVICE_CHANGER";
    }
}

ntms_enum! {
    /// `STORAGE_MEDIA_TYPE`: the kind of a medium. `MP` and similar prefixes follow the header.
    pub enum StorageMediaType {
        /// `DDS_4mm`.
        Dds4mm = 32, "DDS_4mm";
        /// `MiniQic`.
        MiniQic = 33, "MiniQic";
        /// `Travan`.
        Travan = 34, "Travan";
        /// `QIC`.
        Qic = 35, "QIC";
        /// `MP_8mm`.
        Mp8mm = 36, "MP_8mm";
        /// `AME_8mm`.
        Ame8mm = 37, "AME_8mm";
        /// `AIT1_8mm`.
        Ait18mm = 38, "AIT1_8mm";
        /// `DLT`.
        Dlt = 39, "DLT";
        /// `NCTP`.
        Nctp = 40, "NCTP";
        /// `IBM_3480`.
        Ibm3480 = 41, "IBM_3480";
        /// `IBM_3490E`.
        Ibm3490e = 42, "IBM_3490E";
        /// `IBM_Magstar_3590`.
        IbmMagstar3590 = 43, "IBM_Magstar_3590";
        /// `IBM_Magstar_MP`.
        IbmMagstarMp = 44, "IBM_Magstar_MP";
        /// `STK_DATA_D3`.
        StkDataD3 = 45, "STK_DATA_D3";
        /// `SONY_DTF`.
        SonyDtf = 46, "SONY_DTF";
        /// `DV_6mm`.
        Dv6mm = 47, "DV_6mm";
        /// `DMI`.
        Dmi = 48, "DMI";
        /// `SONY_D2`.
        SonyD2 = 49, "SONY_D2";
        /// `CLEANER_CARTRIDGE`.
        CleanerCartridge = 50, "CLEANER_CARTRIDGE";
        /// `CD_ROM`.
        CdRom = 51, "CD_ROM";
        /// `CD_R`.
        CdR = 52, "CD_R";
        /// `CD_RW`.
        CdRw = 53, "CD_RW";
        /// `DVD_ROM`.
        DvdRom = 54, "DVD_ROM";
        /// `DVD_R`.
        DvdR = 55, "DVD_R";
        /// `DVD_RW`.
        DvdRw = 56, "DVD_RW";
        /// `MO_3_RW`.
        Mo3Rw = 57, "MO_3_RW";
        /// `MO_5_WO`.
        Mo5Wo = 58, "MO_5_WO";
        /// `MO_5_RW`.
        Mo5Rw = 59, "MO_5_RW";
        /// `MO_5_LIMDOW`.
        Mo5Limdow = 60, "MO_5_LIMDOW";
        /// `PC_5_WO`.
        Pc5Wo = 61, "PC_5_WO";
        /// `PC_5_RW`.
        Pc5Rw = 62, "PC_5_RW";
        /// `PD_5_RW`.
        Pd5Rw = 63, "PD_5_RW";
        /// `ABL_5_WO`.
        Abl5Wo = 64, "ABL_5_WO";
        /// `PINNACLE_APEX_5_RW`.
        PinnacleApex5Rw = 65, "PINNACLE_APEX_5_RW";
        /// `SONY_12_WO`.
        Sony12Wo = 66, "SONY_12_WO";
        /// `PHILIPS_12_WO`.
        Philips12Wo = 67, "PHILIPS_12_WO";
        /// `HITACHI_12_WO`.
        Hitachi12Wo = 68, "HITACHI_12_WO";
        /// `CYGNET_12_WO`.
        Cygnet12Wo = 69, "CYGNET_12_WO";
        /// `KODAK_14_WO`.
        Kodak14Wo = 70, "KODAK_14_WO";
        /// `MO_NFR_525`.
        MoNfr525 = 71, "MO_NFR_525";
        /// `NIKON_12_RW`.
        Nikon12Rw = 72, "NIKON_12_RW";
        /// `IOMEGA_ZIP`.
        IomegaZip = 73, "IOMEGA_ZIP";
        /// `IOMEGA_JAZ`.
        IomegaJaz = 74, "IOMEGA_JAZ";
        /// `SYQUEST_EZ135`.
        SyquestEz135 = 75, "SYQUEST_EZ135";
        /// `SYQUEST_EZFLYER`.
        SyquestEzflyer = 76, "SYQUEST_EZFLYER";
        /// `SYQUEST_SYJET`.
        SyquestSyjet = 77, "SYQUEST_SYJET";
        /// `AVATAR_F2`.
        AvatarF2 = 78, "AVATAR_F2";
        /// `MP2_8mm`.
        Mp28mm = 79, "MP2_8mm";
        /// `DST_S`.
        DstS = 80, "DST_S";
        /// `DST_M`.
        DstM = 81, "DST_M";
        /// `DST_L`.
        DstL = 82, "DST_L";
        /// `VXATape_1`.
        VXATape1 = 83, "VXATape_1";
        /// `VXATape_2`.
        VXATape2 = 84, "VXATape_2";
        /// `STK_9840`.
        Stk9840 = 85, "STK_9840";
        /// `LTO_Ultrium`.
        LtoUltrium = 86, "LTO_Ultrium";
        /// `LTO_Accelis`.
        LtoAccelis = 87, "LTO_Accelis";
        /// `DVD_RAM`.
        DvdRam = 88, "DVD_RAM";
        /// `AIT_8mm`.
        Ait8mm = 89, "AIT_8mm";
        /// `ADR_1`.
        Adr1 = 90, "ADR_1";
        /// `ADR_2`.
        Adr2 = 91, "ADR_2";
        /// `STK_9940`.
        Stk9940 = 92, "STK_9940";
        /// `SAIT`.
        Sait = 93, "SAIT";
        /// `VXATape`.
        VXATape = 94, "VXATape";
    }
}
