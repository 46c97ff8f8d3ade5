//! Random calls of the API.

use std::time::Duration;

use wire::ntms::ObjectType;
use wire::ntms::operation::{
    CreateOptions, EjectOperation, InjectOperation, InventoryMethod, OperatorCommand,
};
use wire::ntms::option::{AllocateOptions, CreateMediaOptions, DismountOptions, MountOptions};
use world::scenario::media::MtfLabel;
use world::scenario::story::{
    AddNtmsMediaType, AllocateNtmsMedia, CancelNtmsLibraryRequest, CancelNtmsOperatorRequest,
    ChangeNtmsMediaType, CreateNtmsMedia, CreateNtmsMediaPool, DeallocateNtmsMedia,
    DecommissionNtmsMedia, DeleteNtmsMedia, DeleteNtmsMediaPool, DeleteNtmsMediaType,
    DismountNtmsMedia, EjectNtmsMedia, EnumerateNtmsObject, FileSystem, GetNtmsMediaPoolName,
    GetNtmsObjectInformation, InjectNtmsMedia, InventoryNtmsLibrary, Kind, Label, Member,
    MemberValue, Members, MountNtmsMedia, MoveToNtmsMediaPool, SatisfyNtmsOperatorRequest,
    Selector, SetNtmsMediaComplete, SetNtmsObjectInformation, SubmitNtmsOperatorRequest,
    SwapNtmsMedia, UpdateNtmsOmidInfo, WaitForNtmsOperatorRequest,
};
use world::scenario::vocabulary::Numbers;
use world::scenario::{At, Bits, Many, Number, ObjectRef, Step, Timeout, Word};

use super::call_seldom;
use super::object::{device, medium, saved, selector, side};
use super::program::{Writer, any_end, submit};

/// No object.
pub(super) fn nothing() -> At<ObjectRef> {
    At::new(Selector::Nothing.into())
}

/// Any call.
pub(super) fn any(writer: &mut Writer<'_>) -> Step {
    match writer.chance.below(51) {
        0..=5 => mount(writer),
        6..=8 => dismount(writer),
        9..=11 => allocate(writer),
        12 | 13 => deallocate(writer),
        14 | 15 => move_to_pool(writer),
        16 | 17 => pool(writer),
        18..=20 => inventory(writer),
        21 | 22 => inject(writer),
        23 | 24 => eject(writer),
        25 | 26 => cancel(writer),
        27..=30 => operator(writer),
        31 => label(writer),
        32..=34 => set(writer),
        35 => get(writer),
        36 => later_life(writer),
        37 => writer.deed().unwrap_or_else(|| enumerate(writer)),
        40 | 41 => call_seldom::cleaner(writer),
        42 => call_seldom::identify(writer),
        43 => call_seldom::alone(writer),
        44 => call_seldom::backup(writer),
        45..=47 => call_seldom::watch(writer),
        48 => call_seldom::detect(writer),
        _ => enumerate(writer),
    }
}

/// One of a closed list, or any number.
pub(super) fn number<T: Numbers>(writer: &mut Writer<'_>, all: &[T]) -> Number<T> {
    match writer.chance.percent(92) {
        true => Number::from(*writer.chance.pick(all)),
        false => Number::raw(writer.chance.number()),
    }
}

/// Some of the options, or any bits.
pub(super) fn bits<T: Numbers>(writer: &mut Writer<'_>, all: &[(T, &str)]) -> Bits<T> {
    if writer.chance.percent(5) {
        return Bits::raw(writer.chance.number());
    }
    let flags = all.iter().filter(|_| writer.chance.percent(25));
    Bits::raw(flags.fold(0, |bits, (flag, _)| bits | flag.number()))
}

pub(super) fn timeout(writer: &mut Writer<'_>) -> At<Timeout> {
    At::new(match writer.chance.below(10) {
        0 => Timeout::Infinite,
        1 => Timeout::After(Duration::ZERO),
        _ => Timeout::After(writer.chance.time(3600)),
    })
}

fn a_side(writer: &mut Writer<'_>) -> At<ObjectRef> {
    let right = match writer.chance.percent(60) {
        true => side(writer.chance, writer.room, &writer.computer).into(),
        false => saved("mine"),
    };
    writer.mostly(right)
}

pub(super) fn a_medium(writer: &mut Writer<'_>) -> At<ObjectRef> {
    let right = medium(writer.chance, writer.room, &writer.computer);
    writer.mostly(right)
}

