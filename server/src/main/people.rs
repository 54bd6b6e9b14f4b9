//! `maru user`: people added and listed by hand.
//! The data folder belongs to one process, so the server must not run.

use std::io::{self, BufRead, Write};

use anyhow::{Context, bail};
use chat::NewAccount;
use clap::Subcommand;
use protocol::{DisplayName, Language, MemberId, MemberName, PlaceName, Role};
use server::{Options, Passwords, Server, add_person};

/// What can be done about people.
#[derive(Subcommand)]
pub enum Command {
    /// Add somebody; the first one must be an owner, who founds the place
    Add(Add),
    /// List everybody: name, role, shown name
    List {
        #[command(flatten)]
        options: Options,
    },
}

/// Who is added.
#[derive(clap::Args)]
pub struct Add {
    /// What they sign in with
    name: String,
    /// owner, admin, moderator or member
    #[arg(long, default_value = "member", value_parser = role)]
    role: Role,
    /// Read the password from standard input, where no list of processes shows it
    #[arg(long, required = true)]
    password_stdin: bool,
    /// What is shown [default: the name]
    #[arg(long, value_name = "NAME")]
    display: Option<String>,
    /// en or ko [default: what their browser asks for]
    #[arg(long, value_parser = language)]
    language: Option<Language>,
    /// What the place is called, for the first one
    #[arg(long, value_name = "NAME", default_value = "Maru")]
    place: String,
    #[command(flatten)]
    options: Options,
}

/// Does it.
pub async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Add(add) => self::add(add).await,
        Command::List { options } => list(options).await,
    }
}

async fn add(add: Add) -> anyhow::Result<()> {
    let name = MemberName::parse(&add.name).context("the name cannot be used")?;
    let display = DisplayName::parse(add.display.as_deref().unwrap_or(name.as_str())).context("the shown name cannot be used")?;
    let place = PlaceName::parse(&add.place).context("the name of the place cannot be used")?;
    let mut password = String::new();
    io::stdin().lock().read_line(&mut password).context("cannot read the password from standard input")?;
    let password = Passwords::default().hash(password.trim_end_matches(['\r', '\n']).to_owned()).await?;
    let id = MemberId::from_bits(chat::bits());
    let new = NewAccount { id, name, display, role: add.role, password, language: add.language, at: chat::now() };
    let server = Server::open(add.options.resolve()?).await?;
    let (hub, accounts) = server.parts();
    let added = add_person(&hub, accounts.as_ref(), place, &new).await;
    server.close().await;
    let person = added?;
    writeln!(io::stdout(), "added {} as {}", person.name, person.role.word())?;
    Ok(())
}

async fn list(options: Options) -> anyhow::Result<()> {
    let server = Server::open(options.resolve()?).await?;
    let accounts = server.parts().1.accounts().await;
    server.close().await;
    let lines: String = accounts?
        .iter()
        .map(|account| format!("{}\t{}\t{}\n", account.person.name, account.person.role.word(), account.person.display))
        .collect();
    io::stdout().write_all(lines.as_bytes())?;
    Ok(())
}

fn role(word: &str) -> anyhow::Result<Role> {
    let Some(role) = Role::from_word(word).filter(|role| role.brings_people()) else { bail!("owner, admin, moderator or member") };
    Ok(role)
}

fn language(tag: &str) -> anyhow::Result<Language> {
    let Some(language) = Language::from_tag(tag) else { bail!("en or ko") };
    Ok(language)
}
