//! Security descriptors as bytes, self-relative: a header, the owner's identifier, a list of
//! entries ([MS-DTYP] 2.4.2, 2.4.4, 2.4.5 and 2.4.6). Those of memory, absolute, are only read: in
//! the header are pointers to the same parts.
//!
//! The machine room knows users by name and Windows by identifier. Three names are well known, and
//! that of nobody; any other stands in its identifier as it is written, four letters in each
//! authority below the kind, so that every program finds the name again and nobody keeps a list.

use core::fmt;
use core::fmt::Write;
use core::ops::Range;

use super::Access;
use super::limit::{GENERIC_ALL, GENERIC_EXECUTE, GENERIC_READ, GENERIC_WRITE};
use super::security::{ADMINISTRATORS, EVERYONE, Entry, LOCAL_SYSTEM, Principal, SecurityParts};

const HEADER_BYTES: usize = 20;
/// Those of `SECURITY_DESCRIPTOR` where pointers have 64 bits: revision, control, then pointers to
/// owner, group, system list and list.
const ABSOLUTE_BYTES: usize = 40;
const OWNER_AT: usize = 8;
const LIST_AT: usize = 32;
const LIST_HEADER_BYTES: usize = 8;
const ENTRY_HEADER_BYTES: usize = 8;
const IDENTIFIER_HEADER_BYTES: usize = 8;
/// Authorities below the first that an identifier may have.
const AUTHORITIES_MAX: usize = 15;
/// Letters of a name beside its kind; longer names are cut.
const NAME_BYTES_MAX: usize = 4 * (AUTHORITIES_MAX - 1);
/// Where the parts of a descriptor may lie: no larger one has a meaning.
const DESCRIPTOR_BYTES_MAX: usize = 1 << 18;

/// Control bits: there is a list, and all places are counted from the start.
const DACL_PRESENT: u16 = 0x0004;
const SELF_RELATIVE: u16 = 0x8000;
/// Flag of an entry that is only for what is made below.
const INHERIT_ONLY: u8 = 0x08;

/// Authorities that identifiers begin with, and the kind of accounts.
const NULL: u64 = 0;
const WORLD: u64 = 1;
const NT: u64 = 5;
const ACCOUNT: u32 = 21;

/// The name of nobody, for which Windows has an identifier too: S-1-0-0.
const NOBODY: &str = "";

/// The bytes are no security descriptor of the form that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MalformedDescriptor;

impl fmt::Display for MalformedDescriptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a security descriptor of revision 1")
    }
}

impl core::error::Error for MalformedDescriptor {}

/// An identifier: the first authority and those below.
struct Identifier {
    first: u64,
    below: Vec<u32>,
}

impl Identifier {
    fn of(principal: &Principal) -> Identifier {
        let is = |name| *principal == Principal::new(name);
        let known = |first, below: &[u32]| Identifier { first, below: below.to_vec() };
        match () {
            () if is(NOBODY) => known(NULL, &[0]),
            () if is(EVERYONE) => known(WORLD, &[0]),
            () if is(LOCAL_SYSTEM) => known(NT, &[18]),
            () if is(ADMINISTRATORS) => known(NT, &[32, 544]),
            () => Identifier::parse(principal.name())
                .unwrap_or_else(|| Identifier::of_account(principal.name())),
        }
    }

    fn of_account(name: &str) -> Identifier {
        let mut end = name.len().min(NAME_BYTES_MAX);
        while !name.is_char_boundary(end) {
            end -= 1;
        }
        let word = |letters: &[u8]| {
            let mut word = [0; 4];
            word.iter_mut().zip(letters).for_each(|(place, letter)| *place = *letter);
            u32::from_le_bytes(word)
        };
        let mut below = vec![ACCOUNT];
        below.extend(name.as_bytes()[..end].chunks(4).map(word));
        // The accounts of Windows have the three numbers of their computer, and one of their own.
        below.resize(below.len().max(5), 0);
        Identifier { first: NT, below }
    }

