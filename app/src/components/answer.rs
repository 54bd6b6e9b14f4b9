//! Waiting for what a page asked the server, and saying so when there is no answer.
//! One `Suspense` a page: nested ones are where hydration breaks.

use leptos::{prelude::*, tachys::view::keyed::keyed};
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::{frame::FrameContext, page_head::PageHead, standalone::Standalone};
use crate::{api::Problem, backend::answer_with_status, words::use_words};

/// An answer that may not be here yet.
pub type Answer<T> = Option<Result<T, Problem>>;

/// Shows the answer once it is here, or why there is none. `ask` reads resources with `.get()`.
pub fn answered<T: 'static>(
    ask: impl Fn() -> Answer<T> + Send + Sync + 'static,
    show: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> impl IntoView {
    waited_for(Box::new(move || {
        ask().map(|answer| match answer {
            Ok(value) => show(value),
            Err(problem) => view! { <ProblemMain problem/> }.into_any(),
        })
    }))
}

/// Shows a page once it is here.
fn waited_for(page: Box<dyn Fn() -> Option<AnyView> + Send + Sync>) -> impl IntoView {
    // Each answer is drawn anew. Drawn over the last one, node references would stay empty and titles of old pages would stay.
    let drawn = StoredValue::new(0_u32);
    let page = move || {
        page().map(|page| {
            let count = drawn.try_update_value(|count| {
                *count += 1;
                *count
            });
            keyed([(count, page)], |(count, _)| *count, |_, (_, page)| (|_| (), page))
        })
    };
    view! { <Transition fallback=|| view! { <main class="room" id="main" aria-busy="true"></main> }>{page}</Transition> }
}

/// Both answers, or the first problem.
pub fn both<A, B>(a: Answer<A>, b: Answer<B>) -> Answer<(A, B)> {
    match (a?, b?) {
        (Ok(a), Ok(b)) => Some(Ok((a, b))),
        (Err(problem), _) | (_, Err(problem)) => Some(Err(problem)),
    }
}

/// The page when there is no answer: what happened, and the way on.
#[component]
pub fn ProblemMain(
    /// What happened.
    problem: Problem,
) -> impl IntoView {
    let words = use_words();
    let here = use_location().pathname.get_untracked();
    let (href, way) = match problem {
        Problem::NotSignedIn => (format!("/sign-in?next={here}"), words.sign_in),
        Problem::NotFound => ("/rooms".to_owned(), words.to_rooms),
        Problem::Failed | Problem::Unreachable => (here, words.try_again),
    };
    let (title, lead) = words.problem(&problem);
    view! { <NothingMain status=problem.status() title lead href way/> }
}

/// A page with nothing to show to this visitor.
#[component]
pub fn NothingMain(
    /// The status of the response.
    status: u16,
    /// What it is.
    title: &'static str,
    /// What to do about it.
    lead: &'static str,
    /// Where the button leads.
    #[prop(into)]
    href: String,
    /// What stands on the button.
    way: &'static str,
) -> impl IntoView {
    answer_with_status(status);
    // `rel=external`: a problem is left by asking the server anew.
    let way = view! { <a class="button" href=href rel="external">{way}</a> };
    if use_context::<FrameContext>().is_none() {
        return view! { <Title text=title/><Standalone title lead>{way}</Standalone> }.into_any();
    }
    view! {
        <Title text=title/>
        <main class="room" id="main">
            <PageHead title/>
            <div class="empty">
                <p class="lead">{lead}</p>
                {way}
            </div>
        </main>
    }
    .into_any()
}
