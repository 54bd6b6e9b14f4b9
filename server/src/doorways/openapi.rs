//! What the HTTP doors say about themselves: OpenAPI 3.1, made from the types and routes, and the same as a page to read.
//! A route that is not described here is no door for others.

mod page;

use std::sync::LazyLock;

use axum::{extract::State, http::HeaderMap, response::Response};
use serde_json::{Map, Value, json};
use utoipa::{
    Modify, OpenApi,
    openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
};

use super::{events, inlet, notify, rest};
use crate::state::App;

#[derive(OpenApi)]
#[openapi(
    info(title = "Maru", description = "Rooms, messages, members and notifications of a Maru server.", license(name = "Apache-2.0 OR MIT")),
    paths(
        rest::rooms::list,
        rest::rooms::create,
        rest::rooms::one,
        rest::rooms::join,
        rest::rooms::leave,
        rest::messages::list,
        rest::messages::post,
        rest::messages::one,
        rest::alterations::edit,
        rest::alterations::delete,
        rest::alterations::react,
        rest::alterations::take_back,
        rest::alterations::pin,
        rest::alterations::take_down,
        rest::files::upload,
        rest::commands::post,
        rest::members::list,
        rest::members::invite,
        rest::members::remove,
        events::listen,
        inlet::write,
        notify::posting::post,
        notify::stream::listen,
        notify::sessions::list
    ),
    tags(
        (name = "rooms", description = "Found, made, entered and left"),
        (name = "messages", description = "Written, and read in both directions"),
        (name = "members", description = "Who is in a room, and who of them is online"),
        (name = "events", description = "What happens, as it happens"),
        (name = "notifications", description = "Short news that is kept nowhere")
    ),
    security(("token" = []), ("session" = [])),
    modifiers(&Schemes)
)]
struct Description;

/// How one shows who one is.
struct Schemes;

impl Modify for Schemes {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT");
        let token = token
            .description(Some("From `POST /api/auth/token` with `{\"name\", \"password\"}`, for an hour; or a bot's, until it is revoked"))
            .build();
        components.add_security_scheme("token", SecurityScheme::Http(token));
        let session = ApiKeyValue::with_description("maru", "The cookie of a browser that is signed in; `__Host-maru` over TLS");
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(session)));
    }
}

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    let mut document = serde_json::to_value(Description::openapi()).unwrap_or_default();
    refuse(&mut document);
    document
});

/// How any operation may be refused.
const ALWAYS: [(&str, &str); 6] = [
    ("400", "The request cannot be read"),
    ("401", "Not signed in"),
    ("403", "You may not"),
    ("404", "Not there, or not for you"),
    ("429", "Too fast"),
    ("503", "It may work later"),
];

/// How one that takes JSON may be refused too.
const WITH_JSON: [(&str, &str); 2] = [("413", "The request is too big"), ("415", "The request is not JSON")];

/// Writes down for each operation what it may be refused with, and that every refusal is a problem.
fn refuse(document: &mut Value) {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut);
    for operation in paths.filter_map(Value::as_object_mut).flat_map(Map::values_mut) {
        let takes_json = operation.get("requestBody").is_some_and(|body| body.pointer("/content/application~1json").is_some());
        let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { continue };
        for (status, description) in ALWAYS.iter().chain(WITH_JSON.iter().filter(|_| takes_json)) {
            responses.entry(*status).or_insert_with(|| json!({ "description": description }));
        }
        let refusals = responses.iter_mut().filter(|(status, _)| status.starts_with(['4', '5']));
        for refusal in refusals.filter_map(|(_, refusal)| refusal.as_object_mut()) {
            let problem = json!({ "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } });
            refusal.insert("content".to_owned(), problem);
        }
    }
}

/// `GET /api/openapi.json`
pub async fn document(headers: HeaderMap) -> Response {
    rest::tagged(&headers, &*DOCUMENT)
}

/// `GET /api/docs`
pub async fn page(State(app): State<std::sync::Arc<App>>) -> Response {
    page::render(&app, &DOCUMENT)
}