pub(super) fn a_device(writer: &mut Writer<'_>) -> At<ObjectRef> {
    let right = device(writer.chance, writer.room, &writer.computer);
    writer.mostly(right)
}

pub(super) fn a_library(writer: &mut Writer<'_>) -> At<ObjectRef> {
    let cabled = writer.room.shelves.iter().filter(|shelf| shelf.computer == writer.computer);
    let cabled: Vec<_> = cabled.collect();
    let right = match writer.chance.maybe(&cabled) {
        Some(shelf) => Selector::Library(At::from(shelf.name.as_str())),
        None => Selector::OfflineLibrary,
    };
    writer.mostly(right)
}

fn a_pool(writer: &mut Writer<'_>) -> At<ObjectRef> {
    let here = writer.room.pools.iter().filter(|(computer, ..)| *computer == writer.computer);
    let here: Vec<_> = here.collect();
    let right = match (writer.chance.maybe(&here), writer.chance.below(10)) {
        (Some((_, path, _)), 0..=5) => Selector::Pool(At::from(path.as_str())).into(),
        (_, 6) => Selector::Pool(At::from("Free")).into(),
        (_, 7 | 8) => {
            let sold = writer.room.shelves.iter().map(|shelf| shelf.profile.medium.media_type);
            let sold: Vec<_> = sold.collect();
            let of = writer.chance.pick(&sold).name();
            Selector::Pool(At::new(format!(r"Free\{of}"))).into()
        }
        _ => saved("pool"),
    };
    writer.mostly(right)
}

fn mount(writer: &mut Writer<'_>) -> Step {
    let count = if writer.chance.percent(80) { 1 } else { writer.chance.between(0, 3) };
    let media: Vec<_> = (0..count).map(|_| a_side(writer)).collect();
    let options = bits(writer, MountOptions::ALL);
    let specific = options.bits & MountOptions::SPECIFIC_DRIVE.bits() != 0;
    let drives = media.iter().filter(|_| specific).map(|_| a_device(writer)).collect();
    let priority = match writer.chance.below(4) {
        0 => writer.chance.number().cast_signed(),
        1 => 15,
        2 => -15,
        _ => 0,
    };
    let timeout = timeout(writer);
    let call =
        MountNtmsMedia { media: Many(media), drives: Many(drives), options, priority, timeout };
    any_end(call.into()).save("drive")
}

fn dismount(writer: &mut Writer<'_>) -> Step {
    let media = (0..writer.chance.between(0, 2).max(1)).map(|_| a_side(writer)).collect();
    let options = bits(writer, DismountOptions::ALL);
    any_end(DismountNtmsMedia { media: Many(media), options }.into())
}

fn allocate(writer: &mut Writer<'_>) -> Step {
    let one = writer.chance.percent(25);
    let call = AllocateNtmsMedia {
        pool: a_pool(writer),
        side: if one { a_side(writer) } else { nothing() },
        previous: if writer.chance.percent(15) { a_side(writer) } else { nothing() },
        options: bits(writer, AllocateOptions::ALL),
        timeout: timeout(writer),
    };
    any_end(call.into()).save("mine")
}

fn deallocate(writer: &mut Writer<'_>) -> Step {
    let options = if writer.chance.percent(95) { 0 } else { writer.chance.number() };
    any_end(DeallocateNtmsMedia { media: a_side(writer), options }.into())
}

fn move_to_pool(writer: &mut Writer<'_>) -> Step {
    any_end(MoveToNtmsMediaPool { media: a_medium(writer), pool: a_pool(writer) }.into())
}

pub(super) fn a_type(writer: &mut Writer<'_>) -> At<ObjectRef> {
    let sold = writer.room.shelves.iter().map(|shelf| shelf.profile.medium.media_type);
    let sold: Vec<_> = sold.collect();
    let right = Selector::MediaType(At::new(Word(*writer.chance.pick(&sold))));
    writer.mostly(right)
}

