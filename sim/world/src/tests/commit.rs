//! What happens while a batch is being committed by somebody else.

use std::collections::BTreeMap;

use rsm::CallId;
use wire::Guid;
use wire::ntms::call::{CreateNtmsMediaPool, InventoryNtmsLibrary};
use wire::ntms::object::ObjectType;
use wire::ntms::operation::{CreateOptions, InventoryMethod};

use super::elsewhere::Elsewhere;
use super::*;
use crate::outside::{Record, StoreFault};

/// A program in a world whose records the test keeps.
struct Desk {
    world: World,
    process: ProcessId,
    session: Option<Handle>,
    ends: BTreeMap<CallId, Ended>,
}

impl Desk {
    fn new() -> Desk {
        let computer = computer(0, "BACKUP1");
        let known = Database::Known { pools: Vec::new(), media: Vec::new() };
        let computer = build(HERE, computer, known).expect("sound");
        let outside = Box::new(Elsewhere::default());
        let network = Network::default();
        let mut world = World::of(7, Pace::default(), vec![computer], network, outside);
        let process = program(&mut world);
        let mut desk = Desk { world, process, session: None, ends: BTreeMap::new() };
        let call = desk.enter(OpenNtmsSession::default());
        desk.until_held();
        match desk.ends.remove(&call) {
            Some(Ended::Opened(session)) => desk.session = Some(session),
            other => panic!("{other:?}"),
        }
        desk
    }

    fn enter(&mut self, request: impl Into<Request>) -> CallId {
        let action = Action::Api { handle: self.session, request: request.into() };
        let now = self.world.now();
        self.world.enter(now, Call { process: self.process, caller: None, action })
    }

    fn creates(&mut self, name: &str) -> CallId {
        self.enter(CreateNtmsMediaPool {
            name: Some(Text::new(name)),
            media_type: None,
            action: CreateOptions::CreateNew.value(),
            security: None,
        })
    }

    /// Plays what can be played and keeps the ends of calls; what it stops at.
    fn until_held(&mut self) -> Turn {
        loop {
            let now = self.world.now();
            match self.world.turn(now) {
                Turn::Wait { due } => self.world.go_to(due),
                Turn::Replies => {
                    while let Some(call) = self.world.next_ended() {
                        let ended = self.world.take(call).expect("it is told of as ended");
                        self.ends.insert(call, ended);
                    }
                }
                turn => return turn,
            }
        }
    }

    fn takes_batch(&mut self) -> Vec<Record> {
        assert_eq!(self.until_held(), Turn::Commit);
        self.world.take_batch()
    }

    fn ends_batch(&mut self, batch: &[Record], result: Result<(), StoreFault>) {
        let now = self.world.now();
        let through = batch.last().expect("a record").ticket;
        self.world.kept(now, HERE, through, result);
        self.world.batch_done();
    }

    fn ended(&mut self, call: CallId) -> Option<Result<(), NtmsError>> {
        Some(match self.ends.remove(&call)? {
            Ended::Answered(_) => Ok(()),
            Ended::Refused(refusal) => Err(refusal.error),
            other => panic!("{other:?}"),
        })
    }

    fn has(&self, pool: &str) -> bool {
        self.world.rsm(HERE).expect("it runs").database().pool_at(pool).is_some()
    }
}

#[test]
fn calls_that_come_during_a_commit_are_played_and_answered_by_the_next_one() {
    let mut desk = Desk::new();
    let first = desk.creates("First");
    let batch = desk.takes_batch();
    let second = desk.creates("Second");
    let refused = desk.creates("First");
    assert_eq!(desk.until_held(), Turn::Held);
    assert!(desk.has("Second"), "it is played");
    assert_eq!((desk.ended(first), desk.ended(second)), (None, None));
    desk.ends_batch(&batch, Ok(()));
    let later = desk.takes_batch();
    assert_eq!(later.len(), 1, "what is kept is in no second batch");
    assert_eq!((desk.ended(first), desk.ended(second)), (Some(Ok(())), None));
    desk.ends_batch(&later, Ok(()));
    desk.until_held();
    assert_eq!(desk.ended(second), Some(Ok(())));
    assert_eq!(desk.ended(refused), Some(Err(NtmsError::AlreadyExists)));
    assert_eq!(desk.world.check(), []);
}

#[test]
fn what_was_built_on_a_batch_that_is_lost_is_lost_with_it() {
    let mut desk = Desk::new();
    let first = desk.creates("First");
    let batch = desk.takes_batch();
    let second = desk.creates("Second");
    assert_eq!(desk.until_held(), Turn::Held);
    desk.ends_batch(&batch, Err(StoreFault::Full));
    desk.until_held();
    for call in [first, second] {
        assert_eq!(desk.ended(call), Some(Err(NtmsError::DatabaseFull)));
    }
    assert!(!desk.has("First") && !desk.has("Second"));
    let third = desk.creates("Third");
    let batch = desk.takes_batch();
    assert_eq!(batch.len(), 1, "nothing of what is lost is to be kept");
    desk.ends_batch(&batch, Ok(()));
    desk.until_held();
    assert_eq!(desk.ended(third), Some(Ok(())));
}

#[test]
fn time_stands_still_for_everything_else() {
    let mut desk = Desk::new();
    let library = {
        let rsm = desk.world.rsm(HERE).expect("it runs");
        let libraries = rsm.objects(ObjectType::Library, None).expect("they are listed");
        let is_online = |id: &Guid| {
            let library = rsm.database().find(*id).expect("it is there");
            Some(library) != rsm.database().offline_library()
        };
        libraries.into_iter().find(is_online).expect("one is cabled")
    };
    let process = desk.process;
    let asleep = {
        let (now, action) = (desk.world.now(), Action::Sleep(Duration::from_secs(5)));
        desk.world.enter(now, Call { process, caller: None, action })
    };
    desk.creates("First");
    let batch = desk.takes_batch();
    let began = desk.world.now();
    assert_eq!(desk.until_held(), Turn::Held);
    assert_eq!(desk.world.now(), began);
    assert_eq!(desk.ends.get(&asleep), None);
    desk.ends_batch(&batch, Ok(()));
    // Work on a library begins when nothing is open, and calls that keep coming do not put it off.
    let action = InventoryMethod::Fast.value();
    desk.enter(InventoryNtmsLibrary { library, action });
    let batch = desk.takes_batch();
    let waits = desk.creates("Second");
    assert_eq!(desk.until_held(), Turn::Held);
    assert!(!desk.has("Second"));
    desk.ends_batch(&batch, Ok(()));
    let batch = desk.takes_batch();
    desk.ends_batch(&batch, Ok(()));
    while desk.ended(waits).is_none() {
        let batch = desk.takes_batch();
        desk.ends_batch(&batch, Ok(()));
    }
}
