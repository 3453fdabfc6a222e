//! This machine's addresses, ordered by how likely a phone in the same room can reach them.

mod facts;

use std::{
    cmp::Reverse,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket},
};

use facts::{Facts, Routes};
use if_addrs::{IfAddr, Interface, get_if_addrs};

/// Prefixes of the names of interfaces that belong to virtual machines and containers. They decide only between
/// interfaces that are otherwise alike, as on systems that provide few details.
const VIRTUAL_PREFIXES: [&str; 6] = ["bridge", "docker", "vEthernet", "VirtualBox", "VMware", "vmnet"];
/// Addresses of documentation (RFC 5737, RFC 3849) that only a default route leads to; nothing is ever sent there.
const FAR_AWAY: [SocketAddr; 2] = [
    SocketAddr::new(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), 9),
    SocketAddr::new(IpAddr::V6(Ipv6Addr::new(0x2001, 0xDB8, 0, 0, 0, 0, 0, 1)), 9),
];

/// Returns the addresses of this machine's interfaces that are up, without loopback and link-local ones. The likeliest
/// to be reachable from the local network comes first: network cards before virtual interfaces, these before bridges
/// without hardware and all before tunnels; IPv4 before IPv6, networks with a router before others, private addresses
/// before public ones, and the interface that leads to the internet before others.
pub fn lan_addresses() -> Vec<IpAddr> {
    ranked().into_iter().map(|(ip, _)| ip).collect()
}

/// Returns those of [`lan_addresses`] at which phones are expected: those of tunnels and of bridges without hardware
/// only if there are no others. They come and go with each VPN and each container.
pub(super) fn room_addresses() -> Vec<IpAddr> {
    in_the_room(&ranked())
}

fn in_the_room(ranked: &[(IpAddr, Kind)]) -> Vec<IpAddr> {
    let has_room = ranked.iter().any(|(_, kind)| kind.may_have_phones());
    ranked.iter().filter(|(_, kind)| !has_room || kind.may_have_phones()).map(|(ip, _)| *ip).collect()
}

fn ranked() -> Vec<(IpAddr, Kind)> {
    let interfaces = get_if_addrs().unwrap_or_default();
    let usable = |interface: &&Interface| interface.is_oper_up() && !interface.is_loopback();
    let (routes, defaults) = (Routes::of_this_machine(), FAR_AWAY.map(source_address));
    let candidates = interfaces
        .iter()
        .filter(usable)
        .map(|interface| Candidate {
            name: interface.name.clone(),
            ip: interface.ip(),
            prefix: prefix(&interface.addr),
            is_default: defaults.contains(&Some(interface.ip())),
            facts: Facts::of(interface, &routes),
        })
        .collect();
    let mut ranked = sort(candidates);
    ranked.retain(|(ip, _)| !is_link_local(*ip));
    ranked.dedup();
    ranked
}

/// An address of this machine.
#[derive(Debug, Clone)]
struct Candidate {
    /// The name of the interface.
    name: String,
    ip: IpAddr,
    /// Length of the network prefix, in bits.
    prefix: u8,
    /// Whether it has the route to the internet.
    is_default: bool,
    facts: Facts,
}

/// The kind of network behind an interface; the likeliest to have phones on it first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// A network card, or an interface that may be one.
    Lan,
    /// An interface without hardware: a container's end of a cable, a virtual machine's network.
    Virtual,
    /// A bridge without any hardware on it, as created by Docker and libvirt for their guests.
    Bridge,
    /// A link to one other machine, however far away: a VPN, or a modem.
    Tunnel,
}

impl Kind {
    fn may_have_phones(self) -> bool {
        self <= Self::Virtual
    }
}

/// Sorts addresses, the likeliest to be reachable from the local network first.
fn sort(candidates: Vec<Candidate>) -> Vec<(IpAddr, Kind)> {
    let kinds: Vec<Kind> = candidates.iter().map(|one| one.kind(&candidates)).collect();
    let mut known: Vec<(Candidate, Kind)> = candidates.into_iter().zip(kinds).collect();
    known.sort_by_key(|(Candidate { name, ip, is_default, facts, .. }, kind)| {
        let has_router = facts.has_gateway == Some(true);
        let sounds_virtual = VIRTUAL_PREFIXES.iter().any(|prefix| name.starts_with(prefix));
        let is_private = match ip {
            IpAddr::V4(ip) => ip.is_private(),
            IpAddr::V6(ip) => ip.is_unique_local(),
        };
        let wanted = (Reverse(has_router), sounds_virtual && !is_default, Reverse(is_private), Reverse(*is_default));
        (*kind, ip.is_ipv6(), wanted, *ip)
    });
    known.into_iter().map(|(one, kind)| (one.ip, kind)).collect()
}

