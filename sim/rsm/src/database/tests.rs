//! Laws of the database: undoing restores everything, and loading what was kept gives the same.

use super::*;
use proptest::prelude::*;
use wire::ntms::object::PoolType;
use wire::ntms::option::{AllocationPolicy, DeallocationPolicy};
use wire::ntms::security::SecurityDescriptor;

fn pool(database: &mut Database, name: &str, parent: Option<Key<MediaPool>>) -> Key<MediaPool> {
    let head = database.new_head(name);
    database.insert(MediaPool {
        head,
        pool_type: PoolType::Application,
        media_type: None,
        parent,
        allocation_policy: AllocationPolicy::NONE,
        deallocation_policy: DeallocationPolicy::NONE,
        max_allocates: 0,
        security: SecurityDescriptor::default_of_service(),
    })
}

#[derive(Clone, Debug)]
enum Step {
    Add(String),
    Rename(usize, String),
    Move(usize, usize),
    Delete(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        "[a-c]".prop_map(Step::Add),
        (0usize..8, "[a-c]").prop_map(|(at, name)| Step::Rename(at, name)),
        (0usize..8, 0usize..8).prop_map(|(at, to)| Step::Move(at, to)),
        (0usize..8).prop_map(Step::Delete),
    ]
}

fn take(database: &mut Database, step: &Step) {
    let keys: Vec<Key<MediaPool>> = database.all::<MediaPool>().map(|(key, _)| key).collect();
    let at = |index: &usize| keys.get(*index).copied();
    match step {
        Step::Add(name) => {
            pool(database, name, keys.first().copied());
        }
        Step::Rename(index, name) => {
            if let Some(key) = at(index) {
                database.update(key, |row| row.head.name = Text::new(name));
            }
        }
        Step::Move(index, to) => {
            if let (Some(key), Some(to)) = (at(index), at(to)) {
                database.update(key, |row| row.parent = Some(to));
            }
        }
        Step::Delete(index) => {
            if let Some(key) = at(index)
                && database.index().pools_in.count(key) == 0
            {
                database.delete(key);
            }
        }
    }
}

/// Everything that can be seen of the pools.
fn seen(database: &Database) -> Vec<(u32, Row, Vec<u32>)> {
    let members = |key| database.index().pools_in.of(Key::new(key)).map(Key::number).collect();
    let rows = database.rows();
    rows.map(|(key, row)| {
        assert_eq!(database.find_any(row.head().id).map(|found| found.number), Some(key));
        (key, row, members(key))
    })
    .collect()
}

proptest! {
    #[test]
    fn undoing_and_loading_give_what_was(
        before in proptest::collection::vec(step(), 0..20),
        after in proptest::collection::vec(step(), 0..20),
    ) {
        let mut database = Database::new(1);
        before.iter().for_each(|step| take(&mut database, step));
        database.commit();
        let there = seen(&database);
        after.iter().for_each(|step| take(&mut database, step));
        let later = seen(&database);
        let mut fallen = database.clone();
        fallen.reopen(Vec::new());
        prop_assert_eq!(&seen(&fallen), &there);
        let mut again = Database::load(1, fallen.rows()).expect("consistent rows");
        prop_assert_eq!(fallen.new_id(), again.new_id());
        let transaction = database.commit();
        let loaded = Database::load(1, database.rows()).expect("consistent rows");
        prop_assert_eq!(seen(&loaded), later);
        if let Some(transaction) = transaction {
            let merged = transaction.merged();
            database.undo(&transaction);
            prop_assert_eq!(&seen(&database), &there);
            for change in merged {
                prop_assert!(change.old != change.new);
                let old = there.iter().find(|(key, ..)| *key == change.key);
                prop_assert_eq!(old.map(|(_, row, _)| row), change.old.as_ref());
            }
        }
    }

    #[test]
    fn rows_come_back_from_their_values(
        name in any::<String>(),
        parent in proptest::option::of(0..KEY_MAX),
    ) {
        let mut database = Database::new(2);
        let parent = parent.map(Key::new);
        let key = pool(&mut database, &name, parent);
        let row = database.get(key).clone().into_row();
        let values = row.values();
        prop_assert_eq!(values.len(), TableName::MediaPool.columns().len());
        prop_assert_eq!(Row::from_values(TableName::MediaPool, &values), Ok(row));
        prop_assert_eq!(Row::from_values(TableName::MediaPool, &values[1..]), Err("id"));
    }
}

#[test]
fn rows_that_contradict_one_another_are_refused() {
    let mut database = Database::new(3);
    let lost = pool(&mut database, "lost", Some(Key::new(77)));
    let refused = Database::load(3, database.rows()).expect_err("no row 77");
    assert_eq!((refused.key, refused.column), (lost.number(), "parent"));
    let mut database = Database::new(3);
    let key = pool(&mut database, "twice", None);
    let row = database.get(key).clone().into_row();
    let refused = Database::load(3, [(0, row.clone()), (1, row)]).expect_err("one identifier");
    assert_eq!((refused.key, refused.column), (1, "id"));
}
