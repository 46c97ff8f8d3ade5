//! The verb that needs no service.

use ntmsapi::NtmsError;

use super::Said;
use super::failure::Failure;
use super::parse::Given;

/// `rsm ejectatapi`: no machine room has such a changer, so that there is nothing to empty.
pub(crate) fn eject_atapi(given: &Given) -> Result<Said, Failure> {
    let number = given.number("n").unwrap_or_default();
    let text = format!(
        "there is no ATAPI CD changer {number}: no profile of a library is one (`rsm list \
         profiles`); `rsm eject` empties the others"
    );
    Err(Failure::Code(NtmsError::CallNotImplemented, text))
}
