//! Reads frames out of a stream of text, however it was cut into pieces, and never keeps more of it than one frame may have.
//! What a frame means is decided in `session`.

use super::{frame::Frame, version::Version};

/// Bytes that the command and the headers of a frame may have.
const HEAD_BYTES: usize = 8 * 1024;

/// Headers a frame may have.
const MOST_HEADERS: usize = 64;

/// Bytes of the longest command that anybody needs.
const COMMAND_BYTES: usize = 16;

/// Takes text in pieces and gives frames.
#[derive(Debug)]
pub struct Parser {
    unread: Vec<u8>,
    version: Version,
    most: usize,
}

/// Why a text is no frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// More bytes than a frame may have.
    #[error("the frame is too large")]
    TooLarge,
    /// No command.
    #[error("a frame begins with a command")]
    Command,
    /// A header without a colon, with an unknown escape, or too many of them.
    #[error("a header is malformed")]
    Header,
    /// The length is no number, or the body does not end there.
    #[error("the body does not end where its content-length says")]
    Length,
    /// Neither head nor body may be anything but UTF-8.
    #[error("the frame is not UTF-8")]
    NotUtf8,
    /// A body where none may be.
    #[error("only SEND has a body")]
    Body,
}

/// A frame, or what it would still take.
type Read<T> = Result<Option<T>, Malformed>;

impl Parser {
    /// A parser of frames of at most `most` bytes. Until a version is agreed it reads 1.2.
    pub const fn new(most: usize) -> Self {
        Self { unread: Vec::new(), version: Version::V12, most }
    }

    /// From here on frames are of this version and may have this many bytes.
    pub const fn agreed(&mut self, version: Version, most: usize) {
        self.version = version;
        self.most = most;
    }

    /// Takes the next piece.
    pub fn push(&mut self, text: &str) {
        self.unread.extend_from_slice(text.as_bytes());
    }

    /// The next frame; `None` when it is not there yet.
    ///
    /// # Errors
    /// [`Malformed`]: nothing after it can be understood.
    pub fn next(&mut self) -> Read<Frame> {
        self.skip_line_ends();
        match read(&self.unread, self.version, self.most)? {
            Some((frame, length)) => {
                self.unread.drain(..length);
                self.unread.shrink_to(1_024);
                Ok(Some(frame))
            }
            None if self.unread.len() > self.most => Err(Malformed::TooLarge),
            None => Ok(None),
        }
    }

    /// Line ends between frames are heart-beats.
    fn skip_line_ends(&mut self) {
        let length = self.unread.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        self.unread.drain(..length);
    }
}

/// The first frame in these bytes and how many of them it has.
fn read(bytes: &[u8], version: Version, most: usize) -> Read<(Frame, usize)> {
    let mut rest = bytes;
    let Some(command) = line(&mut rest)? else { return within_head(bytes) };
    if command.is_empty() || command.len() > COMMAND_BYTES || !command.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(Malformed::Command);
    }
    let mut frame = Frame::new(command);
    // Who says CONNECT may be of any version, and none has escapes there.
    let escapes = if command == "CONNECT" { Version::V10 } else { version };
    loop {
        let Some(header) = line(&mut rest)? else { return within_head(bytes) };
        if header.is_empty() {
            break;
        }
        if frame.headers.len() >= MOST_HEADERS {
            return Err(Malformed::Header);
        }
        let (name, value) = header.split_once(':').ok_or(Malformed::Header)?;
        let (name, value) = (escapes.unescape(name).ok_or(Malformed::Header)?, escapes.unescape(value).ok_or(Malformed::Header)?);
        frame.headers.push((name, value));
    }
    let head = bytes.len() - rest.len();
    if head > HEAD_BYTES {
        return Err(Malformed::TooLarge);
    }
    let Some(length) = body_length(&frame, rest, most)? else { return Ok(None) };
    if length > 0 && frame.command != "SEND" {
        return Err(Malformed::Body);
    }
    let body = rest.get(..length).unwrap_or_default();
    frame.body = String::from_utf8(body.to_vec()).map_err(|_| Malformed::NotUtf8)?;
    let whole = head + length + 1;
    if whole > most { Err(Malformed::TooLarge) } else { Ok(Some((frame, whole))) }
}

/// A head that is not whole yet and may still become so.
const fn within_head<T>(bytes: &[u8]) -> Read<T> {
    if bytes.len() > HEAD_BYTES { Err(Malformed::TooLarge) } else { Ok(None) }
}

/// The next line, without its end.
fn line<'a>(rest: &mut &'a [u8]) -> Read<&'a str> {
    let Some(end) = rest.iter().position(|byte| matches!(byte, b'\n' | b'\0')) else { return Ok(None) };
    let (line, after) = rest.split_at(end);
    let Some((b'\n', after)) = after.split_first() else { return Err(Malformed::Header) };
    *rest = after;
    let line = std::str::from_utf8(line).map_err(|_| Malformed::NotUtf8)?;
    // Only 1.2 ends lines in two ways, and no other version has a use for the first.
    Ok(Some(line.strip_suffix('\r').unwrap_or(line)))
}

