//! The model of pools, and of which way media go between them.

use wire::ntms::NtmsError;
use wire::ntms::state::SideState;

use super::model::{Asked, For};
use super::model::{
    End, FOREIGN, FREE, IMPORT, Model, PATHS, Place, Pool, Reply, index, parent, pick,
};
use super::step::Patience;

/// A side: which of which medium.
type SideOf = (usize, usize);

/// What CreateNtmsMediaPool is asked for.
pub(super) const ACTIONS: [&str; 3] = ["NTMS_OPEN_EXISTING", "NTMS_CREATE_NEW", "NTMS_OPEN_ALWAYS"];

/// A side that belongs to somebody or is kept for him.
fn is_owned(state: SideState) -> bool {
    matches!(state, SideState::Allocated | SideState::Complete | SideState::Reserved)
}

impl Model {
    pub(super) fn create_pool(&mut self, pool: usize, leaf: bool, action: u8) -> End {
        let action = ACTIONS[index(action, ACTIONS.len())];
        if self.pools[pool].is_some() {
            return match action {
                "NTMS_CREATE_NEW" => Err(NtmsError::AlreadyExists),
                _ => Ok(()),
            };
        }
        if action == "NTMS_OPEN_EXISTING" {
            return Err(NtmsError::ObjectNotFound);
        }
        // The upper levels are there first, and hold no media.
        match parent(pool).map(|above| self.pools[above]) {
            Some(None) => return Err(NtmsError::ObjectNotFound),
            Some(Some(above)) if above.leaf => return Err(NtmsError::InvalidParameter),
            _ => {}
        }
        self.pools[pool] = Some(Pool { leaf, ..Pool::default() });
        Ok(())
    }

    pub(super) fn delete_pool(&mut self, pool: usize) -> End {
        if self.pools[pool].is_none() || pool <= FOREIGN {
            return Err(NtmsError::InvalidMediaPool);
        }
        let mut below = (0..PATHS.len()).filter(|other| parent(*other) == Some(pool));
        let holds_pools = below.any(|other| self.pools[other].is_some());
        if holds_pools || self.media.iter().any(|medium| medium.known && medium.pool == pool) {
            return Err(NtmsError::NotEmpty);
        }
        self.pools[pool] = None;
        Ok(())
    }

    /// The pool whose policies a step sets: one of applications that holds media.
    pub(super) fn settable(&self, number: u8) -> Option<usize> {
        let leaf = |pool: &usize| self.pools[*pool].is_some_and(|found| found.leaf);
        let pools: Vec<usize> = (FOREIGN + 1..PATHS.len()).filter(leaf).collect();
        pick(number, &pools)
    }

    pub(super) fn set_pool(&mut self, number: u8, draws: bool, gives: bool, limit: u8) -> End {
        if let Some(pool) = self.settable(number) {
            self.pools[pool] = Some(Pool { leaf: true, draws, gives, limit: limit.into() });
        }
        Ok(())
    }

    /// The policies of a pool that media may be allocated from or moved to.
    fn leaf(&self, pool: usize) -> Result<Pool, NtmsError> {
        self.pools[pool].filter(|found| found.leaf).ok_or(NtmsError::InvalidMediaPool)
    }

    pub(super) fn move_medium(&mut self, medium: usize, to: usize) -> End {
        if !self.media[medium].known {
            return Err(NtmsError::InvalidMedia);
        }
        self.leaf(to)?;
        let from = self.media[medium].pool;
        let may = match (from, to) {
            (FOREIGN | IMPORT, to) => to == FREE,
            (FREE, to) => to > FOREIGN,
            (_, to) => to != FOREIGN,
        };
        if !may {
            return Err(NtmsError::InvalidMediaPool);
        }
        let states = self.media[medium].sides.map(|side| side.state);
        if to == IMPORT && states.iter().any(|state| *state != SideState::Import) {
            return Err(NtmsError::InvalidMediaPool);
        }
        let fits = |state: SideState| match to {
            FREE => {
                matches!(state, SideState::Available | SideState::Import | SideState::Foreign)
            }
            _ => !matches!(state, SideState::Unprepared | SideState::Foreign),
        };
        if !states.into_iter().all(fits) || !self.works(medium) || self.is_held(medium) {
            return Err(NtmsError::Busy);
        }
        if from != to {
            self.put_into(medium, to);
        }
        Ok(())
    }

