//! The kinds of list in the index: members of containers, requests by their ends, what lies beside
//! a row, and rows by name.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::marker::PhantomData;

use wire::Ticks;

use super::Key;
use super::id::LookUp;
use super::table::Table;

/// A row before a change and after it; one of them is missing when it comes or goes.
pub(super) struct Step<T> {
    pub(super) old: Option<T>,
    pub(super) new: Option<T>,
}

impl<'r, R> Step<&'r R> {
    /// The same of what a row is looked up by.
    pub(super) fn of<T>(&self, key: impl Fn(&'r R) -> Option<T>) -> Step<T> {
        Step { old: self.old.and_then(&key), new: self.new.and_then(&key) }
    }
}

impl<T: PartialEq> Step<T> {
    /// From what to what, unless that is the same.
    pub(super) fn changed(self) -> Option<(Option<T>, Option<T>)> {
        (self.old != self.new).then_some((self.old, self.new))
    }
}

/// Which rows belong to a container, each list in the order of creation.
#[derive(Clone, Debug)]
pub(crate) struct Members<C, R> {
    lists: LookUp<Key<C>, BTreeSet<Key<R>>>,
}

impl<C, R> Default for Members<C, R> {
    fn default() -> Members<C, R> {
        Members { lists: LookUp::default() }
    }
}

impl<C, R> Members<C, R> {
    pub(super) fn change(&mut self, member: Key<R>, container: Step<Key<C>>) {
        let Some((from, to)) = container.changed() else { return };
        if let Some(from) = from
            && let Some(members) = self.lists.get_mut(&from)
        {
            members.remove(&member);
            if members.is_empty() {
                self.lists.remove(&from);
            }
        }
        if let Some(to) = to {
            self.lists.entry(to).or_default().insert(member);
        }
    }

    /// The members.
    pub(crate) fn of(&self, container: Key<C>) -> impl DoubleEndedIterator<Item = Key<R>> {
        self.lists.get(&container).into_iter().flatten().copied()
    }

    /// How many members there are.
    pub(crate) fn count(&self, container: Key<C>) -> usize {
        self.lists.get(&container).map_or(0, BTreeSet::len)
    }
}

/// Requests that are over, by the time when they ended.
#[derive(Clone, Debug)]
pub(crate) struct Finished<R> {
    well: BTreeSet<(Ticks, Key<R>)>,
    /// Those that failed or were refused.
    badly: BTreeSet<(Ticks, Key<R>)>,
}

impl<R> Default for Finished<R> {
    fn default() -> Finished<R> {
        Finished { well: BTreeSet::new(), badly: BTreeSet::new() }
    }
}

impl<R> Finished<R> {
    /// When a request ended, if it has, and whether badly.
    pub(super) fn change(&mut self, key: Key<R>, end: Step<(Ticks, bool)>) {
        let Some((before, after)) = end.changed() else { return };
        if let Some((completed, badly)) = before {
            self.list(badly).remove(&(completed, key));
        }
        if let Some((completed, badly)) = after {
            self.list(badly).insert((completed, key));
        }
    }

    fn list(&mut self, badly: bool) -> &mut BTreeSet<(Ticks, Key<R>)> {
        if badly { &mut self.badly } else { &mut self.well }
    }

    /// Those that ended long enough ago: none unless `any` are wanted, and those that failed only
    /// if `failed` are.
    pub(crate) fn until(
        &self,
        old: impl Fn(Ticks) -> bool,
        any: bool,
        failed: bool,
    ) -> Vec<Key<R>> {
        let well = self.well.iter().take_while(|(ended, _)| any && old(*ended));
        let badly = self.badly.iter().take_while(|(ended, _)| any && failed && old(*ended));
        well.chain(badly).map(|(_, key)| *key).collect()
    }
}

/// What belongs to each row of a table, one thing at most.
#[derive(Clone, Debug)]
pub(super) struct Beside<P, V> {
    /// By the numbers of the rows.
    table: Table<V>,
    of: PhantomData<fn() -> P>,
}

impl<P, V> Default for Beside<P, V> {
    fn default() -> Beside<P, V> {
        Beside { table: Table::default(), of: PhantomData }
    }
}

impl<P, V: Copy> Beside<P, V> {
    pub(super) fn get(&self, key: Key<P>) -> Option<V> {
        self.table.get(Key::new(key.number())).copied()
    }

