//! Keeping order in the place: banning and muting, deleting what somebody wrote lately, reports.
//! Who may is asked of the one table, `chat::permit`; what happens in one room is in `room`.

use std::{sync::Arc, time::Duration};

use axum::{
    Form,
    extract::{Path, State},
};
use chat::{Account, Action};
use protocol::{Act, Measure, MemberId, Millis, Reason, Report, Sanction, Seq};
use serde::Deserialize;

use super::{Answer, Problem, room::room_id};
use crate::{auth::Signed, logging::chain, state::App};

/// For how long, and why.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Sentence {
    hours: String,
    reason: String,
}

/// Which message, and why.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Shown {
    of: String,
    reason: String,
}

/// A report.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Closed {
    room: String,
    of: String,
    reason: String,
}

/// `POST /people/{member}/ban`
pub async fn ban(State(app): State<Arc<App>>, signed: Signed, Path(member): Path<String>, Form(form): Form<Sentence>) -> Answer {
    let banned = async {
        let of = target(&app, &signed, &member, |of| Action::Ban { of }).await?;
        let (sanction, reason) = sentence(&signed, &form)?;
        let measure = Measure::Banned { member: of.person.id, until: sanction.until };
        app.moderation.ban(of.person.id, Some(&sanction), &act(&signed, measure, reason)).await?;
        app.put_out(of.person.id, &sanction);
        Ok("banned")
    };
    answer(&member, banned.await)
}

/// `POST /people/{member}/unban`
pub async fn unban(State(app): State<Arc<App>>, signed: Signed, Path(member): Path<String>, Form(form): Form<Sentence>) -> Answer {
    let lifted = async {
        let of = target(&app, &signed, &member, |of| Action::Ban { of }).await?;
        let measure = Measure::Unbanned { member: of.person.id };
        app.moderation.ban(of.person.id, None, &act(&signed, measure, Reason::parse(&form.reason)?)).await?;
        app.hub.ban(of.person.id, None);
        Ok("unbanned")
    };
    answer(&member, lifted.await)
}

/// `POST /people/{member}/mute`
pub async fn mute(State(app): State<Arc<App>>, signed: Signed, Path(member): Path<String>, Form(form): Form<Sentence>) -> Answer {
    let muted = async {
        let of = target(&app, &signed, &member, |of| Action::Mute { of }).await?;
        let (sanction, reason) = sentence(&signed, &form)?;
        let measure = Measure::Muted { member: of.person.id, until: sanction.until };
        app.moderation.mute(of.person.id, Some(&sanction), &act(&signed, measure, reason)).await?;
        app.hub.mute(of.person.id, Some(sanction)).await;
        Ok("muted")
    };
    answer(&member, muted.await)
}

/// `POST /people/{member}/unmute`
pub async fn unmute(State(app): State<Arc<App>>, signed: Signed, Path(member): Path<String>, Form(form): Form<Sentence>) -> Answer {
    let lifted = async {
        let of = target(&app, &signed, &member, |of| Action::Mute { of }).await?;
        let measure = Measure::Unmuted { member: of.person.id };
        app.moderation.mute(of.person.id, None, &act(&signed, measure, Reason::parse(&form.reason)?)).await?;
        app.hub.mute(of.person.id, None).await;
        Ok("unmuted")
    };
    answer(&member, lifted.await)
}

/// `POST /people/{member}/sweep`: deletes what somebody wrote in public rooms in the last hours.
pub async fn sweep(State(app): State<Arc<App>>, signed: Signed, Path(member): Path<String>, Form(form): Form<Sentence>) -> Answer {
    let swept = async {
        let of = target(&app, &signed, &member, |of| Action::Sweep { of }).await?;
        let since =
            hours(&form.hours)?.and_then(|time| Some(Millis(chat::now().0.checked_sub(millis(time)?)?))).ok_or(Problem::NotAllowed)?;
        let measure = Measure::Swept { member: of.person.id, since };
        // Written down before it begins: where it breaks off, there is something to ask about.
        app.moderation.note(&act(&signed, measure, Reason::parse(&form.reason)?)).await?;
        let (app, actor) = (Arc::clone(&app), signed.person().clone());
        // To its end, whoever closes their browser meanwhile.
        let sweeping = tokio::spawn(async move { app.hub.sweep(&actor, &of.person, since).await });
        match sweeping.await {
            Ok(swept) => Ok(swept.map(|_| "swept")?),
            Err(error) => {
                tracing::error!(error = chain(&error), "what somebody wrote was not deleted");
                Err(Problem::Unavailable)
            }
        }
    };
    answer(&member, swept.await)
}

