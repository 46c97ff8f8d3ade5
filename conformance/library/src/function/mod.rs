//! Calls as values become calls of exports, and what these leave becomes answers: a row for each
//! function. What it takes is said by the header of the library.

mod device;
mod library;
mod media;
mod object;
mod session;

use wire::Text;
use wire::ntms::Request;
use wire::ntms::call::{Answer, Refusal, Short};
use wire::ntms::{Info, NtmsError};

use crate::export::{Call, Fault, call};
use crate::memory::Memory;

/// The most bytes of a buffer for what a library answers: more than any answer has.
const BUFFER_BYTES_MAX: u32 = 1 << 18;

/// The rows: of functions whose arguments are numbers and identifiers in the order of the header
/// and that tell nothing but their code, the arguments; of others who makes the call.
macro_rules! functions {
    (
        plain { $($plain:ident { $($field:ident: $kind:ident),* })* }
        own { $($own:ident => $make:path;)* }
    ) => {
        /// Makes a call.
        pub(crate) fn make(call: &Call<'_>, request: &Request) -> Result<Answer, Fault> {
            match request {
                $(Request::$plain(_given) => {
                    let code = call!(call, call.handle $(, functions!($kind _given.$field))*)?;
                    call.judge(code).map(|()| Answer::Done)
                })*
                $(Request::$own(given) => $make(call, given),)*
            }
        }
    };
    (id $id:expr) => { &mut Memory::id($id) };
    (number $number:expr) => { $number };
}

functions! {
    plain {
        CloseNtmsSession {}
        ExportNtmsDatabase {}
        ImportNtmsDatabase {}
        CloseNtmsNotification {}
        EndNtmsDeviceChangeDetection { detection: number }
        DisableNtmsObject { object_type: number, object: id }
        EnableNtmsObject { object_type: number, object: id }
        DeallocateNtmsMedia { media: id, options: number }
        SwapNtmsMedia { first: id, second: id }
        ChangeNtmsMediaType { media: id, pool: id }
        DecommissionNtmsMedia { side: id }
        SetNtmsMediaComplete { media: id }
        DeleteNtmsMedia { media: id }
        MoveToNtmsMediaPool { media: id, pool: id }
        DeleteNtmsMediaPool { pool: id }
        AddNtmsMediaType { media_type: id, library: id }
        DeleteNtmsMediaType { media_type: id, library: id }
        AccessNtmsLibraryDoor { library: id, action: number }
        DeleteNtmsLibrary { library: id }
        DeleteNtmsDrive { drive: id }
        DismountNtmsDrive { drive: id }
        CleanNtmsDrive { drive: id }
        ReserveNtmsCleanerSlot { library: id, slot: id }
        ReleaseNtmsCleanerSlot { library: id }
        InventoryNtmsLibrary { library: id, action: number }
        IdentifyNtmsSlot { slot: id, option: number }
        CancelNtmsLibraryRequest { request: id }
        SetNtmsRequestOrder { request: id, order: number }
        WaitForNtmsOperatorRequest { request: id, timeout: number }
        CancelNtmsOperatorRequest { request: id }
        SatisfyNtmsOperatorRequest { request: id }
    }
    own {
        OpenNtmsSession => session::open;
        OpenNtmsNotification => session::open_notification;
        WaitForNtmsNotification => session::wait_for_notification;
        BeginNtmsDeviceChangeDetection => session::begin_detection;
        SetNtmsDeviceChangeDetection => session::set_detection;
        SubmitNtmsOperatorRequest => session::submit;
        EnumerateNtmsObject => object::enumerate;
        GetNtmsObjectInformation => object::information;
        SetNtmsObjectInformation => object::set_information;
        GetNtmsObjectAttribute => object::attribute;
        SetNtmsObjectAttribute => object::set_attribute;
        GetNtmsObjectSecurity => object::security;
        SetNtmsObjectSecurity => object::set_security;
        AllocateNtmsMedia => media::allocate;
        MountNtmsMedia => media::mount;
        DismountNtmsMedia => media::dismount;
        CreateNtmsMedia => media::create;
        CreateNtmsMediaPool => media::create_pool;
        GetNtmsMediaPoolName => media::pool_name;
        UpdateNtmsOmidInfo => media::update_omid;
        InjectNtmsMedia => library::inject_media;
        EjectNtmsMedia => library::eject_media;
        InjectNtmsCleaner => library::inject_cleaner;
        EjectNtmsCleaner => library::eject_cleaner;
        DeleteNtmsRequests => library::delete_requests;
        GetNtmsRequestOrder => library::request_order;
        GetNtmsUIOptions => library::ui_options;
        SetNtmsUIOptions => library::set_ui_options;
        EjectDiskFromSADrive => device::eject_disk;
        DoEjectFromSADriveW => device::do_eject;
        GetVolumesFromDrive => device::volumes;
    }
}

