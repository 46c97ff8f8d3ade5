//! A look at everything, and what differs between two.

use ntmsapi::World;
use rsm::database::{Row, TableName};
use world::ComputerId;

/// Everything that is kept and lies somewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    rows: Vec<(ComputerId, u32, Row)>,
    shelves: Vec<String>,
}

impl Snapshot {
    /// What there is in a world now.
    pub fn of(world: &World) -> Snapshot {
        world.inspect(|world| {
            let mut rows = Vec::new();
            for computer in world.computers() {
                let Some(rsm) = world.rsm(computer) else { continue };
                rows.extend(rsm.database().rows().map(|(key, row)| (computer, key, row)));
            }
            Snapshot { rows, shelves: world.shelves() }
        })
    }

    /// What differs in another one, tables of that list not counted; nothing when nothing does.
    pub fn difference(&self, other: &Snapshot, ignored: &[TableName]) -> Option<String> {
        let seen = |snapshot: &Snapshot| {
            let rows = snapshot.rows.iter().filter(|(.., row)| !ignored.contains(&row.table()));
            rows.cloned().collect::<Vec<_>>()
        };
        let (before, after) = (seen(self), seen(other));
        let place = |(computer, key, row): &(ComputerId, u32, Row)| (*computer, row.table(), *key);
        for row in &before {
            match after.iter().find(|other| place(other) == place(row)) {
                Some(other) if other == row => {}
                Some(other) => return Some(changed(&row.2, &other.2)),
                None => return Some(format!("{} is gone", told(&row.2))),
            }
        }
        let known =
            |row: &&(ComputerId, u32, Row)| before.iter().any(|old| place(old) == place(row));
        if let Some((.., row)) = after.iter().find(|row| !known(row)) {
            return Some(format!("{} is new", told(row)));
        }
        let pairs = self.shelves.iter().zip(&other.shelves);
        let moved = pairs.into_iter().find(|(before, after)| before != after);
        moved.map(|(before, after)| format!("{before} became {after}"))
    }
}

/// A row in words.
fn told(row: &Row) -> String {
    format!("{} {:?}", row.table().name(), row.head().name)
}

/// What differs in a row.
fn changed(before: &Row, after: &Row) -> String {
    let values = before.values().into_iter().zip(after.values());
    let columns = before.table().columns().iter().zip(values);
    let differ = columns.filter(|(_, (before, after))| before != after);
    let differ: Vec<String> = differ
        .map(|(column, (before, after))| format!("{} {before:?} became {after:?}", column.name))
        .collect();
    format!("{}: {}", told(before), differ.join(", "))
}
