//! Facts about a network interface besides its addresses, as reported by the operating system. Linux reports most, in
//! files.

use std::{fs, path::Path};

use if_addrs::Interface;

/// `IFF_BROADCAST` of Linux: a frame can be sent to all machines on this network.
const HAS_BROADCAST: u32 = 0x2;
/// `RTF_GATEWAY` of Linux: the next stop of a route is a router.
const VIA_GATEWAY: u32 = 0x2;
/// Most bridges and bonds on top of each other for which this program checks what is below.
const MOST_LEVELS: u32 = 4;

/// Known facts about an interface; `None` where the system does not report them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Facts {
    /// Whether exactly one other machine is at the other end.
    pub(super) is_point_to_point: bool,
    /// Whether it supports broadcast.
    pub(super) has_broadcast: Option<bool>,
    /// Whether a network card is below, perhaps under a bridge, a bond or a VLAN.
    pub(super) has_hardware: Option<bool>,
    /// Whether it is a bridge.
    pub(super) is_bridge: bool,
    /// Whether a router is on its network.
    pub(super) has_gateway: Option<bool>,
}

impl Facts {
    pub(super) fn of(interface: &Interface, routes: &Routes) -> Self {
        let folder = Path::new("/sys/class/net").join(&interface.name);
        let is_told = cfg!(target_os = "linux") && folder.exists();
        Self {
            is_point_to_point: interface.is_p2p(),
            has_broadcast: flags(&folder).map(|flags| flags & HAS_BROADCAST != 0).filter(|_| is_told),
            has_hardware: is_told.then(|| has_hardware(&folder, MOST_LEVELS)),
            is_bridge: is_told && folder.join("bridge").exists(),
            has_gateway: routes.0.as_ref().map(|with_gateway| with_gateway.contains(&interface.name)),
        }
    }
}

/// Names of the interfaces that have a router, where the system reports its routes.
pub(super) struct Routes(Option<Vec<String>>);

impl Routes {
    pub(super) fn of_this_machine() -> Self {
        // Of this thread, because a thread can be in a separate network namespace.
        let read = |file: &str| fs::read_to_string(Path::new("/proc/thread-self/net").join(file));
        let Ok(v4) = read("route") else { return Self(None) };
        // The file does not exist on a machine without IPv6.
        let v6 = read("ipv6_route").unwrap_or_default();
        Self(Some([gateways_v4(&v4), gateways_v6(&v6)].concat()))
    }
}

/// Returns the interfaces of the routes that lead over a router: name, destination, gateway, flags, and more.
fn gateways_v4(table: &str) -> Vec<String> {
    let over_a_router = |line: &str| {
        let mut columns = line.split_whitespace();
        let (name, flags) = (columns.next()?, columns.nth(2)?);
        (u32::from_str_radix(flags, 16).ok()? & VIA_GATEWAY != 0).then(|| name.to_owned())
    };
    table.lines().filter_map(over_a_router).collect()
}

/// As [`gateways_v4`]; here the flags and the name are the last two of ten columns.
fn gateways_v6(table: &str) -> Vec<String> {
    let over_a_router = |line: &str| {
        let mut columns = line.split_whitespace().skip(8);
        let (flags, name) = (columns.next()?, columns.next()?);
        (u32::from_str_radix(flags, 16).ok()? & VIA_GATEWAY != 0).then(|| name.to_owned())
    };
    table.lines().filter_map(over_a_router).collect()
}

fn flags(folder: &Path) -> Option<u32> {
    let text = fs::read_to_string(folder.join("flags")).ok()?;
    u32::from_str_radix(text.trim().trim_start_matches("0x"), 16).ok()
}

/// Whether it is a device that was found on a bus, or is based on one.
fn has_hardware(folder: &Path, levels: u32) -> bool {
    if folder.join("device").exists() {
        return true;
    }
    let Some(levels) = levels.checked_sub(1) else { return false };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut below = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with("lower_"));
    below.any(|entry| has_hardware(&entry.path(), levels))
}

#[cfg(test)]
mod tests {
    use super::{gateways_v4, gateways_v6};

    #[test]
    fn routers_are_found_in_the_tables_of_linux() {
        let v4 = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n\
                  proton0\t00000000\t00000000\t0001\t0\t0\t50\t00000000\t0\t0\t0\n\
                  wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n\
                  wlan0\t0001A8C0\t00000000\t0001\t0\t0\t600\t00FFFFFF\t0\t0\t0\n\
                  docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n";
        assert_eq!(gateways_v4(v4), ["wlan0"]);
        let v6 = "00000000000000000000000000000000 00 00000000000000000000000000000000 00 \
                  fe800000000000000000000000000001 00000258 00000001 00000000 00000003    wlan0\n\
                  00000000000000000000000000000000 00 00000000000000000000000000000000 00 \
                  00000000000000000000000000000000 00000032 00000001 00000000 00000001  proton0\n\
                  00000000000000000000000000000000 00 00000000000000000000000000000000 00 \
                  00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo\n";
        assert_eq!(gateways_v6(v6), ["wlan0"]);
        for nonsense in ["", "\n\n", "a b", "a b c", "a b c zz", "é"] {
            assert!(gateways_v4(nonsense).is_empty() && gateways_v6(nonsense).is_empty(), "{nonsense}");
        }
    }
}
