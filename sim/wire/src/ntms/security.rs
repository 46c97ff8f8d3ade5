//! Who may do what: access lists of computer, library and media pool, and the check of one caller.
//!
//! Users and groups are the names that a machine room knows; two names that differ only in case are
//! one. The rights are those of [`Access`]; which right a call needs is the service's business.

use super::Access;
use super::option::SecurityInformation;
use crate::Text;
use serde::{Deserialize, Serialize};

/// A user or a group.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Principal(Text);

impl Principal {
    /// The user or group of that name.
    pub fn new(name: &str) -> Principal {
        Principal(Text::new(name))
    }

    /// The name as it was written first.
    pub fn name(&self) -> &Text {
        &self.0
    }

    /// Whether it has that name, case not counted.
    pub fn is(&self, name: &str) -> bool {
        fn lower(name: &str) -> impl Iterator<Item = char> + '_ {
            name.chars().flat_map(char::to_lowercase)
        }
        let own = self.0.as_str();
        own == name || lower(own).eq(lower(name))
    }
}

impl PartialEq for Principal {
    fn eq(&self, other: &Principal) -> bool {
        self.is(other.0.as_str())
    }
}

impl Eq for Principal {}

/// Members may administer; part of every default list.
pub const ADMINISTRATORS: &str = "Administrators";
/// The service's own account.
pub const LOCAL_SYSTEM: &str = "SYSTEM";
/// Every caller belongs to it.
pub const EVERYONE: &str = "Everyone";

/// One line of an access list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// True grants, false denies.
    pub grants: bool,
    /// To whom.
    pub principal: Principal,
    /// Which rights.
    pub access: Access,
}

/// A caller: the user and the groups it belongs to, `Everyone` not listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caller {
    /// The user.
    pub user: Principal,
    /// Its groups.
    pub groups: Vec<Principal>,
}

impl Caller {
    fn is(&self, principal: &Principal) -> bool {
        self.user == *principal
            || self.groups.contains(principal)
            || *principal == Principal::new(EVERYONE)
    }
}

/// Owner and access list of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityDescriptor {
    /// The owner, who may always read the list and change it.
    pub owner: Principal,
    /// The entries, asked in order.
    pub entries: Vec<Entry>,
}

impl SecurityDescriptor {
    /// The default of computer, libraries and system pools: all rights for administrators and the
    /// local system, use for everyone.
    pub fn default_of_service() -> SecurityDescriptor {
        let grant = |name, access| Entry { grants: true, principal: Principal::new(name), access };
        SecurityDescriptor {
            owner: Principal::new(ADMINISTRATORS),
            entries: vec![
                grant(ADMINISTRATORS, Access::FULL),
                grant(LOCAL_SYSTEM, Access::FULL),
                grant(EVERYONE, Access::USE),
            ],
        }
    }

    /// The default of a new pool: full access for its creator and the local system, before the
    /// entries that `parent` hands down.
    pub fn of_new_pool(creator: &Principal, parent: Option<&SecurityDescriptor>) -> Self {
        let grant = |principal| Entry { grants: true, principal, access: Access::FULL };
        let own = [grant(creator.clone()), grant(Principal::new(LOCAL_SYSTEM))];
        let inherited = parent.map(|parent| parent.entries.clone()).unwrap_or_default();
        SecurityDescriptor {
            owner: creator.clone(),
            entries: own.into_iter().chain(inherited).collect(),
        }
    }

    /// Whether the caller has every right wanted. The first entry that speaks of a right decides
    /// it; a right of which no entry speaks is not given.
    pub fn allows(&self, caller: &Caller, wanted: Access) -> bool {
        let owners = Access::READ_CONTROL.union(Access::WRITE_DAC);
        let mut open = if caller.is(&self.owner) { wanted.without(owners) } else { wanted };
        for entry in self.entries.iter().filter(|entry| caller.is(&entry.principal)) {
            if !entry.grants && open.without(entry.access) != open {
                return false;
            }
            open = open.without(entry.access);
        }
        open == Access::NONE
    }
}

