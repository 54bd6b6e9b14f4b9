//! What one who keeps order can do about a member: mute, ban, delete what they wrote lately. Plain forms, each with a reason.
//! Whether one may is said by the server, which shows this or does not.

use leptos::prelude::*;
use protocol::{MemberId, Sanction};

use super::{
    field::{Field, SelectField},
    section::Section,
    time::{When, WhenShows},
};
use crate::{
    api::OrderView,
    words::{Words, use_words},
};

/// What one can do about a member.
#[component]
pub fn Order(
    /// Whom.
    member: MemberId,
    /// How they stand.
    order: OrderView,
) -> impl IntoView {
    let words = use_words();
    let OrderView { ban, mute } = order;
    let mute = match mute {
        Some(mute) => view! { <Lift action=format!("/people/{member}/unmute") sanction=mute label=words.unmute/> }.into_any(),
        None => view! { <Impose action=format!("/people/{member}/mute") what="mute" label=words.mute/> }.into_any(),
    };
    let ban = match ban {
        Some(ban) => view! { <Lift action=format!("/people/{member}/unban") sanction=ban label=words.unban/> }.into_any(),
        None => view! { <Impose action=format!("/people/{member}/ban") what="ban" label=words.ban/> }.into_any(),
    };
    let since = vec![("1", words.last_hour.to_owned()), ("24", words.last_day.to_owned()), ("168", words.last_week.to_owned())];
    view! {
        <div id="moderation">
            <Section title=words.mute lead=words.mute_lead>{mute}</Section>
            <Section title=words.ban lead=words.ban_lead>{ban}</Section>
            <Section title=words.sweep lead=words.sweep_lead>
                <form class="form" method="post" action=format!("/people/{member}/sweep")>
                    <SelectField label=words.sweep_since name="hours" id="sweep-hours" chosen="1" options=since/>
                    <Field label=words.reason name="reason" id="sweep-reason" maxlength=250 may_be_empty=true/>
                    <button class="button is-danger">{words.sweep}</button>
                </form>
            </Section>
        </div>
    }
    .into_any()
}

/// Imposes something for a while, with a reason.
#[component]
fn Impose(
    /// Where the form goes.
    action: String,
    /// What; also the beginning of the fields' ids.
    what: &'static str,
    /// What stands on the button.
    label: &'static str,
) -> impl IntoView {
    let words = use_words();
    let (hours, reason) = if what == "ban" { ("ban-hours", "ban-reason") } else { ("mute-hours", "mute-reason") };
    view! {
        <form class="form" method="post" action=action>
            <SelectField label=words.for_how_long name="hours" id=hours chosen="24" options=lengths(words)/>
            <Field label=words.reason name="reason" id=reason hint=words.reason_hint maxlength=250 may_be_empty=true/>
            <button class="button is-danger">{label}</button>
        </form>
    }
    .into_any()
}

/// Says until when something holds and why, and ends it.
#[component]
fn Lift(
    /// Where the form goes.
    action: String,
    /// What holds.
    sanction: Sanction,
    /// What stands on the button.
    label: &'static str,
) -> impl IntoView {
    view! {
        <p class="read-only"><SanctionLine sanction/></p>
        <form class="form" method="post" action=action>
            <button class="button">{label}</button>
        </form>
    }
    .into_any()
}

/// Until when something holds, and why.
#[component]
pub fn SanctionLine(
    /// What holds.
    sanction: Sanction,
) -> impl IntoView {
    let words = use_words();
    let reason = sanction.reason.as_str().to_owned();
    let reason = (!reason.is_empty()).then(|| view! { <span>" · "{reason}</span> });
    let until = match sanction.until {
        Some(at) => view! { <span>{words.until_before}<When at shows=WhenShows::DateClock/>{words.until_after}</span> }.into_any(),
        None => view! { <span>{words.for_good}</span> }.into_any(),
    };
    view! { {until}{reason} }.into_any()
}

/// How long something may hold, in hours.
fn lengths(words: &Words) -> Vec<(&'static str, String)> {
    let hours = |value, hours: u32| (value, words.lasting(hours * 3_600));
    vec![hours("1", 1), hours("24", 24), hours("168", 168), hours("720", 720), ("", words.for_good.to_owned())]
}
