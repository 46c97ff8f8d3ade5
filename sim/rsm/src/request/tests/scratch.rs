//! Free labels.

use wire::ntms::call::MoveToNtmsMediaPool;

use super::*;

/// Moves a medium to the free pool of its type.
fn give_away(rig: &mut Rig, bar_code: &str) {
    let row = rig.medium(bar_code).1;
    let (media, media_type) = (row.head.id, row.media_type);
    let pool = rig.db().system_pool(PoolType::Scratch, media_type).expect("there");
    let pool = rig.db().id(pool);
    rig.call(MoveToNtmsMediaPool { media, pool }).expect("it may go there");
}

fn first_block(rig: &Rig, bar_code: &str) -> Option<Label> {
    let id = rig.cartridge_id(bar_code)?;
    let tape = rig.library.cartridge(id)?.sides.first()?;
    let hardware::Record::Block(block) = tape.record(0)? else { return None };
    LabelParsers::default().claim(block)
}

#[test]
fn a_medium_that_is_given_away_gets_a_free_label_and_can_be_allocated() {
    let mut rig = Rig::small(vec![stranger(32, tape(Some("A00001L3"), On::Tape(1)))]);
    rig.rest();
    give_away(&mut rig, "A00001L3");
    assert_eq!(rig.side_states(rig.medium("A00001L3").1), [SideState::Unprepared]);
    rig.rest();
    let row = rig.medium("A00001L3").1;
    let side = rig.side(row, 0);
    let written = first_block(&rig, "A00001L3").expect("labelled");
    assert!(written.is_free());
    assert_eq!((side.state, &side.label_id), (SideState::Available, &written.id));
    assert_eq!(rig.slot_address(row.slot), Some(32));
    assert_eq!(rig.requests(LibraryOperation::WriteScratch), [PASSED]);
    rig.mount(&[rig.side_id("A00001L3")]).expect("its label is the one on record");
}

#[test]
fn a_medium_that_cannot_be_written_stays_unprepared() {
    let mut rig = Rig::small(vec![stranger(32, tape(Some("A00001L3"), On::Tape(1)))]);
    rig.rest();
    let id = rig.cartridge_id("A00001L3").expect("there");
    rig.set(hardware::Target::Cartridge(id), Condition::WriteProtected, None);
    give_away(&mut rig, "A00001L3");
    rig.rest();
    let ends = rig.requests(LibraryOperation::WriteScratch);
    assert_eq!(ends, [failed(NtmsError::WriteProtect)]);
    assert_eq!(rig.side_states(rig.medium("A00001L3").1), [SideState::Unprepared]);
    assert_eq!(rig.asked(OperatorCommand::DeviceService), [], "the drive is not at fault");
    // The notch is set back, and the next start of the service tries again.
    rig.hand(Hand::ConditionLift {
        on: hardware::Target::Cartridge(id),
        condition: Condition::WriteProtected,
    });
    rig.restart();
    rig.rest();
    assert_eq!(rig.side_states(rig.medium("A00001L3").1), [SideState::Available]);
}

#[test]
fn nothing_is_overwritten_but_what_was_given_away() {
    let import = Some(vec![known(On::Tape(1), KnownState::Import)]);
    // Somebody put the label of the medium on another one.
    let cartridge = tape(Some("A00001L3"), On::Tape(7));
    let mut rig = Rig::small(vec![Stock { at: 32, cartridge, known: import }]);
    rig.rest();
    give_away(&mut rig, "A00001L3");
    rig.rest();
    assert_eq!(first_block(&rig, "A00001L3"), On::Tape(7).label());
    let ends = rig.requests(LibraryOperation::WriteScratch);
    assert_eq!(ends, [failed(NtmsError::UnexpectedOmid)]);
    let found = rig.medium("A00001L3").1;
    assert_eq!(rig.pool_type(found), PoolType::Import);
}

#[test]
fn both_sides_of_a_disc_get_free_labels() {
    let disc = cartridge("mo-5", None, &[On::Blank, On::Tape(2)]);
    let jukebox = Profile::named("jukebox-100").expect("listed");
    let mut rig = Rig::of(&jukebox, vec![stranger(21, disc)]);
    rig.rest();
    give_away(&mut rig, "");
    rig.rest();
    let row = rig.media()[0].1;
    assert_eq!(rig.side_states(row), [SideState::Available; 2]);
    let (_, disc) = rig.library.cartridge_at(ElementAddress(21)).expect("at home");
    for (number, tape) in (0..).zip(&disc.sides) {
        let Some(hardware::Record::Block(block)) = tape.record(0) else { panic!("labelled") };
        let label = LabelParsers::default().claim(block).expect("known");
        assert!(label.is_free());
        assert_eq!(label.id, rig.side(row, number).label_id);
    }
}
