//! What holds whatever people, faults and callers do.

use proptest::prelude::*;
use wire::ntms::call::{
    EjectNtmsCleaner, InjectNtmsCleaner, ReleaseNtmsCleanerSlot, ReserveNtmsCleanerSlot,
};
use wire::ntms::state::MediaState;

use super::*;
use crate::database::Database;

/// Something that happens to the library.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Mount(u16),
    Dismount(u16, bool),
    Inventory(bool),
    Eject(u16),
    Inject,
    Insert(u16),
    TakeOut,
    /// Two slots change what is in them.
    Shuffle(u16, u16),
    /// A condition of changer, drive or medium for a while.
    Fault(u8, u64),
    GiveAway(u16),
    /// A slot is reserved, or the reserved one is released.
    Reserve(Option<u16>),
    BringCleaner,
    PutCleanerOut,
    /// Somebody puts a cleaner into the mail slot.
    InsertCleaner,
    Restart,
    Pass(u64),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        4 => (0u16..6).prop_map(Deed::Mount),
        3 => (0u16..6, any::<bool>()).prop_map(|(at, later)| Deed::Dismount(at, later)),
        2 => any::<bool>().prop_map(Deed::Inventory),
        2 => (0u16..6).prop_map(Deed::Eject),
        2 => Just(Deed::Inject),
        2 => (0u16..6).prop_map(Deed::Insert),
        1 => Just(Deed::TakeOut),
        1 => (0u16..6, 0u16..8).prop_map(|(one, other)| Deed::Shuffle(one, other)),
        2 => (0u8..9, 1u64..2000).prop_map(|(what, lasts)| Deed::Fault(what, lasts)),
        1 => (0u16..6).prop_map(Deed::GiveAway),
        1 => proptest::option::of(0u16..12).prop_map(Deed::Reserve),
        1 => Just(Deed::BringCleaner),
        1 => Just(Deed::PutCleanerOut),
        1 => Just(Deed::InsertCleaner),
        1 => Just(Deed::Restart),
        6 => (0u64..400).prop_map(Deed::Pass),
    ]
}

impl Rig {
    fn side_of_number(&self, number: u16) -> Option<Guid> {
        let media = self.media();
        let (_, row) = media.get(usize::from(number) % media.len().max(1))?;
        Some(self.side(row, 0).head.id)
    }

    fn medium_of_number(&self, number: u16) -> Option<(Guid, Guid)> {
        let media = self.media();
        let (_, row) = media.get(usize::from(number) % media.len().max(1))?;
        let free = self.db().system_pool(PoolType::Scratch, row.media_type)?;
        Some((row.head.id, self.db().id(free)))
    }

    fn people(&mut self, hand: Hand) -> Option<Cartridge> {
        let done = self.library.hand(self.now, hand);
        self.exchange();
        done.ok().flatten()
    }

    /// Nobody waits for more than a call without time-out would: what is refused is refused.
    fn happen(&mut self, deed: Deed) {
        match deed {
            Deed::Mount(number) => {
                if let Some(side) = self.side_of_number(number) {
                    self.begin(MountNtmsMedia { timeout: 900_000, ..mount_call(&[side]) });
                }
            }
            Deed::Dismount(number, later) => {
                if let Some(side) = self.side_of_number(number) {
                    let options =
                        if later { DismountOptions::DEFERRED } else { DismountOptions::IMMEDIATE };
                    self.begin(DismountNtmsMedia { media: vec![side], options: options.bits() });
                }
            }
            Deed::Inventory(labels) => {
                let method = if labels { InventoryMethod::Omid } else { InventoryMethod::Fast };
                let library = self.library_id();
                self.begin(InventoryNtmsLibrary { library, action: method.value() });
            }
            Deed::Eject(number) => {
                if let Some((media, _)) = self.medium_of_number(number) {
                    let (operation, media) = (Some(Guid::NULL), Some(media));
                    self.begin(EjectNtmsMedia { media, operation, action: 0 });
                }
            }
            Deed::Inject => {
                let library = self.library_id();
                self.begin(InjectNtmsMedia { library, operation: Some(Guid::NULL), action: 0 });
            }
            Deed::Insert(number) => {
                let bar_code = format!("N0000{number}L3");
                if self.library.find(&bar_code).is_none() {
                    let on = On::Tape(100 + u128::from(number));
                    self.people(Hand::InsertAtPort(tape(Some(&bar_code), on)));
                }
            }
            Deed::TakeOut => {
                self.people(Hand::TakeFromPort(ElementAddress(448)));
            }
            Deed::Shuffle(one, other) => self.shuffle(32 + one, 32 + other),
            Deed::Fault(what, lasts) => self.fault(what, lasts),
            Deed::GiveAway(number) => {
                if let Some((media, pool)) = self.medium_of_number(number) {
                    self.begin(wire::ntms::call::MoveToNtmsMediaPool { media, pool });
                }
            }
            Deed::Restart if !self.library.door_open() => self.restart(),
            Deed::Restart => {}
            Deed::Pass(seconds) => self.pass_seconds(seconds),
            deed => self.happen_to_cleaners(deed),
        }
    }

