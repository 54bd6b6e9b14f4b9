//! People in maps.

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use protocol::{Act, MemberId, MemberName, Millis, Person, Report, Role, Theme};

use super::{Memory, locked};
use crate::{Account, AccountError, Accounts, Avatar, Device, Invite, NewAccount, Place, ProfileChange, Session};

/// Everybody.
#[derive(Debug, Default)]
pub(super) struct People {
    place: Option<Place>,
    accounts: Vec<Account>,
    avatars: HashMap<MemberId, Avatar>,
    /// Counts on while a picture is gone, so that no URL ever means two pictures.
    avatar_versions: HashMap<MemberId, u32>,
    pub(super) sessions: Vec<Session>,
    pub(super) invites: Vec<Invite>,
    secrets: BTreeMap<String, [u8; 32]>,
    /// Oldest first.
    pub(super) devices: Vec<Device>,
    /// Oldest first: the first one is number 1.
    pub(super) acts: Vec<Act>,
    /// Open ones, oldest first.
    pub(super) reports: Vec<Report>,
}

impl People {
    pub(super) fn account(&mut self, id: MemberId) -> Result<&mut Account, AccountError> {
        self.accounts.iter_mut().find(|account| account.person.id == id).ok_or(AccountError::NoSuchAccount)
    }

    fn add(&mut self, new: &NewAccount) -> Result<Account, AccountError> {
        if self.accounts.iter().any(|account| account.person.name.folded() == new.name.folded()) {
            return Err(AccountError::NameTaken);
        }
        let person = Person { id: new.id, name: new.name.clone(), display: new.display.clone(), role: new.role, avatar: None };
        let account = Account {
            person,
            password: new.password.clone(),
            language: new.language,
            theme: Theme::default(),
            quiet: None,
            ban: None,
            mute: None,
            discreet: false,
            previews: true,
            created: new.at,
        };
        self.accounts.push(account.clone());
        Ok(account)
    }
}

#[async_trait]
impl Accounts for Memory {
    async fn place(&self) -> Result<Option<Place>, AccountError> {
        Ok(locked(&self.people).place.clone())
    }

    async fn found(&self, place: &Place, owner: &NewAccount) -> Result<Account, AccountError> {
        let mut people = locked(&self.people);
        if people.place.is_some() {
            return Err(AccountError::Founded);
        }
        let account = people.add(owner)?;
        people.place = Some(place.clone());
        Ok(account)
    }

    async fn let_guests_in(&self, may_come: bool) -> Result<(), AccountError> {
        if let Some(place) = &mut locked(&self.people).place {
            place.guests = may_come;
        }
        Ok(())
    }

    async fn preview_links(&self, previews: bool) -> Result<(), AccountError> {
        if let Some(place) = &mut locked(&self.people).place {
            place.previews = previews;
        }
        Ok(())
    }

    async fn add(&self, account: &NewAccount, invite: Option<&str>) -> Result<Account, AccountError> {
        let mut people = locked(&self.people);
        let Some(code) = invite else { return people.add(account) };
        let open = people.invites.iter().position(|invite| invite.code == code && invite.is_open(account.at));
        let place = open.ok_or(AccountError::NoSuchInvite)?;
        let account = people.add(account)?;
        if let Some(invite) = people.invites.get_mut(place) {
            invite.used += 1;
            invite.uses_left = invite.uses_left.map(|left| left.saturating_sub(1));
        }
        Ok(account)
    }

    async fn account(&self, id: MemberId) -> Result<Option<Account>, AccountError> {
        Ok(locked(&self.people).account(id).ok().cloned())
    }

    async fn account_named(&self, name: &MemberName) -> Result<Option<Account>, AccountError> {
        let folded = name.folded();
        Ok(locked(&self.people).accounts.iter().find(|account| account.person.name.folded() == folded).cloned())
    }

    async fn accounts(&self) -> Result<Vec<Account>, AccountError> {
        let mut accounts = locked(&self.people).accounts.clone();
        accounts.sort_by_key(|account| (account.created, account.person.id));
        Ok(accounts)
    }

    async fn people(&self, ids: &[MemberId]) -> Result<Vec<Person>, AccountError> {
        let people = locked(&self.people);
        Ok(people.accounts.iter().map(|account| account.person.clone()).filter(|person| ids.contains(&person.id)).collect())
    }

    async fn discreet(&self) -> Result<Vec<MemberId>, AccountError> {
        let people = locked(&self.people);
        Ok(people.accounts.iter().filter(|account| account.discreet).map(|account| account.person.id).collect())
    }

