//! A path for packets that can be cut and restored.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

use tokio::{net::UdpSocket, task::JoinSet};

/// Carries packets between phones, which send to `address`, and the game.
pub struct PacketWire {
    pub address: SocketAddr,
    is_cut: Arc<AtomicBool>,
    _task: JoinSet<()>,
}

impl PacketWire {
    pub async fn to(game: SocketAddr) -> Self {
        let near = Arc::new(UdpSocket::bind("127.0.0.1:0").await.expect("a free port"));
        let address = near.local_addr().expect("an address");
        let is_cut = Arc::new(AtomicBool::new(false));
        let (cut, mut task) = (Arc::clone(&is_cut), JoinSet::new());
        task.spawn(async move {
            let mut far: BTreeMap<SocketAddr, Arc<UdpSocket>> = BTreeMap::new();
            let (mut back, mut packet) = (JoinSet::new(), [0; 2000]);
            while let Ok((length, phone)) = near.recv_from(&mut packet).await {
                if cut.load(Relaxed) {
                    continue;
                }
                if let std::collections::btree_map::Entry::Vacant(vacant) = far.entry(phone) {
                    let socket = Arc::new(UdpSocket::bind("127.0.0.1:0").await.expect("a free port"));
                    socket.connect(game).await.expect("a way");
                    back.spawn(bring_back(Arc::clone(&socket), Arc::clone(&near), phone, Arc::clone(&cut)));
                    vacant.insert(socket);
                }
                let _ = far[&phone].send(&packet[..length]).await;
            }
        });
        Self { address, is_cut, _task: task }
    }

    pub fn cut(&self, on: bool) {
        self.is_cut.store(on, Relaxed);
    }
}

async fn bring_back(from: Arc<UdpSocket>, to: Arc<UdpSocket>, phone: SocketAddr, cut: Arc<AtomicBool>) {
    let mut packet = [0; 2000];
    loop {
        let Ok(length) = from.recv(&mut packet).await else { continue };
        if !cut.load(Relaxed) {
            let _ = to.send_to(&packet[..length], phone).await;
        }
    }
}