/// Which tapes and discs can be told apart by their labels, and some cannot.
fn create(writer: &mut Writer<'_>) -> Step {
    let text = |text: &str| At::new(MemberValue::Text(text.to_owned()));
    let pools: Vec<String> = writer.room.pools.iter().map(|(_, path, _)| path.clone()).collect();
    let pool = writer.chance.maybe(&pools).cloned().unwrap_or_else(|| r"Import\MO_5_RW".to_owned());
    let mut media = vec![(At::from("pool"), text(&pool))];
    if writer.chance.percent(50) {
        let code = format!("NEW{}", writer.chance.below(5));
        media.push((At::from("bar-code"), text(&code)));
    }
    let sides = (0..writer.chance.between(0, 2).max(1)).map(|_| {
        let id = format!("{:032x}", writer.chance.below(9));
        let states = ["AVAILABLE", "ALLOCATED", "IMPORT", "RESERVED", "UNPREPARED"];
        let state = *writer.chance.pick(&states);
        Members(vec![
            (At::from("label-type"), text("TEST")),
            (At::from("label-id"), text(&id)),
            (At::from("state"), text(state)),
        ])
    });
    let sides = sides.collect();
    let options = bits(writer, CreateMediaOptions::ALL);
    any_end(CreateNtmsMedia { media: Members(media), sides, options }.into()).save("request")
}

fn later_life(writer: &mut Writer<'_>) -> Step {
    let call = match writer.chance.below(10) {
        8 | 9 => return create(writer),
        0 => SetNtmsMediaComplete { media: a_side(writer) }.into(),
        1 => DecommissionNtmsMedia { side: a_side(writer) }.into(),
        2 => DeleteNtmsMedia { media: a_medium(writer) }.into(),
        3 | 4 => SwapNtmsMedia { first: a_side(writer), second: a_side(writer) }.into(),
        5 => {
            let (media_type, library) = (a_type(writer), a_library(writer));
            AddNtmsMediaType { media_type, library }.into()
        }
        6 => {
            let (media_type, library) = (a_type(writer), a_library(writer));
            DeleteNtmsMediaType { media_type, library }.into()
        }
        _ => ChangeNtmsMediaType { media: a_medium(writer), pool: a_pool(writer) }.into(),
    };
    any_end(call)
}

