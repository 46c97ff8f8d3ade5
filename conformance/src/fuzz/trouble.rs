//! Random trouble: fault rules, people who answer or do not, and hands that meddle.

use hardware::Condition;
use wire::ntms::Function;
use wire::ntms::operation::OperatorCommand;
use wire::scsi::{ElementType, Sense};
use world::scenario::fault::{
    Any, Crash, Effect, Fault, Lasting, LoseSuffix, OtherEffect, Target, When,
};
use world::scenario::person::{
    Beginning, Deed, Ending, Hand, Insertion, OperatorAnswer, Person, Relabelling, Rule, Shelving,
};
use world::scenario::vocabulary::{ScsiCommand, SenseRow};
use world::scenario::{At, Delay, Many, Scenario, Span, Word};

use super::chance::Chance;
use super::object::selector;
use super::room::{Room, Shelf, link};

/// Times that a rule may bring a service down which comes up again by itself: the story goes no
/// further while it falls at each of its first records.
const FALLS_MAX: u64 = 30;

/// Adds rules and people.
pub(super) fn stir(chance: &mut Chance, scenario: &mut Scenario, room: &Room) {
    if chance.percent(65) {
        for _ in 0..chance.between(1, 4) {
            scenario.faults.extend(fault(chance, room));
        }
    }
    for name in ["carl", "dora"] {
        if chance.percent(50) {
            let person = person(chance, room);
            scenario.people = std::mem::take(&mut scenario.people).with(name, person);
        }
    }
}

fn target(chance: &mut Chance, room: &Room) -> Option<Target> {
    let computer = At::from(chance.pick(&room.computers).as_str());
    let shelf: &Shelf = chance.pick(&room.shelves);
    let library: At<String> = At::from(shelf.name.as_str());
    Some(match chance.below(9) {
        0 | 1 => {
            shelf.profile.changer.as_ref()?;
            Target::Changer(library)
        }
        2 | 3 => {
            let drives = shelf.count(ElementType::DataTransfer);
            Target::Drive((library, chance.between(0, drives - 1)))
        }
        4 => Target::Medium(At::from(chance.maybe(&room.media)?.name.as_str())),
        5 => match room.computers.as_slice() {
            [one, other] => Target::Link((At::from(one.as_str()), At::from(other.as_str()))),
            _ => return None,
        },
        6 => Target::Database(computer),
        7 => Target::Service(computer),
        _ => Target::Memory(computer),
    })
}

fn fault(chance: &mut Chance, room: &Room) -> Option<Fault> {
    let target = target(chance, room)?;
    let words = Effect::of(target.word());
    let word = chance.pick(&words);
    let effect = effect(chance, room, word)?;
    let mut when = when(chance, &target);
    if matches!(effect, Effect::Other(OtherEffect::Crash(_) | OtherEffect::LoseSuffix(_))) {
        when.at_most = Some(when.at_most.unwrap_or(FALLS_MAX));
    }
    Some(Fault { at: At::new(target), when: At::new(when), effect: At::new(effect) })
}

fn lasts(chance: &mut Chance) -> Option<Span> {
    chance.percent(75).then(|| Span(chance.time(4000)))
}

fn effect(chance: &mut Chance, room: &Room, word: &str) -> Option<Effect> {
    if let Some(condition) = Condition::named(word) {
        return Some(Effect::Condition { condition, lasts: lasts(chance) });
    }
    let restart_after = chance.percent(80).then(|| Span(chance.time(900)));
    Some(Effect::Other(match word {
        "drop" => OtherEffect::Drop,
        "delay" => OtherEffect::Delay(Span(chance.time(600))),
        "duplicate" => OtherEffect::Duplicate,
        "refuse" => OtherEffect::Refuse,
        "reset" => OtherEffect::Reset,
        "forged" => {
            let (name, sense, _) = chance.pick(Sense::TABLE);
            OtherEffect::Forged(Word(SenseRow(name, *sense)))
        }
        "hang" => OtherEffect::Hang(Lasting { lasts: lasts(chance) }),
        "power-cycle" => OtherEffect::PowerCycle,
        "crash" => OtherEffect::Crash(Crash { restart_after }),
        "stop" => OtherEffect::Stop,
        "busy" => OtherEffect::Busy,
        "deny" => OtherEffect::Deny,
        "fail" => OtherEffect::Fail(Lasting { lasts: lasts(chance) }),
        "full" => OtherEffect::Full(Lasting { lasts: lasts(chance) }),
        "lose-suffix" => {
            let rows = At::new(chance.between(1, 12));
            OtherEffect::LoseSuffix(LoseSuffix { rows, restart_after })
        }
        "lose-row" => OtherEffect::LoseRow(selector(chance, room, chance_computer(room)).into()),
        "out-of-memory" => OtherEffect::OutOfMemory,
        _ => return None,
    }))
}

fn chance_computer(room: &Room) -> &str {
    room.computers.first().map(String::as_str).unwrap_or_default()
}

