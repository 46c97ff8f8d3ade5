//! Requests on record: GetNtmsRequestOrder, SetNtmsRequestOrder and DeleteNtmsRequests.

use wire::Guid;
use wire::ntms::call::{
    Answer, DeleteNtmsRequests, GetNtmsRequestOrder, Refusal, SetNtmsRequestOrder,
};
use wire::ntms::{Function, NtmsError, ObjectType};

use super::{Context, Serve, Served, given};
use crate::access::Guard;
use crate::database::{Key, LibRequest, OpRequest};

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

impl Serve for DeleteNtmsRequests {
    /// What is not over stays, and what is no request of that type is none: neither is an error.
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let object_type = ObjectType::from_value(self.object_type);
        let requests = self.requests.ok_or(NtmsError::InvalidParameter)?;
        if !matches!(object_type, Some(ObjectType::LibRequest | ObjectType::OpRequest)) {
            return Err(NtmsError::InvalidParameter.into());
        }
        cx.demand(Function::DeleteNtmsRequests, Guard::Computer)?;
        let db = cx.database();
        for id in requests {
            if object_type == Some(ObjectType::LibRequest) {
                let over = db.look_up::<LibRequest>(id).filter(|(_, row)| !row.state.is_open());
                let over = over.map(|(key, _)| key);
                over.into_iter().for_each(|key| db.delete(key));
            } else {
                let over = db.look_up::<OpRequest>(id).filter(|(_, row)| !row.state.is_open());
                let over = over.map(|(key, _)| key);
                over.into_iter().for_each(|key| db.delete(key));
            }
        }
        Ok(Answer::Done.into())
    }
}
