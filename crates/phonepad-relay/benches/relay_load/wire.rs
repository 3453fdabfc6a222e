//! The client's end of a connection, as cheap as possible: the generator must not be the bottleneck.
//!
//! Frames are masked with a key of zeros, which RFC 6455 allows and which leaves the payload as it is.

use std::{
    cell::RefCell,
    io::{self, ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use phonepad_protocol::{Hello, RelayText, RoomCreated, Welcome};

/// Nothing on loopback takes longer, unless it never happens.
const DEADLINE: Duration = Duration::from_secs(10);
const TEXT: u8 = 0x81;
const BINARY: u8 = 0x82;
const CLOSE: u8 = 0x88;
const PING: u8 = 0x89;
const PONG: u8 = 0x8A;
const MASKED: u8 = 0x80;
const KEY_BYTES: usize = 4;
const MAX_HEAD_BYTES: usize = 4 + KEY_BYTES;
const MAX_PAYLOAD_BYTES: usize = 1024;
const READ_BYTES: usize = 64 * 1024;

/// Writes the head of a client's frame with at most 64 KiB; returns its length. The key is zero, as is the rest of `to`.
fn client_head(first: u8, length: usize, to: &mut [u8]) -> usize {
    to[0] = first;
    if length < 126 {
        to[1] = MASKED | length as u8;
        return 2 + KEY_BYTES;
    }
    to[1] = MASKED | 126;
    to[2..4].copy_from_slice(&(length as u16).to_be_bytes());
    4 + KEY_BYTES
}

/// A whole frame.
fn client_frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![0; MAX_HEAD_BYTES];
    let head_bytes = client_head(first, payload.len(), &mut frame);
    frame.truncate(head_bytes);
    frame.extend(payload);
    frame
}

thread_local! {
    /// The buffer for reads.
    static SCRATCH: RefCell<Vec<u8>> = RefCell::new(vec![0; READ_BYTES]);
}

/// One connection with a buffer for incoming data.
pub(crate) struct Wire {
    stream: TcpStream,
    received: Vec<u8>,
    /// Fixed-size records instead of WebSocket frames.
    record_bytes: Option<usize>,
}

/// An incoming message.
pub(crate) enum Incoming<'a> {
    Binary(&'a [u8]),
    Text(&'a [u8]),
    Close(u16),
}

impl Wire {
    /// Opens a plain connection that carries records of this size after `head`.
    pub(crate) fn records(address: SocketAddr, head: &[u8], record_bytes: usize) -> io::Result<Self> {
        let mut stream = connect(address)?;
        stream.write_all(head)?;
        stream.set_nonblocking(true)?;
        Ok(Self { stream, received: Vec::new(), record_bytes: Some(record_bytes) })
    }

    /// Opens a WebSocket that is not yet used.
    pub(crate) fn websocket(address: SocketAddr, path: &str) -> io::Result<Self> {
        let mut stream = connect(address)?;
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        );
        stream.write_all(request.as_bytes())?;
        let head = read_head(&mut stream)?;
        if !head.starts_with("HTTP/1.1 101") {
            return Err(io::Error::other(format!("no upgrade: {}", head.lines().next().unwrap_or_default())));
        }
        stream.set_nonblocking(true)?;
        Ok(Self { stream, received: Vec::new(), record_bytes: None })
    }

    /// Returns a welcomed client of the real relay.
    pub(crate) fn welcomed(address: SocketAddr, code: &str, hello: &Hello) -> io::Result<(Self, Welcome)> {
        let mut wire = Self::websocket(address, &format!("/api/rooms/{code}/ws"))?;
        wire.stream.set_nonblocking(false)?;
        wire.stream.write_all(&client_frame(TEXT, hello.to_text().as_bytes()))?;
        let mut welcome = None;
        while welcome.is_none() {
            wire.fill()?;
            let mut refused = None;
            wire.drain(|incoming| match incoming {
                Incoming::Text(text) => {
                    let text = str::from_utf8(text).unwrap_or_default();
                    if let Some(RelayText::Welcome(came)) = RelayText::parse(text) {
                        welcome = Some(came);
                    }
                }
                Incoming::Close(code) => refused = Some(code),
                Incoming::Binary(_) => {}
            })?;
            if let Some(code) = refused {
                return Err(io::Error::other(format!("refused with {code}")));
            }
        }
        wire.stream.set_nonblocking(true)?;
        Ok((wire, welcome.ok_or(ErrorKind::UnexpectedEof)?))
    }

    /// Writes a payload at once. Returns `false` if there is no room for it, and then nothing is written.
    pub(crate) fn send(&mut self, payload: &[u8]) -> io::Result<bool> {
        let mut frame = [0; MAX_HEAD_BYTES + MAX_PAYLOAD_BYTES];
        let begin = if self.record_bytes.is_some() { 0 } else { client_head(BINARY, payload.len(), &mut frame) };
        let frame = &mut frame[..begin + payload.len()];
        frame[begin..].copy_from_slice(payload);
        match self.stream.write(frame) {
            Ok(n) if n == frame.len() => Ok(true),
            Ok(_) => Err(io::Error::other("a frame was written in part")),
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Closes with a close frame.
    pub(crate) fn close(mut self) {
        let _ = self.stream.write(&client_frame(CLOSE, &1000_u16.to_be_bytes()));
    }

    /// Takes the data that has arrived, if any, and passes on each whole message. Pings are answered.
    pub(crate) fn receive(&mut self, each: impl FnMut(Incoming<'_>)) -> io::Result<()> {
        match self.fill() {
            Ok(()) => self.drain(each),
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        SCRATCH.with_borrow_mut(|scratch| match self.stream.read(scratch)? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            n => {
                self.received.extend_from_slice(&scratch[..n]);
                Ok(())
            }
        })
    }

    fn drain(&mut self, mut each: impl FnMut(Incoming<'_>)) -> io::Result<()> {
        let mut at = 0;
        if let Some(size) = self.record_bytes {
            for record in self.received.chunks_exact(size) {
                each(Incoming::Binary(record));
                at += size;
            }
        }
        let mut pongs = Vec::new();
        while let (None, Some((head, payload, end))) = (self.record_bytes, server_frame(&self.received[at..])) {
            let payload = &self.received[at..][payload..end];
            match head {
                BINARY => each(Incoming::Binary(payload)),
                TEXT => each(Incoming::Text(payload)),
                PING => pongs.extend(client_frame(PONG, payload)),
                CLOSE => each(Incoming::Close(u16::from_be_bytes([payload[0], payload[1]]))),
                _ => {}
            }
            at += end;
        }
        self.received.drain(..at);
        if !pongs.is_empty() { self.stream.write_all(&pongs) } else { Ok(()) }
    }
}

/// Returns the first byte, begin of the payload and end of the first whole frame in `bytes`, as a server sends it.
fn server_frame(bytes: &[u8]) -> Option<(u8, usize, usize)> {
    let (begin, length) = match *bytes {
        [_, 126, high, low, ..] => (4, usize::from(u16::from_be_bytes([high, low]))),
        [_, short @ 0..126, ..] => (2, usize::from(short)),
        _ => return None,
    };
    (bytes.len() >= begin + length).then_some((bytes[0], begin, begin + length))
}

pub(crate) fn connect(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect_timeout(&address, DEADLINE)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(DEADLINE))?;
    stream.set_write_timeout(Some(DEADLINE))?;
    Ok(stream)
}

fn read_head(stream: &mut TcpStream) -> io::Result<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    String::from_utf8(head).map_err(io::Error::other)
}

/// Opens a room.
pub(crate) fn open_room(address: SocketAddr) -> io::Result<RoomCreated> {
    let mut stream = connect(address)?;
    let request =
        format!("POST /api/rooms HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let head = read_head(&mut stream)?;
    let mut body = Vec::new();
    stream.read_to_end(&mut body)?;
    RoomCreated::parse(&body).ok_or_else(|| io::Error::other(head))
}
