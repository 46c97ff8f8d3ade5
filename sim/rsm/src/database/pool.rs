//! Pools by path and by purpose.
//!
//! Pools form a tree below the root pool, which is in no path. Names are compared without regard to
//! case; a leading backslash may stand or be missing.

use std::collections::BTreeMap;

use wire::Text;
use wire::ntms::limit::POOLHIERARCHY_LENGTH;
use wire::ntms::media_type::StorageMediaType;
use wire::ntms::object::PoolType;
use wire::ntms::option::{AllocationPolicy, DeallocationPolicy};

use super::table::KEY_MAX;
use super::{Database, Key, LogicalMedia, MediaPool, MediaType, PhysicalMedia};

/// What stands between the names of a path.
const SEPARATOR: char = '\\';

/// The names in a path from the top; nothing when one of them is empty. The empty path has none.
pub(crate) fn levels(path: &str) -> Option<Vec<&str>> {
    let path = path.strip_prefix(SEPARATOR).unwrap_or(path);
    if path.is_empty() {
        return Some(Vec::new());
    }
    let levels: Vec<&str> = path.split(SEPARATOR).collect();
    levels.iter().all(|level| !level.is_empty()).then_some(levels)
}

impl Database {
    /// The pool at a path; the root pool at the empty one.
    pub fn pool_at(&self, path: &str) -> Option<Key<MediaPool>> {
        levels(path)?
            .into_iter()
            .try_fold(self.root_pool(), |pool, name| self.child_pool(pool, name))
    }

    /// The pool of this name in another.
    pub fn child_pool(&self, parent: Key<MediaPool>, name: &str) -> Option<Key<MediaPool>> {
        let name = name.to_lowercase();
        let named = |pool: &Key<MediaPool>| self.get(*pool).head.name.to_lowercase() == name;
        self.index().pools_in.of(parent).find(named)
    }

    /// The path of a pool without a leading backslash; empty for the root pool.
    pub fn pool_path(&self, pool: Key<MediaPool>) -> Text {
        let mut names = Vec::new();
        let mut at = self.get(pool);
        // No path is longer than its buffer, so neither has it more levels.
        while let (Some(parent), ..POOLHIERARCHY_LENGTH) = (at.parent, names.len()) {
            names.push(at.head.name.as_str());
            at = self.get(parent);
        }
        names.reverse();
        Text::from(names.join("\\"))
    }

    /// The top-level pool of a purpose, whose children are the system pools of each media type.
    pub fn top_system_pool(&self, purpose: PoolType) -> Option<Key<MediaPool>> {
        let of_purpose = |pool: &Key<MediaPool>| self.get(*pool).pool_type == purpose;
        self.index().pools_in.of(self.root_pool()).find(of_purpose)
    }

    /// The free, unrecognized or import pool of a media type.
    pub fn system_pool(
        &self,
        purpose: PoolType,
        media_type: Key<MediaType>,
    ) -> Option<Key<MediaPool>> {
        let of_type = |pool: &Key<MediaPool>| self.get(*pool).media_type == Some(media_type);
        self.index().pools_in.of(self.top_system_pool(purpose)?).find(of_type)
    }

    /// Whether a pool is that of the free media of a type.
    pub fn is_free_pool(&self, pool: Key<MediaPool>) -> bool {
        let row = self.get(pool);
        row.pool_type == PoolType::Scratch && row.media_type.is_some()
    }

    /// The row of a type of medium.
    pub fn media_type(&self, media_type: StorageMediaType) -> Option<Key<MediaType>> {
        self.all::<MediaType>().find(|(_, row)| row.media_type == media_type).map(|(key, _)| key)
    }

    /// Makes anew, with what is left of them, the pools that media are in and whose rows a damaged
    /// database lost. What they were nobody knows: their type is NTMS_POOLTYPE_UNKNOWN, and nothing
    /// is allocated from them.
    pub(super) fn rebuild_pools(&mut self) {
        let Some(root) = self.try_get(self.root_pool()) else { return };
        let security = root.security.clone();
        let media = self.all::<PhysicalMedia>().map(|(_, row)| (row.pool, Some(row.media_type)));
        let logical = self.all::<LogicalMedia>().map(|(_, row)| (row.pool, None));
        let mut lost: BTreeMap<Key<MediaPool>, Option<Key<MediaType>>> = BTreeMap::new();
        for (pool, media_type) in media.chain(logical) {
            if self.try_get(pool).is_none() && pool.number() < KEY_MAX {
                let known = lost.entry(pool).or_default();
                *known = known.or(media_type);
            }
        }
        for (key, media_type) in lost {
            let mut head = self.new_head(Text::EMPTY);
            head.name = Text::from(format!("Lost {}", head.id));
            let pool = MediaPool {
                head,
                pool_type: PoolType::Unknown,
                media_type,
                parent: Some(self.root_pool()),
                allocation_policy: AllocationPolicy::NONE,
                deallocation_policy: DeallocationPolicy::NONE,
                max_allocates: 0,
                security: security.clone(),
            };
            self.insert_at(key, pool);
        }
    }
}