    /// Neither the medium nor its library is disabled.
    pub(super) fn works(&self, medium: usize) -> bool {
        let medium = &self.media[medium];
        medium.enabled && (medium.place == Place::Shelf || self.library_enabled)
    }

    /// The medium belongs to a pool from now on. In the free pool it waits for its labels.
    fn put_into(&mut self, medium: usize, pool: usize) {
        self.media[medium].pool = pool;
        if pool == FREE {
            for side in &mut self.media[medium].sides {
                side.state = SideState::Unprepared;
            }
        }
    }

    pub(super) fn allocate(
        &mut self,
        pool: usize,
        side: Option<SideOf>,
        new: bool,
        error: bool,
        patience: Patience,
    ) -> Reply {
        let found = match side {
            Some(side) => self.may_take(pool, side, new).map(Some),
            None => self.search(pool, new),
        };
        match found {
            Err(error) => Err(error).into(),
            Ok(Some(side)) => {
                self.take(side, pool, new);
                Ok(()).into()
            }
            Ok(None) if error => Err(NtmsError::MediaUnavailable).into(),
            Ok(None) if patience == Patience::None => Err(NtmsError::Timeout).into(),
            Ok(None) => {
                let request = self.post(Asked::NewMedia);
                Reply::Waits(For::Media { pool, new, request }, patience.seconds())
            }
        }
    }

    /// What an allocation without a named side takes: what is available in the pool itself, or in
    /// the free pool where the policy says so.
    pub(super) fn search(&self, pool: usize, new: bool) -> Result<Option<SideOf>, NtmsError> {
        if pool <= FOREIGN {
            return Err(NtmsError::InvalidMediaPool);
        }
        let policy = self.leaf(pool)?;
        let in_pool = |from: usize| {
            let fits = move |side: &SideOf| {
                let medium = &self.media[side.0];
                let online = medium.known && medium.place != Place::Shelf && self.works(side.0);
                let there = online && medium.pool == from;
                there
                    && medium.sides[side.1].state == SideState::Available
                    && (!new || self.is_whole(side.0))
                    && (from != FREE || self.is_prepared(side.0))
            };
            let sides = (0..self.media.len()).flat_map(|medium| [(medium, 0), (medium, 1)]);
            // The reference does not say which of several; the service has an order.
            sides.filter(fits).min_by_key(|(medium, side)| (self.media[*medium].since, *side))
        };
        let free = || in_pool(FREE).filter(|_| policy.draws);
        Ok(in_pool(pool).or_else(free))
    }

    /// Nobody has any side.
    fn is_whole(&self, medium: usize) -> bool {
        !self.media[medium].sides.iter().any(|side| is_owned(side.state))
    }

    /// Nothing is left to be done before the medium may leave the free pool.
    fn is_prepared(&self, medium: usize) -> bool {
        let waits = self.media[medium].sides.iter().any(|s| s.state == SideState::Unprepared);
        !self.is_held(medium) && !waits
    }

    /// Whether a named side may be allocated in a pool.
    fn may_take(&self, pool: usize, side: SideOf, new: bool) -> Result<SideOf, NtmsError> {
        if pool <= FOREIGN {
            return Err(NtmsError::InvalidMediaPool);
        }
        self.leaf(pool)?;
        let medium = &self.media[side.0];
        let state = medium.sides[side.1].state;
        let from = medium.pool;
        if !medium.known
            || !(from == pool || from == FREE || from == IMPORT)
            || !matches!(state, SideState::Available | SideState::Import)
            || (new && !self.is_whole(side.0))
        {
            return Err(NtmsError::InvalidMedia);
        }
        if medium.place == Place::Shelf {
            return Err(NtmsError::MediaOffline);
        }
        match self.works(side.0) && (from == pool || self.is_prepared(side.0)) {
            true => Ok(side),
            false => Err(NtmsError::MediaUnavailable),
        }
    }

