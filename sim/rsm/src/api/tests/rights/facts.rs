//! The facts: what each function needs on what, since Server 2003 and before, with a call that
//! meets the check (Removable Storage Security, "Access rights by function", and the function
//! pages).

use bytes::Bytes;
use wire::label::FreeLabel;
use wire::ntms::Access;
use wire::ntms::call::*;
use wire::ntms::limit::{INFINITE, OMID_TYPE_RAW_LABEL};
use wire::ntms::object::{LibraryType, ObjectType};
use wire::ntms::operation::{CreateOptions, OperatorCommand, UiOperation, UiType};
use wire::ntms::option::{AllocateOptions, SecurityInformation};
use wire::ntms::security::{Entry, SecurityParts};

use super::super::*;

/// Something with an access list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum At {
    Computer,
    Tapes,
    Shelf,
    Pool(&'static str),
}

use At::{Computer, Pool, Shelf, Tapes};

const ROOT: At = Pool("");
const DAILY: At = Pool("Backup\\Daily");
const WEEKLY: At = Pool("Backup\\Weekly");
const FREE: At = Pool("Free\\LTO_Ultrium");

/// What is needed on what since Server 2003, and before.
pub(super) type Needs = &'static [(At, Access, Access)];

pub(super) const N: Access = Access::NONE;
const U: Access = Access::USE;
const M: Access = Access::MODIFY;
const C: Access = Access::CONTROL;
const UM: Access = Access::USE.union(Access::MODIFY);
const R: Access = Access::READ_CONTROL;
const D: Access = Access::WRITE_DAC;

