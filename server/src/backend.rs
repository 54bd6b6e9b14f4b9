//! What pages ask the server, answered for one visitor.
//! Nothing is decided here: rooms are found through `chat`, which says who may see what.

mod order;
mod programs;

mod excerpts;

use app::{
    api::{
        AuditView, BotsView, Excerpt, InletsView, InviteView, JoinView, ListedRoom, Me, MemberView, MessageView, ModerationView, PinsView,
        PlaceView, Problem, ProfileView, PushView, Rights, RoomList, RoomView, RosterView, SessionView, SettingsView, ShownView,
        VersionsView, Visit,
    },
    backend::Backend,
};
use async_trait::async_trait;
use chat::{AccountError, Action, Invite, Member, Roster, Seat, Standing, may, permit};
use protocol::{MemberId, Page, Person, REPLAY_EVENTS, Rejection, Role, Room, RoomId, RoomRole, Row, Seq, Snapshot, Visibility};

use crate::{
    auth::{Signed, Visitor},
    logging::chain,
};

#[async_trait]
impl Backend for Visitor {
    async fn visit(&self) -> Result<Visit, Problem> {
        let place = self.app.place().await.map_err(failed)?.map(|place| PlaceView {
            name: place.name,
            guests: place.guests,
            previews: place.previews,
        });
        Ok(Visit { place, me: self.signed.as_ref().map(me) })
    }

    async fn rooms(&self) -> Result<RoomList, Problem> {
        let me = self.member()?.person();
        let rooms = self.app.hub.rooms(me).await.map_err(refused)?;
        let direct = self.app.hub.cards(rooms.iter().flat_map(|one| one.direct.iter().copied())).await.map_err(refused)?;
        // The others, or oneself where there is nobody else.
        let with = |ids: &[MemberId]| {
            let in_it = |person: &&Person| ids.contains(&person.id) && (person.id != me.id || ids.len() == 1);
            direct.iter().filter(in_it).cloned().collect()
        };
        let listed = |one: chat::ListedRoom| ListedRoom {
            with: with(&one.direct),
            position: one.position,
            members: one.members,
            mine: one.role.is_some(),
            unread: u32::try_from(one.unread).unwrap_or(u32::MAX),
            mentions: u32::try_from(one.mentions).unwrap_or(u32::MAX),
            attention: one.attention,
            rights: rights(me, one.role, one.room.visibility),
            room: one.room,
        };
        Ok(RoomList { rooms: rooms.into_iter().map(listed).collect() })
    }

    async fn room(&self, room: RoomId, before: Option<Seq>, at: Option<Seq>) -> Result<RoomView, Problem> {
        let person = self.member()?.person();
        let older = |(room, page)| RoomView::Older { room, page, excerpts: Vec::new() };
        let view = match (before, at) {
            (Some(before), _) => self.app.hub.page(person, room, before).await.map(older),
            (None, at) => match self.app.hub.snapshot(person, room).await {
                Ok((snapshot, seat)) => match at.filter(|at| snapshot.page.rows.first().is_some_and(|first| *at < first.seq())) {
                    // Where it is not among the newest.
                    Some(at) => self.app.hub.around(person, room, at).await.map(|(_, page)| from_there(snapshot, seat, page)),
                    None => Ok(live(snapshot, seat)),
                },
                Err(rejection) => Err(rejection),
            },
        };
        match view {
            Ok(RoomView::Live { snapshot, role, keeps_order, read, .. }) => {
                let excerpts = self.excerpts_for(&snapshot.page.rows).await;
                Ok(RoomView::Live { snapshot, role, keeps_order, read, excerpts })
            }
            Ok(RoomView::Older { room, page, .. }) => {
                let excerpts = self.excerpts_for(&page.rows).await;
                Ok(RoomView::Older { room, page, excerpts })
            }
            Ok(view) => Ok(view),
            Err(Rejection::NoSuchRoom | Rejection::NotAllowed) => {
                let (room, members) = self.outside(room).await?;
                Ok(RoomView::Outside { room, members })
            }
            Err(rejection) => Err(refused(rejection)),
        }
    }

