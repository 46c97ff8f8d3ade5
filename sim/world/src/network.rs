//! The network between computers. What crosses it are values with a time of arrival.

use std::collections::BTreeMap;
use std::time::Duration;

use rsm::{By, CallId};
use wire::ntms::call::{Answer, Reply};
use wire::ntms::{NtmsError, Request};

use crate::computer::{Computer, ComputerId};
use crate::fault::Fate;
use crate::name::ComputerName;
use crate::turn::Event;
use crate::world::World;

/// A way between two computers, the same in both directions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// It carries messages.
    pub up: bool,
    /// How long a message is on its way.
    pub latency: Duration,
    /// By how much more at most, drawn for each message.
    pub jitter: Duration,
    /// How likely a message is lost without a word.
    pub loss: f64,
}

impl Default for Link {
    fn default() -> Link {
        let latency = Duration::from_micros(100);
        Link { up: true, latency, jitter: Duration::ZERO, loss: 0.0 }
    }
}

/// What two computers say to one another.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    /// A call for a service. One without a session names no run of it.
    Request { call: CallId, incarnation: Option<u64>, by: By, request: Request },
    /// The end of a call; with a session that was opened, the run of the service that it is of.
    Response { call: CallId, incarnation: u64, reply: Reply },
    /// A client is gone.
    Abandon { incarnation: u64, left: rsm::Left },
}

/// A message under way.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) from: ComputerId,
    pub(crate) to: ComputerId,
    pub(crate) body: Body,
}

/// Every link that is not as it is by default.
#[derive(Debug, Default)]
pub(crate) struct Network {
    links: BTreeMap<(ComputerId, ComputerId), Link>,
    sent: u64,
}

/// How long a caller waits for an answer that does not come before it takes its peer for lost.
const PATIENCE: Duration = Duration::from_secs(60);

impl Network {
    fn key(one: ComputerId, other: ComputerId) -> (ComputerId, ComputerId) {
        (one.min(other), one.max(other))
    }

    pub(crate) fn link(&self, one: ComputerId, other: ComputerId) -> Link {
        self.links.get(&Network::key(one, other)).copied().unwrap_or_default()
    }

    pub(crate) fn set_link(&mut self, one: ComputerId, other: ComputerId, link: Link) {
        self.links.insert(Network::key(one, other), link);
    }
}

impl World {
    /// Finds the computer that a caller names, as seen from another.
    ///
    /// # Errors
    /// ERROR_INVALID_COMPUTERNAME, then ERROR_NO_NETWORK, then ERROR_NOT_CONNECTED.
    pub(crate) fn find_server(
        &self,
        from: ComputerId,
        name: Option<&str>,
    ) -> Result<ComputerId, NtmsError> {
        let Some(name) = name.filter(|name| !name.is_empty()) else { return Ok(from) };
        let name = ComputerName::parse(name).map_err(|_| NtmsError::InvalidComputername)?;
        let is = |computer: &Computer| {
            name.names(&computer.name, computer.dns.as_deref(), computer.address)
        };
        let own = &self.computers[usize::from(from.0)];
        if is(own) {
            return Ok(from);
        }
        if !own.interface_up {
            return Err(NtmsError::NoNetwork);
        }
        let found = self.computers.iter().position(is).ok_or(NtmsError::NotConnected)?;
        let to = ComputerId(found as u16);
        match self.is_reachable(from, to) {
            true => Ok(to),
            false => Err(NtmsError::NotConnected),
        }
    }

    /// Whether messages can go from one computer to another.
    pub(crate) fn is_reachable(&self, from: ComputerId, to: ComputerId) -> bool {
        from == to
            || (self.computers[usize::from(from.0)].interface_up
                && self.computers[usize::from(to.0)].interface_up
                && self.network.link(from, to).up)
    }

    /// Sends a message. One that is lost without a word is noticed by the caller after a while.
    pub(crate) fn send(&mut self, message: Message) {
        let Message { from, to, .. } = message;
        let link = self.network.link(from, to);
        self.network.sent += 1;
        let luck = |what: &str, world: &World| {
            let name = format!("{what} {} {}", from.0, to.0);
            crate::seed::draw(world.seed, &name, world.network.sent) as f64 / u64::MAX as f64
        };
        let jitter = match link.jitter.is_zero() {
            true => Duration::ZERO,
            false => link.jitter.mul_f64(luck("jitter", self)),
        };
        let call = match &message.body {
            Body::Request { call, .. } | Body::Response { call, .. } => Some(*call),
            Body::Abandon { .. } => None,
        };
        let tells =
            matches!(&message.body, Body::Response { reply: Ok(Answer::Notification(_)), .. });
        let fate = self.message_fate(&message);
        if let (Fate::Refused(error), Some(call)) = (&fate, call) {
            // Both ends see the connection go: a session that its client never hears of is over.
            if let Body::Response { incarnation, reply: Ok(Answer::Session(session)), .. } =
                message.body
            {
                self.tell_abandoned(from, incarnation, rsm::Left::Session(session));
            }
            if tells {
                self.unheard(call, from);
            }
            return self.refuse(call, *error);
        }
        let lost = fate == Fate::Lost
            || !self.is_reachable(from, to)
            || (link.loss > 0.0 && luck("loss", self) < link.loss);
        self.trace(|world| {
            let what = format!(
                "{}{}",
                crate::words::of_message(&message.body),
                if lost { ", lost" } else { "" }
            );
            ("send", world.computer_name(from), world.computer_name(to), what)
        });
        if !lost {
            let due = self.now.saturating_add(link.latency).saturating_add(jitter);
            let due = due.saturating_add(fate.delay());
            if fate == Fate::Twice {
                self.expect_copy(&message);
                self.plan(due, Event::Message(message.clone()));
            }
            self.plan(due, Event::Message(message));
        } else if let Some(call) = call {
            let due = self.now.saturating_add(PATIENCE);
            self.plan(due, Event::Lost(call));
            if tells {
                self.unheard(call, from);
            }
        }
    }

    /// A message arrives.
    pub(crate) fn arrive(&mut self, message: Message) {
        if self.heard_before(&message) {
            return;
        }
        let Message { from, to, body } = message;
        match body {
            Body::Request { call, incarnation, by, request } => {
                match self.deliver(to, Some(from), call, incarnation, by, request) {
                    Ok(()) => {}
                    Err(error) => self.respond(call, to, from, Err(error.into())),
                }
            }
            Body::Response { call, incarnation, reply } => {
                self.returned(call, from, incarnation, reply);
            }
            Body::Abandon { incarnation, left } => self.tell_abandoned(to, incarnation, left),
        }
    }

    /// Sends the end of a call back to where it came from.
    pub(crate) fn respond(&mut self, call: CallId, from: ComputerId, to: ComputerId, reply: Reply) {
        let incarnation = self.computers[usize::from(from.0)].service.incarnation;
        self.send(Message { from, to, body: Body::Response { call, incarnation, reply } });
    }
}
