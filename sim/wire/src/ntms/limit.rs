//! Length limits of the API and other plain numbers of the public headers.

/// `NTMS_OBJECTNAME_LENGTH`: object name buffer, characters incl. terminator.
pub const OBJECTNAME_LENGTH: usize = 64;

/// `NTMS_DESCRIPTION_LENGTH`: description buffer, characters.
pub const DESCRIPTION_LENGTH: usize = 127;

/// `NTMS_DEVICENAME_LENGTH`: device name buffer.
pub const DEVICENAME_LENGTH: usize = 64;

/// `NTMS_SERIALNUMBER_LENGTH`: serial number buffer.
pub const SERIALNUMBER_LENGTH: usize = 32;

/// `NTMS_REVISION_LENGTH`: firmware revision buffer.
pub const REVISION_LENGTH: usize = 32;

/// `NTMS_BARCODE_LENGTH`: bar code buffer.
pub const BARCODE_LENGTH: usize = 64;

/// `NTMS_SEQUENCE_LENGTH`: sequence number buffer.
pub const SEQUENCE_LENGTH: usize = 32;

/// `NTMS_VENDORNAME_LENGTH`: vendor buffer.
pub const VENDORNAME_LENGTH: usize = 128;

/// `NTMS_PRODUCTNAME_LENGTH`: product buffer.
pub const PRODUCTNAME_LENGTH: usize = 128;

/// `NTMS_USERNAME_LENGTH`: user name buffer.
pub const USERNAME_LENGTH: usize = 64;

/// `NTMS_APPLICATIONNAME_LENGTH`: application name buffer.
pub const APPLICATIONNAME_LENGTH: usize = 64;

/// `NTMS_COMPUTERNAME_LENGTH`: computer name buffer.
pub const COMPUTERNAME_LENGTH: usize = 64;

/// `NTMS_I1_MESSAGE_LENGTH`: operator message buffer of the version-1 structure.
pub const I1_MESSAGE_LENGTH: usize = 127;

/// `NTMS_MESSAGE_LENGTH`: operator message buffer.
pub const MESSAGE_LENGTH: usize = 256;

/// `NTMS_POOLHIERARCHY_LENGTH`: full pool path buffer.
pub const POOLHIERARCHY_LENGTH: usize = 512;

/// `NTMS_OMIDLABELID_LENGTH`: on-media label id, bytes.
pub const OMIDLABELID_LENGTH: usize = 255;

/// `NTMS_OMIDLABELTYPE_LENGTH`: label type buffer.
pub const OMIDLABELTYPE_LENGTH: usize = 64;

/// `NTMS_OMIDLABELINFO_LENGTH`: label info buffer.
pub const OMIDLABELINFO_LENGTH: usize = 256;

/// `NTMS_MAXATTR_LENGTH`: attribute data limit in bytes; sizes at or above it are refused.
pub const MAXATTR_LENGTH: usize = 65536;

/// `NTMS_MAXATTR_NAMELEN`: attribute name limit in characters, terminator included.
pub const MAXATTR_NAMELEN: usize = 32;

/// `NTMS_OMID_TYPE_RAW_LABEL`: buffer holds the raw label as written on the medium.
pub const OMID_TYPE_RAW_LABEL: u32 = 1;

/// `NTMS_OMID_TYPE_FILESYSTEM_INFO`: buffer holds NTMS_FILESYSTEM_INFO.
pub const OMID_TYPE_FILESYSTEM_INFO: u32 = 2;

/// `NTMS_GENERIC_READ`: generic mapping, read.
pub const GENERIC_READ: u32 = 1;

/// `NTMS_GENERIC_WRITE`: generic mapping, write.
pub const GENERIC_WRITE: u32 = 3;

/// `NTMS_GENERIC_EXECUTE`: generic mapping, execute.
pub const GENERIC_EXECUTE: u32 = 7;

/// `NTMS_GENERIC_ALL`: generic mapping, all.
pub const GENERIC_ALL: u32 = 7;

/// `NTMSMLI_MAXTYPE`: label type buffer of a media label library.
pub const NTMSMLI_MAXTYPE: usize = 64;

/// `NTMSMLI_MAXIDSIZE`: label id buffer of a media label library.
pub const NTMSMLI_MAXIDSIZE: usize = 256;

/// `NTMSMLI_MAXAPPDESCR`: label description buffer of a media label library.
pub const NTMSMLI_MAXAPPDESCR: usize = 256;

/// `INFINITE`: a time-out that never comes.
pub const INFINITE: u32 = 0xFFFF_FFFF;

/// `NTMS_PRIORITY_LOWEST` to `NTMS_PRIORITY_HIGHEST`: the range of mount priorities; high and low
/// are 7 and -7.
pub const PRIORITY: core::ops::RangeInclusive<i32> = -15..=15;