/// How many bytes the body has; `None` when its end is not there yet.
fn body_length(frame: &Frame, rest: &[u8], most: usize) -> Read<usize> {
    let Some(length) = frame.header("content-length") else { return Ok(rest.iter().position(|byte| *byte == 0)) };
    let length: usize = length.trim().parse().map_err(|_| Malformed::Length)?;
    if length > most {
        return Err(Malformed::TooLarge);
    }
    match rest.get(length) {
        None => Ok(None),
        Some(0) => Ok(Some(length)),
        Some(_) => Err(Malformed::Length),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{HEAD_BYTES, Malformed, Parser};
    use crate::doorways::stomp::{frame::Frame, version::Version};

    const MOST: usize = 64 * 1024;

    fn all(text: &str) -> Result<Vec<Frame>, Malformed> {
        let mut parser = Parser::new(MOST);
        parser.push(text);
        std::iter::from_fn(|| parser.next().transpose()).collect()
    }

    #[test]
    fn frames_and_heart_beats_follow_each_other() {
        let frames = all("\n\r\nSEND\r\ndestination:/a\r\n\r\nhi\0\n\nDISCONNECT\n\n\0\n").unwrap();
        assert_eq!(frames, [Frame { body: "hi".to_owned(), ..Frame::new("SEND").with("destination", "/a") }, Frame::new("DISCONNECT")]);
    }

    #[test]
    fn a_length_lets_a_body_hold_anything() {
        let frames = all("SEND\ncontent-length:3\n\na\0b\0SEND\n\nc\0").unwrap();
        assert_eq!([&*frames[0].body, &*frames[1].body], ["a\0b", "c"]);
    }

    #[test]
    fn the_first_of_repeated_headers_counts() {
        assert_eq!(all("SEND\nfoo:World\nfoo:Hello\n\n\0").unwrap()[0].header("foo"), Some("World"));
    }

    #[test]
    fn escapes_are_read_but_not_in_the_first_frame() {
        assert_eq!(all("SEND\na\\cb:c\\\\\\n\\r\n\n\0").unwrap()[0].headers, [("a:b".to_owned(), "c\\\n\r".to_owned())]);
        assert_eq!(all("CONNECT\npasscode:a\\cb:c\n\n\0").unwrap()[0].header("passcode"), Some("a\\cb:c"));
    }

    #[test]
    fn what_is_no_frame_is_refused() {
        for (text, why) in [
            ("send\n\n\0", Malformed::Command),
            ("GET / HTTP/1.1\r\n", Malformed::Command),
            ("\0", Malformed::Header),
            ("SEND\nno colon\n\n\0", Malformed::Header),
            ("SEND\na:\\x\n\n\0", Malformed::Header),
            ("SEND\na:b\0", Malformed::Header),
            ("SEND\ncontent-length:x\n\n\0", Malformed::Length),
            ("SEND\ncontent-length:1\n\nab\0", Malformed::Length),
            ("SEND\ncontent-length:99999999999\n\n\0", Malformed::TooLarge),
            ("DISCONNECT\n\nx\0", Malformed::Body),
        ] {
            assert_eq!(all(text), Err(why), "{text:?}");
        }
        let header = format!("SEND\na:{}", "x".repeat(HEAD_BYTES));
        assert_eq!(all(&header), Err(Malformed::TooLarge), "the head does not end");
        assert_eq!(all(&format!("SEND\n\n{}", "x".repeat(MOST))), Err(Malformed::TooLarge), "the body does not end");
        assert_eq!(all(&format!("SEND\n{}\n\0", "a:b\n".repeat(65))), Err(Malformed::Header));
    }

    fn frame() -> impl Strategy<Value = Frame> {
        let headers = prop::collection::vec(("[^\0]{1,20}", "[^\0]{0,20}"), 0..6);
        (headers, ".{0,200}").prop_map(|(headers, body)| {
            // A header of its own name would say another length.
            let headers = headers.into_iter().filter(|(name, _)| name != "content-length").collect();
            Frame { command: "SEND".to_owned(), headers, body: String::new() }.with_body("text/plain", body)
        })
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_however_it_was_cut(frames in prop::collection::vec(frame(), 1..5), cut in 1..40_usize) {
            let text: String = frames.iter().map(|frame| frame.text(Version::V12) + "\n").collect();
            let mut parser = Parser::new(MOST);
            let mut read = Vec::new();
            let chars: Vec<char> = text.chars().collect();
            for piece in chars.chunks(cut) {
                parser.push(&piece.iter().collect::<String>());
                while let Some(frame) = parser.next().unwrap() {
                    read.push(frame);
                }
            }
            prop_assert_eq!(read, frames);
        }

        #[test]
        fn nothing_makes_it_panic_or_keep_more_than_a_frame(pieces in prop::collection::vec("(SEND|CONNECT|\n|:|\0|content-length:[0-9]{1,3}|.){0,40}", 1..20)) {
            let mut parser = Parser::new(256);
            for piece in pieces {
                parser.push(&piece);
                while let Ok(Some(_)) = parser.next() {}
                if parser.next().is_err() {
                    break;
                }
                prop_assert!(parser.unread.len() <= 256);
            }
        }
    }
}