    pub(super) fn set(&mut self, key: Key<P>, value: Option<V>) -> Option<V> {
        self.table.set(Key::new(key.number()), value)
    }
}

/// Rows by a name that several may have. What is kept is a number made of the name, so that many
/// names take little room and are compared at once; whoever looks compares the names themselves.
#[derive(Clone, Debug)]
pub(super) struct Names<R> {
    /// The first row of each number.
    first: LookUp<u64, Key<R>>,
    /// The others.
    more: BTreeSet<(u64, Key<R>)>,
}

impl<R> Default for Names<R> {
    fn default() -> Names<R> {
        Names { first: LookUp::default(), more: BTreeSet::new() }
    }
}

impl<R> Names<R> {
    pub(super) fn change(&mut self, key: Key<R>, name: Step<impl Hash + PartialEq>) {
        let Some((before, after)) = name.changed() else { return };
        before.into_iter().for_each(|name| self.set(name, key, false));
        after.into_iter().for_each(|name| self.set(name, key, true));
    }

    fn set(&mut self, name: impl Hash, key: Key<R>, enter: bool) {
        let number = number_of(name);
        match (enter, self.first.get_mut(&number)) {
            (true, None) => {
                self.first.insert(number, key);
            }
            (true, Some(first)) => {
                let later = std::cmp::max(*first, key);
                *first = std::cmp::min(*first, key);
                self.more.insert((number, later));
            }
            (false, Some(first)) if *first == key => {
                let next = self.more.range((number, Key::FIRST)..=(number, Key::LAST)).next();
                match next.copied() {
                    Some(next) => {
                        *first = next.1;
                        self.more.remove(&next);
                    }
                    None => {
                        self.first.remove(&number);
                    }
                }
            }
            (false, _) => {
                self.more.remove(&(number, key));
            }
        }
    }

    /// Rows that may have the name of a number, in the order of creation.
    pub(super) fn like(&self, number: u64) -> impl Iterator<Item = Key<R>> + use<'_, R> {
        let more = self.more.range((number, Key::FIRST)..=(number, Key::LAST));
        self.first.get(&number).copied().into_iter().chain(more.map(|(_, key)| *key))
    }
}

/// The number of a name; that of one name is the same in every run.
pub(super) fn number_of(name: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::super::PhysicalMedia;
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;
    use std::fmt::Debug;

    fn said(facts: impl Iterator<Item = impl Debug>) -> String {
        facts.map(|fact| format!("{fact:?} ")).collect()
    }

    impl<C, R> Members<C, R> {
        pub(crate) fn facts(&self) -> String {
            said(self.lists.iter().collect::<BTreeMap<_, _>>().into_iter())
        }
    }

    impl<R> Finished<R> {
        pub(crate) fn facts(&self) -> String {
            format!("{:?} {:?}", self.well, self.badly)
        }
    }

    impl<P, V: Debug> Beside<P, V> {
        pub(crate) fn facts(&self) -> String {
            said(self.table.iter())
        }
    }

    impl<R> Names<R> {
        pub(crate) fn facts(&self) -> String {
            let first: BTreeMap<_, _> = self.first.iter().collect();
            said(first.into_iter()) + &said(self.more.iter())
        }
    }

    proptest! {
        #[test]
        fn rows_of_one_name_are_found_in_the_order_of_creation(
            steps in proptest::collection::vec((0u32..12, 0usize..3), 0..60),
        ) {
            const NAMES: [&str; 3] = ["one", "two", ""];
            let mut names = Names::<PhysicalMedia>::default();
            let mut model = BTreeSet::new();
            for (key, name) in steps {
                let enter = !model.remove(&(name, key));
                if enter {
                    model.insert((name, key));
                }
                names.set(NAMES[name], Key::new(key), enter);
                for (at, name) in NAMES.iter().enumerate() {
                    let found = names.like(number_of(name)).map(|key| key.number());
                    let there = model.iter().filter(|(of, _)| *of == at).map(|(_, key)| *key);
                    prop_assert!(found.eq(there), "{name} {model:?}");
                }
            }
            prop_assert_eq!(names.first.len() + names.more.len(), model.len());
        }
    }
}
