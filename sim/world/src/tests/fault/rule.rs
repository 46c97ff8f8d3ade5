//! When rules speak.

use super::*;
use crate::fault::FaultRefused;
use crate::scenario::Fault;
use proptest::prelude::*;

/// Opens and closes sessions on the other computer; which of the opens were refused.
fn refused(world: &mut World, opens: u64) -> Vec<u64> {
    let process = program(world);
    let mut refused = Vec::new();
    for nth in 1..=opens {
        match open(world, process, Some("BACKUP2")) {
            Ok(handle) => {
                close(world, process, handle).expect("open");
            }
            Err(error) => {
                assert_eq!(error, NtmsError::NotConnected);
                refused.push(nth);
            }
        }
    }
    refused
}

fn refusing(when: &str) -> String {
    format!("{{ at: {{ link: [BACKUP1, BACKUP2] }}, when: {{ {when} }}, do: refuse }}")
}

#[test]
fn a_rule_speaks_when_it_says() {
    let open = "call: OpenNtmsSession";
    for (when, expected) in [
        (open.to_owned(), vec![1, 2, 3, 4, 5, 6]),
        (format!("{open}, nth: 3"), vec![3]),
        (format!("{open}, every: 2"), vec![2, 4, 6]),
        (format!("{open}, every: 2, at-most: 2"), vec![2, 4]),
        (format!("{open}, probability: 0.0"), vec![]),
        (format!("{open}, probability: 1.0"), vec![1, 2, 3, 4, 5, 6]),
        ("call: MountNtmsMedia".to_owned(), vec![]),
        (format!("{open}, after: 1h"), vec![]),
        (format!("{open}, until: 0s"), vec![]),
    ] {
        let mut world = room_with_rule(&refusing(&when));
        assert_eq!(refused(&mut world, 6), expected, "{when}");
        assert_eq!(spoke(&world), expected.len() as u64, "{when}");
    }
}

#[test]
fn the_first_rule_that_speaks_decides_and_the_others_count_on() {
    let first = refusing("call: OpenNtmsSession, nth: 2");
    let second = refusing("call: OpenNtmsSession, every: 2");
    let mut world = room(&format!("faults:\n  - {first}\n  - {second}\n"));
    assert_eq!(refused(&mut world, 6), [2, 4, 6]);
    assert_eq!(world.faults_fired(), [(0, 1), (1, 2)]);
}

#[test]
fn the_same_seed_gives_the_same_faults() {
    let play = |seed: u64| {
        let rule = refusing("call: OpenNtmsSession, probability: 0.5");
        let more = format!("faults:\n  - {rule}\n");
        let mut world = changed_room("seed: 3", &format!("seed: {seed}"), &more);
        let lines = listen(&mut world);
        let refused = refused(&mut world, 32);
        let lines = lines.lock().expect("no panic").clone();
        (refused, world.faults_fired(), lines)
    };
    assert_eq!(play(1), play(1));
    let others: Vec<Vec<u64>> = (1..5).map(|seed| play(seed).0).collect();
    assert!(others.iter().any(|other| *other != others[0]));
    assert!(others.iter().all(|refused| !refused.is_empty() && refused.len() < 32));
}

#[test]
fn a_rule_that_another_precedes_keeps_its_luck() {
    let lucky = refusing("call: OpenNtmsSession, probability: 0.5");
    let silent = refusing("call: MountNtmsMedia");
    let play = |before: &str| {
        let mut world = room(&format!("faults:\n  - {before}\n  - {lucky}\n"));
        refused(&mut world, 32)
    };
    let another = "{ at: { service: BACKUP2 }, when: { call: EnumerateNtmsObject }, do: deny }";
    assert_eq!(play(&silent), play(another));
}

#[test]
fn rules_come_while_the_world_runs() {
    let mut world = room("");
    assert!(refused(&mut world, 2).is_empty());
    let number = world.add_fault(&rule(&refusing("call: OpenNtmsSession, nth: 2")));
    assert_eq!(number, Ok(0));
    assert_eq!(refused(&mut world, 3), [2]);
    // Its time is past.
    let jams = "{ at: { changer: tower }, when: { after: 0s }, do: { jam: { for: 5s } } }";
    assert_eq!(world.add_fault(&rule(jams)), Ok(1));
    pass(&mut world, seconds(1));
    assert_eq!(world.faults_fired(), [(0, 1), (1, 1)]);
    let on = hardware::Target::Changer;
    assert!(world.cabinet(TOWER).library.has_condition(on, hardware::Condition::Jam));
}

#[test]
fn a_rule_about_nothing_is_refused() {
    use crate::scenario::fault::{Effect, OtherEffect, Target};
    let rule = |at: Target, effect: OtherEffect| Fault {
        at: at.into(),
        when: Default::default(),
        effect: Effect::Other(effect).into(),
    };
    let mut world = room("");
    for (fault, why) in [
        (rule(Target::Service("NOBODY".into()), OtherEffect::Stop), "there is no computer NOBODY"),
        (rule(Target::Changer("barn".into()), OtherEffect::Drop), "there is no library barn"),
        (
            rule(Target::Drive(("tower".into(), 7)), OtherEffect::Drop),
            "there is no drive 7 in tower",
        ),
        (
            rule(Target::Memory("BACKUP1".into()), OtherEffect::Drop),
            "`drop` is no fault of a memory",
        ),
    ] {
        let refused = world.add_fault(&fault).expect_err(why);
        assert_eq!(refused.to_string(), why);
        assert!(matches!(refused, FaultRefused::NoSuchThing(_) | FaultRefused::NotOfThat { .. }));
    }
    assert_eq!(world.faults_fired(), []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn nth_every_and_at_most_are_arithmetic(
        counts in any::<bool>(),
        number in proptest::option::of(1u64..8),
        most in proptest::option::of(0u64..4),
    ) {
        let (nth, every) = if counts { (number, None) } else { (None, number) };
        let mut when = "call: OpenNtmsSession".to_owned();
        for (word, number) in [("nth", nth), ("every", every), ("at-most", most)] {
            if let Some(number) = number {
                when = format!("{when}, {word}: {number}");
            }
        }
        let speaks = |heard: &u64| {
            let every = every.is_none_or(|every| heard.is_multiple_of(every));
            every && nth.is_none_or(|nth| *heard == nth)
        };
        let most = usize::try_from(most.unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
        let expected: Vec<u64> = (1..=8).filter(speaks).take(most).collect();
        let mut world = room_with_rule(&refusing(&when));
        prop_assert_eq!(refused(&mut world, 8), expected);
    }
}
