//! Cartridges, what is on them, and what was known of them before a service starts.

use std::sync::Arc;

use hardware::{Cartridge, MediumModel};
use wire::label::mtf::TapeBlock;
use wire::label::{FreeLabel, Label, LabelParsers};
use wire::{Guid, Text};

use crate::furnish::{KnownSide, KnownState};

/// What a cartridge has on one side.
#[derive(Clone, Copy, Debug)]
pub(super) enum On {
    Blank,
    /// A label of a backup program with this identifier.
    Tape(u128),
    /// A free label.
    Free(u128),
    /// Something that no parser knows.
    Noise,
}

impl On {
    pub(super) fn block(self) -> Option<Vec<u8>> {
        let id = Guid::from_u128;
        match self {
            On::Blank => None,
            On::Tape(number) => {
                let name = format!("tape {number}");
                Some(TapeBlock::of_application("Backup", &name, id(number)))
            }
            On::Free(number) => Some(FreeLabel { id: id(number) }.emit()),
            On::Noise => Some(vec![0xA5; 512]),
        }
    }

    pub(super) fn label(self) -> Option<Label> {
        LabelParsers::default().claim(&self.block()?)
    }
}

/// A tape of the third LTO generation.
pub(super) fn tape(bar_code: Option<&str>, on: On) -> Cartridge {
    cartridge("lto-3", bar_code, &[on])
}

pub(super) fn cartridge(model: &str, bar_code: Option<&str>, sides: &[On]) -> Cartridge {
    let model = Arc::new(MediumModel::named(model).expect("in the table").clone());
    let mut cartridge = Cartridge::blank(&model, bar_code);
    for (side, on) in cartridge.sides.iter_mut().zip(sides) {
        if let Some(block) = on.block() {
            side.append_block(block.into());
            side.append_filemarks(1);
        }
    }
    cartridge
}

/// What was known of one side before the service started.
pub(super) fn known(on: On, state: KnownState) -> KnownSide {
    KnownSide { state, label: on.label() }
}

pub(super) fn owned() -> KnownState {
    KnownState::Allocated { pool: Text::new("Backup"), name: None }
}

/// Something in the library before the service starts: where, what, and what is known of it.
pub(super) struct Stock {
    pub(super) at: u16,
    pub(super) cartridge: Cartridge,
    pub(super) known: Option<Vec<KnownSide>>,
}

pub(super) fn stranger(at: u16, cartridge: Cartridge) -> Stock {
    Stock { at, cartridge, known: None }
}

/// A tape that an application owns.
pub(super) fn own_tape(at: u16, bar_code: &str, number: u128) -> Stock {
    let on = On::Tape(number);
    let known = Some(vec![known(on, owned())]);
    Stock { at, cartridge: tape(Some(bar_code), on), known }
}