/// Parts of a descriptor: those that a call asks for or writes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityParts {
    /// The owner.
    pub owner: Option<Principal>,
    /// The access list.
    pub entries: Option<Vec<Entry>>,
}

impl SecurityParts {
    /// Those parts of a descriptor that it has.
    pub fn of(descriptor: &SecurityDescriptor, wanted: SecurityInformation) -> SecurityParts {
        let owner = wanted.contains(SecurityInformation::OWNER);
        let entries = wanted.contains(SecurityInformation::DACL);
        SecurityParts {
            owner: owner.then(|| descriptor.owner.clone()),
            entries: entries.then(|| descriptor.entries.clone()),
        }
    }
}

impl Access {
    /// Every right on an object.
    pub const FULL: Access = Access::USE
        .union(Access::MODIFY)
        .union(Access::CONTROL)
        .union(Access::READ_CONTROL)
        .union(Access::WRITE_DAC)
        .union(Access::WRITE_OWNER);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn caller(user: &str, groups: &[&str]) -> Caller {
        let groups = groups.iter().map(|group| Principal::new(group)).collect();
        Caller { user: Principal::new(user), groups }
    }

    #[test]
    fn everyone_may_use_and_only_administrators_control_by_default() {
        let descriptor = SecurityDescriptor::default_of_service();
        assert!(descriptor.allows(&caller("anna", &[]), Access::USE));
        assert!(!descriptor.allows(&caller("anna", &[]), Access::CONTROL));
        assert!(descriptor.allows(&caller("bert", &["ADMINISTRATORS"]), Access::FULL));
    }

    #[test]
    fn a_descriptor_is_as_long_as_its_parts() {
        let descriptor = SecurityDescriptor::default_of_service();
        let bytes = |bits| {
            let wanted = SecurityInformation::from_bits(bits).expect("known bits");
            SecurityParts::of(&descriptor, wanted).to_bytes().len()
        };
        let list = 8 + (8 + 16) + (8 + 12) + (8 + 12);
        assert_eq!([0, 1, 2, 4, 5].map(bytes), [20, 36, 20, 20 + list, 36 + list]);
        let account = SecurityParts { owner: Some(Principal::new("anna")), entries: None };
        assert_eq!(account.to_bytes().len(), 48);
    }

    #[test]
    fn an_earlier_denial_beats_a_later_grant_and_not_the_other_way() {
        let mut descriptor = SecurityDescriptor::default_of_service();
        let denial =
            Entry { grants: false, principal: Principal::new("anna"), access: Access::USE };
        descriptor.entries.insert(0, denial);
        assert!(!descriptor.allows(&caller("Anna", &["Administrators"]), Access::USE));
        assert!(descriptor.allows(&caller("Anna", &["Administrators"]), Access::CONTROL));
        descriptor.entries.rotate_left(1);
        assert!(descriptor.allows(&caller("Anna", &["Administrators"]), Access::USE));
    }

    #[test]
    fn a_new_pool_belongs_to_its_creator_and_takes_over_from_its_parent() {
        let creator = Principal::new("anna");
        let alone = SecurityDescriptor::of_new_pool(&creator, None);
        assert!(alone.allows(&caller("anna", &[]), Access::FULL));
        assert!(!alone.allows(&caller("bert", &["Administrators"]), Access::USE));
        let parent = SecurityDescriptor::default_of_service();
        let below = SecurityDescriptor::of_new_pool(&creator, Some(&parent));
        assert!(below.allows(&caller("bert", &[]), Access::USE));
    }

    proptest! {
        #[test]
        fn fewer_rights_are_never_harder_to_get(bits in 0u32..8, fewer in 0u32..8, deny: bool) {
            let mut descriptor = SecurityDescriptor::default_of_service();
            descriptor.entries.insert(0, Entry {
                grants: !deny,
                principal: Principal::new("anna"),
                access: Access::MODIFY,
            });
            let all = Access::from_bits(bits).expect("three known bits");
            let some = Access::from_bits(bits & fewer).expect("three known bits");
            let anna = caller("anna", &[]);
            prop_assert!(!descriptor.allows(&anna, all) || descriptor.allows(&anna, some));
        }
    }
}
