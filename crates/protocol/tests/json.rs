//! The literal JSON of every frame: what other people's clients rely on.
#![expect(clippy::unwrap_used, reason = "a test says what it expects in the plainest way")]

use protocol::{
    Attachment, Attention, Blur, Body, ClientFrame, CloseCode, Command, ConnectionId, Cursor, DisplayName, Emoji, Epoch, Event, FileId,
    FileName, Happened, Head, Language, LinkPreview, LogEvent, Measure, Media, MemberId, MemberName, Millis, Nonce, Page, Person,
    PictureId, Position, PreviewPicture, Reaction, Reason, Rejection, Role, Room, RoomDescription, RoomId, RoomName, Row, Rules, Sanction,
    Seq, Snapshot, Theme, Visibility,
};
use serde::{Serialize, de::DeserializeOwned};

const A: &str = "0000000000000000000000000000000a";
const B: &str = "0000000000000000000000000000000b";
const C: &str = "0000000000000000000000000000000c";

#[track_caller]
fn both_ways<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T, json: &str) {
    let json = json.replace("$A", A).replace("$B", B).replace("$C", C);
    assert_eq!(serde_json::to_string(value).unwrap(), json);
    assert_eq!(&serde_json::from_str::<T>(&json).unwrap(), value);
}

fn room() -> RoomId {
    RoomId::from_bits(10)
}
fn member() -> MemberId {
    MemberId::from_bits(11)
}
fn nonce() -> Nonce {
    Nonce::from_bits(12)
}
fn epoch() -> Epoch {
    Epoch::from_bits(12)
}
fn ana() -> Person {
    Person {
        id: member(),
        name: MemberName::parse("ana").unwrap(),
        display: DisplayName::parse("Ana").unwrap(),
        role: Role::Owner,
        avatar: None,
    }
}
const ANA: &str = r#"{"id":"$B","name":"ana","display":"Ana","role":"owner"}"#;
fn posted() -> LogEvent {
    LogEvent {
        seq: Seq(2),
        at: Millis(1000),
        what: Happened::Posted { author: member(), nonce: nonce(), body: Body::parse("hi").unwrap(), reply: None, attachments: Vec::new() },
    }
}
const POSTED: &str = r#"{"seq":2,"at":1000,"type":"posted","author":"$B","nonce":"$C","body":"hi"}"#;
fn preview() -> LinkPreview {
    LinkPreview {
        link: "http://a.example".to_owned(),
        url: "https://a.example/".to_owned(),
        title: Some("한옥".to_owned()),
        description: None,
        site: None,
        picture: Some(PreviewPicture { id: PictureId::try_from("ab".repeat(32)).unwrap(), width: 8, height: 4, blur: Blur::default() }),
    }
}
const PREVIEW: &str = r#"{"link":"http://a.example","url":"https://a.example/","title":"한옥","picture":{"id":"abababababababababababababababababababababababababababababababab","width":8,"height":4}}"#;
fn file() -> FileId {
    FileId::from_bits(10)
}
fn thumb() -> Emoji {
    Emoji::parse("👍").unwrap()
}
fn kitchen() -> Room {
    Room {
        id: room(),
        name: RoomName::parse("Kitchen").unwrap(),
        description: RoomDescription::parse("food").unwrap(),
        visibility: Visibility::Public,
        rules: Rules::default(),
    }
}
const KITCHEN: &str = r#"{"id":"$A","name":"Kitchen","description":"food","visibility":"public"}"#;
fn snapshot() -> Snapshot {
    let page = Page { rows: vec![Row::new(posted())], people: vec![ana()], older: true, ..Page::default() };
    Snapshot { room: kitchen(), epoch: epoch(), head: Seq(2), page }
}
fn snapshot_json() -> String {
    format!(r#"{{"room":{KITCHEN},"epoch":"$C","head":2,"page":{{"rows":[{POSTED}],"people":[{ANA}],"older":true,"newer":false}}}}"#)
}

#[test]
fn commands() {
    let command = |command: Command, json: &str| both_ways(&ClientFrame::from(command), json);
    command(Command::Subscribe { room: room(), after: None }, r#"{"type":"subscribe","room":"$A"}"#);
    let after = Some(Position { epoch: epoch(), seq: Seq(4) });
    command(Command::Subscribe { room: room(), after }, r#"{"type":"subscribe","room":"$A","after":{"epoch":"$C","seq":4}}"#);
    command(Command::Unsubscribe { room: room() }, r#"{"type":"unsubscribe","room":"$A"}"#);
    both_ways(
        &ClientFrame {
            id: Some(3),
            command: Command::Post { room: room(), nonce: nonce(), body: Body::parse("hi").unwrap(), reply: None, attachments: Vec::new() },
        },
        r#"{"id":3,"type":"post","room":"$A","nonce":"$C","body":"hi"}"#,
    );
    let body = || Body::parse("hi").unwrap();
    command(
        Command::Post { room: room(), nonce: nonce(), body: body(), reply: Some(Seq(1)), attachments: Vec::new() },
        r#"{"type":"post","room":"$A","nonce":"$C","body":"hi","reply":1}"#,
    );
    command(
        Command::Post { room: room(), nonce: nonce(), body: Body::beside_files(" ").unwrap(), reply: None, attachments: vec![file()] },
        r#"{"type":"post","room":"$A","nonce":"$C","body":"","attachments":["$A"]}"#,
    );
    command(Command::Edit { room: room(), of: Seq(2), body: body() }, r#"{"type":"edit","room":"$A","of":2,"body":"hi"}"#);
    command(Command::Delete { room: room(), of: Seq(2) }, r#"{"type":"delete","room":"$A","of":2}"#);
    command(
        Command::React { room: room(), of: Seq(2), emoji: thumb(), on: true },
        r#"{"type":"react","room":"$A","of":2,"emoji":"👍","on":true}"#,
    );
    command(Command::Pin { room: room(), of: Seq(2), on: false }, r#"{"type":"pin","room":"$A","of":2,"on":false}"#);
    command(Command::Read { room: room(), seq: Seq(2) }, r#"{"type":"read","room":"$A","seq":2}"#);
    command(Command::MarkUnread { room: room(), seq: Seq(2) }, r#"{"type":"mark_unread","room":"$A","seq":2}"#);
    command(Command::Fetch { room: room(), after: Seq(1), upto: Seq(3) }, r#"{"type":"fetch","room":"$A","after":1,"upto":3}"#);
    command(Command::Page { room: room(), before: Seq(9) }, r#"{"type":"page","room":"$A","before":9}"#);
    let link = "https://a.example/".to_owned();
    command(Command::Dismiss { room: room(), of: Seq(2), link }, r#"{"type":"dismiss","room":"$A","of":2,"link":"https://a.example/"}"#);
    command(Command::Away { away: true }, r#"{"type":"away","away":true}"#);
    command(Command::Typing { room: room() }, r#"{"type":"typing","room":"$A"}"#);
    let heads = vec![Head { room: room(), epoch: epoch(), seq: Seq(1) }];
    command(Command::Heartbeat { heads }, r#"{"type":"heartbeat","heads":[{"room":"$A","epoch":"$C","seq":1}]}"#);
}

#[test]
fn events() {
    both_ways(
        &Event::Welcomed { version: 1, build: "b1".into(), connection: ConnectionId::from_bits(10), member: ana(), heartbeat_ms: 25_000 },
        &format!(r#"{{"type":"welcomed","version":1,"build":"b1","connection":"$A","member":{ANA},"heartbeat_ms":25000}}"#),
    );
    both_ways(
        &Event::Resumed {
            room: room(),
            epoch: epoch(),
            head: Seq(2),
            events: vec![posted()],
            people: vec![ana()],
            quoted: vec![],
            online: vec![member()],
            away: vec![member()],
            cursors: vec![Cursor { member: member(), seq: Seq(2) }],
        },
        &format!(
            r#"{{"type":"resumed","room":"$A","epoch":"$C","head":2,"events":[{POSTED}],"people":[{ANA}],"online":["$B"],"away":["$B"],"cursors":[{{"member":"$B","seq":2}}]}}"#
        ),
    );
    let json = snapshot_json();
    both_ways(
        &Event::Snapshot { snapshot: snapshot(), online: vec![], away: vec![], cursors: vec![] },
        &format!(r#"{{"type":"snapshot","snapshot":{json},"online":[]}}"#),
    );
    both_ways(
        &Event::Reset { snapshot: snapshot(), online: vec![], away: vec![], cursors: vec![] },
        &format!(r#"{{"type":"reset","snapshot":{json},"online":[]}}"#),
    );
    both_ways(
        &Event::Appended { room: room(), events: vec![posted()], people: vec![ana()], quoted: vec![Row::new(posted())] },
        &format!(r#"{{"type":"appended","room":"$A","events":[{POSTED}],"people":[{ANA}],"quoted":[{POSTED}]}}"#),
    );
    both_ways(
        &Event::Page { room: room(), before: Seq(9), page: Page::default() },
        r#"{"type":"page","room":"$A","before":9,"page":{"rows":[],"people":[],"older":false,"newer":false}}"#,
    );
    both_ways(
        &Event::Acknowledged { room: room(), nonce: nonce(), seq: Seq(2), at: Millis(1000) },
        r#"{"type":"acknowledged","room":"$A","nonce":"$C","seq":2,"at":1000}"#,
    );
    both_ways(&Event::Done { id: 3, room: room() }, r#"{"type":"done","id":3,"room":"$A"}"#);
    both_ways(
        &Event::Read { room: room(), cursors: vec![Cursor { member: member(), seq: Seq(2) }] },
        r#"{"type":"read","room":"$A","cursors":[{"member":"$B","seq":2}]}"#,
    );
    both_ways(
        &Event::Unread { room: room(), seq: Seq(2), unread: 3, mentions: 1 },
        r#"{"type":"unread","room":"$A","seq":2,"unread":3,"mentions":1}"#,
    );
    both_ways(
        &Event::Attended { room: room(), attention: Attention::Mentions },
        r#"{"type":"attended","room":"$A","attention":"mentions"}"#,
    );
    both_ways(&Event::Quieted { until: Some(Millis(1_700_000_000_000)) }, r#"{"type":"quieted","until":1700000000000}"#);
    both_ways(&Event::Quieted { until: None }, r#"{"type":"quieted"}"#);
    let reason = Reason::parse("ads").unwrap();
    let mute = Some(Sanction { until: Some(Millis(9)), reason, by: member(), at: Millis(7) });
    both_ways(&Event::Muted { mute }, r#"{"type":"muted","mute":{"until":9,"reason":"ads","by":"$B","at":7}}"#);
    both_ways(&Event::Muted { mute: None }, r#"{"type":"muted"}"#);
    both_ways(
        &Event::Rejected { id: Some(3), room: Some(room()), nonce: None, rejection: Rejection::NoSuchRoom },
        r#"{"type":"rejected","id":3,"room":"$A","rejection":{"code":"no_such_room"}}"#,
    );
    both_ways(&Event::Typed { room: room(), member: ana() }, &format!(r#"{{"type":"typed","room":"$A","member":{ANA}}}"#));
    both_ways(&Event::Away { room: room(), member: member(), away: true }, r#"{"type":"away","room":"$A","member":"$B","away":true}"#);
    both_ways(&Event::Cursors { room: room(), cursors: vec![] }, r#"{"type":"cursors","room":"$A","cursors":[]}"#);
    both_ways(
        &Event::Presence { room: room(), member: member(), online: true },
        r#"{"type":"presence","room":"$A","member":"$B","online":true}"#,
    );
    both_ways(&Event::Overflowed, r#"{"type":"overflowed"}"#);
    both_ways(
        &Event::Entered { room: kitchen(), position: Position { epoch: epoch(), seq: Seq(2) } },
        &format!(r#"{{"type":"entered","room":{KITCHEN},"position":{{"epoch":"$C","seq":2}}}}"#),
    );
    both_ways(&Event::Exited { room: room(), by: None }, r#"{"type":"exited","room":"$A"}"#);
    both_ways(&Event::Exited { room: room(), by: Some(ana().id) }, r#"{"type":"exited","room":"$A","by":"$B"}"#);
    both_ways(&Event::Heartbeat { heads: vec![] }, r#"{"type":"heartbeat","heads":[]}"#);
    both_ways(&Event::GoingAway { retry_after_ms: 1500 }, r#"{"type":"going_away","retry_after_ms":1500}"#);
}

#[test]
fn log_events() {
    let event =
        |what: Happened, json: &str| both_ways(&LogEvent { seq: Seq(1), at: Millis(5), what }, &format!(r#"{{"seq":1,"at":5,{json}}}"#));
    event(Happened::Created { by: member() }, r#""type":"created","by":"$B""#);
    let (author, by, of) = (member(), member(), Seq(2));
    let attachments = |media| vec![Attachment { id: file(), name: FileName::of("a b.png"), bytes: 70_000, media }];
    for (media, json) in [
        (
            Media::Image { width: 640, height: 480, blur: Blur::from("iVBORw0KGgo=".to_owned()) },
            r#""kind":"image","width":640,"height":480,"blur":"iVBORw0KGgo=""#,
        ),
        (Media::Image { width: 1, height: 2, blur: Blur::default() }, r#""kind":"image","width":1,"height":2"#),
        (Media::Audio, r#""kind":"audio""#),
        (Media::Video, r#""kind":"video""#),
        (Media::File, r#""kind":"file""#),
    ] {
        event(
            Happened::Posted { author, nonce: nonce(), body: Body::parse("hi").unwrap(), reply: None, attachments: attachments(media) },
            &format!(
                r#""type":"posted","author":"$B","nonce":"$C","body":"hi","attachments":[{{"id":"$A","name":"a b.png","bytes":70000,{json}}}]"#
            ),
        );
    }
    event(Happened::Erased { author, nonce: nonce(), by }, r#""type":"erased","author":"$B","nonce":"$C","by":"$B""#);
    event(Happened::Edited { by, of, body: Body::parse("hi").ok() }, r#""type":"edited","by":"$B","of":2,"body":"hi""#);
    event(Happened::Edited { by, of, body: None }, r#""type":"edited","by":"$B","of":2"#);
    event(Happened::Deleted { by, of }, r#""type":"deleted","by":"$B","of":2"#);
    event(Happened::Reacted { by, of, emoji: thumb(), on: true }, r#""type":"reacted","by":"$B","of":2,"emoji":"👍","on":true"#);
    event(Happened::Pinned { by, of, on: true }, r#""type":"pinned","by":"$B","of":2,"on":true"#);
    event(Happened::Previewed { by: None, of, previews: vec![preview()] }, &format!(r#""type":"previewed","of":2,"previews":[{PREVIEW}]"#));
    event(Happened::Previewed { by: Some(by), of, previews: vec![] }, r#""type":"previewed","by":"$B","of":2"#);
    event(Happened::Joined { member: member(), by: None }, r#""type":"joined","member":"$B""#);
    event(Happened::Left { member: member(), by: Some(member()) }, r#""type":"left","member":"$B","by":"$B""#);
    event(Happened::Renamed { by: member(), name: RoomName::parse("x").unwrap() }, r#""type":"renamed","by":"$B","name":"x""#);
    let description = RoomDescription::parse("y").unwrap();
    event(Happened::Described { by: member(), description }, r#""type":"described","by":"$B","description":"y""#);
    let rules = Rules { slow_s: 30, announcements: true };
    event(Happened::Ruled { by: member(), rules }, r#""type":"ruled","by":"$B","rules":{"slow_s":30,"announcements":true}"#);
}

#[test]
fn a_row_is_its_event_and_what_was_done_to_it() {
    both_ways(&Row::new(posted()), POSTED);
    let mut row = Row::new(posted());
    row.altered = Some(Seq(5));
    row.edited = Some(Millis(7));
    row.pinned = Some(member());
    row.previews = vec![preview()];
    row.reactions = vec![Reaction { emoji: thumb(), by: vec![member()] }];
    let rest = r#""altered":5,"edited":7,"pinned":"$B","reactions":[{"emoji":"👍","by":["$B"]}],"previews""#;
    both_ways(&row, &format!("{},{rest}:[{PREVIEW}]}}", POSTED.trim_end_matches('}')));
}

#[test]
fn rejections() {
    use protocol::{BodyError, NameError};
    both_ways(&Rejection::Malformed { detail: "x".into() }, r#"{"code":"malformed","detail":"x"}"#);
    both_ways(&Rejection::NoSuchRoom, r#"{"code":"no_such_room"}"#);
    both_ways(&Rejection::NoSuchMessage, r#"{"code":"no_such_message"}"#);
    both_ways(&Rejection::TooManyReactions, r#"{"code":"too_many_reactions"}"#);
    both_ways(&Rejection::NoSuchFile, r#"{"code":"no_such_file"}"#);
    both_ways(&Rejection::TooManyFiles, r#"{"code":"too_many_files"}"#);
    both_ways(&Rejection::FileTooBig { most: 26_214_400 }, r#"{"code":"file_too_big","most":26214400}"#);
    both_ways(&Rejection::PictureTooLarge { most: 40_000_000 }, r#"{"code":"picture_too_large","most":40000000}"#);
    both_ways(&Rejection::NoRoomForFiles { most: 1 }, r#"{"code":"no_room_for_files","most":1}"#);
    both_ways(&Rejection::NotAllowed, r#"{"code":"not_allowed"}"#);
    both_ways(&Rejection::BadBody { problem: BodyError::TooLong }, r#"{"code":"bad_body","problem":"too_long"}"#);
    both_ways(&Rejection::BadName { problem: NameError::Empty }, r#"{"code":"bad_name","problem":"empty"}"#);
    both_ways(&Rejection::NameTaken, r#"{"code":"name_taken"}"#);
    both_ways(&Rejection::NonceReused, r#"{"code":"nonce_reused"}"#);
    both_ways(&Rejection::TooFast { retry_after_ms: 100 }, r#"{"code":"too_fast","retry_after_ms":100}"#);
    both_ways(&Rejection::Muted { until: Some(Millis(7)) }, r#"{"code":"muted","until":7}"#);
    both_ways(&Rejection::Muted { until: None }, r#"{"code":"muted"}"#);
    both_ways(&Rejection::Slow { retry_after_ms: 100 }, r#"{"code":"slow","retry_after_ms":100}"#);
    both_ways(&Rejection::Announcements, r#"{"code":"announcements"}"#);
    both_ways(&Rejection::Unavailable, r#"{"code":"unavailable"}"#);
}

#[test]
fn rules_stand_in_a_room_only_where_there_are_some() {
    let slow = Room { rules: Rules { slow_s: 30, announcements: false }, ..kitchen() };
    both_ways(&slow, &KITCHEN.replace("\"public\"}", r#""public","rules":{"slow_s":30,"announcements":false}}"#));
}

#[test]
fn measures() {
    both_ways(&Measure::Banned { member: member(), until: Some(Millis(9)) }, r#"{"type":"banned","member":"$B","until":9}"#);
    both_ways(
        &Measure::Appointed { member: member(), from: Role::Member, to: Role::Moderator },
        r#"{"type":"appointed","member":"$B","from":"member","to":"moderator"}"#,
    );
    both_ways(&Measure::Linked, r#"{"type":"linked"}"#);
    assert_eq!(serde_json::from_str::<Measure>(r#"{"type":"levitated"}"#).unwrap(), Measure::Unknown);
}

#[test]
fn words_and_codes() {
    both_ways(&Language::Ko, r#""ko""#);
    both_ways(&Theme::Dark, r#""dark""#);
    assert_eq!(CloseCode::from_number(4401), Some(CloseCode::NotAuthenticated));
    assert!(CloseCode::ALL.into_iter().all(|code| CloseCode::from_number(code.number()) == Some(code)));
}

#[test]
fn what_is_newer_than_us_is_unknown_not_wrong() {
    let newer = format!(r#"{{"type":"levitated","room":"{A}","height":{{"cm":3}}}}"#);
    assert_eq!(serde_json::from_str::<Event>(&newer).unwrap(), Event::Unknown);
    let newer = format!(r#"{{"seq":3,"at":5,"type":"levitated","by":"{B}","height":[3]}}"#);
    let event: LogEvent = serde_json::from_str(&newer).unwrap();
    assert_eq!(event, LogEvent { seq: Seq(3), at: Millis(5), what: Happened::Unknown });
    let hologram = format!(r#"{{"id":"{A}","name":"x","bytes":1,"kind":"hologram","depth":3}}"#);
    assert_eq!(serde_json::from_str::<Attachment>(&hologram).unwrap().media, Media::File);
}

#[test]
fn an_event_without_its_fields_does_not_parse() {
    let missing = |error: serde_json::Error| error.to_string();
    for (bad, field) in [
        (r#"{"type":"typed","room":"$A","member":"$B"}"#, "member"),
        (r#"{"type":"presence","room":"$A","member":"$B","online":["$B"]}"#, "online"),
        (r#"{"type":"entered","room":"$A","position":{"epoch":"$C","seq":1}}"#, "room"),
        (r#"{"type":"done","room":"$A"}"#, "id"),
        (r#"{"type":"appended","room":"$A","events":[{"seq":2,"at":1,"type":"posted","author":"$B","nonce":"$C"}],"people":[]}"#, "body"),
    ] {
        let bad = bad.replace("$A", A).replace("$B", B).replace("$C", C);
        let why = serde_json::from_str::<Event>(&bad).map_err(missing).unwrap_err();
        assert!(why.starts_with(&format!("missing field `{field}`")), "{bad}: {why}");
    }
}

#[test]
fn what_breaks_the_rules_does_not_parse() {
    for bad in [
        r#"{"type":"post","room":"$A","nonce":"$C"}"#,
        r#"{"type":"post","room":"$A","nonce":"$C","body":"","attachments":["x"]}"#,
        r#"{"type":"post","room":"zz","nonce":"$C","body":"hi"}"#,
        r#"{"type":"post","room":"+000000000000000000000000000000a","nonce":"$C","body":"hi"}"#,
        r#"{"type":"post","room":"$A","body":"hi"}"#,
        r#"{"type":"fly"}"#,
        r#"[]"#,
    ] {
        let bad = bad.replace("$A", A).replace("$C", C);
        assert!(serde_json::from_str::<ClientFrame>(&bad).is_err(), "{bad}");
    }
}
