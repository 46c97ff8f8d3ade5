//! What a device returns, as bytes on the wire and back. The command tells how to read them.

use bytes::Bytes;

use super::cdb::Request;
use super::{BlockLimits, Position};
use super::{
    ChangerCommand, Command, Data, DriveCommand, ElementStatus, Inquiry, ModeData, Sense, Vpd,
};

impl Request {
    /// The bytes of an answer, cut to what the initiator takes. `device_type` goes into the head of
    /// vital product data.
    pub fn emit_answer(&self, device_type: u8, data: &Data) -> Vec<u8> {
        let mut bytes = match data {
            Data::None => Vec::new(),
            Data::Sense(sense) => sense.emit().to_vec(),
            Data::Inquiry(inquiry) => inquiry.emit(),
            Data::Vpd(page) => page.emit(device_type),
            Data::Mode(data) => data.emit(self.mode_header),
            Data::ElementStatus(status) => status.emit(self.allocation_bytes),
            Data::Read(blocks) => blocks.to_vec(),
            Data::Position(position) => position.emit().to_vec(),
            Data::BlockLimits(limits) => limits.emit().to_vec(),
        };
        bytes.truncate(self.allocation_bytes);
        bytes
    }

    /// Reads the bytes of an answer to this command; `None` when they are cut short or senseless.
    pub fn parse_answer(&self, bytes: &[u8]) -> Option<Data> {
        match &self.command {
            Command::RequestSense => Sense::parse(bytes).map(Data::Sense),
            Command::Inquiry => Inquiry::parse(bytes).map(Data::Inquiry),
            Command::InquiryVpd { .. } => Vpd::parse(bytes).map(Data::Vpd),
            Command::ModeSense { .. } => {
                ModeData::parse(bytes, self.mode_header).ok().map(Data::Mode)
            }
            Command::Changer(ChangerCommand::ReadElementStatus { .. }) => {
                ElementStatus::parse(bytes).map(Data::ElementStatus)
            }
            Command::Drive(DriveCommand::Read { .. }) => {
                Some(Data::Read(Bytes::copy_from_slice(bytes)))
            }
            Command::Drive(DriveCommand::ReadPosition) => {
                Position::parse(bytes).map(Data::Position)
            }
            Command::Drive(DriveCommand::ReadBlockLimits) => {
                BlockLimits::parse(bytes).map(Data::BlockLimits)
            }
            _ => bytes.is_empty().then_some(Data::None),
        }
    }
}
