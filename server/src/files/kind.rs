//! What a file is, by its first bytes alone: neither its name nor what the uploader calls it counts.
//! Only what browsers show without running anything has a type; everything else is bytes to take with you.

/// Bytes from the start that are looked at.
pub const HEAD: usize = 512;

/// What some bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A picture that can be opened.
    Image,
    /// Something to hear.
    Audio,
    /// Something to see and hear.
    Video,
    /// Anything else.
    File,
}

/// What everything else is called.
pub const BYTES: &str = "application/octet-stream";

/// What bytes that begin like this are, and what browsers are told.
pub fn kind(head: &[u8]) -> (Kind, &'static str) {
    let at = |from: usize, what: &[u8]| head.get(from..).is_some_and(|rest| rest.starts_with(what));
    let holds = |what: &[u8]| head.windows(what.len()).any(|window| window == what);
    if at(0, b"\x89PNG\r\n\x1a\n") {
        (Kind::Image, "image/png")
    } else if at(0, b"\xff\xd8\xff") {
        (Kind::Image, "image/jpeg")
    } else if at(0, b"GIF87a") || at(0, b"GIF89a") {
        (Kind::Image, "image/gif")
    } else if at(0, b"RIFF") && at(8, b"WEBP") {
        (Kind::Image, "image/webp")
    } else if at(0, b"RIFF") && at(8, b"WAVE") {
        (Kind::Audio, "audio/wav")
    } else if at(0, b"fLaC") {
        (Kind::Audio, "audio/flac")
    } else if at(0, b"OggS") {
        if holds(b"theora") { (Kind::Video, "video/ogg") } else { (Kind::Audio, "audio/ogg") }
    } else if at(0, b"ID3") || [&b"\xff\xfb"[..], b"\xff\xf3", b"\xff\xf2"].iter().any(|sync| at(0, sync)) {
        (Kind::Audio, "audio/mpeg")
    } else if at(4, b"ftyp") {
        brand(head.get(8..12).unwrap_or_default())
    } else if at(0, b"\x1a\x45\xdf\xa3") && holds(b"webm") {
        (Kind::Video, "video/webm")
    } else {
        (Kind::File, BYTES)
    }
}

/// The family of containers that begins with `ftyp`.
fn brand(brand: &[u8]) -> (Kind, &'static str) {
    match brand {
        b"M4A " | b"M4B " => (Kind::Audio, "audio/mp4"),
        b"qt  " => (Kind::Video, "video/quicktime"),
        b"isom" | b"iso2" | b"iso4" | b"iso5" | b"iso6" | b"mp41" | b"mp42" | b"avc1" | b"M4V " | b"M4VP" | b"dash" | b"MSNV" | b"3gp4"
        | b"3gp5" | b"3gp6" => (Kind::Video, "video/mp4"),
        // Pictures of kinds that are not opened here, and what nobody knows yet.
        _ => (Kind::File, BYTES),
    }
}

#[cfg(test)]
mod tests {
    use super::{BYTES, Kind, kind};

    #[test]
    fn what_browsers_show_without_running_anything_is_known_by_its_bytes() {
        for (head, expected) in [
            (&b"\x89PNG\r\n\x1a\n...."[..], (Kind::Image, "image/png")),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", (Kind::Image, "image/jpeg")),
            (b"GIF89a\x01\0\x01\0", (Kind::Image, "image/gif")),
            (b"RIFF\x24\0\0\0WEBPVP8 ", (Kind::Image, "image/webp")),
            (b"RIFF\x24\0\0\0WAVEfmt ", (Kind::Audio, "audio/wav")),
            (b"ID3\x04\0\0", (Kind::Audio, "audio/mpeg")),
            (b"OggS\0\x02\0\0OpusHead", (Kind::Audio, "audio/ogg")),
            (b"\0\0\0\x20ftypisom\0\0\x02\0", (Kind::Video, "video/mp4")),
            (b"\0\0\0\x1cftypM4A \0\0\0\0", (Kind::Audio, "audio/mp4")),
            (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm", (Kind::Video, "video/webm")),
        ] {
            assert_eq!(kind(head), expected, "{}", head.escape_ascii());
        }
    }

    #[test]
    fn everything_else_is_bytes() {
        for head in [
            &b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"[..],
            b"<!DOCTYPE html><script>alert(1)</script>",
            b"%PDF-1.7",
            b"PK\x03\x04",
            b"\0\0\0\x20ftypheic",
            b"\x1a\x45\xdf\xa3matroska",
            b"RIFF",
            b"",
        ] {
            assert_eq!(kind(head), (Kind::File, BYTES), "{}", head.escape_ascii());
        }
    }
}