    fn happen_to_cleaners(&mut self, deed: Deed) {
        let (library, operation) = (self.library_id(), Some(Guid::NULL));
        match deed {
            Deed::Reserve(Some(at)) => {
                let slot = self.slot_id(32 + at);
                self.begin(ReserveNtmsCleanerSlot { library, slot });
            }
            Deed::Reserve(None) => {
                self.begin(ReleaseNtmsCleanerSlot { library });
            }
            Deed::BringCleaner => {
                self.begin(InjectNtmsCleaner { library, operation, cleans_left: 2, action: 0 });
            }
            Deed::PutCleanerOut => {
                self.begin(EjectNtmsCleaner { library, operation, action: 0 });
            }
            Deed::InsertCleaner => {
                let cleaner = cartridge("cleaner", Some("CLN002CU"), &[On::Blank]);
                if self.library.find("CLN002CU").is_none() {
                    self.people(Hand::InsertAtPort(cleaner));
                }
            }
            _ => {}
        }
    }

    /// People did all that they were asked about devices.
    fn satisfy_all(&mut self) {
        let asked: Vec<Guid> = self
            .db()
            .all::<OpRequest>()
            .filter(|(_, row)| row.request == OperatorCommand::DeviceService)
            .map(|(_, row)| row.head.id)
            .collect();
        for request in asked {
            self.begin(wire::ntms::call::SatisfyNtmsOperatorRequest { request });
        }
    }

    fn shuffle(&mut self, one: u16, other: u16) {
        if self.library.hand(self.now, Hand::OpenDoor).is_err() {
            return;
        }
        let [one, other] = [one, other].map(ElementAddress);
        let first = self.people(Hand::TakeFromSlot(one));
        let second = self.people(Hand::TakeFromSlot(other));
        for (cartridge, at) in [(first, other), (second, one)] {
            if let Some(cartridge) = cartridge {
                self.people(Hand::PlaceInSlot { cartridge, at });
            }
        }
        self.people(Hand::CloseDoor);
    }

    fn fault(&mut self, what: u8, lasts: u64) {
        use hardware::Target::{Cartridge, Changer};
        let medium = self.library.cartridges().next().map(|(id, ..)| id);
        let (on, condition) = match (what, medium) {
            (0, _) => (Changer, Condition::Jam),
            (1, _) => (Changer, Condition::PickFails),
            (2, _) => (Changer, Condition::PlaceFails),
            (3, _) => (Changer, Condition::Hung),
            (4, _) => (FIRST_DRIVE, Condition::LoadFails),
            (5, _) => (FIRST_DRIVE, Condition::CleaningDue),
            (6, _) => (FIRST_DRIVE, Condition::UnloadFails),
            (7, _) => (Changer, Condition::MagazineOut),
            (_, Some(id)) => (Cartridge(id), Condition::HardReadErrors),
            (_, None) => return,
        };
        let lasts = Some(Duration::from_secs(lasts));
        self.people(Hand::ConditionSet { on, condition, lasts });
    }
}

fn play(deeds: Vec<Deed>) {
    let mut rig = Rig::small(vec![
        own_tape(32, "A00000L3", 1),
        own_tape(33, "A00001L3", 2),
        stranger(34, tape(Some("A00002L3"), On::Tape(3))),
        stranger(35, tape(Some("A00003L3"), On::Blank)),
        stranger(36, tape(None, On::Noise)),
        stranger(61, cartridge("cleaner", Some("CLN001CU"), &[On::Blank])),
    ]);
    for deed in deeds {
        rig.happen(deed);
        let loaded = Database::load(1, rig.db().rows()).expect("consistent rows");
        assert_eq!(rig.db().index().facts(), loaded.index().facts(), "{deed:?}");
    }
    // Everything heals, calls give up, and whoever holds a medium leaves. The mail slot is emptied,
    // and somebody looks at all shelves.
    rig.pass_seconds(40_000);
    rig.satisfy_all();
    rig.pass_seconds(40_000);
    rig.call(wire::ntms::call::CloseNtmsSession).expect("it is open");
    rig.pass_seconds(4000);
    rig.satisfy_all();
    rig.settle();
    rig.people(Hand::TakeFromPort(ElementAddress(448)));
    // Labels tell what bar codes do not: a tape without one, in the place of another.
    for method in [InventoryMethod::Omid, InventoryMethod::Fast] {
        rig.settle();
        rig.rsm.inventory(rig.library_row().0, method, None);
        rig.rsm.keep();
    }
    rig.rest();
    let db = rig.db();
    for (key, slot) in db.all::<StorageSlot>() {
        let there = rig.library.cartridge_at(ElementAddress(slot.address)).map(|(_, c)| c);
        let data = there.filter(|cartridge| !cartridge.cleans());
        let on_record = db.index().in_slot(key);
        assert_eq!(data.is_some(), on_record.is_some(), "slot {} {}", slot.address, rig.describe());
    }
    for (_, row) in rig.media() {
        let name = &row.head.name;
        let somewhere = row.slot.is_some() || row.drive.is_some() || row.port.is_some();
        assert!(somewhere || db.offline_library() == Some(row.library), "{name} is nowhere");
        let states = [MediaState::Idle, MediaState::OperatorRequest, MediaState::Unloaded];
        assert!(states.contains(&row.state), "{name} {:?}", row.state);
    }
    assert!(rig.rsm.work.holds.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn after_an_inventory_database_and_shelves_agree(
        deeds in proptest::collection::vec(deed(), 1..40),
    ) {
        play(deeds);
    }
}

#[test]
fn a_job_outlives_the_medium_that_it_is_about() {
    let slow = [Deed::Pass(293), Deed::Pass(309), Deed::TakeOut, Deed::Inventory(false)];
    let mut deeds = vec![Deed::Shuffle(4, 3), Deed::Inventory(false), Deed::Mount(0)];
    deeds.extend([Deed::Pass(59), Deed::Eject(1), Deed::Eject(4)]);
    deeds.extend(slow);
    play(deeds);
}