impl Candidate {
    /// Returns the kind of network behind its interface, given all addresses of this machine.
    fn kind(&self, all: &[Self]) -> Kind {
        let facts = self.facts;
        // All peers of such a link are at its other end, so no router is needed. A card's routes may be in other
        // tables.
        let leads_away = |one: &Self| one.is_default && facts.has_gateway == Some(false);
        let mut siblings = all.iter().filter(|one| one.name == self.name);
        let is_way_out = facts.has_hardware != Some(true) && siblings.any(leads_away);
        let of_v4 = || all.iter().filter(|one| one.name == self.name && one.ip.is_ipv4());
        // No other machine has an address in this network. In IPv6 this means nothing: DHCP always gives single
        // addresses.
        let is_alone = match self.ip {
            IpAddr::V4(_) => self.is_narrow(),
            IpAddr::V6(_) => self.is_narrow() && of_v4().next().is_some() && of_v4().all(Self::is_narrow),
        };
        if facts.is_point_to_point || facts.has_broadcast == Some(false) || is_way_out || is_alone {
            return Kind::Tunnel;
        }
        match facts.has_hardware {
            Some(false) if facts.is_bridge => Kind::Bridge,
            Some(false) => Kind::Virtual,
            Some(true) | None => Kind::Lan,
        }
    }

    /// Whether its network has room for this machine and at most one more.
    fn is_narrow(&self) -> bool {
        let bits = if self.ip.is_ipv4() { 32 } else { 128 };
        self.prefix >= bits - 1
    }
}

fn prefix(address: &IfAddr) -> u8 {
    match address {
        IfAddr::V4(address) => address.prefixlen,
        IfAddr::V6(address) => address.prefixlen,
    }
}

fn is_link_local(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_unicast_link_local(),
    }
}

