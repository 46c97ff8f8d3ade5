//! Known differences: cases that a target does not pass, each with its reason. One that is listed
//! and passes fails the suite, so that the list stays true.

/// A difference that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    /// The target's name.
    pub(crate) target: &'static str,
    /// The case, without the form.
    pub(crate) case: &'static str,
    /// Why it is so.
    pub(crate) reason: &'static str,
}

/// Every known difference.
const KNOWN: &[Known] = &[];

/// The known difference of a target in a case.
pub(crate) fn find(target: &str, case: &str) -> Option<Known> {
    KNOWN.iter().copied().find(|known| known.target == target && known.case == case)
}
