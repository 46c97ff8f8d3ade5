//! ExportNtmsDatabase and ImportNtmsDatabase. The engine has no files: it asks for what is to be
//! done with them and hears how that went.

use wire::ntms::call::{Answer, ExportNtmsDatabase, ImportNtmsDatabase, Refusal};
use wire::ntms::limit::INFINITE;
use wire::ntms::{Function, NtmsError};

use super::{Context, Serve, Served};
use crate::access::Guard;
use crate::engine::Rsm;
use crate::wait::Wait;
use crate::{Backup, CallId};

impl Serve for ExportNtmsDatabase {
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        cx.demand(Function::ExportNtmsDatabase, Guard::Computer)?;
        Ok(cx.back_up(Backup::Export))
    }
}

impl Serve for ImportNtmsDatabase {
    /// The page knows no code for a copy that was never written. Such an import could only fail
    /// later, where nobody hears of it: ERROR_DATABASE_FAILURE at once.
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        cx.demand(Function::ImportNtmsDatabase, Guard::Computer)?;
        Ok(cx.back_up(Backup::Find))
    }
}

impl Context<'_> {
    fn back_up(&mut self, what: Backup) -> Served {
        self.rsm.ask_backup(self.call, what);
        Served::Later(Wait::Backup(what), INFINITE)
    }
}

impl Rsm {
    /// What was to be done with the copy is done, or not.
    pub(crate) fn backed_up(&mut self, call: CallId, result: Result<(), NtmsError>) {
        let Some(Wait::Backup(what)) = self.waits.get(call).map(|waiting| &waiting.wait) else {
            return;
        };
        if result.is_ok() && *what == Backup::Find {
            self.database.arm_import(true);
            self.keep_for(call);
        }
        self.end_wait(call, result.map(|()| Answer::Done).map_err(Refusal::from));
    }
}