/// Returns the local address from which `to` is reached. Connecting a UDP socket requests the route and sends nothing.
fn source_address(to: SocketAddr) -> Option<IpAddr> {
    let any = if to.is_ipv4() { IpAddr::from(Ipv4Addr::UNSPECIFIED) } else { Ipv6Addr::UNSPECIFIED.into() };
    let socket = UdpSocket::bind((any, 0)).ok()?;
    socket.connect(to).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

#[cfg(test)]
mod tests {
    use super::{Candidate, Facts, in_the_room, sort};

    /// Name, address, and the known properties of the interface: `d` it has the default route, `g` there is a router,
    /// `c` there is a network card below, `v` there is none, `b` it is a bridge, `p` point-to-point, `n` no broadcast,
    /// `-` nothing else is known.
    type RoutingRow = (&'static str, &'static str, &'static str);

    fn candidate(&(name, address, known): &RoutingRow) -> Candidate {
        let (ip, prefix) = address.split_once('/').unwrap();
        let has = |letter| known.contains(letter);
        let is_told = has('c') || has('v');
        let facts = Facts {
            is_point_to_point: has('p'),
            has_broadcast: is_told.then(|| !has('n')),
            has_hardware: is_told.then(|| has('c')),
            is_bridge: has('b'),
            has_gateway: is_told.then(|| has('g')),
        };
        let ip = ip.parse().unwrap();
        Candidate { name: name.into(), ip, prefix: prefix.parse().unwrap(), is_default: has('d'), facts }
    }

    /// Checks that each machine's addresses are sorted in the given order.
    #[track_caller]
    fn stands(rows: &[RoutingRow]) {
        let expected: Vec<String> = rows.iter().map(|row| candidate(row).ip.to_string()).collect();
        let mut given: Vec<Candidate> = rows.iter().map(candidate).collect();
        for _ in 0..rows.len() {
            given.rotate_left(1);
            let sorted: Vec<String> = sort(given.clone()).iter().map(|(ip, _)| ip.to_string()).collect();
            assert_eq!(sorted, expected);
        }
    }

    #[test]
    fn the_address_in_the_room_comes_first() {
        stands(&[
            ("wlan0", "192.168.1.5/24", "cgd"),
            ("eth1", "203.0.113.4/24", "cg"),
            ("eth0", "10.0.0.7/24", "c"),
            ("wlan0", "fd00::5/64", "cgd"),
            ("wlan0", "2001:db8::5/64", "cg"),
            ("docker0", "172.17.0.1/16", "vb"),
        ]);
    }

    #[test]
    fn a_tunnel_with_the_default_route_comes_last_whatever_it_is_called() {
        stands(&[("wlp3s0", "192.168.1.5/24", "cg"), ("nordlynx", "10.5.0.2/32", "vpnd")]);
        stands(&[("wlp3s0", "192.168.1.5/24", "cg"), ("proton0", "10.2.0.2/32", "vpnd")]);
        stands(&[("wlp3s0", "192.168.1.5/24", "cg"), ("nobody-knows", "10.8.0.6/24", "vpngd")]);
        stands(&[("wlp3s0", "192.168.1.5/24", "cg"), ("eth9", "10.8.0.2/24", "vgd")]);
        // A modem is hardware, but there are no other machines.
        stands(&[("enp5s0", "192.168.1.5/24", "c"), ("wwan0", "10.64.0.2/30", "cpd")]);
        // In a container, where the local network is virtual as well.
        stands(&[("eth0", "192.168.1.5/24", "v"), ("eth1", "10.5.0.2/24", "vd")]);
        stands(&[("eth0", "192.168.1.5/24", "v"), ("eth1", "10.5.0.2/32", "v")]);
        // An interface that blocks all traffic while a VPN is away has an invented router.
        stands(&[("wlp3s0", "192.168.1.5/24", "cg"), ("anything", "100.85.0.1/24", "vgd")]);
    }

    #[test]
    fn a_tunnel_of_ipv6_comes_last_as_well() {
        stands(&[
            ("wlan0", "fd00::5/64", "cg"),
            ("proton0", "10.2.0.2/32", "vpnd"),
            ("proton0", "fd54::2/128", "vpnd"),
        ]);
        stands(&[("wlan0", "2001:db8::5/64", "cg"), ("zz0", "fd54::2/128", "vd")]);
        stands(&[("wlan0", "fd00::5/64", "cg"), ("zz0", "10.2.0.2/32", "v"), ("zz0", "fd54::2/128", "v")]);
        // Single addresses come from DHCP.
        stands(&[
            ("wlan0", "192.168.1.5/24", "cgd"),
            ("wlan0", "fd00::5/128", "cgd"),
            ("docker0", "172.17.0.1/16", "vb"),
        ]);
        stands(&[("wlan0", "fd00::5/128", "cgd"), ("docker0", "172.17.0.1/16", "vb")]);
    }

    #[test]
    fn networks_of_guests_come_after_the_room() {
        stands(&[
            ("wlan0", "192.168.178.20/24", "cgd"),
            ("vboxnet0", "192.168.56.1/24", "v"),
            ("br-3f2a", "172.18.0.1/16", "vb"),
            ("virbr0", "192.168.122.1/24", "vb"),
        ]);
        // The machine itself may be connected to the room through a bridge.
        stands(&[("br0", "192.168.1.5/24", "cbgd"), ("virbr0", "10.0.0.1/24", "vb")]);
        // Without a router in the room, as with only a switch.
        stands(&[("eth0", "192.168.1.5/24", "c"), ("docker0", "10.17.0.1/16", "vb")]);
    }

    #[test]
    fn phones_are_expected_at_tunnels_only_if_there_is_nothing_else() {
        let expected = |rows: &[RoutingRow]| {
            let ips = in_the_room(&sort(rows.iter().map(candidate).collect()));
            ips.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        let (room, vpn, docker) =
            (("wlan0", "10.0.0.7/24", "cg"), ("zz0", "10.5.0.2/32", "vpnd"), ("zz1", "172.17.0.1/16", "vb"));
        assert_eq!(expected(&[vpn, room, docker]), ["10.0.0.7"]);
        assert_eq!(expected(&[vpn, docker]), ["172.17.0.1", "10.5.0.2"]);
    }

    #[test]
    fn a_single_address_comes_after_the_network_of_its_card() {
        stands(&[("eth0", "192.168.1.5/24", "cgd"), ("eth0", "192.168.1.4/32", "cg")]);
    }

    #[test]
    fn systems_that_provide_few_details_are_sorted_by_these() {
        stands(&[
            ("en0", "192.168.1.5/24", "-"),
            ("bridge100", "192.168.64.1/24", "-"),
            ("utun4", "10.5.0.2/16", "-pd"),
        ]);
        stands(&[("Ethernet", "192.168.1.5/24", "-"), ("NordLynx", "10.5.0.2/32", "-d")]);
        stands(&[("Wi-Fi", "192.168.1.5/24", "-d"), ("vEthernet (WSL)", "172.20.0.1/20", "-")]);
        // Only hints: the default route has priority.
        stands(&[("bridge0", "192.168.2.5/24", "-d"), ("en7", "192.168.1.5/24", "-")]);
    }
}
