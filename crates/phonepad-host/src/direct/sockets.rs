//! The UDP sockets of one port, used as one. It must not inspect packets.

use std::{
    future::poll_fn,
    net::{IpAddr, SocketAddr},
    task::Poll,
};

use tokio::{io::ReadBuf, net::UdpSocket};

use super::demux::MAX_PACKET_BYTES;

/// One socket for each address, so that a response always leaves from the address that received the request: a phone
/// ignores others.
pub(crate) struct Sockets {
    sockets: Vec<(SocketAddr, UdpSocket)>,
    /// Index of the socket that is polled first, so that none can block the others.
    first: usize,
    buffer: Vec<u8>,
    /// The requested port, until one of the sockets has a port.
    port: u16,
}

impl Sockets {
    /// Binds sockets on as many of these addresses as possible, all with the same port: any free port if this one is
    /// taken, or 0.
    pub(crate) async fn bind(ips: &[IpAddr], port: u16) -> Self {
        let mut sockets = Self { port, ..Self::of(Vec::new()) };
        if !sockets.follow(ips).await {
            sockets.port = 0;
            sockets.follow(ips).await;
            sockets.port = port;
        }
        sockets
    }

    /// Opens sockets for new addresses and closes those of missing ones. Returns whether anything has changed. If none
    /// of them can be bound, everything stays.
    pub(crate) async fn follow(&mut self, ips: &[IpAddr]) -> bool {
        let mut fresh = Vec::new();
        for ip in ips.iter().filter(|ip| !self.sockets.iter().any(|(known, _)| known.ip() == **ip)) {
            let port = self.sockets.iter().chain(&fresh).next().map_or(self.port, |(known, _)| known.port());
            match UdpSocket::bind((*ip, port)).await.and_then(|socket| Ok((socket.local_addr()?, socket))) {
                Ok(bound) => fresh.push(bound),
                Err(error) => tracing::debug!(%ip, port, %error, "no direct path on this address"),
            }
        }
        let before = self.sockets.len();
        let rank = |(address, _): &(SocketAddr, UdpSocket)| ips.iter().position(|ip| *ip == address.ip());
        if fresh.is_empty() && self.sockets.iter().all(|socket| rank(socket).is_none()) {
            return false;
        }
        self.sockets.retain(|socket| rank(socket).is_some());
        let changed = !fresh.is_empty() || self.sockets.len() < before;
        self.sockets.extend(fresh);
        self.sockets.sort_by_key(rank);
        changed
    }

    pub(super) fn of(sockets: Vec<(SocketAddr, UdpSocket)>) -> Self {
        // One byte more than the longest packet, to detect longer ones.
        Self { sockets, first: 0, buffer: vec![0; MAX_PACKET_BYTES + 1], port: 0 }
    }

    pub(crate) fn addresses(&self) -> Vec<SocketAddr> {
        self.sockets.iter().map(|(address, _)| *address).collect()
    }

    /// Waits for a packet. Returns its local address, its sender and its content. May be cancelled.
    pub(crate) async fn receive(&mut self) -> (SocketAddr, SocketAddr, &[u8]) {
        let Self { sockets, first, buffer, .. } = self;
        let count = sockets.len();
        let (local, from, length) = poll_fn(|context| {
            for turn in 0..count {
                let index = (*first + turn) % count;
                let (local, socket) = &sockets[index];
                let mut packet = ReadBuf::new(buffer);
                loop {
                    match socket.poll_recv_from(context, &mut packet) {
                        Poll::Ready(Ok(from)) => {
                            *first = index + 1;
                            return Poll::Ready((*local, from, packet.filled().len()));
                        }
                        // An error of an earlier packet, such as a closed port; it no longer matters.
                        Poll::Ready(Err(_)) => packet.clear(),
                        Poll::Pending => break,
                    }
                }
            }
            Poll::Pending
        })
        .await;
        (local, from, &self.buffer[..length])
    }

    /// Sends a packet, if the kernel accepts it immediately: on this path a late packet is worse than none.
    pub(crate) fn send(&self, from: SocketAddr, to: SocketAddr, packet: &[u8]) {
        if let Some((_, socket)) = self.sockets.iter().find(|(address, _)| *address == from)
            && let Err(error) = socket.try_send_to(packet, to)
        {
            tracing::trace!(%to, %error, "a packet did not leave");
        }
    }
}
