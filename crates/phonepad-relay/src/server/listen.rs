//! The relay's listener: on every address of the machine, IPv6 and IPv4 with one socket, unless configured otherwise.

use std::{
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
};

use socket2::{Domain, Protocol, SockRef, Socket, Type};
use tokio::net::TcpListener;

/// Most connections that may wait to be accepted.
const BACKLOG: i32 = 1024;

/// Listens at `port` of every address of this machine, over IPv6 and IPv4, or over IPv4 alone where there is no IPv6.
/// Port 0 takes any free port. Must be called within a tokio runtime.
///
/// # Errors
/// Returns an error if the port is in use or not permitted.
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
    // As tokio does: on other systems it would allow two programs to share a port.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    TcpListener::from_std(socket.into())
}

/// Returns an address at which this machine reaches `listener`, even if it listens on all of them: an IPv4 address if
/// possible.
///
/// # Errors
/// Returns an error if the operating system does not report the address.
pub fn local_address(listener: &TcpListener) -> io::Result<SocketAddr> {
    let bound = listener.local_addr()?;
    if !bound.ip().is_unspecified() {
        return Ok(bound);
    }
    let is_v6_only = bound.is_ipv6() && SockRef::from(listener).only_v6()?;
    let ip = if is_v6_only { Ipv6Addr::LOCALHOST.into() } else { Ipv4Addr::LOCALHOST.into() };
    Ok(SocketAddr::new(ip, bound.port()))
}