    async fn change_profile(&self, id: MemberId, change: &ProfileChange) -> Result<Account, AccountError> {
        let mut people = locked(&self.people);
        let owners = people.accounts.iter().filter(|account| account.person.role == Role::Owner).count();
        let account = people.account(id)?;
        if change.role.is_some_and(|role| role != Role::Owner) && account.person.role == Role::Owner && owners == 1 {
            return Err(AccountError::LastOwner);
        }
        if let Some(display) = &change.display {
            account.person.display = display.clone();
        }
        if let Some(role) = change.role {
            account.person.role = role;
        }
        if let Some(language) = change.language {
            account.language = language;
        }
        if let Some(theme) = change.theme {
            account.theme = theme;
        }
        if let Some(quiet) = change.quiet {
            account.quiet = quiet;
        }
        if let Some(discreet) = change.discreet {
            account.discreet = discreet;
        }
        if let Some(previews) = change.previews {
            account.previews = previews;
        }
        if let Some(password) = &change.password {
            account.password.clone_from(password);
        }
        let account = account.clone();
        people.acts.extend(change.act.clone());
        Ok(account)
    }

    async fn set_avatar(&self, id: MemberId, avatar: Option<&Avatar>) -> Result<Account, AccountError> {
        let mut people = locked(&self.people);
        let version = people.avatar_versions.entry(id).or_default();
        *version += 1;
        let version = *version;
        match avatar {
            Some(avatar) => drop(people.avatars.insert(id, avatar.clone())),
            None => drop(people.avatars.remove(&id)),
        }
        let account = people.account(id)?;
        account.person.avatar = avatar.is_some().then_some(version);
        Ok(account.clone())
    }

    async fn avatar(&self, id: MemberId) -> Result<Option<Avatar>, AccountError> {
        Ok(locked(&self.people).avatars.get(&id).cloned())
    }

    async fn open_session(&self, session: &Session) -> Result<(), AccountError> {
        locked(&self.people).sessions.push(session.clone());
        Ok(())
    }

    async fn session(&self, token_hash: &str) -> Result<Option<(Session, Account)>, AccountError> {
        let mut people = locked(&self.people);
        let Some(session) = people.sessions.iter().find(|session| session.token_hash == token_hash).cloned() else { return Ok(None) };
        let account = people.account(session.member).ok().cloned();
        Ok(account.map(|account| (session, account)))
    }

    async fn sessions(&self, member: MemberId) -> Result<Vec<Session>, AccountError> {
        let mut sessions: Vec<Session> = locked(&self.people).sessions.iter().filter(|session| session.member == member).cloned().collect();
        sessions.sort_by_key(|session| std::cmp::Reverse(session.created));
        Ok(sessions)
    }

    async fn touch_session(&self, token_hash: &str, at: Millis, expires: Millis) -> Result<(), AccountError> {
        let mut people = locked(&self.people);
        if let Some(session) = people.sessions.iter_mut().find(|session| session.token_hash == token_hash) {
            (session.seen, session.expires) = (at, expires);
        }
        Ok(())
    }

    async fn close_session(&self, member: MemberId, id: &str) -> Result<Option<String>, AccountError> {
        let mut people = locked(&self.people);
        let place = people.sessions.iter().position(|session| session.member == member && session.id == id);
        let token_hash = place.map(|place| people.sessions.remove(place).token_hash);
        people.devices.retain(|device| Some(&device.session) != token_hash.as_ref());
        Ok(token_hash)
    }

    async fn sweep_sessions(&self, now: Millis) -> Result<(), AccountError> {
        let people = &mut *locked(&self.people);
        people.sessions.retain(|session| session.expires >= now);
        people.devices.retain(|device| people.sessions.iter().any(|session| session.token_hash == device.session));
        Ok(())
    }

    async fn add_invite(&self, invite: &Invite, act: Option<&Act>) -> Result<(), AccountError> {
        let mut people = locked(&self.people);
        people.invites.push(invite.clone());
        people.acts.extend(act.cloned());
        Ok(())
    }

    async fn invite(&self, code: &str) -> Result<Option<Invite>, AccountError> {
        Ok(locked(&self.people).invites.iter().find(|invite| invite.code == code).cloned())
    }

    async fn invites(&self) -> Result<Vec<Invite>, AccountError> {
        let mut invites = locked(&self.people).invites.clone();
        invites.sort_by_key(|invite| std::cmp::Reverse(invite.created));
        Ok(invites)
    }

    async fn revoke_invite(&self, code: &str, act: Option<&Act>) -> Result<(), AccountError> {
        let mut people = locked(&self.people);
        let before = people.invites.len();
        people.invites.retain(|invite| invite.code != code);
        let revoked = people.invites.len() < before;
        people.acts.extend(act.filter(|_| revoked).cloned());
        Ok(())
    }

    async fn secret(&self, name: &str, fresh: [u8; 32]) -> Result<[u8; 32], AccountError> {
        Ok(*locked(&self.people).secrets.entry(name.to_owned()).or_insert(fresh))
    }
}
