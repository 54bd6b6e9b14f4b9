//! What the pages of those who keep order ask.
//! Whether they may look is asked of the one table.

use app::api::{AuditView, ModerationView, OrderView, Problem, ReportView, SanctionView, ShownView, VersionsView};
use chat::{Account, Action};
use protocol::{MemberId, Person, RoomId, Sanction, Seq};

use super::{failed, refused};
use crate::auth::Visitor;

impl Visitor {
    fn who_keeps_order(&self) -> Result<&Person, Problem> {
        let me = self.member()?.person();
        if chat::may(Action::Moderate, me.role) { Ok(me) } else { Err(Problem::NotFound) }
    }

    pub(super) async fn what_waits(&self) -> Result<ModerationView, Problem> {
        self.who_keeps_order()?;
        let now = chat::now();
        let reports = self.app.moderation.reports().await.map_err(failed)?;
        let accounts = self.app.accounts.accounts().await.map_err(failed)?;
        let find = |id: MemberId| accounts.iter().find(|account| account.person.id == id).map(|account| account.person.clone());
        let places: Vec<RoomId> = reports.iter().map(|report| report.room).collect();
        let rooms = self.app.hub.public_rooms(places).await.map_err(refused)?;
        let under = |of: fn(&Account, protocol::Millis) -> Option<&Sanction>| {
            let view = |account: &Account| {
                let sanction = of(account, now)?.clone();
                Some(SanctionView { person: account.person.clone(), by: find(sanction.by), sanction })
            };
            let mut views: Vec<SanctionView> = accounts.iter().filter_map(view).collect();
            views.sort_by_cached_key(|view| view.person.display.as_str().to_lowercase());
            views
        };
        let (banned, muted) = (under(Account::banned), under(Account::muted));
        let view = |report: protocol::Report| ReportView {
            author: find(report.author),
            by: find(report.by),
            room: rooms.iter().find(|room| room.id == report.room).map(|room| room.name.clone()),
            report,
        };
        Ok(ModerationView { reports: reports.into_iter().map(view).collect(), banned, muted })
    }

    pub(super) async fn acts(&self, before: Option<u64>) -> Result<AuditView, Problem> {
        self.who_keeps_order()?;
        let acts = self.app.moderation.acts(before).await.map_err(failed)?;
        let named: Vec<MemberId> = acts.iter().flat_map(|(_, act)| [Some(act.by), act.what.member()]).flatten().collect();
        let places: Vec<RoomId> = acts.iter().filter_map(|(_, act)| act.what.room()).collect();
        let people = self.app.hub.cards(named).await.map_err(refused)?;
        let rooms = self.app.hub.public_rooms(places).await.map_err(refused)?;
        Ok(AuditView { acts, people, rooms })
    }

    pub(super) async fn message(&self, room: RoomId, of: Seq) -> Result<ShownView, Problem> {
        let (room, author, body) = self.app.hub.shown(self.member()?.person(), room, of).await.map_err(refused)?;
        Ok(ShownView { room, author, body })
    }

    pub(super) async fn earlier(&self, room: RoomId, of: Seq) -> Result<VersionsView, Problem> {
        let me = self.member()?.person();
        let versions = self.app.hub.versions(me, room, of).await.map_err(refused)?;
        if versions.is_empty() {
            return Err(Problem::NotFound);
        }
        let room = self.app.hub.snapshot(me, room).await.map_err(refused)?.0.room;
        Ok(VersionsView { room, versions })
    }

    /// How the visitor may see a member whom they may do something about.
    pub(super) fn order(&self, account: &Account) -> Option<OrderView> {
        let me = self.signed.as_ref()?.person();
        let now = chat::now();
        chat::may(Action::Mute { of: account.person.role }, me.role)
            .then(|| OrderView { ban: account.banned(now).cloned(), mute: account.muted(now).cloned() })
    }
}
