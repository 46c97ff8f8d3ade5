//! Labels of formats that users of the service add.

use wire::label::{Claim, Encoding, Field, LabelLayout, LabelParser, Magic};
use wire::ntms::call::UpdateNtmsOmidInfo;
use wire::ntms::limit::OMID_TYPE_RAW_LABEL;

use super::*;

/// A label of a program of its own.
fn block(number: u8) -> Vec<u8> {
    format!("VAULT   SERIAL{number:02}Volume {number:02} ").into_bytes()
}

fn vault() -> LabelParser {
    let field = |offset, length, encoding| Some(Field { offset, length, encoding });
    let layout = LabelLayout {
        label_type: Text::new("Vault 2"),
        magic: vec![Magic { offset: 0, bytes: b"VAULT   ".to_vec() }],
        id: field(8, 8, Encoding::Bytes),
        info: field(16, 10, Encoding::Ascii),
    };
    layout.parser("Vault", "labels of Vault")
}

/// The same by code.
fn coded() -> LabelParser {
    fn claim(block: &[u8]) -> Option<Label> {
        let rest = block.strip_prefix(b"VAULT   ")?;
        Label::new("Vault 2", rest.get(..8)?, std::str::from_utf8(rest.get(8..17)?).ok()?)
    }
    LabelParser {
        name: "Vault".into(),
        description: "labels of Vault".into(),
        max_bytes: 26,
        id_bytes: 8..=8,
        claim: Claim::Code(claim),
    }
}

fn labelled(bar_code: &str, block: &[u8]) -> Cartridge {
    let mut cartridge = tape(Some(bar_code), On::Blank);
    cartridge.sides[0].append_block(block.to_vec().into());
    cartridge.sides[0].append_filemarks(1);
    cartridge
}

fn with(parsers: impl IntoIterator<Item = LabelParser>) -> Rig {
    let mut rig = Rig::small(vec![stranger(32, labelled("A00001L3", &block(1)))]);
    for parser in parsers {
        rig.rsm.add_label_parser(parser).expect("a parser");
    }
    rig.rest();
    rig
}

fn found(rig: &Rig, bar_code: &str) -> (PoolType, SideState, String, Vec<u8>, String) {
    let row = rig.medium(bar_code).1;
    let side = rig.side(row, 0);
    let (label_type, info) = (side.label_type.to_string(), side.label_info.to_string());
    (rig.pool_type(row), side.state, label_type, side.label_id.to_vec(), info)
}

fn inject(rig: &mut Rig, cartridge: Cartridge) {
    rig.inject(InjectOperation::Start, Guid::NULL).expect("queued");
    rig.run_until("the port opens", |rig| rig.library.port_open());
    rig.hand(Hand::InsertAtPort(cartridge));
    rig.rest();
}

#[test]
fn a_label_that_no_parser_claims_is_unrecognized() {
    let mut rig = with([]);
    let nothing = (PoolType::Foreign, SideState::Foreign, String::new(), Vec::new(), String::new());
    assert_eq!(found(&rig, "A00001L3"), nothing);
    inject(&mut rig, labelled("A00002L3", &block(2)));
    assert_eq!(found(&rig, "A00002L3"), nothing);
}

#[test]
fn a_label_of_a_format_that_was_added_is_known_at_the_start_and_on_the_way_in() {
    for parser in [vault(), coded()] {
        let mut rig = with([parser]);
        let import = |number: u8| {
            let id = format!("SERIAL{number:02}").into_bytes();
            let (kind, info) = ("Vault 2".to_owned(), format!("Volume {number:02}"));
            (PoolType::Import, SideState::Import, kind, id, info)
        };
        assert_eq!(found(&rig, "A00001L3"), import(1));
        inject(&mut rig, labelled("A00002L3", &block(2)));
        assert_eq!(found(&rig, "A00002L3"), import(2));
        // Without a label that is known, it was looked at for one and given back as it was.
        inject(&mut rig, labelled("A00003L3", b"VOULT   SERIAL03Volume 03 "));
        assert_eq!(found(&rig, "A00003L3").0, PoolType::Foreign);
    }
}

#[test]
fn a_parser_that_is_added_later_knows_what_is_read_from_then_on() {
    let mut rig = with([]);
    rig.rsm.add_label_parser(vault()).expect("a parser");
    assert_eq!(found(&rig, "A00001L3").0, PoolType::Foreign);
    rig.inventory(InventoryMethod::Omid).expect("queued");
    rig.rest();
    assert_eq!(found(&rig, "A00001L3").0, PoolType::Import);
}

#[test]
fn an_application_labels_its_medium_in_a_format_of_its_own() {
    let own = || Rig::small(vec![own_tape(32, "A00001L3", 1)]);
    let call = |rig: &Rig, block: &[u8]| {
        let side = rig.side(rig.medium("A00001L3").1, 0);
        UpdateNtmsOmidInfo {
            media: rig.db().id(side.logical.expect("owned")),
            label_type: OMID_TYPE_RAW_LABEL,
            label: block.to_vec().into(),
        }
    };
    let mut without = own();
    let before = found(&without, "A00001L3");
    let refused = without.call(call(&without, &block(7)));
    assert_eq!(refused, Err(NtmsError::InvalidParameter), "nobody would know it again");
    assert_eq!(found(&without, "A00001L3"), before);
    let mut rig = own();
    rig.rsm.add_label_parser(vault()).expect("a parser");
    assert_eq!(rig.call(call(&rig, &block(7))), Ok(()));
    let (.., label_type, id, info) = found(&rig, "A00001L3");
    assert_eq!((&*label_type, &*id, &*info), ("Vault 2", &b"SERIAL07"[..], "Volume 07"));
    // On the medium is still the old label, which is not the one on record.
    let mounted = rig.mount(&[rig.side_id("A00001L3")]);
    assert_eq!(mounted, Err(NtmsError::InvalidState));
    let end = rig.requests(LibraryOperation::Mount)[0];
    assert_eq!(end, failed(NtmsError::UnexpectedOmid));
}

#[test]
fn what_was_added_survives_a_crash_of_the_service() {
    let mut rig = with([vault()]);
    let attachment = attachment(&rig.library);
    let fresh = Rsm::new(config(&attachment));
    rig.rsm = std::mem::replace(&mut rig.rsm, fresh).fallen(Vec::new());
    rig.run += 1;
    rig.start();
    inject(&mut rig, labelled("A00002L3", &block(2)));
    assert_eq!(found(&rig, "A00002L3").0, PoolType::Import);
}
