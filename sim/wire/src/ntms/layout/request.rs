//! What requests and the service itself are told by: the other arms of the object information.

use super::Structure;
use super::value::structure;
use crate::Guid;
use crate::ntms::info::{ComputerInformation, LibRequestInformation, OpRequestInformation};
use crate::ntms::layout::Laid;
use crate::ntms::limit::{
    APPLICATIONNAME_LENGTH, COMPUTERNAME_LENGTH, I1_MESSAGE_LENGTH, MESSAGE_LENGTH, USERNAME_LENGTH,
};
use crate::ntms::object::ObjectType;
use crate::ntms::operation::{LibraryOperation, OperatorCommand};
use crate::ntms::state::{LibraryRequestState, OperatorRequestState};

pub(super) const STRUCTURES: &[Structure] = &[
    LibRequestInformation::STRUCTURE,
    OpRequestInformation::STRUCTURE,
    ComputerInformation::STRUCTURE,
];

structure! {
    LibRequestInformation = "NTMS_LIBREQUESTINFORMATION" {
        OperationCode: Dword => operation_code (or LibraryOperation::Remove);
        OperationOption: Dword => operation_option;
        State: Dword => state (or LibraryRequestState::Invalid);
        PartitionId: Guid => partition_id;
        DriveId: Guid => drive_id;
        PhysMediaId: Guid => physical_media_id;
        Library: Guid => library;
        SlotId: Guid => slot_id;
        TimeQueued: Time => time_queued;
        TimeCompleted: Time => time_completed;
        szApplication: Text(APPLICATIONNAME_LENGTH) => application;
        szUser: Text(USERNAME_LENGTH) => user;
        szComputer: Text(COMPUTERNAME_LENGTH) => computer;
        dwErrorCode: Dword => error_code (later 0);
        WorkItemId: Guid => work_item_id (later Guid::NULL);
        dwPriority: Dword => priority (later 0);
    }
}

structure! {
    OpRequestInformation = "NTMS_OPREQUESTINFORMATION" {
        Request: Dword => request (or OperatorCommand::Unknown);
        Submitted: Time => submitted;
        State: Dword => state (or OperatorRequestState::Unknown);
        szMessage: Longer(I1_MESSAGE_LENGTH, MESSAGE_LENGTH) => message;
        Arg1Type: Dword => argument_1_type (or ObjectType::Unknown);
        Arg1: Guid => argument_1;
        Arg2Type: Dword => argument_2_type (or ObjectType::Unknown);
        Arg2: Guid => argument_2;
        szApplication: Text(APPLICATIONNAME_LENGTH) => application;
        szUser: Text(USERNAME_LENGTH) => user;
        szComputer: Text(COMPUTERNAME_LENGTH) => computer;
    }
}

structure! {
    ComputerInformation = "NTMS_COMPUTERINFORMATION" {
        dwLibRequestPurgeTime: Dword => lib_request_purge_time;
        dwOpRequestPurgeTime: Dword => op_request_purge_time;
        dwLibRequestFlags: Dword => lib_request_flags;
        dwOpRequestFlags: Dword => op_request_flags;
        dwMediaPoolPolicy: Dword => media_pool_policy;
    }
}