    /// One that is written out, as a name that no machine room has.
    fn parse(text: &str) -> Option<Identifier> {
        let mut numbers = text.strip_prefix("S-1-")?.split('-').map(str::parse::<u64>);
        let first = numbers.next()?.ok().filter(|first| *first < 1 << 48)?;
        let below: Option<Vec<u32>> =
            numbers.map(|number| number.ok().and_then(|number| number.try_into().ok())).collect();
        let below = below.filter(|below| below.len() <= AUTHORITIES_MAX)?;
        Some(Identifier { first, below })
    }

    fn principal(&self) -> Principal {
        match (self.first, &self.below[..]) {
            (NULL, [0]) => Principal::new(NOBODY),
            (WORLD, [0]) => Principal::new(EVERYONE),
            (NT, [18]) => Principal::new(LOCAL_SYSTEM),
            (NT, [32, 544]) => Principal::new(ADMINISTRATORS),
            (NT, [ACCOUNT, name @ ..]) => {
                let bytes: Vec<u8> = name.iter().copied().flat_map(u32::to_le_bytes).collect();
                let name = std::str::from_utf8(&bytes).unwrap_or_default().trim_end_matches('\0');
                match name.is_empty() || name.contains(char::is_control) {
                    true => self.written(),
                    false => Principal::new(name),
                }
            }
            _ => self.written(),
        }
    }

    /// Somebody of whom the machine room does not know.
    fn written(&self) -> Principal {
        let mut text = format!("S-1-{}", self.first);
        for number in &self.below {
            // Writing to a string does not fail.
            let _ = write!(text, "-{number}");
        }
        Principal::new(&text)
    }

    fn put(&self, out: &mut Vec<u8>) {
        out.extend([1, self.below.len() as u8]);
        out.extend(&self.first.to_be_bytes()[2..]);
        out.extend(self.below.iter().copied().flat_map(u32::to_le_bytes));
    }

    /// Reads the identifier at a place.
    fn get(from: &mut impl Bytes, at: usize) -> Result<Identifier, MalformedDescriptor> {
        let head = from.array::<IDENTIFIER_HEADER_BYTES>(at)?;
        let [1, count, a, b, c, d, e, f] = head else { return Err(MalformedDescriptor) };
        let count = usize::from(count);
        if count > AUTHORITIES_MAX {
            return Err(MalformedDescriptor);
        }
        let start = at + IDENTIFIER_HEADER_BYTES;
        let words = from.bytes(start..start + 4 * count)?;
        let word = |word: &[u8]| word.iter().rev().fold(0, |all, byte| all << 8 | u32::from(*byte));
        let first = u64::from_be_bytes([0, 0, a, b, c, d, e, f]);
        Ok(Identifier { first, below: words.chunks_exact(4).map(word).collect() })
    }
}

/// Where a descriptor is read from. Its length is not known before it was read.
trait Bytes {
    fn bytes(&mut self, range: Range<usize>) -> Result<Vec<u8>, MalformedDescriptor>;

    fn array<const N: usize>(&mut self, at: usize) -> Result<[u8; N], MalformedDescriptor> {
        self.bytes(at..at + N)?.try_into().map_err(|_| MalformedDescriptor)
    }
}

impl<F: FnMut(Range<usize>) -> Option<Vec<u8>>> Bytes for F {
    fn bytes(&mut self, range: Range<usize>) -> Result<Vec<u8>, MalformedDescriptor> {
        if range.end > DESCRIPTOR_BYTES_MAX {
            return Err(MalformedDescriptor);
        }
        self(range).ok_or(MalformedDescriptor)
    }
}

