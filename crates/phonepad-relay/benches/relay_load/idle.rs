//! Memory of idle connections.

use std::{io, thread, time::Duration};

use phonepad_protocol::Hello;

use crate::{
    report,
    server::{Kind, Server},
    wire::{Wire, open_room},
};

const ROOMS: usize = 250;
const PEERS: usize = 15;
/// Time for the server to settle.
const REST: Duration = Duration::from_secs(1);

pub(crate) fn print() -> io::Result<()> {
    report::heading("Idle connections");
    let server = Server::start(Kind::Relay)?;
    // One-off costs are not counted for each connection.
    drop(connect_room(&server)?);
    thread::sleep(REST);
    let before = server.memory();
    let mut wires = Vec::new();
    for _ in 0..ROOMS {
        wires.extend(connect_room(&server)?);
    }
    thread::sleep(REST);
    let thousands = wires.len() as f64 / 1000.0;
    let grown = server.memory().saturating_sub(before) as f64 / 1e6;
    println!(
        "{} connections in {ROOMS} rooms; {:.1} MB before, {grown:.1} MB more after.\n",
        wires.len(),
        before as f64 / 1e6
    );
    report::at_most("MB for 1,000 idle connections (matchbox_server: 134)", grown / thousands, 10.0);
    Ok(())
}

fn connect_room(server: &Server) -> io::Result<Vec<Wire>> {
    let created = open_room(server.address)?;
    let code = created.room.code.to_string();
    let mut wires = vec![Wire::welcomed(server.address, &code, &Hello::host(created.host_token))?.0];
    for _ in 0..PEERS {
        wires.push(Wire::welcomed(server.address, &code, &Hello::peer("", None))?.0);
    }
    Ok(wires)
}
