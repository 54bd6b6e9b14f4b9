//! What pages show of bots, and of the addresses by which programs write into rooms.
//! A secret that was just made is shown once: what is asked for takes it out of `once`.

use app::api::{BotView, BotsView, FreshFor, FreshView, HookView, InletView, InletsView, Problem, TokenView};
use chat::{Action, Hook};
use protocol::{Role, RoomId};

use super::{failed, refused};
use crate::{
    auth::Visitor,
    once::{Of, Secret},
};

/// The bots of the place, for those who administer it.
pub async fn bots(visitor: &Visitor) -> Result<BotsView, Problem> {
    let (app, signed) = (&visitor.app, visitor.member()?);
    if !chat::may(Action::Administer, signed.person().role) {
        return Err(Problem::NotFound);
    }
    let accounts = app.accounts.accounts().await.map_err(failed)?;
    let mut hooks = app.bots.hooks().await.map_err(failed)?;
    let mut bots = Vec::new();
    for account in accounts.into_iter().filter(|account| account.person.role == Role::Bot) {
        let person = account.person;
        let session = app.accounts.sessions(person.id).await.map_err(failed)?.into_iter().next();
        let token =
            session.map(|session| TokenView { created: session.created, seen: Some(session.seen).filter(|seen| *seen != session.created) });
        let hook = hooks.iter().position(|hook| hook.bot == person.id).map(|place| hooks.swap_remove(place));
        bots.push(BotView { person, token, hook: hook.map(hook_view) });
    }
    let fresh = app.once.take(&signed.session.token_hash, |of| matches!(of, Of::Token(_) | Of::Hook(_)));
    Ok(BotsView { bots, calls: app.postman.is_some(), fresh: fresh.and_then(fresh_view) })
}

/// The addresses by which programs write into a room, for those who manage it.
pub async fn inlets(visitor: &Visitor, room: RoomId) -> Result<InletsView, Problem> {
    let (app, signed) = (&visitor.app, visitor.member()?);
    let shown = app.hub.permit(signed.person(), room, Action::Connect).await.map_err(refused)?;
    let found = app.bots.inlets(room).await.map_err(failed)?;
    let cards = app.hub.cards(found.iter().flat_map(|one| [one.bot, one.by])).await.map_err(refused)?;
    let card = |id| cards.iter().find(|card| card.id == id).cloned();
    let inlets = found
        .into_iter()
        .filter_map(|one| Some(InletView { bot: card(one.bot)?, by: card(one.by), id: one.id, created: one.created, used: one.used }));
    let inlets: Vec<InletView> = inlets.collect();
    let is_here = |of: &Of| matches!(of, Of::Inlet(id) if inlets.iter().any(|one| one.id == *id));
    let fresh = app.once.take(&signed.session.token_hash, is_here).and_then(fresh_view);
    let fresh = fresh.map(|fresh| FreshView { text: format!("{}/hooks/{}", visitor.origin, fresh.text), ..fresh });
    Ok(InletsView { room: shown, inlets, fresh })
}

fn hook_view(hook: Hook) -> HookView {
    HookView { url: hook.url, outcome: hook.outcome.map(|outcome| (outcome.at, outcome.status)) }
}

fn fresh_view(Secret { of, text }: Secret) -> Option<FreshView> {
    let of = match of {
        Of::Token(bot) => FreshFor::Token(bot.parse().ok()?),
        Of::Hook(bot) => FreshFor::Hook(bot.parse().ok()?),
        Of::Inlet(id) => FreshFor::Inlet(id),
    };
    Some(FreshView { of, text })
}
