//! Where a relay listens: on every address of the machine, IPv6 and IPv4 with one socket, unless it is told otherwise.

use std::{
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
};

use socket2::{Domain, Protocol, SockRef, Socket, Type};
use tokio::net::TcpListener;

/// Connections that may wait to be accepted.
const BACKLOG: i32 = 1024;

/// Listens at `port` of every address of this machine, by IPv6 and IPv4, or by IPv4 alone where there is no IPv6. Port 0
/// takes any free port. Has to be called within a tokio runtime.
///
/// # Errors
/// If the port is in use or must not be used.
pub fn listen_everywhere(port: u16) -> io::Result<TcpListener> {
    match listen_at((Ipv6Addr::UNSPECIFIED, port).into()) {
        Err(error) if !matches!(error.kind(), io::ErrorKind::AddrInUse | io::ErrorKind::PermissionDenied) => {
            listen_at((Ipv4Addr::UNSPECIFIED, port).into())
        }
        listener => listener,
    }
}

fn listen_at(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    if address.is_ipv6() {
        socket.set_only_v6(false)?;
    }
    // As tokio does it: elsewhere it would let two programs share a port.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    TcpListener::from_std(socket.into())
}

/// An address at which this machine reaches `listener`, also where it listens on all of them: by IPv4 if it can.
///
/// # Errors
/// If the operating system does not tell the address.
pub fn local_address(listener: &TcpListener) -> io::Result<SocketAddr> {
    let bound = listener.local_addr()?;
    if !bound.ip().is_unspecified() {
        return Ok(bound);
    }
    let is_v6_only = bound.is_ipv6() && SockRef::from(listener).only_v6()?;
    let ip = if is_v6_only { Ipv6Addr::LOCALHOST.into() } else { Ipv4Addr::LOCALHOST.into() };
    Ok(SocketAddr::new(ip, bound.port()))
}
