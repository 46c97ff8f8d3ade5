//! The verbs of the Windows tool as a table: which switches each takes, in letters and as long
//! options. Parser, help and complaints are made from it.

use ntmsapi::ObjectType;

use super::{Act, discs, library, medium, object, pool};

/// What follows a switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    /// Nothing: it is there or not.
    Nothing,
    /// Any text; the word says what it is.
    Text(&'static str),
    /// A whole number; the word says of what.
    Number(&'static str),
    /// An identifier that is of no object.
    Guid(&'static str),
    /// One of these words.
    Word(&'static [&'static str]),
    /// Some of these words, each with its own switch.
    Words(&'static [&'static str]),
    /// An object: `g` and its GUID, or `f` and its friendly name.
    Object(&'static str, ObjectType),
    /// An object by its GUID alone in letters; a long option takes the name, too.
    ObjectById(&'static str, ObjectType),
}

/// A switch of a verb.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Switch {
    /// What stands behind `/` or `-`; of an object without its `g` or `f`.
    pub(crate) letters: &'static str,
    /// The long option; an object has another one that ends with `-id`.
    pub(crate) long: &'static str,
    pub(crate) takes: Takes,
    /// Without it the verb cannot be.
    pub(crate) is_needed: bool,
    pub(crate) meaning: &'static str,
}

impl Switch {
    const fn new(
        letters: &'static str,
        long: &'static str,
        takes: Takes,
        meaning: &'static str,
    ) -> Switch {
        Switch { letters, long, takes, is_needed: false, meaning }
    }

    const fn needed(self) -> Switch {
        Switch { is_needed: true, ..self }
    }
}

/// A verb.
#[derive(Clone, Copy)]
pub(crate) struct Verb {
    pub(crate) name: &'static str,
    /// What it does, without a full stop.
    pub(crate) about: &'static str,
    pub(crate) switches: &'static [Switch],
    /// Ways to name the object, of which a call takes one: letters that belong together.
    pub(crate) ways: &'static [&'static [&'static str]],
    /// Other ways that are understood and not shown.
    pub(crate) also: &'static [&'static [&'static str]],
    /// None of the ways is right, too.
    pub(crate) may_have_none: bool,
    /// The same call in letters and in long options.
    pub(crate) example: [&'static str; 2],
    pub(crate) act: Act,
}

impl Verb {
    /// The verb of that name, in any case.
    pub(crate) fn named(name: &str) -> Option<&'static Verb> {
        VERBS.iter().find(|verb| verb.name.eq_ignore_ascii_case(name))
    }
}

/// The kinds of object by the words of `view`.
pub(crate) const KINDS: &[(&str, ObjectType)] = &[
    ("changer", ObjectType::Changer),
    ("changer_type", ObjectType::ChangerType),
    ("computer", ObjectType::Computer),
    ("drive", ObjectType::Drive),
    ("drive_type", ObjectType::DriveType),
    ("iedoor", ObjectType::IeDoor),
    ("ieport", ObjectType::IePort),
    ("library", ObjectType::Library),
    ("librequest", ObjectType::LibRequest),
    ("logical_media", ObjectType::LogicalMedia),
    ("media_pool", ObjectType::MediaPool),
    ("media_type", ObjectType::MediaType),
    ("oprequest", ObjectType::OpRequest),
    ("partition", ObjectType::Partition),
    ("physical_media", ObjectType::PhysicalMedia),
    ("storageslot", ObjectType::StorageSlot),
    ("ui_destination", ObjectType::UiDestination),
];

/// The words alone.
const KIND_WORDS: [&str; KINDS.len()] = {
    let mut words = [""; KINDS.len()];
    let mut at = 0;
    while at < KINDS.len() {
        words[at] = KINDS[at].0;
        at += 1;
    }
    words
};

const PRIORITIES: &[&str] = &["normal", "high", "low", "highest", "lowest"];

const LOGICAL: Takes = Takes::Object("logical medium", ObjectType::LogicalMedia);
const SIDE: Takes = Takes::Object("side", ObjectType::Partition);
const PHYSICAL: Takes = Takes::Object("physical medium", ObjectType::PhysicalMedia);
const LIBRARY: Takes = Takes::Object("library", ObjectType::Library);
const DRIVE: Takes = Takes::Object("drive", ObjectType::Drive);
const SLOT: Takes = Takes::Object("slot", ObjectType::StorageSlot);

const OF_LOGICAL: Switch = Switch::new("l", "media", LOGICAL, "the logical medium");
const OF_SIDE: Switch = Switch::new("p", "side", SIDE, "the side");
const OF_SLOT: Switch = Switch::new("s", "slot", SLOT, "the slot that the medium lies in");
const POOL: Switch =
    Switch::new("m", "pool", Takes::Text("pool"), "the pool; levels are parted by \\").needed();
const TIMEOUT: Switch = Switch::new(
    "t",
    "timeout",
    Takes::Number("milliseconds"),
    "how long to wait; for ever when absent",
);
const PRIORITY: Switch =
    Switch::new("r", "priority", Takes::Word(PRIORITIES), "place in the queue; normal when absent");

/// Every verb, by name.
pub(crate) const VERBS: &[Verb] = &[
    Verb {
        name: "allocate",
        about: "takes a medium or side from a pool",
        switches: &[
            POOL,
            Switch::new(
                "o",
                "option",
                Takes::Words(&["errunavail", "new", "next"]),
                "errunavail: fail when there is none, ask nobody; new: keep the other sides, too; \
                 next: the next side of the medium that /l names",
            ),
            Switch::new("l", "media", LOGICAL, "with next: a logical medium of the same medium"),
            Switch::new("p", "side", SIDE, "this side"),
            Switch::new("ln", "name", Takes::Text("name"), "name of the logical medium"),
            Switch::new("ld", "description", Takes::Text("text"), "its description"),
            Switch::new("pn", "side-name", Takes::Text("name"), "name of the side"),
            Switch::new("pd", "side-description", Takes::Text("text"), "its description"),
            TIMEOUT,
            Switch::new("b", "brief", Takes::Nothing, "print the GUID alone"),
        ],
        ways: &[&["l"], &["p"]],
        also: &[],
        may_have_none: true,
        example: [
            "rsm allocate /mNightly /onew /ln\"Monday\" /b",
            "rsm allocate --pool Nightly --option new --name Monday --brief",
        ],
        act: Act::Called(medium::allocate),
    },
    Verb {
        name: "createpool",
        about: "makes or opens a pool of applications",
        switches: &[
            POOL,
            Switch::new(
                "a",
                "action",
                Takes::Word(&["existing", "always", "new"]),
                "existing: it must be there; new: it must not; always: either",
            )
            .needed(),
            Switch::new(
                "t",
                "media-type",
                Takes::Object("media type", ObjectType::MediaType),
                "type of its media; a pool of pools when absent",
            ),
            Switch::new("d", "draw", Takes::Nothing, "it may draw media from the free pool"),
            Switch::new("r", "return", Takes::Nothing, "it may give media back to the free pool"),
        ],
        ways: &[],
        also: &[],
        may_have_none: true,
        example: [
            "rsm createpool /mNightly /anew /tfLTO_Ultrium /d /r",
            "rsm createpool --pool Nightly --action new --media-type LTO_Ultrium --draw --return",
        ],
        act: Act::Called(pool::create),
    },
    Verb {
        name: "deallocate",
        about: "gives a logical medium back",
        switches: &[OF_LOGICAL, OF_SIDE],
        ways: &[&["l"], &["p"]],
        also: &[],
        may_have_none: false,
        example: ["rsm deallocate /lfMonday", "rsm deallocate --media Monday"],
        act: Act::Called(medium::deallocate),
    },
    Verb {
        name: "deletepool",
        about: "deletes an empty pool of applications",
        switches: &[POOL],
        ways: &[],
        also: &[],
        may_have_none: true,
        example: ["rsm deletepool /mNightly", "rsm deletepool --pool Nightly"],
        act: Act::Called(pool::delete),
    },
    Verb {
        name: "dismount",
        about: "takes a medium out of its drive",
        switches: &[
            OF_LOGICAL,
            OF_SIDE,
            Switch::new(
                "o",
                "option",
                Takes::Word(&["deferred"]),
                "it stays in the drive until somebody needs that, or for a while",
            ),
        ],
        ways: &[&["l"], &["p"]],
        also: &[],
        may_have_none: false,
        example: ["rsm dismount /lfMonday", "rsm dismount --media Monday --option deferred"],
        act: Act::Called(medium::dismount),
    },
    Verb {
        name: "eject",
        about: "puts a medium out through the mail slot or the drive that stands alone",
        switches: &[
            Switch::new("p", "physical-media", PHYSICAL, "the medium"),
            Switch::new("s", "slot", SLOT, "what lies in this slot of the library"),
            Switch::new("d", "drive", DRIVE, "what is in this drive of the library"),
            Switch::new("l", "library", LIBRARY, "the library; alone when it has one drive"),
            Switch::new("o", "operation", Takes::Guid("operation"), "what an earlier call gave"),
            Switch::new(
                "a",
                "action",
                Takes::Word(&["start", "stop", "queue"]),
                "start, when absent: with all that is queued; queue: with the next start; stop: \
                 ends the operation that /o names",
            ),
            Switch::new("b", "brief", Takes::Nothing, "print the GUID of the operation alone"),
        ],
        ways: &[&["p"], &["s", "l"], &["d", "l"], &["l"]],
        also: &[],
        may_have_none: true,
        example: [
            "rsm eject /pfA00001L3 /astart /b",
            "rsm eject --physical-media A00001L3 --action start --brief",
        ],
        act: Act::Called(library::eject),
    },
    Verb {
        name: "ejectatapi",
        about: "puts discs out of a changer by its number, without the service",
        switches: &[Switch::new(
            "n",
            "number",
            Takes::Number("changer"),
            "the number at the end of the changer's device name",
        )
        .needed()],
        ways: &[],
        also: &[],
        may_have_none: true,
        example: ["rsm ejectatapi /n0", "rsm ejectatapi --number 0"],
        act: Act::Alone(discs::eject_atapi),
    },
    Verb {
        name: "erase",
        about: "mounts a side of a tape, erases it behind its label and dismounts it",
        switches: &[
            OF_SIDE,
            Switch::new("b", "brief", Takes::Nothing, "print nothing"),
            PRIORITY,
            TIMEOUT,
        ],
        ways: &[&["p"]],
        also: &[],
        may_have_none: false,
        example: ["rsm erase /pfA00001L3", "rsm erase --side A00001L3 --timeout 600000"],
        act: Act::Called(medium::erase),
    },
    Verb {
        name: "freemedia",
        about: "gives a medium back, if it is allocated, and puts it into the free pool",
        switches: &[
            OF_LOGICAL,
            OF_SIDE,
            OF_SLOT,
            Switch::new("d", "drive", DRIVE, "the drive that the medium is in"),
        ],
        ways: &[&["l"], &["p"], &["s"], &["d"], &["s", "d"]],
        also: &[],
        may_have_none: false,
        example: ["rsm freemedia /lfMonday", "rsm freemedia --media Monday"],
        act: Act::Called(medium::free),
    },
    Verb {
        name: "inventory",
        about: "looks what is in a library",
        switches: &[
            Switch::new("l", "library", LIBRARY, "the library").needed(),
            Switch::new(
                "a",
                "action",
                Takes::Word(&["full", "fast", "default", "none", "stop"]),
                "full: reads every label; fast: bar codes, or what changed; default: as the \
                 library is set; stop: ends the running one",
            )
            .needed(),
        ],
        ways: &[],
        also: &[],
        may_have_none: true,
        example: [
            "rsm inventory /lf\"My Library\" /afast",
            "rsm inventory --library \"My Library\" --action fast",
        ],
        act: Act::Called(library::inventory),
    },
    Verb {
        name: "mount",
        about: "puts a medium into a drive and waits until it is there; it stays mounted",
        switches: &[
            OF_LOGICAL,
            OF_SIDE,
            OF_SLOT,
            Switch::new(
                "c",
                "changer",
                Takes::Object("changer", ObjectType::Changer),
                "the changer of the slot",
            ),
            Switch::new("d", "drive", DRIVE, "this drive; /l does it, too, where /l is free"),
            Switch::new(
                "o",
                "option",
                Takes::Words(&["errnotavailable", "drive", "read", "write", "offline"]),
                "errnotavailable: fail at once when medium or drive is not to be had; offline: \
                 when the medium is in no device; drive: in the drive that /d names; read, write: \
                 what it is for",
            )
            .needed(),
            PRIORITY,
            TIMEOUT,
        ],
        ways: &[&["l"], &["p"], &["s", "c"]],
        also: &[&["p", "l"], &["s", "c", "l"]],
        may_have_none: false,
        example: [
            "rsm mount /lfMonday /owrite /t600000",
            "rsm mount --media Monday --option write --timeout 600000",
        ],
        act: Act::Called(medium::mount),
    },
    Verb {
        name: "refresh",
        about: "looks what changed in a device that does not say so itself",
        switches: &[
            Switch::new("l", "library", LIBRARY, "this library"),
            Switch::new("p", "physical-media", PHYSICAL, "where this medium could be"),
            Switch::new(
                "t",
                "media-type",
                Takes::ObjectById("media type", ObjectType::MediaType),
                "where media of this type could be",
            ),
        ],
        ways: &[&["l"], &["p"], &["t"]],
        also: &[],
        may_have_none: false,
        example: ["rsm refresh /lf\"My Drive\"", "rsm refresh --library \"My Drive\""],
        act: Act::Called(library::refresh),
    },
    Verb {
        name: "rename",
        about: "gives an object another name or description",
        switches: &[
            Switch::new("t", "type", Takes::Word(&KIND_WORDS), "the kind of object").needed(),
            Switch::new("o", "object", Takes::Object("object", ObjectType::Unknown), "the object")
                .needed(),
            Switch::new("on", "name", Takes::Text("name"), "its new name"),
            Switch::new("od", "description", Takes::Text("text"), "its new description"),
        ],
        ways: &[],
        also: &[],
        may_have_none: true,
        example: [
            "rsm rename /tlogical_media /ofMonday /onTuesday",
            "rsm rename --type logical_media --object Monday --name Tuesday",
        ],
        act: Act::Called(object::rename),
    },
    Verb {
        name: "ui",
        about: "changes the computers that messages go to",
        switches: &[
            Switch::new(
                "a",
                "action",
                Takes::Word(&["add", "delete", "deleteall"]),
                "what to do with the destination",
            )
            .needed(),
            Switch::new(
                "t",
                "type",
                Takes::Word(&["info", "req", "err"]),
                "which messages: progress, requests to operators, errors",
            )
            .needed(),
            Switch::new(
                "d",
                "destination",
                Takes::Text("computer"),
                "the destination; this computer when absent",
            ),
        ],
        ways: &[],
        also: &[],
        may_have_none: true,
        example: [
            "rsm ui /aadd /treq /dOPERATOR1",
            "rsm ui --action add --type req --destination OPERATOR1",
        ],
        act: Act::Called(object::ui),
    },
    Verb {
        name: "view",
        about: "lists objects, one in a line",
        switches: &[
            Switch::new("t", "type", Takes::Word(&KIND_WORDS), "the kind of objects").needed(),
            Switch::new(
                "c",
                "container",
                Takes::ObjectById("container", ObjectType::Unknown),
                "only what is in this object",
            ),
            Switch::new("guiddisplay", "guids", Takes::Nothing, "the GUID behind each name"),
            Switch::new("b", "brief", Takes::Nothing, "the GUIDs alone"),
        ],
        ways: &[],
        also: &[],
        may_have_none: true,
        example: [
            "rsm view /tphysical_media /guiddisplay",
            "rsm view --type physical_media --guids --json",
        ],
        act: Act::Called(object::view),
    },
];
