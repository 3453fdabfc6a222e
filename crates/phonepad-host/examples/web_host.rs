//! A host in a browser's page, without a game: it shows its events and the phones' readings on the console, and the link
//! to join in the page's title. Build it for `wasm32-unknown-unknown` and load it through wasm-bindgen:
//!
//! ```sh
//! cargo build --target wasm32-unknown-unknown -p phonepad-host --example web_host
//! wasm-bindgen --target web --out-dir OUT target/wasm32-unknown-unknown/debug/examples/web_host.wasm
//! ```
//!
//! A relay must be at the page's own origin, or be named as in `?relay=https://relay.example`. `?stun=stun:HOST:PORT` names a
//! STUN server, and `?every=1` prints the readings of every frame instead of every sixth.

#[cfg(not(target_family = "wasm"))]
fn main() {
    eprintln!("this example runs in a browser; `--example terminal` is the one for native programs");
}

#[cfg(target_family = "wasm")]
fn main() {
    page::run();
}

#[cfg(target_family = "wasm")]
mod page {
    use std::collections::BTreeMap;

    use phonepad_host::{
        Host, HostConfig, Identity, Instant, LinkCommand, LinkEvent, LinkState, PhoneInput, Recipient,
    };
    use phonepad_protocol::StunServer;
    use url::Url;
    use wasm_bindgen::{JsCast, closure::Closure};
    use web_sys::console;

    /// Milliseconds between two frames.
    const FRAME_MS: i32 = 16;
    /// Frames between two lines about steering, unless the page's address has another number.
    const REPORT_EVERY: u32 = 6;

    /// The state of the page.
    struct Page {
        host: Host,
        phones: BTreeMap<u8, PhoneInput>,
        frames: u32,
        report_every: u32,
    }

    pub(super) fn run() {
        let window = web_sys::window().expect("a page");
        let address = Url::parse(&window.location().href().expect("an address")).expect("a URL");
        let options = |wanted: &'static str| {
            address.query_pairs().filter_map(move |(name, value)| (name == wanted).then(|| value.into_owned()))
        };
        let relay = options("relay").find_map(|relay| relay.parse().ok());
        let stun_servers = options("stun").filter_map(|server| StunServer::parse(&server)).collect();
        let report_every = options("every").find_map(|frames| frames.parse().ok()).unwrap_or(REPORT_EVERY);
        let host = match Host::start(HostConfig { relay, stun_servers, ..HostConfig::default() }) {
            Ok(host) => host,
            Err(error) => return print(&format!("error {error}")),
        };
        let mut page = Page { host, phones: BTreeMap::new(), frames: 0, report_every };
        let frame = Closure::<dyn FnMut()>::new(move || page.frame());
        let function = frame.as_ref().unchecked_ref();
        window.set_interval_with_callback_and_timeout_and_arguments_0(function, FRAME_MS).expect("a timer");
        // It runs as long as the page.
        frame.forget();
    }

    impl Page {
        fn frame(&mut self) {
            while let Some(event) = self.host.poll_event() {
                self.handle_event(&event);
            }
            for received in self.host.readings() {
                if let Some(phone) = self.phones.get_mut(&received.slot) {
                    phone.read(&received);
                }
            }
            self.frames += 1;
            if self.frames.is_multiple_of(self.report_every) {
                let now = Instant::now();
                for (slot, phone) in &self.phones {
                    let (steer, age) = (phone.steer(now).unwrap_or(0.0), phone.age(now).unwrap_or_default());
                    print(&format!("steer {slot} {steer:.2} {}", age.as_millis()));
                }
            }
        }

        fn handle_event(&mut self, event: &LinkEvent) {
            match event {
                LinkEvent::State(LinkState::Ready { code }) => {
                    let link = self.host.join_links(None).map(|links| links.first).unwrap_or_default();
                    web_sys::window().and_then(|window| window.document()).expect("a document").set_title(&link);
                    print(&format!("ready {code}"));
                }
                LinkEvent::State(state) => print(&format!("state {state:?}")),
                LinkEvent::PeerJoined { slot, name, .. } => {
                    let message = Identity::greeting(*slot, name.clone());
                    self.host.send(LinkCommand::Send { to: Recipient::Slot(*slot), message });
                    self.phones.entry(*slot).or_default().reconnected();
                    print(&format!("joined {slot} {name}"));
                }
                LinkEvent::PathChanged { slot, path } => print(&format!("path {slot} {}", path.name())),
                LinkEvent::SeatReleased { slot } => {
                    self.phones.remove(slot);
                    print(&format!("released {slot}"));
                }
                event => print(&format!("{event:?}")),
            }
        }
    }

    fn print(line: &str) {
        console::log_1(&line.into());
    }
}
