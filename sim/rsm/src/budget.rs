//! Memory as the engine sees it: it asks before it grows, and may be told that there is none.

use wire::ntms::{Function, NtmsError};

/// What there is to grow with. Without a word from outside there is always enough.
#[derive(Debug, Default)]
pub struct Budget {
    short: bool,
    asked: bool,
}

impl Budget {
    /// From now on there is no memory, or enough again.
    pub fn ration(&mut self, short: bool) {
        self.short = short;
    }

    /// Whether the engine asked for memory since this was last called.
    pub fn take_asked(&mut self) -> bool {
        std::mem::take(&mut self.asked)
    }

    /// Asks for memory to serve a call, before anything changes.
    ///
    /// # Errors
    /// ERROR_NOT_ENOUGH_MEMORY, from functions that document it; others are served without asking.
    pub(crate) fn ask(&mut self, function: Function) -> Result<(), NtmsError> {
        if !function.documented().contains(&NtmsError::NotEnoughMemory) {
            return Ok(());
        }
        self.asked = true;
        if self.short { Err(NtmsError::NotEnoughMemory) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_functions_that_may_run_short_ask_for_memory() {
        let mut budget = Budget::default();
        assert_eq!(budget.ask(Function::AllocateNtmsMedia), Ok(()));
        assert!(budget.take_asked() && !budget.take_asked());
        budget.ration(true);
        assert_eq!(budget.ask(Function::CloseNtmsSession), Ok(()));
        assert!(!budget.take_asked());
        let short = Err(NtmsError::NotEnoughMemory);
        assert_eq!(budget.ask(Function::AllocateNtmsMedia), short);
    }
}
