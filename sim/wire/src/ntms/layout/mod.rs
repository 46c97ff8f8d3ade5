//! Where each member of the C structures lies: one row for each member, everything else derived.
//!
//! A row says name and kind; offsets, sizes, emit and parse follow from it by the rules of the
//! x86_64 Windows ABI (members at multiples of their alignment, at most 8). A structure has up to
//! four shapes: its texts in bytes (A) or UTF-16 (W), and the present or the first version, which
//! lacks some members and is told by its size. The values are those of the modules around.

mod argument;
mod device;
mod media;
mod member;
mod object;
mod request;
#[cfg(test)]
mod tests;
mod value;

use core::fmt;
use core::ops::Range;
use std::sync::LazyLock;

use super::{NtmsError, ObjectType};
use crate::CodePage;

pub use argument::{AllocationInformation, MountInformation};
pub use object::Opening;
pub use value::{Reader, Writer};

/// How the texts of a structure are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Bytes of a code page.
    A,
    /// UTF-16, little-endian.
    W,
}

/// Which generation of a structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// The `NTMS_I1_` structures, and all that never changed.
    First,
    /// What the public header declares without that prefix.
    Current,
}

impl Version {
    /// Whether what there is since this version is in `version`.
    const fn is_in(self, version: Version) -> bool {
        self as u8 <= version as u8
    }
}

/// What becomes of a text that is longer than its room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Excess {
    /// It is cut, and has its end.
    Cut,
    /// It fills the room without an end.
    Unended,
}

/// What the size of a structure depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// How texts are kept.
    pub form: Form,
    /// Which generation.
    pub version: Version,
}

impl Shape {
    /// A form of the present version.
    pub const fn current(form: Form) -> Shape {
        Shape { form, version: Version::Current }
    }
}

/// What a member is.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// `WORD`.
    Word,
    /// `DWORD`.
    Dword,
    /// `BOOL`: 32 bits, of which any makes it true.
    Bool,
    /// `LARGE_INTEGER`.
    Large,
    /// `GUID`.
    Guid,
    /// `SYSTEMTIME`.
    Time,
    /// A pointer or a handle.
    Pointer,
    /// `CHAR[n]` or `WCHAR[n]` by the form.
    Text(usize),
    /// A text that the present version has more room for: units in the first, and now.
    Longer(usize, usize),
    /// `WCHAR[n]` in each form.
    Wide(usize),
    /// `BYTE[n]`.
    Bytes(usize),
    /// One of several structures, chosen by the object type.
    Union(&'static [Arm]),
}

impl Kind {
    /// Bytes that a member takes.
    pub const fn size(&self, shape: Shape) -> usize {
        match *self {
            Kind::Word => 2,
            Kind::Dword | Kind::Bool => 4,
            Kind::Large | Kind::Pointer => 8,
            Kind::Guid | Kind::Time => 16,
            Kind::Text(_) | Kind::Longer(..) | Kind::Wide(_) => {
                self.units(shape) * self.align(shape)
            }
            Kind::Bytes(count) => count,
            Kind::Union(arms) => greatest(arms, shape).bytes,
        }
    }

    /// What its offset is a multiple of.
    pub const fn align(&self, shape: Shape) -> usize {
        match *self {
            Kind::Word | Kind::Time | Kind::Wide(_) => 2,
            Kind::Dword | Kind::Bool | Kind::Guid => 4,
            Kind::Large | Kind::Pointer => 8,
            Kind::Text(_) | Kind::Longer(..) => match shape.form {
                Form::A => 1,
                Form::W => 2,
            },
            Kind::Bytes(_) => 1,
            Kind::Union(arms) => greatest(arms, shape).align,
        }
    }

    /// Its offset behind `end` bytes of other members.
    const fn offset_after(&self, end: usize, shape: Shape) -> usize {
        end.next_multiple_of(self.align(shape))
    }

    /// Characters that a text has room for, terminator included; 1 for what is no text.
    const fn units(&self, shape: Shape) -> usize {
        match (*self, shape.version) {
            (Kind::Text(units) | Kind::Wide(units), _) => units,
            (Kind::Longer(units, _), Version::First) => units,
            (Kind::Longer(_, units), Version::Current) => units,
            _ => 1,
        }
    }
}

/// One of the structures of a union.
#[derive(Clone, Copy, Debug)]
pub struct Arm {
    /// Its name in the union.
    pub name: &'static str,
    /// The type that chooses it.
    pub object_type: ObjectType,
    /// What it is.
    pub structure: &'static Structure,
    /// The version that first has it.
    pub since: Version,
}

