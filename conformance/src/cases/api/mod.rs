//! Cases of the API's functions, by group.

mod backup;
mod cleaner;
mod detection;
mod device;
mod library;
mod media;
mod notification;
mod object;
mod omid;
mod operator;
mod session;

use std::fmt::Debug;

use crate::case::{Case, Mismatch, Verdict};

/// The lists of all files.
pub(super) const FILES: &[&[Case]] = &[
    session::open_ntms_session::CASES,
    session::close_ntms_session::CASES,
    device::access_ntms_library_door::CASES,
    media::add_ntms_media_type::CASES,
    media::allocate_ntms_media::CASES,
    media::allocate_ntms_media_refused::CASES,
    media::deallocate_ntms_media::CASES,
    media::swap_ntms_media::CASES,
    media::change_ntms_media_type::CASES,
    media::decommission_ntms_media::CASES,
    media::set_ntms_media_complete::CASES,
    media::delete_ntms_media::CASES,
    media::create_ntms_media::CASES,
    media::create_ntms_media_refused::CASES,
    media::create_ntms_media_pool::CASES,
    media::get_ntms_media_pool_name::CASES,
    media::move_to_ntms_media_pool::CASES,
    media::delete_ntms_media_pool::CASES,
    media::delete_ntms_media_type::CASES,
    media::mount_ntms_media::CASES,
    media::mount_ntms_media_waits::CASES,
    media::mount_ntms_media_refused::CASES,
    media::dismount_ntms_media::CASES,
    device::delete_ntms_library::CASES,
    device::delete_ntms_drive::CASES,
    device::dismount_ntms_drive::CASES,
    device::clean_ntms_drive::CASES,
    cleaner::reserve_ntms_cleaner_slot::CASES,
    cleaner::release_ntms_cleaner_slot::CASES,
    cleaner::inject_ntms_cleaner::CASES,
    cleaner::eject_ntms_cleaner::CASES,
    library::inject_ntms_media::CASES,
    library::eject_ntms_media::CASES,
    library::inventory_ntms_library::CASES,
    device::identify_ntms_slot::CASES,
    library::cancel_ntms_library_request::CASES,
    device::get_ntms_request_order::CASES,
    device::set_ntms_request_order::CASES,
    device::delete_ntms_requests::CASES,
    device::eject_disk_from_sa_drive::CASES,
    device::get_volumes_from_drive::CASES,
    library::get_ntms_ui_options::CASES,
    library::set_ntms_ui_options::CASES,
    object::enumerate_ntms_object::CASES,
    object::get_ntms_object_information::CASES,
    object::set_ntms_object_information::CASES,
    object::get_ntms_object_attribute::CASES,
    object::set_ntms_object_attribute::CASES,
    object::get_ntms_object_security::CASES,
    object::set_ntms_object_security::CASES,
    object::disable_ntms_object::CASES,
    object::enable_ntms_object::CASES,
    omid::update_ntms_omid_info::CASES,
    operator::submit_ntms_operator_request::CASES,
    operator::wait_for_ntms_operator_request::CASES,
    operator::cancel_ntms_operator_request::CASES,
    operator::satisfy_ntms_operator_request::CASES,
    backup::export_ntms_database::CASES,
    backup::import_ntms_database::CASES,
    device::do_eject_from_sa_drive::CASES,
    detection::begin_ntms_device_change_detection::CASES,
    detection::set_ntms_device_change_detection::CASES,
    detection::end_ntms_device_change_detection::CASES,
    notification::open_ntms_notification::CASES,
    notification::wait_for_ntms_notification::CASES,
    notification::close_ntms_notification::CASES,
];

/// A library with a medium of each kind, a few pools, and `guest`, who may look at everything and
/// change nothing.
const ROOM: &str = r"
version: 1
users: { guest: [] }
computers:
  HERE:
    access:
      - { who: guest, may: NTMS_USE_ACCESS }
      - { who: guest, may-not: [NTMS_MODIFY_ACCESS, NTMS_CONTROL_ACCESS] }
    libraries: { tower: { profile: lto-30 } }
pools:
  - { path: Jobs, media-type: LTO_Ultrium, allocation-policy: NTMS_ALLOCATE_FROMSCRATCH }
  - { path: 'Upper\Daily', media-type: LTO_Ultrium }
  - { path: Other, media-type: LTO_Ultrium }
media:
  - { media: OWNED1L3..OWNED4L3, at: { library: tower }, known: { allocated: { pool: Jobs } } }
  - { media: STOCK1L3..STOCK4L3, at: { library: tower }, known: { available: { pool: Other } } }
  - { media: FREE01L3..FREE04L3, at: { library: tower }, known: free }
  - { media: IMPRT1L3, at: { library: tower }, known: import }
  - { media: BLANK1L3, at: { library: tower }, known: blank }
  - { media: SHELF1L3, at: { shelf: HERE }, known: { allocated: { pool: Jobs } } }
";

/// What is seen is what is expected.
fn equal<T: PartialEq + Debug>(expected: T, seen: T) -> Verdict {
    match expected == seen {
        true => Ok(()),
        false => Err(Mismatch::new(format!("{expected:?}"), format!("{seen:?}"))),
    }
}