impl SecurityParts {
    /// The bytes of a self-relative descriptor with these parts. A list has at most 65,535 bytes,
    /// in which more than two thousand entries fit; further ones are left out.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut parts = Vec::new();
        let mut places = [0u32; 4];
        let mut control = SELF_RELATIVE;
        if let Some(owner) = &self.owner {
            places[0] = HEADER_BYTES as u32;
            Identifier::of(owner).put(&mut parts);
        }
        if let Some(entries) = &self.entries {
            control |= DACL_PRESENT;
            places[3] = (HEADER_BYTES + parts.len()) as u32;
            put_list(entries, &mut parts);
        }
        let mut bytes = vec![1, 0];
        bytes.extend(control.to_le_bytes());
        bytes.extend(places.into_iter().flat_map(u32::to_le_bytes));
        bytes.extend(parts);
        bytes
    }

    /// Reads a self-relative descriptor of which `read` gives the bytes of a range; it is asked for
    /// no byte that no part of a descriptor is at, and for none behind the first 256 KiB. A list
    /// that is said to be there and is not lets everybody do everything, as in Windows.
    ///
    /// # Errors
    /// It is no such descriptor, or `read` does not have the bytes.
    pub fn read(
        mut read: impl FnMut(Range<usize>) -> Option<Vec<u8>>,
    ) -> Result<SecurityParts, MalformedDescriptor> {
        let head = read.array::<HEADER_BYTES>(0)?;
        let control = u16::from_le_bytes([head[2], head[3]]);
        if head[0] != 1 || control & SELF_RELATIVE == 0 {
            return Err(MalformedDescriptor);
        }
        let place = |index: usize| {
            let bytes = [head[index], head[index + 1], head[index + 2], head[index + 3]];
            let place = u32::from_le_bytes(bytes) as usize;
            match place {
                0 => Ok(None),
                HEADER_BYTES..DESCRIPTOR_BYTES_MAX => Ok(Some(place)),
                _ => Err(MalformedDescriptor),
            }
        };
        let owner = match place(4)? {
            Some(at) => Some(Identifier::get(&mut read, at)?.principal()),
            None => None,
        };
        let entries = match place(16)? {
            _ if control & DACL_PRESENT == 0 => None,
            Some(at) => Some(get_list(&mut read, at)?),
            None => Some(everybody()),
        };
        Ok(SecurityParts { owner, entries })
    }

    /// Reads the absolute descriptor at an address of a 64-bit program; `read` gives the bytes of a
    /// range behind an address. It is asked for no byte that no part of a descriptor is at.
    ///
    /// # Errors
    /// It is no such descriptor, or `read` does not have the bytes.
    pub fn read_absolute(
        at: u64,
        mut read: impl FnMut(u64, Range<usize>) -> Option<Vec<u8>>,
    ) -> Result<SecurityParts, MalformedDescriptor> {
        let head = (|range| read(at, range)).array::<ABSOLUTE_BYTES>(0)?;
        let control = u16::from_le_bytes([head[2], head[3]]);
        if head[0] != 1 || control & SELF_RELATIVE != 0 {
            return Err(MalformedDescriptor);
        }
        let pointer = |at: usize| {
            let bytes = head[at..].first_chunk().copied().unwrap_or_default();
            Some(u64::from_le_bytes(bytes)).filter(|pointer| *pointer != 0)
        };
        let owner = match pointer(OWNER_AT) {
            Some(at) => Some(Identifier::get(&mut |range| read(at, range), 0)?.principal()),
            None => None,
        };
        let entries = match pointer(LIST_AT) {
            _ if control & DACL_PRESENT == 0 => None,
            Some(at) => Some(get_list(&mut |range| read(at, range), 0)?),
            None => Some(everybody()),
        };
        Ok(SecurityParts { owner, entries })
    }

    /// Whether a descriptor that begins with these bytes is self-relative.
    pub fn is_self_relative(head: [u8; 4]) -> bool {
        u16::from_le_bytes([head[2], head[3]]) & SELF_RELATIVE != 0
    }
}

/// What a list stands for that is said to be there and is not.
fn everybody() -> Vec<Entry> {
    vec![Entry { grants: true, principal: Principal::new(EVERYONE), access: Access::FULL }]
}