impl Arm {
    /// Whether a version of the union has it.
    pub const fn is_in(&self, version: Version) -> bool {
        self.since.is_in(version)
    }
}

/// The size and the alignment of a union: the greatest of its arms.
const fn greatest(arms: &[Arm], shape: Shape) -> Extent {
    let mut union = Extent { bytes: 0, align: 1 };
    let mut index = 0;
    while index < arms.len() {
        if arms[index].is_in(shape.version) {
            union = union.over(arms[index].structure.extent(shape));
        }
        index += 1;
    }
    Extent { bytes: union.bytes.next_multiple_of(union.align), ..union }
}

/// One member in the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Its name in the public header.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// The version that first has it.
    pub since: Version,
}

/// What a structure takes in memory.
#[derive(Clone, Copy, Debug)]
struct Extent {
    bytes: usize,
    align: usize,
}

impl Extent {
    /// What two take that lie over each other.
    const fn over(self, other: Extent) -> Extent {
        let bytes = if self.bytes > other.bytes { self.bytes } else { other.bytes };
        let align = if self.align > other.align { self.align } else { other.align };
        Extent { bytes, align }
    }
}

/// A structure of the public headers.
#[derive(Clone, Copy, Debug)]
pub struct Structure {
    /// Its name without A or W.
    pub name: &'static str,
    /// Its members, first to last.
    pub rows: &'static [Row],
    /// What it takes, by form and version. It is asked for in every call, so the compiler counts.
    extents: [[Extent; 2]; 2],
}

impl Structure {
    const fn new(name: &'static str, rows: &'static [Row]) -> Structure {
        Structure {
            name,
            rows,
            extents: [
                [extent(rows, Form::A, Version::First), extent(rows, Form::A, Version::Current)],
                [extent(rows, Form::W, Version::First), extent(rows, Form::W, Version::Current)],
            ],
        }
    }

    const fn extent(&self, shape: Shape) -> Extent {
        self.extents[shape.form as usize][shape.version as usize]
    }

    /// Its members, placed.
    pub fn fields(&self, shape: Shape) -> impl Iterator<Item = Field> + use<> {
        let mut cursor = self.cursor(shape);
        core::iter::from_fn(move || cursor.step()).flatten()
    }

    fn cursor(&self, shape: Shape) -> Cursor {
        Cursor { rows: self.rows.iter(), end: 0, shape }
    }

    /// Bytes that it takes, padding at the end included.
    pub const fn size(&self, shape: Shape) -> usize {
        self.extent(shape).bytes
    }

    /// What its address is a multiple of.
    pub const fn align(&self, shape: Shape) -> usize {
        self.extent(shape).align
    }
}

const fn extent(rows: &[Row], form: Form, version: Version) -> Extent {
    let shape = Shape { form, version };
    let mut structure = Extent { bytes: 0, align: 1 };
    let mut index = 0;
    while index < rows.len() {
        let Row { kind, since, .. } = &rows[index];
        if since.is_in(version) {
            let end = kind.offset_after(structure.bytes, shape) + kind.size(shape);
            structure = structure.over(Extent { bytes: end, align: kind.align(shape) });
        }
        index += 1;
    }
    Extent { bytes: structure.bytes.next_multiple_of(structure.align), ..structure }
}

/// A member at its place.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name in the public header.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// Bytes before it.
    pub offset: usize,
    /// Bytes that it takes.
    pub size: usize,
}

impl Field {
    fn range(&self) -> Range<usize> {
        self.offset..self.offset + self.size
    }
}

/// Goes through the rows of a structure and places them.
struct Cursor {
    rows: core::slice::Iter<'static, Row>,
    end: usize,
    shape: Shape,
}

impl Cursor {
    /// The next row; `Some(None)` when this version does not have it.
    fn step(&mut self) -> Option<Option<Field>> {
        let Row { name, kind, since } = *self.rows.next()?;
        if !since.is_in(self.shape.version) {
            return Some(None);
        }
        let offset = kind.offset_after(self.end, self.shape);
        let size = kind.size(self.shape);
        self.end = offset + size;
        Some(Some(Field { name, kind, offset, size }))
    }
}

/// A structure in one of its shapes, for whoever compares it with another declaration of it.
#[derive(Clone, Debug)]
pub struct Layout {
    /// Its name in the public header, such as `NTMS_I1_PMIDINFORMATIONA`.
    pub name: String,
    /// Its form; nothing where both are one.
    pub form: Option<Form>,
    /// Its version.
    pub version: Version,
    /// Bytes that it takes.
    pub size: usize,
    /// What its address is a multiple of.
    pub align: usize,
    /// Its members, first to last.
    pub fields: Vec<Field>,
}

