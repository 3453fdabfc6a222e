//! The baseline: forwards fixed-size records from phones to their host with nothing but tokio and TCP.
//!
//! A connection begins with three bytes: its room (little endian) and its slot, 255 for the host.

use std::{collections::HashMap, io, sync::Arc};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream, tcp::OwnedWriteHalf},
    sync::Mutex,
};

const HOST: u8 = 255;
const READ_BYTES: usize = 4096;

type Hosts = Arc<Mutex<HashMap<u16, Arc<Mutex<OwnedWriteHalf>>>>>;

/// Serves forever; prints its address on standard output.
#[tokio::main(flavor = "current_thread")]
pub(crate) async fn serve() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on tcp://{}", listener.local_addr()?);
    let hosts = Hosts::default();
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::spawn(forward(stream, Arc::clone(&hosts)));
    }
}

async fn forward(stream: TcpStream, hosts: Hosts) -> io::Result<()> {
    let (mut reading, writing) = stream.into_split();
    let (room, slot) = (reading.read_u16_le().await?, reading.read_u8().await?);
    if slot == HOST {
        hosts.lock().await.insert(room, Arc::new(Mutex::new(writing)));
        return Ok(());
    }
    let host = hosts.lock().await.get(&room).cloned().ok_or(io::ErrorKind::NotFound)?;
    let mut buffer = [0; READ_BYTES];
    loop {
        match reading.read(&mut buffer).await? {
            0 => return Ok(()),
            n => host.lock().await.write_all(&buffer[..n]).await?,
        }
    }
}