    async fn message(&self, room: RoomId, seq: Seq) -> Result<MessageView, Problem> {
        self.message_of(room, seq).await
    }

    async fn excerpt(&self, room: RoomId, seq: Seq) -> Result<Excerpt, Problem> {
        self.excerpt_of(room, seq).await
    }

    async fn pins(&self, room: RoomId) -> Result<PinsView, Problem> {
        let (room, page) = self.app.hub.pins(self.member()?.person(), room).await.map_err(refused)?;
        Ok(PinsView { room, page })
    }

    async fn members(&self, room: RoomId, like: Option<String>) -> Result<RosterView, Problem> {
        let me = self.member()?.person();
        let roster = self.app.hub.roster(me, room, like.as_deref()).await.map_err(refused)?;
        let (room, seat) = self.app.hub.seat(me, room).await.map_err(refused)?;
        let removable =
            |person: &Person| permit(Action::Remove { of: person.role }, me.role, Standing::Inside(seat, room.visibility)).is_ok();
        let view =
            |Member { person, role, presence }| MemberView { removable: removable(&person), roles: Vec::new(), person, role, presence };
        Ok(shown(roster, view))
    }

    async fn settings(&self) -> Result<SettingsView, Problem> {
        let signed = self.member()?;
        let now = chat::now();
        let sessions = self.app.accounts.sessions(signed.person().id).await.map_err(failed)?;
        let sessions = sessions.into_iter().filter(|session| now < session.expires).map(|session| SessionView {
            current: session.id == signed.session.id,
            id: session.id,
            agent: session.agent,
            created: session.created,
            seen: session.seen,
        });
        let (sessions, now) = (sessions.collect(), chat::now());
        let push = match &self.app.push {
            Some(push) => {
                let devices = self.app.devices.devices(signed.person().id, now).await.map_err(failed)?;
                let is_on = devices.iter().any(|device| device.session == signed.session.token_hash);
                Some(PushView { key: push.public_key(), is_on })
            }
            None => None,
        };
        let (counted, previews) = (!signed.account.discreet, signed.account.previews);
        Ok(SettingsView { me: me(signed), sessions, push, counted, previews })
    }

    async fn people(&self, like: Option<String>) -> Result<RosterView, Problem> {
        // Who comes and goes learns who is in the rooms they see, and no more.
        let me = self.member()?.person();
        if !may(Action::SeePeople, me.role) {
            return Err(Problem::NotFound);
        }
        let accounts = self.app.accounts.accounts().await.map_err(failed)?;
        let member = |account: chat::Account| Member {
            presence: self.app.hub.presence(account.person.id),
            person: account.person,
            role: RoomRole::Member,
        };
        let roster = Roster::of(accounts.into_iter().map(member).collect(), like.as_deref());
        let view =
            |Member { person, role, presence }| MemberView { removable: false, roles: roles(me, person.role), person, role, presence };
        Ok(shown(roster, view))
    }

    async fn profile(&self, member: MemberId) -> Result<ProfileView, Problem> {
        let me = self.member()?.person().id;
        let account = self.app.accounts.account(member).await.map_err(failed)?.ok_or(Problem::NotFound)?;
        let order = self.order(&account);
        Ok(ProfileView {
            presence: self.app.hub.presence(member),
            since: account.created,
            own: me == member,
            person: account.person,
            order,
        })
    }

    async fn invites(&self) -> Result<Vec<InviteView>, Problem> {
        if !may(Action::Administer, self.member()?.person().role) {
            return Err(Problem::NotFound);
        }
        let now = chat::now();
        let invites = self.app.accounts.invites().await.map_err(failed)?;
        let view = |invite: Invite| InviteView {
            link: format!("{}/join/{}", self.origin, invite.code),
            open: invite.is_open(now),
            code: invite.code,
            created: invite.created,
            expires: invite.expires,
            uses_left: invite.uses_left,
            used: invite.used,
        };
        Ok(invites.into_iter().map(view).collect())
    }

    async fn moderation(&self) -> Result<ModerationView, Problem> {
        self.what_waits().await
    }