pub(super) type Row = (Function, &'static str, Needs, fn(&mut Rig) -> Request);

const LIBRARY_C: Needs = &[(Tapes, C, C)];
const COMPUTER_C: Needs = &[(Computer, C, C)];
const DAILY_C: Needs = &[(DAILY, C, M)];

fn tapes(rig: &Rig) -> Guid {
    rig.db().id(rig.library())
}

fn drive(rig: &Rig) -> Guid {
    rig.db().id(rig.drives()[0])
}

fn slot(rig: &Rig) -> Guid {
    let slot = rig.db().get(rig.medium("AVAIL1")).slot.expect("in a slot");
    rig.db().id(slot)
}

fn computer(rig: &Rig) -> Guid {
    rig.db().id(rig.db().computer())
}

fn media_type(rig: &Rig) -> Guid {
    rig.db().id(rig.db().get(rig.medium("AVAIL1")).media_type)
}

/// A mount of the administrator that was begun two seconds ago.
fn library_request(rig: &mut Rig, timeout: u32) -> Guid {
    let media = vec![rig.side("OWNED1", 0)];
    let (drives, options, priority) = (vec![], 0, 0);
    rig.begin(rig.admin, MountNtmsMedia { media, drives, options, priority, timeout });
    rig.pass(Duration::from_secs(2));
    let (_, row) = rig.db().all::<crate::database::LibRequest>().next().expect("on record");
    row.head.id
}

fn ask(command: OperatorCommand, about: [Option<Guid>; 2]) -> SubmitNtmsOperatorRequest {
    let (command, [argument_1, argument_2]) = (command.value(), about);
    SubmitNtmsOperatorRequest { command, message: None, argument_1, argument_2 }
}

fn operator_request(rig: &mut Rig) -> Guid {
    rig.get(ask(OperatorCommand::Message, [None; 2]))
}

fn get(object: Guid) -> GetNtmsObjectInformation {
    GetNtmsObjectInformation { object, object_type: Some(ObjectType::Unknown.value()) }
}

fn get_information(object: Guid) -> Request {
    get(object).into()
}

/// The information that is there, to be written over itself.
fn set_information(rig: &mut Rig, object: Guid) -> Request {
    let mut information = rig.get(get(object));
    information.description = Text::new("another");
    SetNtmsObjectInformation { object, information: Some(Box::new(information)) }.into()
}

fn get_attribute(rig: &mut Rig, object: Guid) -> Request {
    let object_type = ObjectType::Unknown.value();
    let name = Some(Text::new("Job"));
    let data = Some(Bytes::from_static(b"daily"));
    rig.get(SetNtmsObjectAttribute { object, object_type, name: name.clone(), data });
    GetNtmsObjectAttribute { object, object_type, name, capacity: Some(99) }.into()
}

fn set_attribute(object: Guid) -> Request {
    let (name, data) = (Some(Text::new("Job")), Some(Bytes::from_static(b"daily")));
    SetNtmsObjectAttribute { object, object_type: ObjectType::Unknown.value(), name, data }.into()
}

fn get_security(object: Guid) -> Request {
    let (object_type, information) =
        (ObjectType::Unknown.value(), SecurityInformation::DACL.bits());
    GetNtmsObjectSecurity { object, object_type, information, capacity: u32::MAX }.into()
}

fn set_security(object: Guid) -> Request {
    let (object_type, information) =
        (ObjectType::Unknown.value(), SecurityInformation::DACL.bits());
    let entry = Entry { grants: true, principal: Principal::new("bert"), access: U };
    let security = Some(SecurityParts { owner: None, entries: Some(vec![entry]) });
    SetNtmsObjectSecurity { object, object_type, information, security }.into()
}

fn allocate(rig: &Rig, pool: &str) -> Request {
    let (pool, options) = (rig.pool(pool), AllocateOptions::NEW.bits());
    AllocateNtmsMedia { pool, side: None, previous: Guid::NULL, options, timeout: 0 }.into()
}

fn move_to(rig: &Rig, medium: &str, pool: &str) -> Request {
    MoveToNtmsMediaPool { media: rig.id_of_medium(medium), pool: rig.pool(pool) }.into()
}

#[rustfmt::skip]
pub(super) const FACTS: &[Row] = &[
    (Function::OpenNtmsSession, "", &[(Computer, U, U)], |_| OpenNtmsSession::default().into()),
    (Function::CloseNtmsSession, "", &[], |_| CloseNtmsSession.into()),
    (Function::AccessNtmsLibraryDoor, "", LIBRARY_C, |rig| {
        AccessNtmsLibraryDoor { library: tapes(rig), action: 1 }.into()
    }),
    (Function::AddNtmsMediaType, "", &[(Tapes, M, C)], |rig| {
        AddNtmsMediaType { media_type: media_type(rig), library: tapes(rig) }.into()
    }),
    (Function::AllocateNtmsMedia, "from the pool", DAILY_C, |rig| allocate(rig, "Backup\\Daily")),
    (Function::AllocateNtmsMedia, "from free media", &[(WEEKLY, C, M), (FREE, U, M)], |rig| {
        rig.change_pool("Backup\\Weekly", |row| {
            row.allocation_policy = AllocationPolicy::FROMSCRATCH;
        });
        allocate(rig, "Backup\\Weekly")
    }),
    (Function::DeallocateNtmsMedia, "to the pool", DAILY_C, |rig| {
        DeallocateNtmsMedia { media: rig.lmid("OWNED1"), options: 0 }.into()
    }),
    (Function::DeallocateNtmsMedia, "to free media", &[(DAILY, C, M), (FREE, U, M)], |rig| {
        rig.change_pool("Backup\\Daily", |row| {
            row.deallocation_policy = DeallocationPolicy::TOSCRATCH;
        });
        DeallocateNtmsMedia { media: rig.lmid("OWNED1"), options: 0 }.into()
    }),
    (Function::SwapNtmsMedia, "", &[(DAILY, M, M)], |rig| {
        SwapNtmsMedia { first: rig.lmid("OWNED1"), second: rig.lmid("OWNED2") }.into()
    }),
    (Function::ChangeNtmsMediaType, "", &[(Computer, M, N), (DAILY, M, M)], |rig| {
        let (media, pool) = (rig.id_of_medium("AVAIL1"), rig.pool("Backup\\Daily"));
        ChangeNtmsMediaType { media, pool }.into()
    }),
    (Function::DecommissionNtmsMedia, "", DAILY_C, |rig| {
        DecommissionNtmsMedia { side: rig.side("AVAIL1", 0) }.into()
    }),
    (Function::SetNtmsMediaComplete, "", DAILY_C, |rig| {
        SetNtmsMediaComplete { media: rig.lmid("OWNED1") }.into()
    }),
    (Function::DeleteNtmsMedia, "", &[(Computer, M, N), (DAILY, M, M)], |rig| {
        DeleteNtmsMedia { media: rig.id_of_medium("SHELF2") }.into()
    }),
    (Function::CreateNtmsMedia, "", &[(Computer, M, N), (DAILY, M, C), (Shelf, N, M)], |rig| {
        let media = CreateNtmsMedia::medium(rig.pool("Backup\\Daily"), 1);
        let sides = Some(vec![CreateNtmsMedia::side("TEST", &[7; 16])]);
        CreateNtmsMedia { media: Some(Box::new(media)), sides, options: 0 }.into()
    }),
    (Function::CreateNtmsMediaPool, "", &[(ROOT, C, N), (Pool("Backup"), C, M)], |_| {
        let name = Some(Text::new("Backup\\Monthly"));
        let action = CreateOptions::CreateNew.value();
        CreateNtmsMediaPool { name, media_type: None, action, security: None }.into()
    }),
    (Function::GetNtmsMediaPoolName, "", &[], |rig| {
        GetNtmsMediaPoolName { pool: rig.pool("Backup\\Daily"), capacity: Some(99) }.into()
    }),
    (Function::MoveToNtmsMediaPool, "pool to pool", &[(DAILY, C, M), (WEEKLY, C, M)], |rig| {
        move_to(rig, "AVAIL1", "Backup\\Weekly")
    }),
    (Function::MoveToNtmsMediaPool, "from free media", &[(FREE, U, M), (WEEKLY, C, M)], |rig| {
        move_to(rig, "FREE1", "Backup\\Weekly")
    }),
    (Function::MoveToNtmsMediaPool, "to free media", &[(DAILY, C, M), (FREE, U, M)], |rig| {
        move_to(rig, "AVAIL1", "Free\\LTO_Ultrium")
    }),
    (Function::DeleteNtmsMediaPool, "", &[(WEEKLY, M, C)], |rig| {
        DeleteNtmsMediaPool { pool: rig.pool("Backup\\Weekly") }.into()
    }),
    (Function::DeleteNtmsMediaType, "", &[(Tapes, M, C)], |rig| {
        DeleteNtmsMediaType { media_type: media_type(rig), library: tapes(rig) }.into()
    }),
    (Function::MountNtmsMedia, "", &[(DAILY, U, U), (Tapes, U, U)], |rig| {
        let (media, drives) = (vec![rig.side("OWNED1", 0)], Vec::new());
        MountNtmsMedia { media, drives, options: 0, priority: 0, timeout: 0 }.into()
    }),
    (Function::DismountNtmsMedia, "", &[(DAILY, U, U), (Tapes, U, U)], |rig| {
        rig.hold("OWNED1", Some(rig.user));
        DismountNtmsMedia { media: vec![rig.side("OWNED1", 0)], options: 0 }.into()
    }),
    (Function::DeleteNtmsLibrary, "", &[(Tapes, M, M)], |rig| {
        DeleteNtmsLibrary { library: tapes(rig) }.into()
    }),
    (Function::DeleteNtmsDrive, "", &[(Tapes, M, M)], |rig| {
        DeleteNtmsDrive { drive: drive(rig) }.into()
    }),
    (Function::DismountNtmsDrive, "", &[(Tapes, M, C)], |rig| {
        DismountNtmsDrive { drive: drive(rig) }.into()
    }),
    (Function::CleanNtmsDrive, "", LIBRARY_C, |rig| CleanNtmsDrive { drive: drive(rig) }.into()),
    (Function::ReserveNtmsCleanerSlot, "", LIBRARY_C, |rig| {
        ReserveNtmsCleanerSlot { library: tapes(rig), slot: slot(rig) }.into()
    }),
    (Function::ReleaseNtmsCleanerSlot, "", LIBRARY_C, |rig| {
        ReleaseNtmsCleanerSlot { library: tapes(rig) }.into()
    }),
    (Function::InjectNtmsCleaner, "", LIBRARY_C, |rig| {
        let operation = Some(Guid::NULL);
        InjectNtmsCleaner { library: tapes(rig), operation, cleans_left: 9, action: 0 }.into()
    }),
    (Function::EjectNtmsCleaner, "", LIBRARY_C, |rig| {
        EjectNtmsCleaner { library: tapes(rig), operation: Some(Guid::NULL), action: 0 }.into()
    }),
    (Function::InjectNtmsMedia, "", LIBRARY_C, |rig| {
        InjectNtmsMedia { library: tapes(rig), operation: Some(Guid::NULL), action: 0 }.into()
    }),
    (Function::EjectNtmsMedia, "", LIBRARY_C, |rig| {
        let (media, operation) = (Some(rig.id_of_medium("AVAIL1")), Some(Guid::NULL));
        EjectNtmsMedia { media, operation, action: 0 }.into()
    }),
    (Function::InventoryNtmsLibrary, "", LIBRARY_C, |rig| {
        InventoryNtmsLibrary { library: tapes(rig), action: 1 }.into()
    }),
    (Function::IdentifyNtmsSlot, "", LIBRARY_C, |rig| {
        IdentifyNtmsSlot { slot: slot(rig), option: 0 }.into()
    }),
    // One that is under way is denied to everybody, so that one is taken which is over.
    (Function::CancelNtmsLibraryRequest, "", LIBRARY_C, |rig| {
        CancelNtmsLibraryRequest { request: library_request(rig, 1000) }.into()
    }),
    (Function::GetNtmsRequestOrder, "", &[(Computer, C, N)], |rig| {
        GetNtmsRequestOrder { request: library_request(rig, INFINITE) }.into()
    }),
    (Function::SetNtmsRequestOrder, "", &[(Computer, C, N)], |rig| {
        SetNtmsRequestOrder { request: library_request(rig, INFINITE), order: 1 }.into()
    }),
    (Function::DeleteNtmsRequests, "", &[(Computer, M, C)], |rig| {
        let requests = Some(vec![operator_request(rig)]);
        DeleteNtmsRequests { requests, object_type: ObjectType::OpRequest.value() }.into()
    }),
    (Function::EjectDiskFromSADrive, "", LIBRARY_C, |rig| {
        rig.change_library(|row| row.library_type = LibraryType::StandAlone);
        let (device, options) = (Some(Text::new("Device0-1")), 1);
        EjectDiskFromSADrive { device, options, ..EjectDiskFromSADrive::default() }.into()
    }),
    // The same under another name.
    (Function::DoEjectFromSADriveW, "", LIBRARY_C, |rig| {
        rig.change_library(|row| row.library_type = LibraryType::StandAlone);
        let device = Some(Text::new("Device0-1"));
        DoEjectFromSADriveW {
            server: None, application: None, device, title: None, message: None,
        }.into()
    }),
    (Function::GetVolumesFromDrive, "", &[], |_| GetVolumesFromDrive { drive: None }.into()),
    (Function::GetNtmsUIOptions, "computer", &[(Computer, U, U)], |rig| {
        let (object, ui_type) = (Some(computer(rig)), UiType::Info.value());
        GetNtmsUIOptions { object, ui_type, capacity: Some(99) }.into()
    }),
    (Function::GetNtmsUIOptions, "library", &[(Tapes, U, U)], |rig| {
        let (object, ui_type) = (Some(tapes(rig)), UiType::Info.value());
        GetNtmsUIOptions { object, ui_type, capacity: Some(99) }.into()
    }),
    (Function::SetNtmsUIOptions, "computer", &[(Computer, UM, UM)], |rig| {
        let (object, destination) = (Some(computer(rig)), Some(Text::new("DESK")));
        let (ui_type, operation) = (UiType::Info.value(), UiOperation::Add.value());
        SetNtmsUIOptions { object, ui_type, operation, destination }.into()
    }),
    (Function::SetNtmsUIOptions, "library", &[(Tapes, UM, UM)], |rig| {
        let (object, destination) = (Some(tapes(rig)), Some(Text::new("DESK")));
        let (ui_type, operation) = (UiType::Info.value(), UiOperation::Add.value());
        SetNtmsUIOptions { object, ui_type, operation, destination }.into()
    }),
    (Function::EnumerateNtmsObject, "", &[], |_| {
        let object_type = ObjectType::Library.value();
        EnumerateNtmsObject { container: None, object_type, options: 0, capacity: Some(99) }.into()
    }),
    (Function::GetNtmsObjectInformation, "computer", &[(Computer, U, N)], |rig| {
        get_information(computer(rig))
    }),
    (Function::GetNtmsObjectInformation, "media type", &[(Computer, U, N)], |rig| {
        get_information(media_type(rig))
    }),
    (Function::GetNtmsObjectInformation, "operator request", &[(Computer, U, N)], |rig| {
        get_information(operator_request(rig))
    }),
    (Function::GetNtmsObjectInformation, "library", &[(Tapes, U, N)], |rig| {
        get_information(tapes(rig))
    }),
    (Function::GetNtmsObjectInformation, "drive", &[(Tapes, U, N)], |rig| {
        get_information(drive(rig))
    }),
    (Function::GetNtmsObjectInformation, "slot", &[(Tapes, U, N)], |rig| {
        get_information(slot(rig))
    }),
    (Function::GetNtmsObjectInformation, "library request", &[(Tapes, U, N)], |rig| {
        get_information(library_request(rig, INFINITE))
    }),
    (Function::GetNtmsObjectInformation, "medium", &[(DAILY, U, N)], |rig| {
        get_information(rig.id_of_medium("OWNED1"))
    }),
    (Function::GetNtmsObjectInformation, "side", &[(DAILY, U, N)], |rig| {
        get_information(rig.side("OWNED1", 0))
    }),
    (Function::GetNtmsObjectInformation, "logical medium", &[(DAILY, U, N)], |rig| {
        get_information(rig.lmid("OWNED1"))
    }),
    (Function::SetNtmsObjectInformation, "computer", &[(Computer, M, N)], |rig| {
        set_information(rig, computer(rig))
    }),
    (Function::SetNtmsObjectInformation, "media type", &[(Computer, M, N)], |rig| {
        set_information(rig, media_type(rig))
    }),
    (Function::SetNtmsObjectInformation, "library", &[(Tapes, C, C)], |rig| {
        set_information(rig, tapes(rig))
    }),
    (Function::SetNtmsObjectInformation, "drive", &[(Tapes, M, N)], |rig| {
        set_information(rig, drive(rig))
    }),
    (Function::SetNtmsObjectInformation, "slot", &[(Tapes, M, N)], |rig| {
        set_information(rig, slot(rig))
    }),
    (Function::SetNtmsObjectInformation, "medium", &[(DAILY, M, N)], |rig| {
        set_information(rig, rig.id_of_medium("OWNED1"))
    }),
    (Function::SetNtmsObjectInformation, "logical medium", &[(DAILY, M, N)], |rig| {
        set_information(rig, rig.lmid("OWNED1"))
    }),
    (Function::SetNtmsObjectInformation, "side", &[(DAILY, M, C)], |rig| {
        set_information(rig, rig.side("OWNED1", 0))
    }),
    (Function::SetNtmsObjectInformation, "pool", &[(DAILY, M, C)], |rig| {
        set_information(rig, rig.pool("Backup\\Daily"))
    }),
    (Function::GetNtmsObjectAttribute, "computer", &[(Computer, U, N)], |rig| {
        get_attribute(rig, computer(rig))
    }),
    (Function::GetNtmsObjectAttribute, "library", &[(Tapes, U, N)], |rig| {
        get_attribute(rig, tapes(rig))
    }),
    (Function::GetNtmsObjectAttribute, "medium", &[(DAILY, U, N)], |rig| {
        get_attribute(rig, rig.id_of_medium("OWNED1"))
    }),
    (Function::SetNtmsObjectAttribute, "computer", &[(Computer, M, N)], |rig| {
        set_attribute(computer(rig))
    }),
    (Function::SetNtmsObjectAttribute, "library", &[(Tapes, M, N)], |rig| {
        set_attribute(tapes(rig))
    }),
    (Function::SetNtmsObjectAttribute, "medium", &[(DAILY, M, N)], |rig| {
        set_attribute(rig.id_of_medium("OWNED1"))
    }),
    (Function::GetNtmsObjectSecurity, "computer", &[(Computer, R, N)], |rig| {
        get_security(computer(rig))
    }),
    (Function::GetNtmsObjectSecurity, "library", &[(Tapes, R, N)], |rig| get_security(tapes(rig))),
    (Function::GetNtmsObjectSecurity, "pool", &[(DAILY, R, N)], |rig| {
        get_security(rig.pool("Backup\\Daily"))
    }),
    (Function::SetNtmsObjectSecurity, "computer", &[(Computer, D, D)], |rig| {
        set_security(computer(rig))
    }),
    (Function::SetNtmsObjectSecurity, "library", &[(Tapes, D, D)], |rig| set_security(tapes(rig))),
    (Function::SetNtmsObjectSecurity, "pool", &[(DAILY, D, D)], |rig| {
        set_security(rig.pool("Backup\\Daily"))
    }),
    (Function::DisableNtmsObject, "", &[(Tapes, M, C)], |rig| {
        DisableNtmsObject { object: drive(rig), object_type: ObjectType::Drive.value() }.into()
    }),
    (Function::EnableNtmsObject, "", &[(Tapes, M, C)], |rig| {
        EnableNtmsObject { object: drive(rig), object_type: ObjectType::Drive.value() }.into()
    }),
    (Function::UpdateNtmsOmidInfo, "", LIBRARY_C, |rig| {
        let label = FreeLabel { id: Guid::from_u128(5) }.emit().into();
        UpdateNtmsOmidInfo {
            media: rig.lmid("OWNED1"), label_type: OMID_TYPE_RAW_LABEL, label,
        }.into()
    }),
    (Function::SubmitNtmsOperatorRequest, "cleaner", &[(Tapes, C, N)], |rig| {
        ask(OperatorCommand::Cleaner, [Some(tapes(rig)), None]).into()
    }),
    (Function::SubmitNtmsOperatorRequest, "device", &[(Tapes, C, N)], |rig| {
        ask(OperatorCommand::DeviceService, [Some(drive(rig)), None]).into()
    }),
    (Function::SubmitNtmsOperatorRequest, "move", &[(DAILY, C, N)], |rig| {
        let about = [rig.id_of_medium("AVAIL1"), tapes(rig)].map(Some);
        ask(OperatorCommand::MoveMedia, about).into()
    }),
    (Function::SubmitNtmsOperatorRequest, "new media", &[(DAILY, C, N)], |rig| {
        ask(OperatorCommand::NewMedia, [Some(rig.pool("Backup\\Daily")), None]).into()
    }),
    (Function::SubmitNtmsOperatorRequest, "message", &[(Computer, U, N)], |_| {
        ask(OperatorCommand::Message, [None; 2]).into()
    }),
    (Function::WaitForNtmsOperatorRequest, "", &[], |rig| {
        WaitForNtmsOperatorRequest { request: operator_request(rig), timeout: 0 }.into()
    }),
    (Function::CancelNtmsOperatorRequest, "", COMPUTER_C, |rig| {
        CancelNtmsOperatorRequest { request: operator_request(rig) }.into()
    }),
    (Function::SatisfyNtmsOperatorRequest, "", COMPUTER_C, |rig| {
        SatisfyNtmsOperatorRequest { request: operator_request(rig) }.into()
    }),
    (Function::BeginNtmsDeviceChangeDetection, "", &[], |_| {
        BeginNtmsDeviceChangeDetection.into()
    }),
    (Function::SetNtmsDeviceChangeDetection, "", &[], |rig| {
        let (objects, object_type) = (Some(vec![tapes(rig)]), ObjectType::Library.value());
        SetNtmsDeviceChangeDetection { detection: 0, objects, object_type }.into()
    }),
    (Function::EndNtmsDeviceChangeDetection, "", &[], |_| {
        EndNtmsDeviceChangeDetection { detection: 9 }.into()
    }),
    (Function::OpenNtmsNotification, "", &[(Computer, U, N)], |_| {
        OpenNtmsNotification { object_type: ObjectType::Library.value() }.into()
    }),
    (Function::WaitForNtmsNotification, "", &[], |_| WaitForNtmsNotification { timeout: 0 }.into()),
    (Function::CloseNtmsNotification, "", &[], |_| CloseNtmsNotification.into()),
    (Function::ExportNtmsDatabase, "", COMPUTER_C, |_| ExportNtmsDatabase.into()),
    (Function::ImportNtmsDatabase, "", COMPUTER_C, |_| ImportNtmsDatabase.into()),
];