fn put_list(entries: &[Entry], out: &mut Vec<u8>) {
    let mut list = Vec::new();
    let mut count = 0u16;
    for entry in entries {
        let mut identifier = Vec::new();
        Identifier::of(&entry.principal).put(&mut identifier);
        let size = ENTRY_HEADER_BYTES + identifier.len();
        if LIST_HEADER_BYTES + list.len() + size > usize::from(u16::MAX) {
            break;
        }
        list.extend([u8::from(!entry.grants), 0]);
        list.extend((size as u16).to_le_bytes());
        list.extend(entry.access.bits().to_le_bytes());
        list.extend(identifier);
        count += 1;
    }
    let size = (LIST_HEADER_BYTES + list.len()) as u16;
    out.extend([2, 0]);
    out.extend(size.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend([0, 0]);
    out.extend(list);
}

fn get_list(from: &mut impl Bytes, start: usize) -> Result<Vec<Entry>, MalformedDescriptor> {
    let head = from.array::<LIST_HEADER_BYTES>(start)?;
    let size = usize::from(u16::from_le_bytes([head[2], head[3]]));
    let count = u16::from_le_bytes([head[4], head[5]]);
    let end = start + size;
    let mut at = start + LIST_HEADER_BYTES;
    let mut entries = Vec::new();
    for _ in 0..count {
        if at + ENTRY_HEADER_BYTES + IDENTIFIER_HEADER_BYTES > end {
            return Err(MalformedDescriptor);
        }
        let [kind, flags, s0, s1, m0, m1, m2, m3] = from.array::<ENTRY_HEADER_BYTES>(at)?;
        let identifier = Identifier::get(from, at + ENTRY_HEADER_BYTES)?;
        let taken = ENTRY_HEADER_BYTES + IDENTIFIER_HEADER_BYTES + 4 * identifier.below.len();
        let size = usize::from(u16::from_le_bytes([s0, s1]));
        if kind > 1 || size < taken || at + size > end {
            return Err(MalformedDescriptor);
        }
        if flags & INHERIT_ONLY == 0 {
            let access = access(u32::from_le_bytes([m0, m1, m2, m3]));
            entries.push(Entry { grants: kind == 0, principal: identifier.principal(), access });
        }
        at += size;
    }
    Ok(entries)
}

/// The rights of a mask: generic ones by the mapping of the public header; what no object here
/// knows, such as the right to delete, gives nothing.
fn access(mask: u32) -> Access {
    const GENERIC: [(u32, u32); 4] = [
        (0x8000_0000, GENERIC_READ),
        (0x4000_0000, GENERIC_WRITE),
        (0x2000_0000, GENERIC_EXECUTE),
        (0x1000_0000, GENERIC_ALL),
    ];
    let generic = GENERIC.into_iter().filter(|(bit, _)| mask & bit != 0);
    let bits = generic.fold(mask, |bits, (_, rights)| bits | rights);
    Access::from_bits(bits & Access::FULL.bits()).unwrap_or(Access::NONE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(bytes: &[u8]) -> Result<SecurityParts, MalformedDescriptor> {
        SecurityParts::read(|range| bytes.get(range).map(<[u8]>::to_vec))
    }

    fn principal() -> impl Strategy<Value = Principal> {
        let known = [EVERYONE, LOCAL_SYSTEM, ADMINISTRATORS, "S-1-5-32-551", "S-1-5-21-1-2-3-500"];
        let known = proptest::sample::select(known.to_vec()).prop_map(str::to_owned);
        prop_oneof![
            known,
            "[a-zA-Zäテ@. -]{1,18}".prop_filter("a name", |n| !n.starts_with("S-1-"))
        ]
        .prop_map(|name| Principal::new(&name))
    }

    fn parts() -> impl Strategy<Value = SecurityParts> {
        let bits = 0u32..64;
        let entry = (any::<bool>(), principal(), bits).prop_map(|(grants, principal, bits)| {
            let bits = bits & 7 | (bits & 0x38) << 14;
            Entry { grants, principal, access: Access::from_bits(bits).expect("six known bits") }
        });
        let entries = proptest::option::of(proptest::collection::vec(entry, 0..6));
        (proptest::option::of(principal()), entries)
            .prop_map(|(owner, entries)| SecurityParts { owner, entries })
    }

    proptest! {
        #[test]
        fn a_descriptor_comes_back(parts in parts()) {
            prop_assert_eq!(parse(&parts.to_bytes()), Ok(parts));
        }

        #[test]
        fn broken_bytes_do_no_harm(parts in parts(), at: usize, byte: u8, cut: usize) {
            let mut bytes = parts.to_bytes();
            let (at, cut) = (at % bytes.len(), cut % (bytes.len() + 1));
            bytes[at] = byte;
            bytes.truncate(cut);
            let _ = parse(&bytes);
        }
    }

    #[test]
    fn the_bytes_are_those_of_windows() {
        let owner = Some(Principal::new("Administrators"));
        let entries = vec![Entry {
            grants: false,
            principal: Principal::new("Everyone"),
            access: Access::USE,
        }];
        let parts = SecurityParts { owner, entries: Some(entries) };
        let expected = [
            &[1, 0, 4, 0x80, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 36, 0, 0, 0][..],
            &[1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0],
            &[2, 0, 28, 0, 1, 0, 0, 0, 1, 0, 20, 0, 1, 0, 0, 0],
            &[1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0],
        ];
        assert_eq!(parts.to_bytes(), expected.concat());
    }

    #[test]
    fn a_list_that_is_missing_lets_everybody_in_and_none_says_nothing() {
        let mut bytes = SecurityParts { owner: None, entries: Some(Vec::new()) }.to_bytes();
        assert_eq!(parse(&bytes).map(|parts| parts.entries), Ok(Some(Vec::new())));
        bytes[16] = 0;
        let everybody = parse(&bytes).expect("well formed").entries.expect("a list");
        assert_eq!((everybody.len(), everybody[0].access), (1, Access::FULL));
        bytes[2] = 0;
        assert_eq!(parse(&bytes).map(|parts| parts.entries), Ok(None));
        bytes[3] = 0;
        assert_eq!(parse(&bytes), Err(MalformedDescriptor));
    }

    /// The same descriptor in memory: its parts at addresses of their own.
    fn absolute(parts: &SecurityParts) -> Result<SecurityParts, MalformedDescriptor> {
        let bytes = parts.to_bytes();
        let place = |at: usize| u32::from_le_bytes(*bytes[at..].first_chunk().expect("a header"));
        let mut head = [0; ABSOLUTE_BYTES];
        head[..4].copy_from_slice(&bytes[..4]);
        head[3] &= 0x7F;
        for (to, from, address) in [(OWNER_AT, 4, 0x7000_0001u64), (LIST_AT, 16, !0xFFFF)] {
            if place(from) != 0 {
                head[to..to + 8].copy_from_slice(&address.to_le_bytes());
            }
        }
        SecurityParts::read_absolute(1, |address, range| {
            let start = match address {
                1 => return head.get(range).map(<[u8]>::to_vec),
                0x7000_0001 => place(4),
                address => {
                    assert_eq!(address, !0xFFFF, "no other is asked for");
                    place(16)
                }
            };
            bytes[start as usize..].get(range).map(<[u8]>::to_vec)
        })
    }

    proptest! {
        #[test]
        fn an_absolute_descriptor_has_the_same_parts(parts in parts()) {
            prop_assert_eq!(absolute(&parts), Ok(parts));
        }
    }

    #[test]
    fn the_forms_are_not_taken_for_one_another() {
        let bytes = SecurityParts::default().to_bytes();
        assert!(SecurityParts::is_self_relative([1, 0, 0, 0x80]));
        assert!(!SecurityParts::is_self_relative([1, 0, 4, 0x7F]));
        let read = |_, range: Range<usize>| Some(bytes.repeat(2)[range].to_vec());
        assert_eq!(SecurityParts::read_absolute(1, read), Err(MalformedDescriptor));
        let none = |_, range: Range<usize>| Some([1, 0, 4].repeat(40)[range].to_vec());
        assert_eq!(SecurityParts::read_absolute(1, none), Err(MalformedDescriptor));
    }

    #[test]
    fn generic_rights_are_mapped_and_unknown_ones_dropped() {
        assert_eq!(access(0x1000_0000).bits(), 7);
        assert_eq!(access(0x8001_0000).bits(), 1);
        assert_eq!(access(0x001F_0002), access(2).union(access(0x000E_0000)));
    }

    #[test]
    fn nobody_has_the_identifier_of_nobody() {
        let nobody = SecurityParts { owner: Some(Principal::new("")), entries: None };
        let bytes = nobody.to_bytes();
        assert_eq!(bytes[20..], [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(parse(&bytes), Ok(nobody));
    }

    #[test]
    fn a_long_name_is_cut_between_letters() {
        let long = Principal::new(&"ä".repeat(40));
        assert_eq!(Identifier::of(&long).principal().name().as_str(), "ä".repeat(28));
    }
}
