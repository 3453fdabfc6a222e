//! Networks that differ from the usual one: separate hosts, made for a test and removed with it.

use std::{
    process::{Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use crate::program::{Folder, GAME, Program, other_program, text};

/// A host with one interface and nothing else, as a network namespace.
struct Host(String);

impl Host {
    /// Returns `None`, with a message, where namespaces cannot be made.
    fn new(address: &str) -> Option<Self> {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let host = Self(format!("full-tilt-{}-{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed)));
        let made = ip(&["netns", "add", &host.0])
            && host.ip(&["link", "set", "lo", "up"])
            && host.ip(&["link", "add", "lan0", "type", "veth", "peer", "name", "lan1"])
            && host.ip(&["address", "add", address, "dev", "lan0", "nodad"])
            && host.ip(&["link", "set", "lan0", "up"])
            && host.ip(&["link", "set", "lan1", "up"]);
        if !made {
            eprintln!("skipped: network namespaces cannot be made here");
        }
        made.then_some(host)
    }

    fn ip(&self, arguments: &[&str]) -> bool {
        ip(&[&["-n", self.0.as_str()], arguments].concat())
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Program {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.0, program]).args(arguments);
        Program::start(command)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        ip(&["netns", "delete", &self.0]);
    }
}

fn ip(arguments: &[&str]) -> bool {
    Command::new("ip").args(arguments).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

#[test]
fn on_a_network_with_ipv6_only_the_link_leads_into_the_game() {
    let Some(host) = Host::new("fd00:aa::5/64") else { return };
    let folder = Folder::new("ipv6-only");
    let game = host.run(GAME, &["--headless", "--events", "--data-dir", folder.0.to_str().unwrap()]);
    let ready = game.event("ready");
    let join_url = text(&ready["join_url"]);
    assert!(join_url.starts_with("https://[fd00:aa::5]:"), "{join_url}");
    let _phone = host.run(&other_program("full-tilt-phone"), &[join_url, "--name", "Ada", "--hold", "0"]);
    assert_eq!(text(&game.event("player_joined")["name"]), "Ada");
}

#[test]
fn a_vpn_with_the_default_route_is_not_in_the_link() {
    let Some(host) = Host::new("192.168.1.5/24") else { return };
    let made = host.ip(&["link", "add", "zz0", "type", "veth", "peer", "name", "zz1"])
        && host.ip(&["address", "add", "10.5.0.2/32", "dev", "zz0"])
        && host.ip(&["link", "set", "zz0", "up"])
        && host.ip(&["link", "set", "zz1", "up"])
        && host.ip(&["route", "add", "default", "dev", "zz0"]);
    assert!(made, "a second interface");
    let folder = Folder::new("vpn");
    let game = host.run(GAME, &["--headless", "--events", "--data-dir", folder.0.to_str().unwrap()]);
    let join_url = text(&game.event("ready")["join_url"]).to_owned();
    assert!(join_url.starts_with("https://192.168.1.5:"), "{join_url}");
}
