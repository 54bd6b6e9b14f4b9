//! Do not disturb.
//! How much of one room somebody wants to be told is in `room`.

use std::{sync::Arc, time::Duration};

use axum::{Form, extract::State};
use chat::ProfileChange;
use protocol::Millis;
use serde::Deserialize;

use super::{Answer, Problem};
use crate::{auth::Signed, state::App};

/// The end of what has no end: the last second of the year 9999.
const FOR_EVER: Millis = Millis(253_402_300_799_000);

/// What the page asks for.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Attention {
    quiet: String,
}

/// `POST /settings/attention`
pub async fn change(State(app): State<Arc<App>>, signed: Signed, Form(form): Form<Attention>) -> Answer {
    let member = signed.person().id;
    let changed = async {
        let until = until(&form.quiet, chat::now()).ok_or(Problem::NotAllowed)?;
        let change = ProfileChange { quiet: Some(until), ..ProfileChange::default() };
        let account = app.accounts.change_profile(member, &change).await?;
        app.hub.quieted(member, account.quiet);
        Ok::<_, Problem>(account.quiet.is_some())
    };
    match changed.await {
        Ok(is_quiet) => Answer::to("/settings").done(if is_quiet { "quiet" } else { "attention" }),
        Err(problem) => Answer::to("/settings").problem(problem),
    }
}

/// Until when a choice means; nothing for what is no choice.
fn until(choice: &str, now: Millis) -> Option<Option<Millis>> {
    let hours = |hours: u64| Some(Some(Millis(now.0.saturating_add(i64::try_from(Duration::from_hours(hours).as_millis()).ok()?))));
    match choice {
        "off" => Some(None),
        "hour" => hours(1),
        "night" => hours(8),
        "on" => Some(Some(FOR_EVER)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use protocol::Millis;

    use super::{FOR_EVER, until};

    #[test]
    fn every_choice_has_its_end() {
        let now = Millis(1_000);
        for (choice, expected) in [
            ("off", Some(None)),
            ("hour", Some(Some(Millis(3_601_000)))),
            ("night", Some(Some(Millis(28_801_000)))),
            ("on", Some(Some(FOR_EVER))),
            ("", None),
            ("ever", None),
        ] {
            assert_eq!(until(choice, now), expected, "{choice}");
        }
    }
}
