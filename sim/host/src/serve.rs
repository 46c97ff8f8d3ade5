//! One connection: hello, then questions and answers until the other side leaves.

use std::os::unix::net::UnixStream;
use std::time::Duration;

use bytes::Bytes;
use door::{Ask, Hello, Link, LinkError, Purpose, Told, Unit, VERSION, Welcome};
use ntmsapi::{Client, Error, Handle};
use wire::ntms::call::{CloseNtmsSession, Refusal, Short};
use wire::ntms::{NtmsError, Request};
use wire::scsi::cdb::Request as Block;
use wire::scsi::{Outcome, Status};
use world::{Face, Node};

use crate::{CONNECTIONS_MAX, Shared, control, device};

/// Tells somebody why the door stays closed.
pub(crate) fn turn_away(stream: UnixStream) {
    let why = format!("{CONNECTIONS_MAX} connections are open, and no more are taken");
    // Whoever does not wait for the reason has gone.
    let _ = Link::new(stream).send(&Welcome::Closed(why));
}

/// Serves a connection to its end.
pub(crate) fn connection(shared: &Shared, stream: UnixStream) {
    if let Err(error) = serve(shared, stream) {
        tracing::debug!(%error, "a connection has ended");
    }
}

/// Serves an open file of a device node.
pub(crate) fn device(shared: &Shared, stream: UnixStream) {
    let served = match shared.processes.of(&shared.world, &shared.role, &stream) {
        Ok(client) => device::serve(stream, client, &shared.devices),
        // Whoever is not let in finds the node gone.
        Err(stranger) => return tracing::debug!(%stranger, "not let in"),
    };
    if let Err(error) = served {
        tracing::debug!(%error, "an open node has ended");
    }
}

fn serve(shared: &Shared, stream: UnixStream) -> Result<(), LinkError> {
    let client = shared.processes.of(&shared.world, &shared.role, &stream);
    let mut link = Link::new(stream);
    let hello = link.receive::<Hello>();
    let welcome = match (&client, &hello) {
        (_, Ok(Some(hello))) if hello.version != VERSION => Welcome::Version { spoken: VERSION },
        (_, Ok(Some(Hello { purpose: Purpose::Unknown(number), .. }))) => {
            Welcome::Closed(format!("purpose {number} is not known"))
        }
        (Ok(client), Ok(Some(_))) => Welcome::Come {
            code_page: client.ansi().number(),
            pool_name_counts_terminator: client.pool_name_counts_terminator(),
        },
        (Err(stranger), Ok(Some(_))) => Welcome::Closed(stranger.to_string()),
        (_, Ok(None)) => return Ok(()),
        (_, Err(_)) => Welcome::Closed("this is no greeting".to_owned()),
    };
    link.send(&welcome)?;
    let purpose = hello?.map(|hello| hello.purpose);
    let (Ok(client), Some(purpose), Welcome::Come { .. }) = (client, purpose, welcome) else {
        return Ok(());
    };
    let Some((calls, cancel)) = client.cancellable() else { return Ok(()) };
    // A call may wait without end; when nobody waits for its answer, it is given up.
    let _watched = shared.watch.add(link.stream(), cancel)?;
    while let Some(ask) = link.receive::<Ask>()? {
        let told = answer(shared, &calls, purpose, ask);
        match link.send(&told) {
            // Nothing was sent, so that something shorter can be.
            Err(LinkError::TooLong(bytes)) => {
                link.send(&Told::Impossible(format!("an answer of {bytes} bytes is too long")))?;
            }
            Err(error) => {
                if let Told::Opened(handle) = told {
                    // Nobody knows of this session but us. Calls on this connection are given up,
                    // so that the program itself closes it.
                    let _ = client.request(Handle(handle), CloseNtmsSession.into());
                }
                return Err(error);
            }
            Ok(()) => {}
        }
    }
    Ok(())
}

fn answer(shared: &Shared, client: &Client, purpose: Purpose, ask: Ask) -> Told {
    match (purpose, ask) {
        (Purpose::Calls, Ask::Api { handle, request }) => call(shared, client, handle, request),
        (Purpose::Calls, Ask::Sleep(time)) => match client.sleep(time) {
            Ok(()) => Told::Slept,
            Err(error) => Told::Impossible(error.to_string()),
        },
        (Purpose::Calls, Ask::Drive { device, verb }) => match client.tape(device).verb(verb) {
            Ok(done) => Told::Drove(Ok(done)),
            Err(Error::Tape(error)) => Told::Drove(Err(error)),
            Err(error) => Told::Impossible(error.to_string()),
        },
        (Purpose::Calls, Ask::Unit(name)) => {
            Told::Unit(client.unit(&name).map(|unit| unit_of(unit.node())))
        }
        (Purpose::Calls, Ask::Command { name, cdb, data, patience }) => {
            command(client, &name, &cdb, &data, patience)
        }
        (Purpose::Control, Ask::Control(change)) => control::change(shared, change),
        (purpose, ask) => Told::Impossible(format!("{ask:?} on a connection for {purpose:?}")),
    }
}

fn unit_of(node: Node) -> Unit {
    Unit {
        computer: node.device.computer.0,
        cable: node.device.cable.0,
        lun: node.device.lun.0,
        rewinds: match node.face {
            Face::Tape { rewinds } => Some(rewinds),
            Face::Generic => None,
        },
        number: node.number,
        device_type: node.device_type,
    }
}

fn command(client: &Client, name: &str, cdb: &[u8], data: &[u8], patience: Duration) -> Told {
    let Some(unit) = client.unit(name) else {
        return Told::Impossible(format!("{name:?} is no device node of this computer"));
    };
    let block = match Block::parse(unit.node().kind(), cdb, data) {
        Ok(block) => block,
        Err(sense) => return Told::Commanded(Some((Status::Check(sense), Bytes::new()))),
    };
    match unit.command(block.command.clone(), patience) {
        Ok(Ok(Outcome { status, data })) => {
            let data = block.emit_answer(unit.node().device_type, &data);
            Told::Commanded(Some((status, data.into())))
        }
        Ok(Err(_)) => Told::Commanded(None),
        Err(error) => Told::Impossible(error.to_string()),
    }
}

fn call(shared: &Shared, client: &Client, handle: Option<u64>, request: Request) -> Told {
    let function = request.function();
    let ended = match (handle, request) {
        (Some(handle), request) => client.request(Handle(handle), request).map(Told::Answered),
        (None, Request::OpenNtmsSession(call)) => {
            client.open(call).map(|session| Told::Opened(session.handle().0))
        }
        (None, request) => client.request_alone(request).map(Told::Answered),
    };
    let told = match ended {
        Ok(told) => told,
        Err(Error::Ntms(error)) => Told::Refused(error.into()),
        Err(Error::Short { needed, ids }) => Told::Refused(Refusal {
            error: NtmsError::InsufficientBuffer,
            short: Some(Short { needed, ids }),
        }),
        Err(error) => Told::Impossible(error.to_string()),
    };
    let code = match &told {
        Told::Refused(refusal) => Some(refusal.error),
        _ => None,
    };
    shared.counts.note(function, code);
    told
}
