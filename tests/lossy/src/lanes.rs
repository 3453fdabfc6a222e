//! A phone with two lanes to the relay, like the page when the connection stalls: copies of the readings on two
//! WebSockets.

use std::{
    io,
    time::{Duration, Instant},
};

use futures_util::{SinkExt, StreamExt};
use phonepad_protocol::{Frame, Hello, MotionFrame, MotionSample, RelayText, Welcome};
use phonepad_sim::JoinLink;
use tokio::{
    net::TcpStream,
    time::{MissedTickBehavior, interval},
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async_with_config,
    tungstenite::{Error, Message},
};

const SENSOR_HZ: u32 = 60;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Sends readings on both lanes until it is dropped.
///
/// # Errors
/// Returns an error if it cannot join, or a lane ends.
pub async fn two_lanes(join: JoinLink, name: String) -> io::Result<()> {
    let (first, seat) = enter(&join, &Hello::peer(name.as_str(), None)).await?;
    let (second, _) = enter(&join, &Hello { lane: 1, ..Hello::peer(name, Some(seat)) }).await?;
    let (mut first, mut second) = (first, second);
    let mut ticks = interval(Duration::from_secs(1) / SENSOR_HZ);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let (epoch, mut seq) = (Instant::now(), 0);
    loop {
        let clock = || epoch.elapsed().as_millis() as u32;
        tokio::select! {
            _ = ticks.tick() => {
                seq = u16::wrapping_add(seq, 1);
                let reading = Message::Binary(reading(seq, clock()).into());
                first.send(reading.clone()).await.map_err(io::Error::other)?;
                second.send(reading).await.map_err(io::Error::other)?;
            }
            said = first.next() => answer(&mut first, said, clock()).await?,
            said = second.next() => answer(&mut second, said, clock()).await?,
        }
    }
}

fn reading(seq: u16, t: u32) -> Vec<u8> {
    let sample = MotionSample { age_ms: 0, acceleration: Default::default(), rotation_rate: Default::default() };
    let (screen_angle, gyroscope, sign_verified) = (0, true, true);
    Frame::Motion(MotionFrame { screen_angle, gyroscope, sign_verified, taps: 0, seq, t, samples: vec![sample] })
        .encode()
}

/// Opens a socket and sends a hello. Returns it with the seat's token.
async fn enter(join: &JoinLink, hello: &Hello) -> io::Result<(Socket, String)> {
    let mut url = join.relay.clone();
    url.set_scheme("ws").map_err(|()| io::Error::other("only plain http"))?;
    let code = join.code.ok_or_else(|| io::Error::other("the link names no room"))?;
    url.set_path(&format!("/api/rooms/{code}/ws"));
    let (mut socket, _) = connect_async_with_config(url.as_str(), None, true).await.map_err(io::Error::other)?;
    socket.send(Message::Text(hello.to_text().into())).await.map_err(io::Error::other)?;
    while let Some(said) = socket.next().await {
        if let Message::Text(text) = said.map_err(io::Error::other)?
            && let Some(RelayText::Welcome(Welcome::Peer { seat, .. })) = RelayText::parse(&text)
        {
            return Ok((socket, seat));
        }
    }
    Err(io::Error::other("the relay did not let a lane in"))
}

async fn answer(lane: &mut Socket, said: Option<Result<Message, Error>>, mine: u32) -> io::Result<()> {
    match said {
        Some(Ok(Message::Binary(payload))) => {
            if let Ok(Frame::Echo { t }) = Frame::from_host(&payload) {
                let reply = Frame::EchoReply { t, mine }.encode();
                lane.send(Message::Binary(reply.into())).await.map_err(io::Error::other)?;
            }
            Ok(())
        }
        Some(Ok(_)) => Ok(()),
        Some(Err(error)) => Err(io::Error::other(error)),
        None => Err(io::Error::other("a lane has ended")),
    }
}
