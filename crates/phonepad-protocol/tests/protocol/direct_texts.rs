//! The texts on a direct path's reliable channel, and the limits of its offers.

use phonepad_protocol::{
    ClientText, Command, DirectGameText, DirectPhoneText, Hello, HelloRole, MAX_DIRECT_BYTES, PairingToken, Role,
    TextError, parse_client_text,
};
use serde_json::json;

#[test]
fn a_phones_texts_are_read_as_they_were_written() {
    for (text, written) in [
        (DirectPhoneText::hello("Ada", None), r#"{"type":"hello","protocol":1,"role":"peer","name":"Ada"}"#),
        (
            DirectPhoneText::hello("Ada", Some("s".into())),
            r#"{"type":"hello","protocol":1,"role":"peer","name":"Ada","seat":"s"}"#,
        ),
        (
            DirectPhoneText::tied("Ada", PairingToken([0; 16])),
            r#"{"type":"hello","protocol":1,"role":"peer","name":"Ada","tie":"AAAAAAAAAAAAAAAAAAAAAA"}"#,
        ),
        (DirectPhoneText::Rename { name: "Eve".into() }, r#"{"type":"rename","name":"Eve"}"#),
        (DirectPhoneText::Leave, r#"{"type":"leave"}"#),
    ] {
        assert_eq!(text.to_text(), written);
        assert_eq!(DirectPhoneText::parse(written.as_bytes()), Some(text));
    }
    for bad in [r#"{"type":"dance"}"#, r#"{"type":"rename"}"#, "{"] {
        assert_eq!(DirectPhoneText::parse(bad.as_bytes()), None, "{bad}");
    }
}

#[test]
fn the_games_texts_are_read_as_they_were_written() {
    let welcome = DirectGameText::Welcome {
        role: Role::Peer,
        slot: 3,
        seat: "s".into(),
        resumed: false,
        name: "Ada".into(),
        host_connected: true,
        max_hz: 60,
    };
    for (text, written) in [
        (
            welcome,
            r#"{"type":"welcome","role":"peer","slot":3,"seat":"s","resumed":false,"name":"Ada","hostConnected":true,"maxHz":60}"#,
        ),
        (DirectGameText::Close { code: 4010 }, r#"{"type":"close","code":4010}"#),
    ] {
        assert_eq!(text.to_text(), written);
        assert_eq!(DirectGameText::parse(written.as_bytes()), Some(text));
    }
    assert_eq!(DirectGameText::parse(br#"{"type":"dance"}"#), None);
}

#[test]
fn an_offer_for_the_direct_path_has_at_most_1024_bytes_of_json() {
    for (bytes, fits) in [(MAX_DIRECT_BYTES, true), (MAX_DIRECT_BYTES + 1, false)] {
        // Two of them are the quotes.
        let direct = json!("x".repeat(bytes - 2));
        let mut hello = Hello::host("token");
        hello.role = HelloRole::Host { token: "token".into(), direct: Some(direct.clone()) };
        let expected = if fits { Ok(ClientText::Hello(hello.clone())) } else { Err(TextError::BadHello) };
        assert_eq!(parse_client_text(&hello.to_text()), expected);
        let command = Command::Direct { direct };
        let expected = if fits { Ok(ClientText::Command(command.clone())) } else { Err(TextError::BadMessage) };
        assert_eq!(parse_client_text(&command.to_text()), expected);
    }
}

#[test]
fn a_hello_of_another_version_or_lane_is_refused() {
    let read =
        |protocol: u32, lane: u8| parse_client_text(&Hello { protocol, lane, ..Hello::peer("Ada", None) }.to_text());
    assert!(matches!(read(1, 0), Ok(ClientText::Hello(_))) && matches!(read(1, 1), Ok(ClientText::Hello(_))));
    for (protocol, lane) in [(0, 0), (2, 0), (1, 2), (2, 1)] {
        assert_eq!(read(protocol, lane), Err(TextError::BadHello), "version {protocol}, lane {lane}");
    }
}
