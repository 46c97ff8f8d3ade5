//! Our own implementation as a target, in this process and in simulated time.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::Duration;

use ntmsapi::{Client, Error, World};
use wire::Text;
use wire::ntms::call::{Answer, OpenNtmsSession, Refusal};
use wire::ntms::{NtmsError, Request};
use world::Handle;
use world::scenario::person::Deed;

use crate::case::{Alphabet, Form, Need};
use crate::snapshot::Snapshot;
use crate::target::{Program, Room, Target, agreed, do_by_hand, world_of};

/// Our own implementation, in this process and in simulated time.
#[derive(Debug, Default)]
pub struct Embedded;

impl Target for Embedded {
    fn name(&self) -> String {
        "embedded".to_owned()
    }

    fn offers(&self, _: Need) -> bool {
        true
    }

    fn room(&self, scenario: &str, seed: u64) -> Result<Box<dyn Room>, String> {
        let (world, _) = world_of(scenario, seed)?;
        Ok(Box::new(EmbeddedRoom { world, programs: Vec::new(), begun: Vec::new() }))
    }
}

type Begun = Pin<Box<dyn Future<Output = Result<Answer, Refusal>>>>;

/// Wakes the thread that polls.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

fn waker() -> Waker {
    Waker::from(Arc::new(Unpark(std::thread::current())))
}

struct EmbeddedRoom {
    world: World,
    programs: Vec<Option<Client>>,
    begun: Vec<Option<Begun>>,
}

impl EmbeddedRoom {
    fn client(&self, program: Program) -> &Client {
        self.programs[program].as_ref().expect("a case calls from programs that run")
    }
}

/// The end of a call as a case sees it. A world that stands still shows no code.
fn refusal(error: Error) -> Refusal {
    match error {
        Error::Short { needed, ids } => Refusal {
            error: NtmsError::InsufficientBuffer,
            short: Some(wire::ntms::call::Short { needed, ids }),
        },
        error => Refusal::from(error.ntms().unwrap_or(NtmsError::GenFailure)),
    }
}

impl Room for EmbeddedRoom {
    fn start(&mut self, computer: &str, user: Option<&str>) -> Program {
        let client = match user {
            Some(user) => self.world.client_as(computer, user),
            None => self.world.client(computer),
        };
        self.programs.push(Some(client.expect("a case names what its room has")));
        self.programs.len() - 1
    }

    fn end(&mut self, program: Program) {
        if let Some(client) = self.programs[program].take() {
            client.exit();
        }
    }

    fn open(
        &mut self,
        program: Program,
        form: Form,
        call: &OpenNtmsSession,
    ) -> Result<u64, NtmsError> {
        let client = self.client(program);
        let one = || match form.alphabet {
            Alphabet::Wide => client.open(call.clone()),
            Alphabet::Ansi => {
                let bytes = |text: &Option<Text>| text.as_ref().map(|t| client.ansi().encode(t));
                let (server, application) = (bytes(&call.server), bytes(&call.application));
                client.open_ntms_session_a(server.as_deref(), application.as_deref(), call.options)
            }
        };
        let code = |error: Error| error.ntms().unwrap_or(NtmsError::GenFailure);
        if form.threads == 1 {
            return one().map(|session| session.handle().0).map_err(code);
        }
        let ends: Vec<Result<u64, NtmsError>> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..form.threads).map(|_| scope.spawn(one)).collect();
            let join = |thread: std::thread::ScopedJoinHandle<'_, Result<_, Error>>| {
                thread.join().expect("an open does not panic")
            };
            let ends = threads.into_iter().map(join);
            ends.map(|end| end.map(|session: ntmsapi::Session| session.handle().0).map_err(code))
                .collect()
        });
        let (result, others) = agreed(ends);
        for handle in others {
            let close = wire::ntms::call::CloseNtmsSession;
            let closed = client.request(Handle(handle), close.into());
            debug_assert!(closed.is_ok(), "an open session closes");
        }
        result
    }

    fn call(
        &mut self,
        program: Program,
        _: Alphabet,
        handle: u64,
        request: Request,
    ) -> Result<Answer, Refusal> {
        let client = self.client(program);
        let ended = match request.function().takes_session() {
            true => client.request(Handle(handle), request),
            false => client.request_alone(request),
        };
        ended.map_err(refusal)
    }

    fn begin(&mut self, program: Program, _: Alphabet, handle: u64, request: Request) -> usize {
        let client = self.client(program).clone();
        let mut call: Begun = Box::pin(async move {
            let ended = match request.function().takes_session() {
                true => client.request_async(Handle(handle), request).await,
                false => client.request_alone_async(request).await,
            };
            ended.map_err(refusal)
        });
        let ended = call.as_mut().poll(&mut Context::from_waker(&waker()));
        self.begun.push(match ended {
            Poll::Ready(ended) => Some(Box::pin(std::future::ready(ended))),
            Poll::Pending => Some(call),
        });
        self.begun.len() - 1
    }

    fn finish(&mut self, begun: usize) -> Result<Answer, Refusal> {
        let mut call = self.begun[begun].take().expect("a call is finished once");
        loop {
            // Each poll plays what is due.
            let ended = call.as_mut().poll(&mut Context::from_waker(&waker()));
            if let Poll::Ready(ended) = ended {
                return ended;
            }
            std::thread::park();
        }
    }

    fn sleep(&mut self, time: Duration) {
        let client = self.programs.iter().flatten().next().expect("somebody to wait");
        client.sleep(time).expect("time passes");
    }

    fn now(&self) -> Duration {
        self.world.now()
    }

    fn hand(&mut self, deed: &Deed) -> Result<(), String> {
        do_by_hand(&self.world, deed)
    }

    fn snapshot(&mut self) -> Option<Snapshot> {
        Some(Snapshot::of(&self.world))
    }
}