impl Call<'_> {
    /// A text, or NULL.
    fn text(&self, text: Option<&Text>) -> Option<Memory> {
        text.map(|text| Memory::text(text, self.alphabet, self.page))
    }

    /// What a library leaves in a buffer that has room for so many values, by its size in and out:
    /// how many it says there are, and the buffer. A caller who has room for very many gives a
    /// buffer as large as any answer, and a larger one when that is too small.
    fn fill(
        &self,
        capacity: Option<u32>,
        value_bytes: u32,
        make: impl Fn(&mut Option<Memory>, &mut Option<Memory>) -> Result<u32, Fault>,
    ) -> Result<(usize, Memory), Unfilled> {
        let Some(capacity) = capacity else {
            let ended = make(&mut None, &mut None).and_then(|code| self.judge(code));
            let there = self.odd("needs no buffer for what it tells".to_owned());
            return Err(ended.err().unwrap_or(there).into());
        };
        let mut room = capacity.min(FIRST_BYTES / value_bytes);
        loop {
            let mut buffer = Some(Memory::blank((room * value_bytes) as usize));
            let mut size = Some(Memory::number(room));
            let ended = make(&mut buffer, &mut size).and_then(|code| self.judge(code));
            let (buffer, size) = (buffer.unwrap_or_default(), size.unwrap_or_default());
            self.intact(&buffer)?;
            self.intact(&size)?;
            let told = size.read_number();
            let fits = told > room && told <= capacity.min(BUFFER_BYTES_MAX / value_bytes);
            match ended {
                Ok(()) if told <= room => return Ok((told as usize, buffer)),
                Ok(()) => {
                    let words = format!("had room for {room} and says that it wrote {told}");
                    return Err(self.odd(words).into());
                }
                Err(fault) if fault == Fault::Refused(NtmsError::InsufficientBuffer.into()) => {
                    if !fits {
                        return Err(Unfilled { fault, short: Some((told, room, buffer)) });
                    }
                    room = told;
                }
                Err(fault) => return Err(fault.into()),
            }
        }
    }
}

/// The bytes of the first buffer of a caller who has room for more.
const FIRST_BYTES: u32 = 1 << 14;

/// A buffer that was not filled.
struct Unfilled {
    fault: Fault,
    /// It is too small: what would be needed, what there was room for, and what fitted.
    short: Option<(u32, u32, Memory)>,
}

impl From<Fault> for Unfilled {
    fn from(fault: Fault) -> Unfilled {
        Unfilled { fault, short: None }
    }
}

impl From<Unfilled> for Fault {
    /// With the size that would be needed.
    fn from(unfilled: Unfilled) -> Fault {
        match unfilled.short {
            Some((needed, ..)) => short(needed, Vec::new()),
            None => unfilled.fault,
        }
    }
}

fn short(needed: u32, ids: Vec<wire::Guid>) -> Fault {
    let short = Some(Short { needed, ids });
    Fault::Refused(Refusal { error: NtmsError::InsufficientBuffer, short })
}

/// Sides that the information on a medium counts.
fn sides_of(info: &Info) -> usize {
    match info {
        Info::PhysicalMedia(medium) => medium.number_of_partitions as usize,
        _ => 0,
    }
}
