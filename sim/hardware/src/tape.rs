//! What is recorded on one side of a medium: logical objects, which are blocks and filemarks, in
//! the order in which a head meets them. Where the head is, and what it costs to move it, is the
//! drive's.

use bytes::Bytes;
use wire::scsi::ssc::SpaceUnit;

/// One logical object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Record<'a> {
    /// A block with its bytes.
    Block(&'a Bytes),
    /// A filemark.
    Filemark,
}

/// Neighbouring objects that are kept together: one block, or filemarks in a row. A host can order
/// sixteen million filemarks in one command; they must not cost memory each.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Run {
    /// Objects before it.
    first: u32,
    /// Bytes of medium up to its end.
    end_bytes: u64,
    what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    Block(Bytes),
    Filemarks(u32),
}

/// A recorded side. A blank one has no memory of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tape {
    runs: Vec<Run>,
}

/// Where spacing ended, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spaced {
    /// Objects before the head.
    pub(crate) object: u32,
    /// What is left of the count.
    pub(crate) left: u32,
    pub(crate) stop: Stop,
}

/// Why spacing ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// All that was asked for was found.
    Found,
    /// A filemark lay among the blocks; the head passed it.
    Filemark,
    /// Nothing is recorded further on.
    EndOfData,
    /// The medium begins here.
    Beginning,
}

impl Run {
    fn object_count(&self) -> u32 {
        match self.what {
            What::Block(_) => 1,
            What::Filemarks(count) => count,
        }
    }

    /// Objects up to its end.
    fn end(&self) -> u32 {
        self.first + self.object_count()
    }

    fn record(&self) -> Record<'_> {
        match &self.what {
            What::Block(bytes) => Record::Block(bytes),
            What::Filemarks(_) => Record::Filemark,
        }
    }
}

impl Tape {
    /// Every object from the beginning.
    pub fn records(&self) -> impl Iterator<Item = Record<'_>> {
        self.records_from(0)
    }

    /// Every object from a number on.
    pub fn records_from(&self, object: u32) -> impl Iterator<Item = Record<'_>> {
        let alike = |(record, count)| std::iter::repeat_n(record, count as usize);
        self.stretches(object, self.object_count()).flat_map(alike)
    }

    /// The object that follows so many others, if it is recorded.
    pub fn record(&self, object: u32) -> Option<Record<'_>> {
        self.runs.get(self.run_of(object)).map(Run::record)
    }

    /// How many objects are recorded: the object number of end of data.
    pub fn object_count(&self) -> u32 {
        self.runs.last().map_or(0, Run::end)
    }

    /// Nothing is recorded.
    pub fn is_blank(&self) -> bool {
        self.runs.is_empty()
    }

    /// Bytes of medium in use. Filemarks take none.
    pub fn used_bytes(&self) -> u64 {
        self.runs.last().map_or(0, |run| run.end_bytes)
    }

    /// Bytes of medium before an object; before end of data for an object that is not recorded.
    pub fn bytes_before(&self, object: u32) -> u64 {
        let before = self.run_of(object).checked_sub(1);
        before.and_then(|index| self.runs.get(index)).map_or(0, |run| run.end_bytes)
    }

    /// Gives back memory that is kept for more: little is written on most media.
    pub fn shrink_to_fit(&mut self) {
        self.runs.shrink_to_fit();
    }

    /// Records a block at end of data. Does nothing once `u32::MAX` objects are recorded.
    pub fn append_block(&mut self, block: Bytes) {
        let first = self.object_count();
        if first == u32::MAX {
            return;
        }
        let end_bytes = self.used_bytes().saturating_add(block.len() as u64);
        self.runs.push(Run { first, end_bytes, what: What::Block(block) });
    }

    /// Records filemarks at end of data, as many as fit below `u32::MAX` objects.
    pub fn append_filemarks(&mut self, count: u32) {
        let first = self.object_count();
        let end_bytes = self.used_bytes();
        let more = count.min(u32::MAX - first);
        if more == 0 {
            return;
        }
        match self.runs.last_mut() {
            Some(Run { what: What::Filemarks(count), .. }) => *count += more,
            _ => self.runs.push(Run { first, end_bytes, what: What::Filemarks(more) }),
        }
    }

    /// Makes an object number end of data; what was recorded from there on cannot be read again.
    pub fn truncate(&mut self, object_count: u32) {
        if object_count >= self.object_count() {
            return;
        }
        let index = self.run_of(object_count);
        let keep = self.runs.get(index).map_or(0, |run| object_count - run.first);
        self.runs.truncate(index + usize::from(keep > 0));
        // Only filemarks can be cut in two.
        if let (true, Some(Run { what: What::Filemarks(count), .. })) =
            (keep > 0, self.runs.last_mut())
        {
            *count = keep;
        }
    }

    /// Spaces from an object over so many of a unit (SSC, SPACE); backwards when negative.
    pub(crate) fn space(&self, from: u32, unit: SpaceUnit, count: i32) -> Spaced {
        let end = self.object_count();
        if unit == SpaceUnit::EndOfData {
            return Spaced { object: end, left: 0, stop: Stop::Found };
        }
        let wanted = count.unsigned_abs();
        let mut search = Search { unit, wanted, left: wanted, passed: 0 };
        let mut meet = |(record, alike)| search.meet(record, alike);
        let (stop, limit) = match count {
            0 => (Some(Stop::Found), Stop::Found),
            1.. => (self.stretches(from, end).find_map(&mut meet), Stop::EndOfData),
            _ => (self.stretches(0, from).rev().find_map(&mut meet), Stop::Beginning),
        };
        let Search { left, passed, .. } = search;
        let object = if count > 0 { from + passed } else { from - passed };
        Spaced { object, left, stop: stop.unwrap_or(limit) }
    }

    /// What lies between two object numbers: an object, and how many like it there are in a row.
    fn stretches(&self, from: u32, to: u32) -> impl DoubleEndedIterator<Item = (Record<'_>, u32)> {
        let end = self.runs.partition_point(|run| run.first < to);
        let runs = self.runs.get(self.run_of(from)..end).unwrap_or_default();
        runs.iter().map(move |run| (run.record(), run.end().min(to) - run.first.max(from)))
    }

    /// The index of the run that an object is in; one past the last for an object not recorded.
    fn run_of(&self, object: u32) -> usize {
        self.runs.partition_point(|run| run.end() <= object)
    }
}

/// Counting while objects pass the head.
struct Search {
    unit: SpaceUnit,
    wanted: u32,
    left: u32,
    passed: u32,
}

impl Search {
    /// So many objects alike come; they pass until the search ends.
    fn meet(&mut self, record: Record<'_>, alike: u32) -> Option<Stop> {
        let (passed, stop) = match (self.unit, record) {
            (SpaceUnit::Blocks, Record::Filemark) => (1, Some(Stop::Filemark)),
            (SpaceUnit::Blocks, Record::Block(_))
            | (SpaceUnit::Filemarks | SpaceUnit::SequentialFilemarks, Record::Filemark) => {
                let counted = alike.min(self.left);
                self.left -= counted;
                (counted, (self.left == 0).then_some(Stop::Found))
            }
            // A block ends a row of filemarks that was too short.
            (SpaceUnit::SequentialFilemarks, Record::Block(_)) => {
                self.left = self.wanted;
                (alike, None)
            }
            (SpaceUnit::Filemarks | SpaceUnit::EndOfData, _) => (alike, None),
        };
        self.passed += passed;
        stop
    }
}
