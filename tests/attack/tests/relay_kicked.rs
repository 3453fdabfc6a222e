//! A program that returns whenever it is kicked.

use std::{
    net::Ipv4Addr,
    time::{Duration, Instant},
};

use phonepad_protocol::{Command, Hello, Welcome};

use crate::target::{ATTACKER, Client, Refusal, TURN, Target};

const DURATION: Duration = Duration::from_secs(3);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kicked_program_does_not_come_back() {
    let _turn = TURN.lock().await;
    let target = Target::start("kicked");
    let room = target.room().await;
    let hello = Hello::peer("Eve", None);
    let (mut host, _) =
        Client::join(Ipv4Addr::LOCALHOST, target.address, &room, &Hello::host(room.host_token.as_str())).await.unwrap();
    let (_control, _) = Client::join(Ipv4Addr::LOCALHOST, target.address, &room, &hello).await.unwrap();
    let (_kicked, welcome) = Client::join(ATTACKER, target.address, &room, &hello).await.unwrap();
    let Welcome::Peer { slot, .. } = welcome else { panic!("{welcome:?}") };
    assert!(host.say(Command::Kick { slot }.to_text()).await);
    // The kick is complete when the relay answers the next message.
    host.ping().await;
    let (mut returned, mut kicked, mut upgrades) = (0, 0, 0);
    let begun = Instant::now();
    while begun.elapsed() < DURATION {
        match Client::join(ATTACKER, target.address, &room, &hello).await {
            Ok((mut client, _)) => {
                returned += 1;
                client.say(Command::Leave.to_text()).await;
            }
            Err(Refusal::Closed(4010)) => kicked += 1,
            Err(_) => upgrades += 1,
        }
    }
    let others = Client::join(Ipv4Addr::new(127, 0, 0, 3), target.address, &room, &hello).await;
    println!("kicked, in 3 s: {returned} times back, {kicked} times 4010, {upgrades} times refused for the rate");
    assert!(others.is_ok(), "another address is admitted");
    assert!(returned == 0 && kicked > 0, "{returned} times back");
}
