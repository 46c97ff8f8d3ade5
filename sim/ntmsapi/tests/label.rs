//! Label parsers that programs and scenarios add.

use std::time::Duration;

use ntmsapi::label::{Claim, Label, LabelParser, ParserRefused};
use ntmsapi::object::PoolType;
use ntmsapi::{Info, LoadError, ObjectType, Session, World};

const ROOM: &str = "
version: 1
computers:
  HERE:
    service: { database: none }
    label-parsers:
      Vault:
        label-type: Vault 2
        magic: { at: 0, text: VAULT }
        id: { at: 5, length: 4, encoding: ascii }
    libraries: { tower: { profile: lto-30, slots: 4 } }
media:
  - media: VAULT1L3
    at: { slot: [tower, 0] }
    contents: [{ side: 0, records: [{ blocks: 1, fill: { text: VAULT0001 } }, mark] }]
  - media: CRYPT1L3
    at: { slot: [tower, 1] }
    contents: [{ side: 0, records: [{ blocks: 1, fill: { text: CRYPT0002 } }, mark] }]
";

/// A parser that demands what a description of places could not: that the digits are a number
/// which is even.
fn crypt() -> LabelParser {
    fn claim(block: &[u8]) -> Option<Label> {
        let digits = std::str::from_utf8(block.strip_prefix(b"CRYPT")?.get(..4)?).ok()?;
        let number: u32 = digits.parse().ok()?;
        number.is_multiple_of(2).then(|| Label::new("Crypt", &number.to_be_bytes(), digits))?
    }
    LabelParser {
        name: "Crypt".into(),
        description: "labels with even numbers".into(),
        max_bytes: 9,
        id_bytes: 4..=4,
        claim: Claim::Code(claim),
    }
}

/// Of each medium its bar code, the type of its pool, and the type and identifier of its label.
fn found(session: &Session) -> Vec<(String, PoolType, String, Vec<u8>)> {
    let info = |id, kind| session.get_ntms_object_information(id, kind).expect("there").info;
    let media = session.enumerate_ntms_object(None, ObjectType::PhysicalMedia).expect("listed");
    let mut found: Vec<_> = media
        .into_iter()
        .map(|medium| {
            let Info::PhysicalMedia(row) = info(medium, ObjectType::PhysicalMedia) else {
                panic!("a medium")
            };
            let Info::MediaPool(pool) = info(row.media_pool, ObjectType::MediaPool) else {
                panic!("a pool")
            };
            let sides = session.enumerate_ntms_object(Some(medium), ObjectType::Partition);
            let side = sides.expect("listed")[0];
            let Info::Partition(side) = info(side, ObjectType::Partition) else { panic!("a side") };
            let label_type = side.omid_label_type.to_string();
            (row.bar_code.to_string(), pool.pool_type, label_type, side.label_id.to_vec())
        })
        .collect();
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found
}

#[test]
fn parsers_of_the_scenario_and_of_the_program_know_their_tapes() {
    for with_crypt in [true, false] {
        let world = World::from_text("room.yaml", ROOM).unwrap_or_else(|error| panic!("{error}"));
        if with_crypt {
            world.add_label_parser("HERE", crypt()).expect("a parser");
        }
        let client = world.client("HERE").expect("a computer");
        let session = client.open_ntms_session(None, None, 0).expect("the service runs");
        client.sleep(Duration::from_secs(600)).expect("time passes");
        let vault = (PoolType::Import, "Vault 2".to_owned(), b"0001".to_vec());
        let crypt = match with_crypt {
            true => (PoolType::Import, "Crypt".to_owned(), vec![0, 0, 0, 2]),
            false => (PoolType::Foreign, String::new(), Vec::new()),
        };
        let named = |name: &str, (pool, label_type, id)| (name.to_owned(), pool, label_type, id);
        assert_eq!(found(&session), [named("CRYPT1L3", crypt), named("VAULT1L3", vault)]);
    }
}

#[test]
fn what_is_no_parser_is_refused_with_the_reason() {
    let world = World::from_text("room.yaml", ROOM).unwrap_or_else(|error| panic!("{error}"));
    let refused = |computer: &str, name: &'static str| {
        let parser = LabelParser { name: name.into(), ..crypt() };
        world.add_label_parser(computer, parser)
    };
    assert!(matches!(refused("HERE", "vault"), Err(LoadError::Parser(ParserRefused::Taken))));
    assert!(matches!(refused("HERE", ""), Err(LoadError::Parser(ParserRefused::Name))));
    assert!(matches!(refused("THERE", "Crypt"), Err(LoadError::Unknown(_))));
    assert!(refused("HERE", "Crypt").is_ok());
    let error = refused("HERE", "Crypt").expect_err("it is there");
    assert!(error.to_string().contains("is there already"), "{error}");
}
