//! UDP sockets of one port, as one. It must not look into packets.

use std::{
    future::poll_fn,
    io,
    net::{IpAddr, SocketAddr},
    task::Poll,
};

use tokio::{io::ReadBuf, net::UdpSocket};

use super::door::MAX_PACKET_BYTES;

/// One socket for each address, so that an answer always leaves from the address that was asked: a phone ignores others.
pub(super) struct Sockets {
    sockets: Vec<(SocketAddr, UdpSocket)>,
    /// The one that is asked first, so that none can keep the others waiting.
    first: usize,
    buffer: Vec<u8>,
}

impl Sockets {
    /// Sockets on these addresses, all with the same port; 0 takes any. Addresses that cannot be bound are left out.
    ///
    /// # Errors
    /// None of them can be.
    pub(super) async fn bind(ips: &[IpAddr], port: u16) -> io::Result<Self> {
        let mut sockets: Vec<(SocketAddr, UdpSocket)> = Vec::new();
        let mut trouble = io::Error::from(io::ErrorKind::AddrNotAvailable);
        for ip in ips {
            let port = sockets.first().map_or(port, |(address, _)| address.port());
            match UdpSocket::bind((*ip, port)).await.and_then(|socket| Ok((socket.local_addr()?, socket))) {
                Ok(bound) => sockets.push(bound),
                Err(error) => {
                    tracing::debug!(%ip, port, %error, "no direct path on this address");
                    trouble = error;
                }
            }
        }
        if sockets.is_empty() { Err(trouble) } else { Ok(Self::of(sockets)) }
    }

    pub(super) fn of(sockets: Vec<(SocketAddr, UdpSocket)>) -> Self {
        // A byte more than the longest packet shows which were longer.
        Self { sockets, first: 0, buffer: vec![0; MAX_PACKET_BYTES + 1] }
    }

    pub(super) fn addresses(&self) -> Vec<SocketAddr> {
        self.sockets.iter().map(|(address, _)| *address).collect()
    }

    /// Waits for a packet; gives where it came to, from whom, and what it is. May be cancelled.
    pub(super) async fn receive(&mut self) -> (SocketAddr, SocketAddr, &[u8]) {
        let Self { sockets, first, buffer } = self;
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
                        // What an earlier packet met on its way, such as a port that is closed; it is over.
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

    /// Sends a packet, if the kernel takes it now: on this path a late packet is worse than none.
    pub(super) fn send(&self, from: SocketAddr, to: SocketAddr, packet: &[u8]) {
        if let Some((_, socket)) = self.sockets.iter().find(|(address, _)| *address == from)
            && let Err(error) = socket.try_send_to(packet, to)
        {
            tracing::trace!(%to, %error, "a packet did not leave");
        }
    }
}