fn pool(writer: &mut Writer<'_>) -> Step {
    let names = ["Mine", r"Top\Mine", "Backup", "", "Free", r"Mine\Inner", r"\", "a\\\\b"];
    match writer.chance.below(5) {
        0 => any_end(DeleteNtmsMediaPool { pool: a_pool(writer) }.into()),
        1 => {
            let capacity = writer.chance.percent(40).then(|| writer.chance.between(0, 20));
            any_end(GetNtmsMediaPoolName { pool: a_pool(writer), capacity }.into())
        }
        _ => {
            let sold = writer.room.shelves.first().map(|shelf| shelf.profile.medium.media_type);
            let media_type = match (sold, writer.chance.percent(60)) {
                (Some(of), true) => At::new(Selector::MediaType(At::new(Word(of))).into()),
                _ => nothing(),
            };
            let call = CreateNtmsMediaPool {
                name: (*writer.chance.pick(&names)).to_owned(),
                media_type,
                action: number(writer, CreateOptions::ALL),
                security: None,
            };
            any_end(call.into()).save("pool")
        }
    }
}

fn inventory(writer: &mut Writer<'_>) -> Step {
    let action = number(writer, InventoryMethod::ALL);
    any_end(InventoryNtmsLibrary { library: a_library(writer), action }.into())
}

/// An operation that was begun, or none.
pub(super) fn an_operation(writer: &mut Writer<'_>) -> At<ObjectRef> {
    match writer.chance.percent(50) {
        true => writer.mostly(saved("request")),
        false => nothing(),
    }
}

fn inject(writer: &mut Writer<'_>) -> Step {
    let (library, operation) = (a_library(writer), an_operation(writer));
    let action = number(writer, InjectOperation::ALL);
    any_end(InjectNtmsMedia { library, operation, action }.into()).save("request")
}

fn eject(writer: &mut Writer<'_>) -> Step {
    let media = if writer.chance.percent(90) { a_medium(writer) } else { nothing() };
    let operation = an_operation(writer);
    let action = number(writer, EjectOperation::ALL);
    any_end(EjectNtmsMedia { media, operation, action }.into()).save("request")
}

fn cancel(writer: &mut Writer<'_>) -> Step {
    if writer.chance.percent(50) {
        let call = EnumerateNtmsObject {
            container: nothing(),
            object_type: Number::from(ObjectType::LibRequest),
            options: Number::raw(0),
            capacity: None,
        };
        return any_end(call.into()).save("request");
    }
    any_end(CancelNtmsLibraryRequest { request: writer.mostly(saved("request")) }.into())
}

fn operator(writer: &mut Writer<'_>) -> Step {
    let request = writer.mostly(saved("operation"));
    let timeout = timeout(writer);
    match writer.chance.below(6) {
        0 => any_end(WaitForNtmsOperatorRequest { request, timeout }.into()),
        1 => any_end(CancelNtmsOperatorRequest { request }.into()),
        2 => any_end(SatisfyNtmsOperatorRequest { request }.into()),
        3 => {
            let call = EnumerateNtmsObject {
                container: nothing(),
                object_type: Number::from(ObjectType::OpRequest),
                options: Number::raw(0),
                capacity: None,
            };
            any_end(call.into()).save("operation")
        }
        _ => submit(SubmitNtmsOperatorRequest {
            command: number(writer, OperatorCommand::ALL),
            message: writer.chance.percent(50).then(|| "Please.".to_owned()),
            argument_1: a_medium(writer),
            argument_2: if writer.chance.percent(50) { a_device(writer) } else { nothing() },
        }),
    }
}

fn label(writer: &mut Writer<'_>) -> Step {
    let label = match writer.chance.below(5) {
        0 => Label::Text("VOL1ABC".to_owned()),
        1 => {
            let bytes = writer.chance.bytes(64);
            let digits = bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
            Label::Hex(At::new(digits))
        }
        2 => Label::FileSystem(FileSystem {
            kind: "NTFS".to_owned(),
            name: "Disc".to_owned(),
            serial: writer.chance.number(),
        }),
        _ => Label::MtfLabel(MtfLabel { name: "Monday".to_owned(), software: None }),
    };
    let label_type = writer.chance.percent(20).then(|| writer.chance.between(0, 4));
    any_end(UpdateNtmsOmidInfo { media: a_side(writer), label_type, label: At::new(label) }.into())
}

fn any_object(writer: &mut Writer<'_>) -> (Option<ObjectType>, At<ObjectRef>) {
    if writer.chance.percent(15) {
        return (None, At::new(saved("request")));
    }
    let selector = selector(writer.chance, writer.room, &writer.computer);
    (selector.object_type(), At::new(selector.into()))
}

fn get(writer: &mut Writer<'_>) -> Step {
    let (_, object) = any_object(writer);
    let of = writer.chance.percent(20).then(|| number(writer, ObjectType::ALL));
    any_end(GetNtmsObjectInformation { object, object_type: of }.into())
}

fn set(writer: &mut Writer<'_>) -> Step {
    let (of, object) = any_object(writer);
    let mut members = Vec::new();
    for _ in 0..writer.chance.between(0, 2) {
        let all: Vec<_> = of.into_iter().flat_map(Member::all).collect();
        let Some(member) = writer.chance.maybe(&all).copied() else { continue };
        members.push((At::from(member.name), At::new(value(writer, member))));
    }
    any_end(SetNtmsObjectInformation { object, object_type: None, set: Members(members) }.into())
}

fn value(writer: &mut Writer<'_>, member: &Member) -> MemberValue {
    match member.kind {
        Kind::Text => MemberValue::Text("Word".repeat(writer.chance.below(20))),
        Kind::Number => MemberValue::Number(u64::from(writer.chance.between(0, 2000))),
        Kind::Bool => MemberValue::Bool(writer.chance.percent(50)),
        Kind::Time => MemberValue::Text("2004-01-02T03:04:05Z".to_owned()),
        Kind::Bytes => MemberValue::Text("00ff".to_owned()),
        Kind::Word { words, .. } | Kind::Flags { words, .. } => {
            MemberValue::Text((*writer.chance.pick(words())).to_owned())
        }
        Kind::Object(_) => {
            MemberValue::Object(selector(writer.chance, writer.room, &writer.computer))
        }
    }
}

fn enumerate(writer: &mut Writer<'_>) -> Step {
    let container = match writer.chance.percent(50) {
        true => nothing(),
        false => any_object(writer).1,
    };
    let object_type = number(writer, ObjectType::ALL);
    let options = Number::raw(u32::from(writer.chance.percent(20)));
    let capacity = writer.chance.percent(40).then(|| writer.chance.between(0, 10));
    any_end(EnumerateNtmsObject { container, object_type, options, capacity }.into())
}
