//! The copy of the database: asked for, and taken at a start.

use wire::ntms::call::{
    Answer, CloseNtmsSession, CreateNtmsMediaPool, ExportNtmsDatabase, ImportNtmsDatabase,
};
use wire::ntms::operation::CreateOptions;

use super::*;

impl Rig {
    /// Does what the last call wants done with the copy.
    fn backs_up(&mut self, what: Backup, result: Result<(), NtmsError>) {
        let asked = self.backups.pop().expect("something is asked for");
        assert_eq!(asked.1, what);
        self.rsm.handle(self.now, Input::BackedUp { call: asked.0, result });
        self.settle();
    }

    fn arms_import(&mut self) {
        let call = self.begin(self.admin, ImportNtmsDatabase);
        self.backs_up(Backup::Find, Ok(()));
        assert_eq!(self.end(call), Ok(Answer::Done));
        assert!(self.rsm.is_import_armed());
    }

    fn makes_pool(&mut self, name: String) -> Guid {
        self.get(CreateNtmsMediaPool {
            name: Some(Text::new(&name)),
            media_type: None,
            action: CreateOptions::CreateNew.value(),
            security: None,
        })
    }
}

#[test]
fn a_copy_is_asked_for_and_the_call_ends_as_the_copy_does() {
    let mut rig = rig();
    let admin = rig.admin;
    let before = rig.rows();
    for (result, reply) in [
        (Ok(()), Ok(Answer::Done)),
        (Err(NtmsError::SharingViolation), Err(NtmsError::SharingViolation.into())),
        (Err(NtmsError::DatabaseFailure), Err(NtmsError::DatabaseFailure.into())),
    ] {
        let call = rig.begin(admin, ExportNtmsDatabase);
        rig.backs_up(Backup::Export, result);
        assert_eq!(rig.end(call), reply);
    }
    assert_eq!(rig.rows(), before);
}

#[test]
fn an_import_is_armed_only_when_there_is_a_copy() {
    let mut rig = rig();
    let admin = rig.admin;
    let before = rig.rows();
    let call = rig.begin(admin, ImportNtmsDatabase);
    rig.backs_up(Backup::Find, Err(NtmsError::DatabaseFailure));
    assert_eq!(rig.end(call), Err(NtmsError::DatabaseFailure.into()));
    assert_eq!(rig.rows(), before);
    rig.arms_import();
    rig.arms_import();
}

#[test]
fn whoever_may_not_control_the_computer_saves_nothing() {
    let mut rig = rig();
    rig.admin = rig.user;
    rig.refuses(&[("export", ExportNtmsDatabase, NtmsError::AccessDenied)]);
    rig.refuses(&[("import", ImportNtmsDatabase, NtmsError::AccessDenied)]);
    assert_eq!(rig.backups, []);
}

#[test]
fn a_session_that_closes_gives_up_its_copy_and_nobody_hears_of_it() {
    let mut rig = rig();
    let admin = rig.admin;
    let call = rig.begin(admin, ImportNtmsDatabase);
    rig.get(CloseNtmsSession);
    assert_eq!(rig.end(call), Err(NtmsError::Cancelled.into()));
    rig.backs_up(Backup::Find, Ok(()));
    assert_eq!(rig.replies, BTreeMap::new());
    assert!(!rig.rsm.is_import_armed());
}

#[test]
fn the_next_start_has_the_rows_of_the_copy_and_no_identifier_comes_twice() {
    let mut rig = rig();
    let kept = rig.makes_pool("Kept".to_owned());
    let copy = rig.rows();
    let lost: Vec<Guid> =
        (0..5000).map(|number| rig.makes_pool(format!("Lost {number}"))).collect();
    rig.arms_import();
    let rsm = rig.rsm.fallen(Vec::new());
    let before: Vec<(u32, Row)> = rsm.database().rows().collect();
    rig.rsm = rsm.import(copy).expect("a service");
    rig.rsm.start(rig.now);
    // What is kept elsewhere follows from the changes alone.
    let mut file: BTreeMap<_, _> =
        before.into_iter().map(|(key, row)| ((row.table(), key), row)).collect();
    while let Some(output) = rig.rsm.poll() {
        let Output::Keep { ticket, transaction } = output else { panic!("{output:?}") };
        rig.rsm.handle(rig.now, Input::Kept { through: ticket });
        for change in transaction.merged() {
            let at = (change.table, change.key);
            assert!(file.remove(&at) == change.old, "{at:?}");
            file.extend(change.new.map(|row| (at, row)));
        }
    }
    assert!(!rig.rsm.is_import_armed());
    let rows: Vec<(u32, Row)> = file.into_iter().map(|((_, key), row)| (key, row)).collect();
    assert!(rows == rig.rows(), "{} and {} rows", rows.len(), rig.rows().len());
    rig.admin = rig.open("anna", &[ADMINISTRATORS], false);
    let database = rig.rsm.database();
    assert!(database.find_any(kept).is_some());
    assert!(lost.iter().all(|id| database.find_any(*id).is_none()));
    for number in 0..5000 {
        let id = rig.makes_pool(format!("New {number}"));
        assert!(!lost.contains(&id), "{number} has an identifier of before");
    }
}

#[test]
fn rows_that_make_no_service_are_not_taken() {
    let rig = rig();
    assert!(rig.rsm.fallen(Vec::new()).import([]).is_err());
}
