//! Accounts: `account:<member>`, and `account_name:<folded name>`, which keeps names apart.
//! Avatars and sessions stand in modules of their own.

use std::collections::{BTreeSet, HashMap};

use chat::{Account, NewAccount, ProfileChange};
use protocol::{DisplayName, Language, MemberId, MemberName, Millis, Person, Role, Sanction, Theme};
use surrealdb::types::{RecordId, SurrealValue, Value, object};

use crate::{
    audit::{self, WRITE_DOWN},
    database::{Database, Failure, Within},
    invites::USE_INVITE,
    rows::{field, key, record},
};

/// An account.
#[derive(Debug, Clone, SurrealValue)]
pub(crate) struct AccountRow {
    id: RecordId,
    name: String,
    display: String,
    role: String,
    guest: Option<bool>,
    moderator: Option<bool>,
    bot: Option<bool>,
    password: String,
    language: Option<String>,
    theme: String,
    avatar: Option<i64>,
    quiet: Option<i64>,
    ban: Option<String>,
    mute: Option<String>,
    discreet: Option<bool>,
    previews: Option<bool>,
    created: i64,
}

/// Whose a name is.
#[derive(Debug, SurrealValue)]
pub(crate) struct NameRow {
    id: RecordId,
    member: String,
}

impl NameRow {
    pub(crate) fn new(account: &NewAccount) -> Self {
        Self { id: record("account_name", account.name.folded()), member: account.id.to_string() }
    }
}

impl AccountRow {
    pub(crate) fn new(account: &NewAccount) -> Self {
        Self {
            id: record(TABLE, account.id),
            name: account.name.as_str().to_owned(),
            display: account.display.as_str().to_owned(),
            role: column(account.role).to_owned(),
            guest: (account.role == Role::Guest).then_some(true),
            bot: (account.role == Role::Bot).then_some(true),
            moderator: (account.role == Role::Moderator).then_some(true),
            password: account.password.clone(),
            language: account.language.map(|language| language.tag().to_owned()),
            theme: Theme::default().word().to_owned(),
            avatar: None,
            quiet: None,
            ban: None,
            mute: None,
            discreet: None,
            previews: None,
            created: account.at.0,
        }
    }

    pub(crate) fn into_account(self) -> Result<Account, Failure> {
        let language = |tag: String| field(TABLE, "language", Language::from_tag(&tag));
        let version = |avatar: i64| field(TABLE, "avatar", u32::try_from(avatar).ok());
        let person = Person {
            id: field(TABLE, "id", key(TABLE, self.id)?.parse().ok())?,
            name: field(TABLE, "name", MemberName::try_from(self.name).ok())?,
            display: field(TABLE, "display", DisplayName::try_from(self.display).ok())?,
            role: match (self.guest, self.bot, self.moderator) {
                (Some(true), ..) => Role::Guest,
                (_, Some(true), _) => Role::Bot,
                (.., Some(true)) => Role::Moderator,
                _ => field(TABLE, "role", Role::from_word(&self.role))?,
            },
            avatar: self.avatar.map(version).transpose()?,
        };
        Ok(Account {
            person,
            password: self.password,
            language: self.language.map(language).transpose()?,
            theme: field(TABLE, "theme", Theme::from_word(&self.theme))?,
            quiet: self.quiet.map(Millis),
            ban: sanction("ban", self.ban)?,
            mute: sanction("mute", self.mute)?,
            discreet: self.discreet.unwrap_or_default(),
            previews: self.previews.unwrap_or(true),
            created: Millis(self.created),
        })
    }
}

const TABLE: &str = "account";

/// What stands in the column `role`, whose type is older than guests and moderators.
const fn column(role: Role) -> &'static str {
    match role {
        Role::Guest | Role::Bot | Role::Moderator => Role::Member.word(),
        Role::Member | Role::Admin | Role::Owner => role.word(),
    }
}

fn sanction(name: &'static str, json: Option<String>) -> Result<Option<Sanction>, Failure> {
    json.map(|json| field(TABLE, name, serde_json::from_str(&json).ok())).transpose()
}

/// What [`KEEP_AN_OWNER`] throws when nobody would be left.
pub(crate) const LAST_OWNER: &str = "maru: last owner";

/// Before `$fields` change the role of `$account`: somebody else is owner, or the role stays one. Two owners who step down at
/// once write the same record, so one of them starts again and finds the other gone.
const KEEP_AN_OWNER: &str = "
    UPDATE place:one SET roles += 1 RETURN NONE;
    LET $now = (SELECT VALUE role FROM ONLY $account);
    IF $now = 'owner' AND $fields.role != 'owner' {
        LET $others = (SELECT VALUE id FROM account WHERE role = 'owner' AND id != $account);
        IF array::len($others) = 0 { THROW 'maru: last owner' };
    };
";

