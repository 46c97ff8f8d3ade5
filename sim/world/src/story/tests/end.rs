//! How runs end: settled, stuck, at a limit, and with something left open.

use super::*;

#[test]
fn what_is_left_open_fails_a_story_unless_it_says_so() {
    let steps = [
        "OpenNtmsSession: {}",
        "OpenNtmsSession: {}",
        "{ MountNtmsMedia: { media: { side: [A00001L3, 0] } } }",
    ];
    let text = one(ROOM, &steps);
    let told = failures(&text);
    assert_eq!(
        told,
        [
            "left open: expected 0 sessions, seen 2 sessions",
            "left open: expected 0 mounts, seen 1 mount",
        ]
    );
    let leaves = "  leaves: { sessions: 2, mounts: 1 }\n";
    let outcome = holds(&format!("{text}{leaves}"));
    assert_eq!((outcome.left.sessions, outcome.left.mounts, outcome.left.requests), (2, 1, 0));
}

#[test]
fn what_is_under_way_ends_before_the_story_does() {
    let steps = [
        "OpenNtmsSession: {}",
        "MountNtmsMedia: { media: { side: [A00001L3, 0] } }",
        "DismountNtmsMedia: { media: { side: [A00001L3, 0] } }",
        "CloseNtmsSession: {}",
    ];
    let expect = "  expect:\n    - { slot: [tower, 0], holds: A00001L3 }\n    \
                  - { time: { at-most: 20s } }\n";
    let outcome = holds(&format!("{}{expect}", one(ROOM, &steps)));
    assert!(outcome.ended > std::time::Duration::from_secs(40), "{outcome:?}");
}

#[test]
fn a_story_in_which_nothing_can_happen_again_fails_at_once() {
    let room = ROOM.replace(
        "media:\n",
        "media:\n  - { media: B00001L3, at: { shelf: BACKUP1 }, \
         known: { available: { pool: Tests } } }\n",
    );
    let steps = ["OpenNtmsSession: {}", "MountNtmsMedia: { media: { side: [B00001L3, 0] } }"];
    let (outcome, _) = tell(&one(&room, &steps));
    let stuck = outcome.stuck.clone().expect("nobody brings the tape");
    assert!(stuck.starts_with("writer waits at BACKUP1 for "), "{stuck}");
    assert!(stuck.contains("B00001L3"), "{stuck}");
    let failure = outcome.failures[0].to_string();
    let text = "writer, step 2, line 14, at 00:00:00.000100: MountNtmsMedia side 0 of B00001L3: \
                expected its end, seen that nothing can ever happen again; writer waits at BACKUP1";
    assert!(failure.starts_with(text), "{failure}");
    assert_eq!(outcome.failures.len(), 1, "{:?}", outcome.failures);
}

#[test]
fn a_call_whose_time_is_over_says_what_it_waited_for() {
    let side = |number: u32| format!("{{ side: [A0000{number}L3, 0] }}");
    let (mounts, waits) = (side(1), side(2));
    let mounts = format!("MountNtmsMedia: {{ media: {mounts} }}");
    let waits = format!("MountNtmsMedia: {{ media: {waits}, timeout: 90s }}");
    let text = one(&one_drive(), &["OpenNtmsSession: {}", &mounts, &waits]);
    let (outcome, _) = tell(&text);
    let told = outcome.failures[0].to_string();
    let end = told.split_once("expected ").expect("it failed").1;
    let text = "ERROR_SUCCESS, seen ERROR_TIMEOUT; after 1m 30s of waiting for ";
    assert!(end.starts_with(text) && end.len() > text.len(), "{told}");
}

#[test]
fn a_run_ends_at_the_limits_of_its_scenario() {
    let room = format!("limits: {{ time: 1m }}\n{ROOM}");
    let (outcome, _) = tell(&one(&room, &["wait: 30s", "wait: 31s", "wait: 1s"]));
    let told: Vec<String> = outcome.failures.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "at 00:00:30.000000: the run: expected at most 1m of simulated time, seen more",
            "writer, step 2, line 14, at 00:00:30.000000: wait 31s: \
             expected its end, seen the limit of the run; \
             writer waits, and nothing is under way",
        ]
    );
    let room = format!("limits: {{ events: 100 }}\n{ROOM}");
    let (outcome, _) = tell(&one(&room, &["repeat: { times: 1000000, steps: [{ wait: 1s }] }"]));
    let told = outcome.failures[0].to_string();
    assert!(told.ends_with("the run: expected at most 100 events, seen more"), "{told}");
    assert!(outcome.failures[1].to_string().starts_with("writer, step 1.1 (round "));
}

#[test]
fn a_law_that_does_not_hold_fails_a_story_once() {
    let scenario = scenario(&one(ROOM, &["repeat: { times: 3000, steps: [{ wait: 1s }] }"]));
    let mut world = world(&scenario);
    let seen = "something that may not be".to_owned();
    world.broken.push(crate::check::Violation { law: "durable-reply", seen });
    let mut story = Story::new(&scenario, &mut world).expect("sound");
    let outcome = play(&mut world, &mut story);
    assert_eq!(outcome.violations.len(), 1);
    let told = outcome.failures[0].to_string();
    let text = "checkers: expected law durable-reply to hold, seen something that may not be";
    assert!(told.ends_with(text), "{told}");
    let mut world = super::world(&scenario);
    let seen = String::new();
    world.broken.push(crate::check::Violation { law: "durable-reply", seen });
    let mut story = Story::new(&scenario, &mut world).expect("sound").checked(Checks::Never);
    assert!(play(&mut world, &mut story).held());
}

#[test]
fn a_program_that_fails_lets_go_of_what_it_holds() {
    // With one drive, the second program waits for what the first one holds.
    let first = one(
        &one_drive(),
        &[
            "OpenNtmsSession: {}",
            "MountNtmsMedia: { media: { side: [A00001L3, 0] } }",
            "{ wait: 1m, takes: { at-most: 1s } }",
        ],
    );
    let text = format!(
        "{first}    other:
      after: 30s
      steps:
        - OpenNtmsSession: {{}}
        - MountNtmsMedia: {{ media: {{ side: [A00002L3, 0] }} }}
        - DismountNtmsMedia: {{ media: {{ side: [A00002L3, 0] }} }}
        - CloseNtmsSession: {{}}
"
    );
    let (outcome, _) = tell(&text);
    assert_eq!(outcome.failures.len(), 1, "{:?}", outcome.failures);
    assert_eq!(outcome.failures[0].application.as_deref(), Some("writer"));
    assert_eq!(outcome.passed, 2 + 4);
}

#[test]
fn an_application_of_nobody_or_nowhere_is_refused() {
    let mut scenario = scenario(&one(ROOM, &["wait: 1s"]));
    let mut world = world(&scenario);
    let application = &mut scenario.story.applications.0[0].1;
    application.user = Some("nobody".into());
    let error = Story::new(&scenario, &mut world).expect_err("nobody");
    assert_eq!(error.to_string(), "application writer: there is no user nobody");
}