    async fn audit(&self, before: Option<u64>) -> Result<AuditView, Problem> {
        self.acts(before).await
    }

    async fn shown(&self, room: RoomId, of: Seq) -> Result<ShownView, Problem> {
        self.message(room, of).await
    }

    async fn versions(&self, room: RoomId, of: Seq) -> Result<VersionsView, Problem> {
        self.earlier(room, of).await
    }

    async fn bots(&self) -> Result<BotsView, Problem> {
        programs::bots(self).await
    }

    async fn inlets(&self, room: RoomId) -> Result<InletsView, Problem> {
        programs::inlets(self, room).await
    }

    async fn join(&self, code: String) -> Result<JoinView, Problem> {
        let place = self.app.place().await.map_err(failed)?.ok_or(Problem::NotFound)?;
        let invite = self.app.accounts.invite(&code).await.map_err(failed)?;
        Ok(JoinView { place: place.name, open: invite.is_some_and(|invite| invite.is_open(chat::now())) })
    }
}

impl Visitor {
    fn member(&self) -> Result<&Signed, Problem> {
        self.signed.as_ref().ok_or(Problem::NotSignedIn)
    }

    /// A public room the visitor could join, found only among those they may find.
    async fn outside(&self, room: RoomId) -> Result<(Room, u32), Problem> {
        let rooms = self.app.hub.rooms(self.member()?.person()).await.map_err(refused)?;
        let found = rooms.into_iter().find(|listed| listed.room.id == room && listed.role.is_none());
        found.map(|listed| (listed.room, listed.members)).ok_or(Problem::NotFound)
    }
}

/// The room as it goes on.
fn live(snapshot: Snapshot, seat: Seat) -> RoomView {
    let Seat { role, keeps_order, read } = seat;
    RoomView::Live { snapshot, role, keeps_order, read, excerpts: Vec::new() }
}

/// The room from this page on: it goes on where all that came since can be told one by one, as after a line that was lost.
fn from_there(newest: Snapshot, seat: Seat, page: Page) -> RoomView {
    match page.rows.last().map(Row::seq).filter(|last| *last >= newest.head.back(REPLAY_EVENTS)) {
        Some(head) => live(Snapshot { head, page, ..newest }, seat),
        None => RoomView::Older { room: newest.room, page, excerpts: Vec::new() },
    }
}

fn me(signed: &Signed) -> Me {
    let account = &signed.account;
    let now = chat::now();
    let (quiet, mute) = (account.quiet.filter(|_| account.is_quiet(now)), account.muted(now).cloned());
    Me { person: account.person.clone(), language: account.language, theme: account.theme, quiet, mute }
}

/// What somebody may do in a room they may find.
fn rights(me: &Person, role: Option<RoomRole>, visibility: Visibility) -> Rights {
    let standing = role.map_or(Standing::Outside(visibility), |role| Standing::Inside(role, visibility));
    let may = |action| permit(action, me.role, standing).is_ok();
    Rights {
        renames: may(Action::Rename),
        rules: may(Action::Rule),
        connects: may(Action::Connect),
        brings: may(Action::Bring { of: Role::Member }),
    }
}

/// The members that are shown of a room or of the place.
fn shown(Roster { members, total, online }: Roster, view: impl Fn(Member) -> MemberView) -> RosterView {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    RosterView { members: members.into_iter().map(view).collect(), total: count(total), online: count(online) }
}

/// The roles somebody may give to one who has this role.
fn roles(me: &Person, of: Role) -> Vec<Role> {
    Role::ALL.into_iter().filter(|to| may(Action::Appoint { of, to: *to }, me.role)).collect()
}

fn failed(error: AccountError) -> Problem {
    tracing::error!(error = chain(&error), "a page could not be filled");
    Problem::Failed
}

fn refused(rejection: Rejection) -> Problem {
    match rejection {
        Rejection::NoSuchRoom | Rejection::NotAllowed | Rejection::NoSuchMessage => Problem::NotFound,
        _ => Problem::Failed,
    }
}
