//! Faults at every seam: each row of the catalogue from its own cause, with its exact effect.

mod database;
mod device;
mod network;
mod rule;
mod service;

use std::collections::BTreeMap;

use super::room::*;
use super::*;

/// The story that hits a row of the catalogue. Conditions have one of their own for all.
const STORIES: &[(&str, fn())] = &[
    ("malformed-name", network::names_that_nobody_has),
    ("unknown-name", network::names_that_nobody_has),
    ("interface-down", network::cables_that_people_pull),
    ("link-down", network::cables_that_people_pull),
    ("link-refuse", network::cables_that_people_pull),
    ("link-silent", network::cables_that_people_pull),
    ("link-jitter", network::links_that_are_slow_or_lose),
    ("link-loss", network::links_that_are_slow_or_lose),
    ("drop", network::a_lost_call_is_not_done_and_a_lost_reply_was),
    ("delay", network::a_delay_is_as_long_as_it_says),
    ("duplicate", network::a_call_that_comes_twice_is_done_once),
    ("refuse", network::a_refused_connection_fails_at_once),
    ("reset", network::a_reset_under_a_reply_ends_the_session_at_both_ends),
    ("not-installed", service::states_answer_as_they_should),
    ("disabled", service::states_answer_as_they_should),
    ("stopped", service::states_answer_as_they_should),
    ("starting", service::states_answer_as_they_should),
    ("crashed", service::states_answer_as_they_should),
    ("older-version", service::states_answer_as_they_should),
    ("crash", service::a_crash_before_the_reply_keeps_what_was_kept),
    ("stop", service::a_stopped_service_ends_its_calls),
    ("busy", service::a_busy_service_says_what_the_function_documents),
    ("deny", service::a_denied_call_changes_nothing),
    ("hang", device::a_unit_that_hangs_answers_later),
    ("fail", database::a_record_that_is_not_kept_leaves_no_trace),
    ("full", database::a_record_that_is_not_kept_leaves_no_trace),
    ("hold-export", database::a_copy_that_another_program_has_open_stays),
    ("lose-suffix", database::a_lost_suffix_takes_the_last_rows),
    ("lose-row", database::a_lost_row_is_missed_after_the_next_start),
    ("forged", device::a_forged_sense_is_marked),
    ("power-cycle", device::power_comes_back_with_a_scan),
    ("door-open", device::doors_stop_robots_and_full_slots_refuse),
    ("mail-slot-full", device::doors_stop_robots_and_full_slots_refuse),
    ("sessions-max", service::budgets_are_asked_before_anything_grows),
    ("out-of-memory", service::budgets_are_asked_before_anything_grows),
];

#[test]
fn every_row_of_the_catalogue_is_hit() {
    let mut stories: BTreeMap<&str, fn()> = STORIES.iter().copied().collect();
    assert_eq!(stories.len(), STORIES.len(), "a row stands twice");
    for row in crate::fault::catalogue() {
        if row.seam != "condition" {
            assert!(stories.remove(row.name).is_some(), "no story hits {}", row.name);
        }
    }
    assert!(stories.is_empty(), "{:?} is in no catalogue", stories.keys());
}
