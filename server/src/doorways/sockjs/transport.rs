//! The ways in which SockJS receives over HTTP, and how each writes a frame into its answer.
//! What the frames are is in `words`.

use axum::http::HeaderValue;

/// A way to receive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transport {
    /// One frame an answer.
    Xhr,
    /// Frames line by line.
    XhrStreaming,
    /// Server-sent events.
    EventSource,
    /// A page that goes on and on, calling this function of its parent. Its scripts carry the nonce.
    HtmlFile {
        /// The function.
        callback: String,
        /// Of this answer's policy.
        nonce: String,
    },
    /// One script an answer, calling this function.
    Jsonp {
        /// The function.
        callback: String,
    },
}

impl Transport {
    /// The answer goes on until it is long enough.
    pub const fn is_streaming(&self) -> bool {
        matches!(self, Self::XhrStreaming | Self::EventSource | Self::HtmlFile { .. })
    }

    /// Its media type.
    pub const fn media_type(&self) -> &'static str {
        match self {
            Self::Xhr | Self::XhrStreaming | Self::Jsonp { .. } => "application/javascript; charset=UTF-8",
            Self::EventSource => "text/event-stream; charset=UTF-8",
            Self::HtmlFile { .. } => "text/html; charset=UTF-8",
        }
    }

    /// What its answer may load and run, if it is a page.
    pub fn policy(&self) -> Option<HeaderValue> {
        let Self::HtmlFile { nonce, .. } = self else { return None };
        let policy = format!("default-src 'none'; script-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'");
        HeaderValue::try_from(policy).ok()
    }

    /// What comes before the first frame: browsers show nothing of an answer that is too short.
    pub fn prelude(&self) -> String {
        match self {
            Self::Xhr | Self::Jsonp { .. } => String::new(),
            Self::XhrStreaming => format!("{}\n", "h".repeat(2_048)),
            Self::EventSource => "\r\n".to_owned(),
            Self::HtmlFile { callback, nonce } => {
                let page = format!(
                    "<!doctype html>\n<html><head>\n  <meta http-equiv=\"X-UA-Compatible\" content=\"IE=edge\" />\n  \
                     <meta http-equiv=\"Content-Type\" content=\"text/html; charset=UTF-8\" />\n</head><body><h2>Don't panic!</h2>\n  \
                     <script nonce=\"{nonce}\">\n    document.domain = document.domain;\n    var c = parent.{callback};\n    c.start();\n    \
                     function p(d) {{c.message(d);}};\n    window.onload = function() {{c.stop();}};\n  </script>\n"
                );
                format!("{page:<1280}\r\n\r\n")
            }
        }
    }

    /// One frame.
    pub fn frame(&self, frame: &str) -> String {
        match self {
            Self::Xhr | Self::XhrStreaming => format!("{frame}\n"),
            Self::EventSource => format!("data: {frame}\r\n\r\n"),
            Self::HtmlFile { nonce, .. } => format!("<script nonce=\"{nonce}\">\np({});\n</script>\r\n", quoted(frame)),
            // The comment keeps the answer from being taken for another kind of file.
            Self::Jsonp { callback } => format!("/**/{callback}({});\r\n", quoted(frame)),
        }
    }
}

/// The name of a function, if it can be nothing else.
pub fn callback(name: &str) -> Option<String> {
    let fits =
        (1..=64).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'));
    fits.then(|| name.to_owned())
}

/// A frame as a string of a script.
fn quoted(frame: &str) -> String {
    serde_json::to_string(frame).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Transport, callback};

    #[test]
    fn each_writes_frames_as_its_reader_wants_them() {
        let (nonce, name) = ("n".to_owned(), "callback".to_owned());
        assert_eq!(Transport::Xhr.frame("o"), "o\n");
        assert_eq!(Transport::EventSource.frame("a[\"x\"]"), "data: a[\"x\"]\r\n\r\n");
        assert_eq!(Transport::Jsonp { callback: name.clone() }.frame("a[\"x\"]"), "/**/callback(\"a[\\\"x\\\"]\");\r\n");
        let page = Transport::HtmlFile { callback: name, nonce };
        assert_eq!(page.frame("o"), "<script nonce=\"n\">\np(\"o\");\n</script>\r\n");
        assert!(page.prelude().len() > 1_024 && page.policy().is_some());
        assert_eq!(Transport::XhrStreaming.prelude().len(), 2_049);
    }

    #[test]
    fn a_callback_is_a_name_and_nothing_else() {
        assert_eq!(callback("_jp.a1-b"), Some("_jp.a1-b".to_owned()));
        for name in ["", "alert(1)", "a;b", "a b", "<", "a\"", "콜백", &"a".repeat(65)] {
            assert_eq!(callback(name), None, "{name}");
        }
    }
}
