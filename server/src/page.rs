//! The pages: who may see which, and how the server renders them.
//! What stands on them is `app`'s; what they show is asked through `backend`.

mod surroundings;

use std::sync::Arc;

use app::{api::Problem, backend::Backend};
use axum::{
    body::{Body, to_bytes},
    extract::{Query, Request},
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use leptos::{nonce::Nonce, prelude::provide_context};
use serde::Deserialize;

use crate::{
    assets,
    auth::Visitor,
    forms::{Answer, is_local},
    headers,
    logging::chain,
};

/// A refusal is one word.
const PROBLEM_BYTES: usize = 1_024;

/// To be called once before the first page: what pages wait for, they wait for on tokio.
pub fn prepare() {
    // The second server of a test process finds it done.
    let _ = any_spawner::Executor::init_tokio();
}

/// Where a page leads on.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Onward {
    next: String,
}

/// `GET /`: the rooms, the way in, or the first run.
pub async fn home(visitor: Visitor) -> Response {
    match standing(&visitor).await {
        Ok(Standing::Unfounded) => Redirect::to("/first-run").into_response(),
        Ok(Standing::Stranger) => Redirect::to("/sign-in").into_response(),
        Ok(Standing::Member) => Redirect::to("/rooms").into_response(),
        Err(response) => response,
    }
}

/// A page that exists only while there is no account.
pub async fn first_run(visitor: Visitor, request: Request) -> Response {
    match standing(&visitor).await {
        Ok(Standing::Unfounded) => render(visitor, request).await,
        Ok(_) => Redirect::to("/sign-in").into_response(),
        Err(response) => response,
    }
}

/// A page for those who are not signed in yet.
pub async fn sign_in(visitor: Visitor, Query(onward): Query<Onward>, request: Request) -> Response {
    match standing(&visitor).await {
        Ok(Standing::Unfounded) => Redirect::to("/first-run").into_response(),
        Ok(Standing::Stranger) => render(visitor, request).await,
        Ok(Standing::Member) => Redirect::to(if is_local(&onward.next) { &onward.next } else { "/rooms" }).into_response(),
        Err(response) => response,
    }
}

/// A page for everybody.
pub async fn open(visitor: Visitor, request: Request) -> Response {
    render(visitor, request).await
}

/// A page for members: others are sent to sign in and come back afterwards.
pub async fn members(visitor: Visitor, request: Request) -> Response {
    match standing(&visitor).await {
        Ok(Standing::Unfounded) => Redirect::to("/first-run").into_response(),
        Ok(Standing::Stranger) => {
            let asked = request.uri().path_and_query().map_or("/", |path| path.as_str());
            Answer::to("/sign-in").with("next", asked).into_response()
        }
        Ok(Standing::Member) => render(visitor, request).await,
        Err(response) => response,
    }
}

/// Everything that is in no table: a public file, or the page that says so.
pub async fn anything_else(visitor: Visitor, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::NOT_FOUND.into_response();
    }
    if let Some(file) = assets::public(&visitor.app.site, request.uri().path(), request.headers()) {
        return file;
    }
    let mut response = render(visitor, request).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

/// `GET /api/view/{name}`: what pages ask from the browser, answered by the same functions as on the server.
pub async fn view(visitor: Visitor, mut request: Request) -> Response {
    // Leptos would take a browser that accepts HTML for one without JavaScript and send it back where it came from.
    request.headers_mut().remove(header::ACCEPT);
    request.headers_mut().remove(header::REFERER);
    let backend = Arc::new(visitor) as Arc<dyn Backend>;
    let answer = leptos_axum::handle_server_fns_with_context(move || provide_context(Arc::clone(&backend)), request).await;
    private(with_its_status(answer.into_response()).await)
}

/// Leptos answers every refusal with 500: here each gets the status that a page with it would have.
async fn with_its_status(answer: Response) -> Response {
    if answer.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return answer;
    }
    let (mut head, body) = answer.into_parts();
    let body = to_bytes(body, PROBLEM_BYTES).await.unwrap_or_default();
    if let Ok(problem) = serde_json::from_slice::<Problem>(&body) {
        head.status = StatusCode::from_u16(problem.status()).unwrap_or(head.status);
    }
    Response::from_parts(head, body.into())
}

async fn render(visitor: Visitor, request: Request) -> Response {
    let surroundings = match surroundings::of(&visitor, request.headers()).await {
        Ok(surroundings) => surroundings,
        Err(error) => return unavailable(&error),
    };
    let nonce = nonce();
    let policy = headers::page_policy(&nonce);
    let backend = Arc::new(visitor) as Arc<dyn Backend>;
    let context = move || {
        provide_context(Arc::clone(&backend));
        provide_context(surroundings.clone());
        // Instead of the one that leptos_axum made: this one stands in the header too.
        provide_context(Nonce::from_value(nonce.clone()));
    };
    let render = leptos_axum::render_app_async_with_context(context, app::shell);
    // To its end, whoever goes away meanwhile: what draws it runs in several tasks, and they would find it taken apart.
    let drawn = tokio::spawn(async move {
        let (head, body) = render(request).await.into_parts();
        Ok::<_, axum::Error>(Response::from_parts(head, Body::from(to_bytes(body, usize::MAX).await?)))
    });
    let mut response = match drawn.await.map_err(axum::Error::new).flatten() {
        Ok(page) => private(page),
        Err(error) => {
            tracing::error!(error = chain(&error), "a page was not drawn");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

enum Standing {
    Unfounded,
    Stranger,
    Member,
}

async fn standing(visitor: &Visitor) -> Result<Standing, Response> {
    if visitor.signed.is_some() {
        return Ok(Standing::Member);
    }
    match visitor.app.place().await {
        Ok(None) => Ok(Standing::Unfounded),
        Ok(Some(_)) => Ok(Standing::Stranger),
        Err(error) => Err(unavailable(&error)),
    }
}

fn unavailable(error: &chat::AccountError) -> Response {
    tracing::error!(error = chain(error), "a page was not made");
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")], "temporarily unavailable\n").into_response()
}

/// What one person sees is kept nowhere on the way to them.
fn private(mut response: Response<Body>) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// 128 random bits for the scripts of one response.
fn nonce() -> String {
    format!("{:032x}", chat::bits())
}