/// Adds an account, and uses its join link, in one transaction.
pub(crate) async fn add(database: &Database, account: &NewAccount, invite: Option<&str>) -> Result<Account, Failure> {
    const ADD: &str = "INSERT INTO account_name $name RETURN NONE; INSERT INTO account $account RETURN NONE; RETURN NONE;";
    let row = AccountRow::new(account);
    let mut bound = object! { name: NameRow::new(account), account: row.clone(), at: account.at.0 };
    let mut used = "";
    if let Some(code) = invite {
        used = USE_INVITE;
        bound.insert("invite".to_owned(), record("invite", code).into_value());
    }
    database.tell(format!("{{ {used} {ADD} }}"), bound).await?;
    row.into_account()
}

/// One account.
pub(crate) async fn account(database: &Database, id: MemberId) -> Result<Option<Account>, Failure> {
    one(database.ask("SELECT * FROM ONLY $account", object! { account: record(TABLE, id) }).await?)
}

/// The account with this name, upper and lower case alike.
pub(crate) async fn account_named(database: &Database, name: &MemberName) -> Result<Option<Account>, Failure> {
    let find = "{
        LET $member = (SELECT VALUE member FROM ONLY $name);
        RETURN IF $member = NONE { NONE } ELSE { (SELECT * FROM ONLY type::record('account', $member)) };
    }";
    one(database.ask(find, object! { name: record("account_name", name.folded()) }).await?)
}

/// All accounts, oldest first.
pub(crate) async fn accounts(database: &Database) -> Result<Vec<Account>, Failure> {
    let mut accounts = many(database.ask("SELECT * FROM account", object! {}).await?)?;
    accounts.sort_by_key(|account| (account.created, account.person.id));
    Ok(accounts)
}

/// Those of these accounts that are there.
pub(crate) async fn accounts_of(within: Within, ids: BTreeSet<MemberId>) -> Result<HashMap<MemberId, Account>, Failure> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<RecordId> = ids.into_iter().map(|id| record(TABLE, id)).collect();
    let accounts = many(within.ask("SELECT * FROM $ids", object! { ids: ids }).await?)?;
    Ok(accounts.into_iter().map(|account| (account.person.id, account)).collect())
}

/// The cards of those of these members who exist.
pub(crate) async fn people(database: &Database, ids: &[MemberId]) -> Result<Vec<Person>, Failure> {
    let ids = ids.iter().copied().collect();
    let accounts = database.several(|within| accounts_of(within, ids)).await?;
    Ok(accounts.into_values().map(|account| account.person).collect())
}

/// Everybody who is discreet.
pub(crate) async fn discreet(database: &Database) -> Result<Vec<MemberId>, Failure> {
    let ids: Vec<RecordId> = database.ask("SELECT VALUE id FROM account WHERE discreet = true", object! {}).await?;
    ids.into_iter().map(|id| field(TABLE, "id", key(TABLE, id)?.parse().ok())).collect()
}

/// Changes what is given and returns the account as it is now, if there is one.
pub(crate) async fn change_profile(database: &Database, id: MemberId, change: &ProfileChange) -> Result<Option<Account>, Failure> {
    let mut fields = object! {};
    let mut set = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    if let Some(display) = &change.display {
        set("display", display.as_str().into_value());
    }
    if let Some(language) = change.language {
        // Merging NONE takes the field away.
        set("language", language.map(|language| language.tag().to_owned()).into_value());
    }
    if let Some(theme) = change.theme {
        set("theme", theme.word().into_value());
    }
    if let Some(quiet) = change.quiet {
        set("quiet", quiet.map(|until| until.0).into_value());
    }
    if let Some(discreet) = change.discreet {
        set("discreet", discreet.into_value());
    }
    if let Some(previews) = change.previews {
        set("previews", previews.into_value());
    }
    if let Some(password) = &change.password {
        set("password", password.clone().into_value());
    }
    if let Some(role) = change.role {
        set("role", column(role).into_value());
        set("moderator", (role == Role::Moderator).then_some(true).into_value());
    }
    let guard = if change.role.is_some() { KEEP_AN_OWNER } else { "" };
    let block = format!(
        "{{ {guard}
            LET $changed = (UPDATE $account MERGE $fields RETURN AFTER);
            IF array::len($changed) > 0 {{ {WRITE_DOWN} }};
            RETURN $changed;
        }}"
    );
    first(database.ask(block, object! { account: record(TABLE, id), fields: fields, acts: audit::rows(&change.act)? }).await?)
}

/// The account of a row that may be missing.
pub(crate) fn one(row: Option<AccountRow>) -> Result<Option<Account>, Failure> {
    row.map(AccountRow::into_account).transpose()
}

/// The account of the row that an update changed, if there was one.
pub(crate) fn first(rows: Vec<AccountRow>) -> Result<Option<Account>, Failure> {
    one(rows.into_iter().next())
}

fn many(rows: Vec<AccountRow>) -> Result<Vec<Account>, Failure> {
    rows.into_iter().map(AccountRow::into_account).collect()
}
