//! The description of the HTTP doors as a page without scripts.
//! It shows what the document says and knows nothing else.

use std::fmt::Write;

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use serde_json::Value;

use crate::{headers, state::App};

/// The page.
pub fn render(app: &App, document: &Value) -> Response {
    let build = app.site.build();
    let mut html = format!(
        r#"<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Maru: HTTP API</title>
<link rel="stylesheet" href="/pkg/{build}/maru.css"></head>
<body><main class="api-page"><h1>Maru: HTTP API</h1>
<p>Show who you are with <code>Authorization: Bearer …</code> (from <code>POST /api/auth/token</code>) or with the session of a browser.
This page as a document: <a href="/api/openapi.json">OpenAPI 3.1</a>.</p>
"#
    );
    for (path, operations) in entries(at(document, "/paths")) {
        for (method, operation) in entries(operations) {
            route(&mut html, path, method, operation);
        }
    }
    html.push_str("<h2>Shapes</h2>\n");
    for (name, schema) in entries(at(document, "/components/schemas")) {
        shape(&mut html, name, schema);
    }
    html.push_str("</main></body></html>\n");
    let head = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::CONTENT_SECURITY_POLICY, headers::STATIC_PAGE_POLICY),
    ];
    (head, html).into_response()
}

fn route(html: &mut String, path: &str, method: &str, operation: &Value) {
    let id = text(at(operation, "/operationId"));
    let _ = writeln!(html, r#"<section id="{id}"><h2><code>{} {}</code></h2>"#, method.to_uppercase(), escape(path));
    let _ = writeln!(html, "<p>{} {}</p>", text(at(operation, "/summary")), text(at(operation, "/description")));
    html.push_str("<dl>");
    for parameter in at(operation, "/parameters").as_array().into_iter().flatten() {
        let (name, place) = (text(at(parameter, "/name")), text(at(parameter, "/in")));
        let _ = write!(html, "<dt><code>{name}</code> ({place})</dt><dd>{}</dd>", text(at(parameter, "/description")));
    }
    if let Some(schema) = at(operation, "/requestBody/content").as_object().and_then(|content| content.values().next()) {
        let _ = write!(html, "<dt>Body</dt><dd>{}</dd>", kind(at(schema, "/schema")));
    }
    for (status, response) in entries(at(operation, "/responses")) {
        let body = at(response, "/content").as_object().and_then(|content| content.values().next());
        let body = body.map(|body| format!(": {}", kind(at(body, "/schema")))).unwrap_or_default();
        let _ = write!(html, "<dt>{}</dt><dd>{}{body}</dd>", escape(status), text(at(response, "/description")));
    }
    html.push_str("</dl></section>\n");
}

fn shape(html: &mut String, name: &str, schema: &Value) {
    let _ = write!(html, r#"<section id="{0}"><h3>{0}</h3><p>{1}</p><dl>"#, escape(name), text(at(schema, "/description")));
    for (field, schema) in entries(at(schema, "/properties")) {
        let _ = write!(html, "<dt><code>{}</code>: {}</dt><dd>{}</dd>", escape(field), kind(schema), text(at(schema, "/description")));
    }
    html.push_str("</dl></section>\n");
}

/// What kind of value a schema describes, as HTML.
fn kind(schema: &Value) -> String {
    if let Some(name) = at(schema, "/$ref").as_str().and_then(|path| path.rsplit('/').next()) {
        let name = escape(name);
        return format!("<a href=\"#{name}\">{name}</a>");
    }
    match at(schema, "/type") {
        Value::String(kind) if kind == "array" => format!("list of {}", kind_of_items(schema)),
        Value::String(kind) => escape(kind),
        Value::Array(kinds) => kinds.iter().map(text).collect::<Vec<_>>().join(" or "),
        _ => "one of several".to_owned(),
    }
}

fn kind_of_items(schema: &Value) -> String {
    kind(at(schema, "/items"))
}

/// What is there, or nothing.
fn at<'a>(value: &'a Value, path: &str) -> &'a Value {
    value.pointer(path).unwrap_or(&Value::Null)
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn text(value: &Value) -> String {
    escape(value.as_str().unwrap_or_default())
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