/// `POST /rooms/{room}/report`
pub async fn report(State(app): State<Arc<App>>, signed: Signed, Path(room): Path<String>, Form(form): Form<Shown>) -> Answer {
    let reported = async {
        let (room, of) = (room_id(&room)?, seq(&form.of)?);
        app.hub.may_speak(signed.person().id).await?;
        let (_, author, body) = app.hub.shown(signed.person(), room, of).await?;
        if author.id == signed.person().id {
            return Err(Problem::NotAllowed);
        }
        let (text, reason) = (body.as_str().to_owned(), Reason::parse(&form.reason)?);
        let report = Report { room, of, author: author.id, text, by: signed.person().id, at: chat::now(), reason };
        if app.moderation.report(&report).await? { Ok(()) } else { Err(Problem::TooFast) }
    };
    match (reported.await, room_id(&room)) {
        (_, Err(problem)) | (Err(problem @ Problem::NotFound), _) => Answer::to("/rooms").problem(problem),
        (Ok(()), Ok(room)) => Answer::to(format!("/rooms/{room}")).done("reported"),
        (Err(problem), Ok(room)) => Answer::to(format!("/rooms/{room}")).problem(problem),
    }
}

/// `POST /moderation/resolve`
pub async fn resolve(State(app): State<Arc<App>>, signed: Signed, Form(form): Form<Closed>) -> Answer {
    let closed = async {
        if !chat::may(Action::Moderate, signed.person().role) {
            return Err(Problem::NotAllowed);
        }
        let (room, of) = (room_id(&form.room)?, seq(&form.of)?);
        let open = app.moderation.reports().await?;
        // Somebody else was faster: that is what was wanted.
        let Some(report) = open.into_iter().find(|report| report.room == room && report.of == of) else { return Ok(()) };
        let measure = Measure::Resolved { member: report.author, room, of };
        app.moderation.resolve(&act(&signed, measure, Reason::parse(&form.reason)?)).await?;
        Ok(())
    };
    match closed.await {
        Ok(()) => Answer::to("/moderation").done("resolved"),
        Err(problem) => Answer::to("/moderation").problem(problem),
    }
}

/// What is written down of something done now.
pub(super) fn act(signed: &Signed, what: Measure, reason: Reason) -> Act {
    Act { by: signed.person().id, at: chat::now(), what, reason }
}

/// Whom it is done to, if it may be done to them by somebody who looks.
async fn target(app: &App, signed: &Signed, member: &str, action: impl Fn(protocol::Role) -> Action) -> Result<Account, Problem> {
    if !chat::may(Action::Moderate, signed.person().role) {
        return Err(Problem::NotAllowed);
    }
    let member: MemberId = member.parse().map_err(|_| Problem::NoSuchMember)?;
    let account = app.accounts.account(member).await?.ok_or(Problem::NoSuchMember)?;
    if chat::may(action(account.person.role), signed.person().role) { Ok(account) } else { Err(Problem::NotAllowed) }
}

fn sentence(signed: &Signed, form: &Sentence) -> Result<(Sanction, Reason), Problem> {
    let (at, reason) = (chat::now(), Reason::parse(&form.reason)?);
    let until = hours(&form.hours)?.map(|time| Millis(at.0.saturating_add(millis(time).unwrap_or(i64::MAX))));
    Ok((Sanction { until, reason: reason.clone(), by: signed.person().id, at }, reason))
}

/// A number of hours above zero; nothing means for good.
fn hours(text: &str) -> Result<Option<Duration>, Problem> {
    match text.trim() {
        "" => Ok(None),
        text => text
            .parse::<u16>()
            .ok()
            .filter(|hours| *hours > 0)
            .map(|hours| Some(Duration::from_hours(hours.into())))
            .ok_or(Problem::NotAllowed),
    }
}

fn millis(time: Duration) -> Option<i64> {
    i64::try_from(time.as_millis()).ok()
}

fn seq(text: &str) -> Result<Seq, Problem> {
    text.parse().map(Seq).map_err(|_| Problem::NotFound)
}

fn answer(member: &str, outcome: Result<&str, Problem>) -> Answer {
    // What is no id is nobody's page.
    let Ok(member) = member.parse::<MemberId>() else { return Answer::to("/people").problem(Problem::NoSuchMember) };
    match outcome {
        Ok(done) => Answer::to(format!("/people/{member}")).done(done),
        Err(problem @ Problem::NoSuchMember) => Answer::to("/people").problem(problem),
        Err(problem) => Answer::to(format!("/people/{member}")).problem(problem),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::hours;
    use crate::forms::Problem;

    #[test]
    fn hours_are_hours_or_for_good() {
        assert_eq!(hours(""), Ok(None));
        assert_eq!(hours(" 24 "), Ok(Some(Duration::from_secs(86_400))));
        for bad in ["0", "-1", "1.5", "65536", "soon"] {
            assert_eq!(hours(bad), Err(Problem::NotAllowed), "{bad}");
        }
    }
}
