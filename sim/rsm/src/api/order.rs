//! The order of library requests, and their end on record: GetNtmsRequestOrder and
//! SetNtmsRequestOrder.

use wire::Guid;
use wire::ntms::call::{Answer, GetNtmsRequestOrder, Refusal, SetNtmsRequestOrder};
use wire::ntms::{Function, NtmsError};

use super::{Context, Serve, Served, given};
use crate::access::Guard;
use crate::database::{Key, LibRequest};

fn request(cx: &Context<'_>, id: Guid, function: Function) -> Result<Key<LibRequest>, NtmsError> {
    let id = given(id)?;
    let request = cx.rsm.database.find::<LibRequest>(id).ok_or(NtmsError::ObjectNotFound)?;
    cx.demand(function, Guard::Computer)?;
    Ok(request)
}

impl Serve for GetNtmsRequestOrder {
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let request = request(cx, self.request, Function::GetNtmsRequestOrder)?;
        Ok(Answer::Number(cx.rsm.request_order(request)).into())
    }
}

impl Serve for SetNtmsRequestOrder {
    /// Places are counted from 1. A request that has no place cannot get one: both are bad
    /// arguments, since the page has no other code for them.
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let request = request(cx, self.request, Function::SetNtmsRequestOrder)?;
        if self.order == 0 || !cx.rsm.set_request_order(request, self.order) {
            return Err(NtmsError::InvalidParameter.into());
        }
        Ok(Answer::Done.into())
    }
}
