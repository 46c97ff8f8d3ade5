//! GetNtmsUIOptions and SetNtmsUIOptions: which computers messages go to. What is said of a
//! computer or library is kept; what is said of an application ends with its session.

use wire::Guid;
use wire::Text;
use wire::ntms::call::{Answer, GetNtmsUIOptions, Refusal, SetNtmsUIOptions, Short};
use wire::ntms::limit::COMPUTERNAME_LENGTH;
use wire::ntms::operation::{UiOperation, UiType};
use wire::ntms::{Function, NtmsError, ObjectType};

use super::{Context, Serve, Served};
use crate::access::Guard;
use crate::database::{Database, Key, UiDestination};

/// Whose messages are meant.
#[derive(Clone, Copy, Debug)]
enum Scope {
    /// Those of the session's application.
    Application,
    /// Those of a computer or library.
    Of(Guid, Guard),
}

impl Scope {
    /// The null identifier is none, as on the wire (MS-RSMP 3.2.4.9).
    fn find(db: &Database, object: Option<Guid>) -> Result<Scope, NtmsError> {
        let Some(id) = object.filter(|id| !id.is_null()) else { return Ok(Scope::Application) };
        let object = db.find_any(id).ok_or(NtmsError::ObjectNotFound)?;
        match object.object_type() {
            ObjectType::Computer | ObjectType::Library => Ok(Scope::Of(id, Guard::of(db, object))),
            _ => Err(NtmsError::InvalidParameter),
        }
    }

    /// The kind of message. Applications have no error messages of their own.
    fn kind(self, number: u32) -> Result<UiType, NtmsError> {
        match (UiType::from_value(number), self) {
            (Some(kind @ (UiType::Info | UiType::Req)), _) => Ok(kind),
            (Some(UiType::Err), Scope::Of(..)) => Ok(UiType::Err),
            _ => Err(NtmsError::InvalidParameter),
        }
    }

    fn check_right(self, cx: &Context<'_>, function: Function) -> Result<(), NtmsError> {
        match self {
            Scope::Application => Ok(()),
            Scope::Of(_, guard) => cx.demand(function, guard),
        }
    }
}

/// Two names of one computer differ in case at most.
fn is_same(one: &Text, other: &Text) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// The destinations of a computer or library, the oldest first.
fn kept(db: &Database, object: Guid, kind: UiType) -> Vec<(Key<UiDestination>, Text)> {
    let of = |row: &UiDestination| row.object == object && row.kind == kind;
    let rows = db.all::<UiDestination>().filter(|(_, row)| of(row));
    rows.map(|(key, row)| (key, row.head.name.clone())).collect()
}

fn destinations(cx: &Context<'_>, scope: Scope, kind: UiType) -> Vec<Text> {
    match scope {
        Scope::Of(object, _) => {
            kept(&cx.rsm.database, object, kind).into_iter().map(|(_, name)| name).collect()
        }
        Scope::Application => {
            let own = cx.session().destinations.iter().filter(|(of, _)| *of == kind);
            own.map(|(_, name)| name.clone()).collect()
        }
    }
}

impl Serve for GetNtmsUIOptions {
    /// Each name has a terminator, and so has the list; no name at all needs no room.
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let capacity = self.capacity.ok_or(NtmsError::InvalidParameter)?;
        let scope = Scope::find(&cx.rsm.database, self.object)?;
        let kind = scope.kind(self.ui_type)?;
        scope.check_right(cx, Function::GetNtmsUIOptions)?;
        let names = destinations(cx, scope, kind);
        let characters = names.iter().map(|name| name.units() + 1).sum::<usize>();
        let terminator = usize::from(!names.is_empty());
        let needed = u32::try_from(characters + terminator).unwrap_or(u32::MAX);
        if needed > capacity {
            let short = Some(Short { needed, ids: Vec::new() });
            return Err(Refusal { error: NtmsError::InsufficientBuffer, short });
        }
        Ok(Answer::Names(names).into())
    }
}

/// The computer that a caller names.
fn destination(cx: &Context<'_>, given: Option<Text>) -> Result<Text, NtmsError> {
    let name = given.ok_or(NtmsError::InvalidParameter)?;
    if name.is_empty() {
        return Ok(cx.session().computer.clone());
    }
    // Names end each other in a list by their terminators.
    let fits = !name.contains('\0') && Text::within(&name, COMPUTERNAME_LENGTH).is_ok();
    if fits { Ok(name) } else { Err(NtmsError::InvalidParameter) }
}

impl Serve for SetNtmsUIOptions {
    /// Whether there is a computer of that name is not looked at.
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let operation = UiOperation::from_value(self.operation)
            .filter(|operation| *operation != UiOperation::Max)
            .ok_or(NtmsError::InvalidParameter)?;
        let scope = Scope::find(&cx.rsm.database, self.object)?;
        let kind = scope.kind(self.ui_type)?;
        if operation == UiOperation::DeleteAll {
            scope.check_right(cx, Function::SetNtmsUIOptions)?;
            remove(cx, scope, kind, |_| true);
            return Ok(Answer::Done.into());
        }
        let name = destination(cx, self.destination)?;
        scope.check_right(cx, Function::SetNtmsUIOptions)?;
        let known = destinations(cx, scope, kind).iter().any(|other| is_same(other, &name));
        match (operation, known) {
            (UiOperation::Add, true) => return Err(NtmsError::AlreadyExists.into()),
            (UiOperation::Add, false) => add(cx, scope, kind, name),
            (_, true) => remove(cx, scope, kind, |other| is_same(other, &name)),
            (_, false) => return Err(NtmsError::ObjectNotFound.into()),
        }
        Ok(Answer::Done.into())
    }
}

fn add(cx: &mut Context<'_>, scope: Scope, kind: UiType, name: Text) {
    match scope {
        Scope::Application => cx.change_session(|session| session.destinations.push((kind, name))),
        Scope::Of(object, _) => {
            let db = cx.database();
            let head = db.new_head(name);
            db.insert(UiDestination { head, object, kind });
        }
    }
}

fn remove(cx: &mut Context<'_>, scope: Scope, kind: UiType, goes: impl Fn(&Text) -> bool) {
    match scope {
        Scope::Application => cx.change_session(|session| {
            session.destinations.retain(|(of, name)| *of != kind || !goes(name));
        }),
        Scope::Of(object, _) => {
            let db = cx.database();
            let lost = kept(db, object, kind).into_iter().filter(|(_, name)| goes(name));
            for (key, _) in lost.collect::<Vec<_>>() {
                db.delete(key);
            }
        }
    }
}