/// Every structure of the public headers in every shape that has a name there.
pub static LAYOUTS: LazyLock<Vec<Layout>> = LazyLock::new(|| {
    let rooms = [argument::STRUCTURES, device::STRUCTURES, media::STRUCTURES, request::STRUCTURES];
    let structures = rooms.into_iter().flatten().chain(object::STRUCTURES);
    structures.flat_map(Structure::layouts).collect()
});

impl Structure {
    /// Its shapes. A version or a form that changes nothing has no name of its own.
    fn layouts(&self) -> Vec<Layout> {
        let size = |form, version| self.size(Shape { form, version });
        let changed = size(Form::W, Version::First) != size(Form::W, Version::Current);
        let text = size(Form::A, Version::Current) != size(Form::W, Version::Current);
        let versions = [(Version::First, changed), (Version::Current, true)];
        let forms = [(Form::A, text), (Form::W, true)];
        let mut layouts = Vec::new();
        for (version, _) in versions.into_iter().filter(|(_, has)| *has) {
            for (form, _) in forms.into_iter().filter(|(_, has)| *has) {
                let shape = Shape { form, version };
                let prefix = if version == Version::First { "NTMS_I1_" } else { "NTMS_" };
                let stem = self.name.strip_prefix("NTMS_");
                let mut name = stem.map_or(self.name.into(), |stem| format!("{prefix}{stem}"));
                if text {
                    name.push(if form == Form::A { 'A' } else { 'W' });
                }
                layouts.push(Layout {
                    name,
                    form: text.then_some(form),
                    version,
                    size: self.size(shape),
                    align: self.align(shape),
                    fields: self.fields(shape).collect(),
                });
            }
        }
        layouts
    }
}

/// A structure of a caller is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// There are fewer bytes than the structure takes.
    Short {
        /// Bytes that it takes.
        needed: usize,
        /// Bytes that there are.
        given: usize,
    },
    /// `dwSize` is not its size.
    Size(u32),
    /// `dwType` names no type of object that there is information on.
    ObjectType(u32),
    /// A member that callers may write has a number without meaning.
    Member(&'static str, u32),
}

impl Malformed {
    /// The code that the function pages have for a structure that is not one.
    pub const fn code(self) -> NtmsError {
        NtmsError::InvalidParameter
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Malformed::Short { needed, given } => {
                write!(f, "the structure takes {needed} bytes, there are {given}")
            }
            Malformed::Size(size) => write!(f, "dwSize is {size}, which is no size of it"),
            Malformed::ObjectType(number) => {
                write!(f, "dwType is {number}: there is no information on such objects")
            }
            Malformed::Member(name, number) => write!(f, "{name} is {number}, which means nothing"),
        }
    }
}

impl core::error::Error for Malformed {}

/// A value that is a structure in the memory of a C program.
pub trait Laid: Sized {
    /// Where its members lie.
    const STRUCTURE: Structure;

    /// Writes the members, in the order of the rows.
    fn put(&self, out: &mut Writer<'_>);

    /// Reads the members, in the order of the rows.
    ///
    /// # Errors
    /// See [`Laid::parse`].
    fn get(from: &mut Reader<'_>) -> Result<Self, Malformed>;

    /// The structure, as many bytes as its size. Texts are cut to their room and always end;
    /// padding, reserved members and what is left of a text are zero.
    fn emit(&self, shape: Shape, page: CodePage) -> Vec<u8> {
        let mut bytes = vec![0; Self::STRUCTURE.size(shape)];
        self.put(&mut Writer::new(&Self::STRUCTURE, &mut bytes, shape, page, Excess::Cut));
        bytes
    }

    /// The structure as a caller may give it: a text that is longer than its room fills it and has
    /// no end.
    fn emit_as_given(&self, shape: Shape, page: CodePage) -> Vec<u8> {
        let mut bytes = vec![0; Self::STRUCTURE.size(shape)];
        self.put(&mut Writer::new(&Self::STRUCTURE, &mut bytes, shape, page, Excess::Unended));
        bytes
    }

    /// Reads the structure at the start of `bytes`. A text without an end is read to the end of
    /// its room, and is then longer than one that may be written. A number without meaning in a
    /// member that callers cannot write does no harm; members that the version lacks say nothing.
    ///
    /// # Errors
    /// What [`Malformed`] lists.
    fn parse(bytes: &[u8], shape: Shape, page: CodePage) -> Result<Self, Malformed> {
        let needed = Self::STRUCTURE.size(shape);
        let given = bytes.len();
        let bytes = bytes.get(..needed).ok_or(Malformed::Short { needed, given })?;
        Self::get(&mut Reader::new(&Self::STRUCTURE, bytes, shape, page))
    }
}