fn when(chance: &mut Chance, target: &Target) -> When {
    let mut when = When::default();
    let calls = [
        Function::MountNtmsMedia,
        Function::DismountNtmsMedia,
        Function::AllocateNtmsMedia,
        Function::OpenNtmsSession,
        Function::CloseNtmsSession,
        Function::EjectNtmsMedia,
        Function::InventoryNtmsLibrary,
    ];
    let function = match chance.percent(40) {
        true => Any::Any,
        false => Any::One(*chance.pick(&calls)),
    };
    let command = match chance.percent(30) {
        true => Any::Any,
        false => Any::One(*chance.pick(ScsiCommand::ALL)),
    };
    let (function, command) = (Some(At::new(function)), Some(At::new(command)));
    match (target, chance.below(3)) {
        (Target::Changer(_) | Target::Drive(_) | Target::Medium(_), 0) => when.command = command,
        (Target::Changer(_) | Target::Drive(_) | Target::Medium(_), 1) => when.answer = command,
        (Target::Link(_) | Target::Service(_), 0) => when.call = function,
        (Target::Link(_), 1) | (Target::Service(_), 2) => when.reply = function,
        (Target::Service(_), 1) => when.kept = function,
        _ => {}
    }
    match chance.below(3) {
        0 => when.nth = Some(At::new(u64::from(chance.between(1, 12)))),
        1 => when.every = Some(At::new(u64::from(chance.between(1, 12)))),
        _ => {}
    }
    when.after = chance.percent(60).then(|| Span(chance.time(3600)));
    if let Some(Span(after)) = when.after.filter(|_| chance.percent(40)) {
        when.until = Some(Span(after.saturating_add(chance.time(3600))));
    }
    let likely = f64::from(chance.between(1, 100)) / 100.0;
    when.probability = chance.percent(30).then_some(At::new(likely));
    when.at_most = chance.percent(70).then(|| u64::from(chance.between(1, 5)));
    when
}

fn delay(chance: &mut Chance, seconds_max: u32) -> At<Delay> {
    let shortest = chance.time(seconds_max);
    let longest = shortest.saturating_add(chance.time(60));
    At::new(Delay { shortest, longest })
}

fn person(chance: &mut Chance, room: &Room) -> Person {
    let computer = chance.percent(60).then(|| At::from(chance.pick(&room.computers).as_str()));
    let user = chance.percent(15).then(|| At::from(chance.pick(&room.users).as_str()));
    let mut answers = Vec::new();
    for _ in 0..chance.between(0, 3) {
        answers.push(rule(chance, room));
    }
    let mut hands = Vec::new();
    for _ in 0..chance.between(0, 5) {
        if let Some(deed) = deed(chance, room) {
            hands.push(Hand { after: delay(chance, 7200), deed: At::new(deed) });
        }
    }
    Person { computer, user, answers, hands }
}

fn rule(chance: &mut Chance, room: &Room) -> Rule {
    let medium = |chance: &mut Chance| {
        chance.maybe(&room.media).map(|medium| At::from(medium.name.as_str()))
    };
    let answer = match (chance.below(8), medium(chance)) {
        (0, _) => OperatorAnswer::Refuse,
        (1, _) => OperatorAnswer::Ignore,
        (2, _) => OperatorAnswer::Claim,
        (3, Some(medium)) => OperatorAnswer::Bring(medium),
        _ => OperatorAnswer::Satisfy,
    };
    let command = Word(*chance.pick(OperatorCommand::ALL));
    Rule {
        when: if chance.percent(70) { Many::default() } else { Many(vec![command]) },
        medium: if chance.percent(15) { medium(chance) } else { None },
        after: delay(chance, 900),
        answer: At::new(answer),
        at_most: chance.percent(20).then(|| chance.between(1, 3)),
    }
}

/// Something that hands can do in the room; nothing when the draw fits nothing there.
pub(super) fn deed(chance: &mut Chance, room: &Room) -> Option<Deed> {
    let computer = At::from(chance.pick(&room.computers).as_str());
    let shelf: &Shelf = chance.pick(&room.shelves);
    let library: At<String> = At::from(shelf.name.as_str());
    let (changer, door) = (shelf.profile.changer.is_some(), shelf.profile.door);
    let medium = chance.maybe(&room.media).map(|medium| At::from(medium.name.as_str()));
    let slot = (library.clone(), chance.below(shelf.count(ElementType::Storage) as usize) as u32);
    let places = shelf.count(ElementType::ImportExport);
    let port = (library.clone(), chance.below(places as usize) as u32);
    Some(match chance.below(19) {
        0 if door => Deed::OpenDoor(library),
        1 if door => Deed::CloseDoor(library),
        2 | 3 if !changer || shelf.profile.port.is_some() => {
            Deed::Insert(Insertion { medium: medium?, library })
        }
        4 if places > 0 => Deed::TakeFromPort(port),
        5 if !changer => Deed::TakeFromDrive(library),
        6 if door => Deed::PutIntoSlot(Shelving { medium: medium?, slot }),
        7 if door => Deed::TakeFromSlot(slot),
        8 => {
            let reads = chance.percent(60).then(|| format!("R{:05}", chance.below(1000)));
            Deed::Relabel(Relabelling { medium: medium?, reads })
        }
        9 | 10 => condition(chance, room)?,
        11 if changer => Deed::ClearJam(library),
        12 => Deed::PowerCycle(library),
        13 | 14 => Deed::StartService(computer),
        15 => Deed::StopService(computer),
        16 => Deed::CrashService(computer),
        17 if room.computers.len() == 2 => match chance.below(3) {
            0 => Deed::Unplug(computer),
            1 => Deed::Plug(computer),
            _ => Deed::Link(link(chance, room)),
        },
        18 if chance.percent(30) => Deed::DisableService(computer),
        _ => return None,
    })
}

fn condition(chance: &mut Chance, room: &Room) -> Option<Deed> {
    let of = target(chance, room)?;
    let words = Effect::of(of.word());
    let conditions: Vec<_> = words.into_iter().filter_map(Condition::named).collect();
    let condition = At::new(Word(*chance.maybe(&conditions)?));
    let of = At::new(of);
    Some(match chance.percent(70) {
        true => Deed::Begin(Beginning { condition, of, lasts: lasts(chance) }),
        false => Deed::End(Ending { condition, of }),
    })
}
