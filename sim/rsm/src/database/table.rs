//! A table: rows by key, in pages, so that a key leads to its row in two steps and emptied pages
//! cost nothing.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::num::NonZeroU32;

/// The place of a row in its table. Keys are given in ascending order and never given twice, so
/// that the order of keys is the order of creation.
pub struct Key<R> {
    /// One more than the number, so that a key that may be absent takes no more room.
    stored: NonZeroU32,
    of: PhantomData<fn() -> R>,
}

impl<R> Key<R> {
    /// No key is smaller.
    pub(crate) const FIRST: Key<R> = Key::new(0);
    /// No key is greater.
    pub(crate) const LAST: Key<R> = Key::new(u32::MAX - 1);

    /// The key of a place below `u32::MAX`.
    pub(crate) const fn new(number: u32) -> Key<R> {
        debug_assert!(number < u32::MAX, "tables are not that long");
        Key { stored: NonZeroU32::MIN.saturating_add(number), of: PhantomData }
    }

    /// The number of the place.
    pub const fn number(self) -> u32 {
        self.stored.get() - 1
    }

    /// The key so many places on, for rows that were made together.
    pub(crate) const fn next(self, places: u32) -> Key<R> {
        Key::new(self.number() + places)
    }
}

impl<R> Clone for Key<R> {
    fn clone(&self) -> Key<R> {
        *self
    }
}

impl<R> Copy for Key<R> {}

impl<R> PartialEq for Key<R> {
    fn eq(&self, other: &Key<R>) -> bool {
        self.stored == other.stored
    }
}

impl<R> Eq for Key<R> {}

impl<R> PartialOrd for Key<R> {
    fn partial_cmp(&self, other: &Key<R>) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<R> Ord for Key<R> {
    fn cmp(&self, other: &Key<R>) -> std::cmp::Ordering {
        self.stored.cmp(&other.stored)
    }
}

impl<R> Hash for Key<R> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.stored.hash(state);
    }
}

impl<R> fmt::Debug for Key<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.number())
    }
}

const PAGE_ROWS: usize = 1024;

/// Keys stay below this, so that a foreign key cannot make a table grow beyond all measure.
pub(crate) const KEY_MAX: u32 = 1 << 30;

#[derive(Clone, Debug)]
struct Page<R> {
    rows: Box<[Option<R>]>,
    used: usize,
}

/// Rows by key.
#[derive(Clone, Debug)]
pub struct Table<R> {
    pages: Vec<Option<Page<R>>>,
    next: u32,
    len: usize,
}

impl<R> Default for Table<R> {
    fn default() -> Table<R> {
        Table { pages: Vec::new(), next: 0, len: 0 }
    }
}

fn place(number: u32) -> (usize, usize) {
    (number as usize / PAGE_ROWS, number as usize % PAGE_ROWS)
}

impl<R> Table<R> {
    /// The key that the next new row gets.
    pub(crate) fn next_key(&self) -> Key<R> {
        Key::new(self.next)
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn get(&self, key: Key<R>) -> Option<&R> {
        let (page, row) = place(key.number());
        self.pages.get(page)?.as_ref()?.rows[row].as_ref()
    }

    pub(crate) fn get_mut(&mut self, key: Key<R>) -> Option<&mut R> {
        let (page, row) = place(key.number());
        self.pages.get_mut(page)?.as_mut()?.rows[row].as_mut()
    }

    /// Puts a row at its key, or takes it away; what was there comes back. Keys given later are
    /// greater than every key that was used.
    pub(crate) fn set(&mut self, key: Key<R>, row: Option<R>) -> Option<R> {
        let (page, at) = place(key.number());
        if page >= self.pages.len() {
            self.pages.resize_with(page + 1, || None);
        }
        self.next = self.next.max(key.number().saturating_add(1));
        let there = self.pages[page].get_or_insert_with(|| Page {
            rows: std::iter::repeat_with(|| None).take(PAGE_ROWS).collect(),
            used: 0,
        });
        let arrives = row.is_some();
        let before = std::mem::replace(&mut there.rows[at], row);
        there.used = there.used + usize::from(arrives) - usize::from(before.is_some());
        self.len = self.len + usize::from(arrives) - usize::from(before.is_some());
        if there.used == 0 {
            self.pages[page] = None;
        }
        before
    }

    /// Every row in the order of creation.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Key<R>, &R)> {
        self.pages.iter().enumerate().flat_map(|(page, there)| {
            let rows = there.as_ref().map_or(&[][..], |there| &there.rows);
            rows.iter().enumerate().filter_map(move |(at, row)| {
                // Every key fits: pages are only made for keys.
                Some((Key::new((page * PAGE_ROWS + at) as u32), row.as_ref()?))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn a_table_is_an_ordered_map_that_never_gives_a_key_twice(
            steps in proptest::collection::vec((any::<bool>(), 0u32..600), 0..400),
        ) {
            let mut table = Table::default();
            let mut model = BTreeMap::new();
            let mut given = 0;
            for (add, number) in steps {
                if add {
                    let key = table.next_key();
                    prop_assert!(key.number() >= given);
                    given = key.number() + 1;
                    let before = model.insert(key.number(), number);
                    prop_assert_eq!(table.set(key, Some(number)), before);
                } else if number < given {
                    prop_assert_eq!(table.set(Key::new(number), None), model.remove(&number));
                }
                prop_assert_eq!(table.len(), model.len());
            }
            let rows = table.iter().map(|(key, row)| (key.number(), *row));
            let rows: Vec<(u32, u32)> = rows.collect();
            prop_assert_eq!(rows, model.into_iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn emptied_pages_are_given_back() {
        let mut table = Table::default();
        for _ in 0..10 * PAGE_ROWS {
            let key = table.next_key();
            table.set(key, Some(0u64));
            table.set(key, None);
        }
        assert!(table.pages.iter().all(Option::is_none));
    }
}
