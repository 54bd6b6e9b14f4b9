//! A page that keeps a message which was not sent: the text in a box, and a button that sends it again as the same attempt.
//! It is used when the text is too long for a URL or there is no room page to go back to.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use protocol::{Nonce, RoomId};

use crate::{headers, state::App};

/// A message that was not sent.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    /// Where it can be sent again; `None` when there is no such room.
    pub room: Option<RoomId>,
    /// The attempt.
    pub nonce: Nonce,
    /// What was written.
    pub text: &'a str,
}

/// The page. Both languages at once: it has no other words.
pub fn page(app: &App, status: StatusCode, draft: &Draft<'_>) -> Response {
    let Draft { room, nonce, text } = draft;
    let text = escape(text);
    let build = app.site.build();
    let (action, button) = match room {
        Some(room) => {
            (format!(r#" method="post" action="/rooms/{room}/messages""#), r#"<button type="submit">다시 보내기 · Send again</button>"#)
        }
        None => (String::new(), ""),
    };
    let sign_in = match (status, room) {
        (StatusCode::UNAUTHORIZED, Some(room)) => {
            format!(r#"<p><a href="/sign-in?next=/rooms/{room}" target="_blank">로그인 · Sign in</a></p>"#)
        }
        _ => String::new(),
    };
    let html = format!(
        r#"<!DOCTYPE html>
<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Maru</title>
<link rel="stylesheet" href="/pkg/{build}/maru.css"></head>
<body><main class="kept-draft"><h1><span lang="ko">메시지를 보내지 못했어요</span> · <span lang="en">The message was not sent</span></h1>
<p><span lang="ko">쓴 글은 여기에 그대로 있어요.</span> <span lang="en">What you wrote is kept here.</span></p>{sign_in}
<form{action}><input type="hidden" name="nonce" value="{nonce}">
<p><textarea name="body" aria-label="Message" rows="16">
{text}</textarea></p>
<p>{button} <a href="/rooms">마루로 돌아가기 · Back to the rooms</a></p></form></main></body></html>
"#
    );
    let head = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, headers::STATIC_PAGE_POLICY),
    ];
    (status, head, html).into_response()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn a_text_cannot_leave_its_box() {
        assert_eq!(escape("</textarea><script>\"&"), "&lt;/textarea&gt;&lt;script&gt;&quot;&amp;");
    }
}