    pub(super) fn take(&mut self, (medium, side): SideOf, pool: usize, new: bool) {
        let medium = &mut self.media[medium];
        medium.pool = pool;
        let name = (!medium.renamed).then_some(medium.name);
        for (at, other) in medium.sides.iter_mut().enumerate() {
            if at == side {
                other.state = SideState::Allocated;
                other.logical = Some(name);
                other.allocated += 1;
            } else if new && other.state == SideState::Available {
                other.state = SideState::Reserved;
            }
        }
    }

    pub(super) fn allocate_next(&mut self, previous: Option<SideOf>) -> End {
        let (medium, _) = previous.ok_or(NtmsError::InvalidMedia)?;
        let sides = self.media[medium].sides;
        let reserved = sides.iter().position(|side| side.state == SideState::Reserved);
        let side = reserved.ok_or(NtmsError::MediaUnavailable)?;
        if self.media[medium].place == Place::Shelf {
            return Err(NtmsError::MediaOffline);
        }
        if !self.works(medium) {
            return Err(NtmsError::MediaUnavailable);
        }
        let pool = self.media[medium].pool;
        self.take((medium, side), pool, false);
        Ok(())
    }

    pub(super) fn deallocate(&mut self, side: Option<SideOf>) -> End {
        let (medium, at) = side.ok_or(NtmsError::InvalidMedia)?;
        let pool = self.media[medium].pool;
        let policy = self.pools[pool].unwrap_or_default();
        let sides = &mut self.media[medium].sides;
        let side = &mut sides[at];
        let late = u32::from(self.rules.retires_late);
        let retired = policy.limit > 0 && side.allocated >= policy.limit + late;
        side.logical = None;
        side.state = if retired { SideState::Decommissioned } else { SideState::Available };
        if sides.iter().all(|side| side.logical.is_none()) {
            for side in &mut *sides {
                if side.state == SideState::Reserved {
                    side.state = SideState::Available;
                }
            }
        }
        if policy.gives && sides.iter().all(|side| side.state == SideState::Available) {
            self.put_into(medium, FREE);
        }
        Ok(())
    }

    pub(super) fn complete(&mut self, side: Option<SideOf>) -> End {
        let (medium, at) = side.ok_or(NtmsError::InvalidMedia)?;
        if self.media[medium].sides[at].state != SideState::Allocated || self.is_wanted(medium) {
            return Err(NtmsError::InvalidState);
        }
        self.media[medium].sides[at].state = SideState::Complete;
        Ok(())
    }

    pub(super) fn decommission(&mut self, (medium, side): SideOf) -> End {
        if !self.media[medium].known {
            return Err(NtmsError::InvalidMedia);
        }
        let side = &mut self.media[medium].sides[side];
        if side.state != SideState::Available {
            return Err(NtmsError::InvalidState);
        }
        side.state = SideState::Decommissioned;
        Ok(())
    }

    pub(super) fn delete(&mut self, medium: usize) -> End {
        if !self.media[medium].known {
            return Err(NtmsError::InvalidMedia);
        }
        let shelf = self.media[medium].place == Place::Shelf;
        if !shelf || !self.is_whole(medium) || self.is_wanted(medium) {
            return Err(NtmsError::InvalidState);
        }
        // What comes of its labels when somebody brings it again is not said here.
        self.media[medium].known = false;
        self.media[medium].classed = None;
        Ok(())
    }

    pub(super) fn swap(&mut self, first: Option<SideOf>, second: Option<SideOf>) -> End {
        let (first, second) = first.zip(second).ok_or(NtmsError::InvalidMedia)?;
        if first == second {
            return Err(NtmsError::InvalidMedia);
        }
        if self.media[first.0].pool != self.media[second.0].pool {
            return Err(NtmsError::InvalidMediaPool);
        }
        for (medium, side) in [first, second] {
            if self.media[medium].sides[side].state != SideState::Allocated {
                return Err(NtmsError::InvalidState);
            }
            if self.is_wanted(medium) {
                return Err(NtmsError::InvalidMedia);
            }
        }
        let name = self.media[first.0].sides[first.1].logical;
        let other = self.media[second.0].sides[second.1].logical;
        self.media[first.0].sides[first.1].logical = other;
        self.media[second.0].sides[second.1].logical = name;
        Ok(())
    }
}
