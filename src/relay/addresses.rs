//! Which addresses this machine has, and which of them a phone in the same room can most likely reach.

use std::{
    cmp::Reverse,
    net::{IpAddr, Ipv4Addr, UdpSocket},
};

use if_addrs::{Interface, get_if_addrs};

/// Beginnings of the names of interfaces that lead to containers, virtual machines and tunnels rather than into the room.
const VIRTUAL_PREFIXES: [&str; 18] = [
    "br-",
    "cni",
    "docker",
    "flannel",
    "lxc",
    "lxdbr",
    "podman",
    "ppp",
    "tailscale",
    "tap",
    "tun",
    "utun",
    "vEthernet",
    "vboxnet",
    "veth",
    "virbr",
    "vmnet",
    "wg",
];
/// An address of documentation (RFC 5737); nothing is ever sent there.
const FAR_AWAY: (Ipv4Addr, u16) = (Ipv4Addr::new(192, 0, 2, 1), 9);

/// The addresses of this machine's interfaces that are up, without loopback and link-local ones. The likeliest to be
/// reached from the local network comes first: real interfaces before virtual ones, IPv4 before IPv6, private addresses
/// before public ones, the interface that leads to the internet before others.
pub fn lan_addresses() -> Vec<IpAddr> {
    let default = default_address();
    let usable =
        |interface: &Interface| interface.is_oper_up() && !interface.is_loopback() && !interface.is_link_local();
    let mut interfaces: Vec<Interface> = get_if_addrs().unwrap_or_default().into_iter().filter(usable).collect();
    interfaces.sort_by_key(|interface| rank(&interface.name, interface.ip(), default));
    let mut addresses: Vec<IpAddr> = interfaces.iter().map(Interface::ip).collect();
    addresses.dedup();
    addresses
}

/// Smaller is better.
fn rank(interface: &str, ip: IpAddr, default: Option<IpAddr>) -> impl Ord + use<> {
    let is_virtual = VIRTUAL_PREFIXES.iter().any(|prefix| interface.starts_with(prefix));
    let is_private = match ip {
        IpAddr::V4(ip) => ip.is_private(),
        IpAddr::V6(ip) => ip.is_unique_local(),
    };
    (is_virtual, ip.is_ipv6(), Reverse(is_private), Reverse(default == Some(ip)), ip)
}

/// The address from which the internet is reached. Connecting a UDP socket asks for the route and sends nothing.
fn default_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect(FAR_AWAY).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

#[cfg(test)]
mod tests {
    use super::rank;

    #[test]
    fn the_address_in_the_room_comes_first() {
        let default = Some("192.168.1.5".parse().unwrap());
        let expected = [
            ("wlan0", "192.168.1.5"),
            ("eth0", "10.0.0.7"),
            ("eth1", "203.0.113.4"),
            ("wlan0", "fd00::5"),
            ("wlan0", "2001:db8::5"),
            ("docker0", "172.17.0.1"),
        ];
        let mut sorted = expected;
        sorted.reverse();
        sorted.sort_by_key(|(interface, ip)| rank(interface, ip.parse().unwrap(), default));
        assert_eq!(sorted, expected);
    }
}
