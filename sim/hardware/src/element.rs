//! The elements of a cabinet: dense storage, found by address without a search.

use wire::scsi::{ElementAddress, ElementType};

use crate::cartridge::CartridgeSlotted;
use crate::profile::ElementMap;

/// One element. A drive's cartridge is in the drive itself, never here.
#[derive(Debug, Default)]
pub(crate) struct ElementSlot {
    /// What lies in it.
    pub(crate) held: Option<CartridgeSlotted>,
    /// Where the cartridge was last stored before it came here, while only the robot moved it.
    pub(crate) source: Option<ElementAddress>,
    /// A person put the cartridge here.
    pub(crate) by_operator: bool,
    /// The last attempt to set a cartridge down here failed.
    pub(crate) troubled: bool,
}

/// Where an element is: its type and how far inside the type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Located {
    pub(crate) kind: ElementType,
    pub(crate) index: usize,
}

/// All elements, type by type.
#[derive(Debug)]
pub(crate) struct Elements {
    map: ElementMap,
    slots: [Vec<ElementSlot>; 4],
}

/// The types in ascending order of their codes, as element status reports them.
pub(crate) const KINDS: [ElementType; 4] = [
    ElementType::Transport,
    ElementType::Storage,
    ElementType::ImportExport,
    ElementType::DataTransfer,
];

/// The place of a type in arrays by type.
const fn row(kind: ElementType) -> usize {
    kind as usize - 1
}

impl Elements {
    /// Empty elements at the addresses of the map.
    pub(crate) fn new(map: ElementMap) -> Elements {
        let empty = |kind| {
            let count = usize::from(map.range(kind).count);
            let mut slots = Vec::with_capacity(count);
            slots.resize_with(count, ElementSlot::default);
            slots
        };
        Elements { map, slots: KINDS.map(empty) }
    }

    /// Finds an address.
    pub(crate) fn locate(&self, address: ElementAddress) -> Option<Located> {
        KINDS.into_iter().find_map(|kind| {
            let index = self.map.range(kind).index(address)?;
            Some(Located { kind, index })
        })
    }

    /// The address of an element.
    pub(crate) fn address(&self, kind: ElementType, index: usize) -> ElementAddress {
        let first = self.map.range(kind).first.0;
        ElementAddress(first.saturating_add(u16::try_from(index).unwrap_or(u16::MAX)))
    }

    /// The elements of a type, by ascending address.
    pub(crate) fn of(&self, kind: ElementType) -> &[ElementSlot] {
        &self.slots[row(kind)]
    }

    /// One element that was located.
    pub(crate) fn get(&self, at: Located) -> Option<&ElementSlot> {
        self.slots[row(at.kind)].get(at.index)
    }

    /// One element that was located, to change it.
    pub(crate) fn get_mut(&mut self, at: Located) -> Option<&mut ElementSlot> {
        self.slots[row(at.kind)].get_mut(at.index)
    }

    /// The hand of the robot, where there is one.
    pub(crate) fn hand(&self) -> Option<&ElementSlot> {
        self.slots[row(ElementType::Transport)].first()
    }

    /// The hand of the robot, to change it.
    pub(crate) fn hand_mut(&mut self) -> Option<&mut ElementSlot> {
        self.slots[row(ElementType::Transport)].first_mut()
    }
}
