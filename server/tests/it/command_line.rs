//! The binary itself.

use std::{path::Path, process::Stdio};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines},
    net::TcpListener,
    process::{Child, ChildStdout, Command},
};

/// How a command ended.
struct Ended {
    code: Option<i32>,
    out: String,
    err: String,
}

fn maru(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_maru"));
    command.args(arguments).current_dir(folder).kill_on_drop(true);
    command.env_clear().env("PATH", "/usr/bin:/bin").env("MARU_LOG", "warn");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

async fn run(folder: &Path, arguments: &[&str], input: &str) -> Ended {
    let mut child = maru(folder, arguments).spawn().unwrap();
    // It may have ended without reading.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes()).await;
    let output = child.wait_with_output().await.unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ended { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// A server that has said where it is open.
pub async fn serving(folder: &Path, arguments: &[&str]) -> (Child, Lines<BufReader<ChildStdout>>, String) {
    let mut child = maru(folder, arguments).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let Some(greeting) = lines.next_line().await.unwrap() else {
        let mut why = String::new();
        child.stderr.take().unwrap().read_to_string(&mut why).await.unwrap();
        panic!("it did not open: {why}");
    };
    let address = greeting.strip_prefix("Maru is open at ").unwrap().to_owned();
    (child, lines, address)
}

async fn asked_to_end(mut child: Child) -> Option<i32> {
    let pid = child.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().await.unwrap().success());
    child.wait().await.unwrap().code()
}

fn one_line(ended: &Ended) -> &str {
    assert_eq!(ended.err.lines().count(), 1, "{:?} {}{}", ended.code, ended.out, ended.err);
    ended.err.trim_end()
}

#[tokio::test]
async fn it_serves_says_where_and_ends_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let (child, mut lines, address) = serving(folder.path(), &["serve", "--listen", "127.0.0.1:0"]).await;
    let first_run = lines.next_line().await.unwrap().unwrap();
    assert!(first_run.ends_with(&format!("{address}/first-run")), "{first_run}");
    let health = reqwest::Client::builder().no_proxy().build().unwrap().get(format!("{address}/healthz")).send().await.unwrap();
    assert_eq!(health.status(), 200);
    assert!(folder.path().join("data").is_dir(), "the default folder");
    assert_eq!(asked_to_end(child).await, Some(0));
}

#[tokio::test]
async fn people_are_added_and_listed_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let add = |name: &'static str, role: &'static str| ["user", "add", name, "--role", role, "--password-stdin", "--data", "here"];
    let early = run(folder.path(), &add("ben", "member"), "correct horse\n").await;
    assert_eq!((early.code, one_line(&early)), (Some(1), "maru: nobody is here yet: the first account must have the role owner"));
    let ana = run(folder.path(), &add("ana", "owner"), "correct horse\n").await;
    assert_eq!((ana.code, ana.out.as_str()), (Some(0), "added ana as owner\n"), "{}", ana.err);
    let ben = run(folder.path(), &add("ben", "member"), "correct horse").await;
    assert_eq!((ben.code, ben.out.as_str()), (Some(0), "added ben as member\n"), "{}", ben.err);
    let again = run(folder.path(), &add("BEN", "admin"), "correct horse\n").await;
    assert_eq!((again.code, one_line(&again)), (Some(1), "maru: the name is taken"));
    let short = run(folder.path(), &add("cem", "member"), "horse\n").await;
    assert_eq!((short.code, one_line(&short)), (Some(1), "maru: the password has fewer than 8 characters"));
    let list = run(folder.path(), &["user", "list", "--data", "here"], "").await;
    assert_eq!((list.code, list.out.as_str()), (Some(0), "ana\towner\tana\nben\tmember\tben\n"), "{}", list.err);

    let (child, mut lines, address) = serving(folder.path(), &["serve", "--data", "here", "--listen", "127.0.0.1:0"]).await;
    let ben = crate::person::Person::new(address.strip_prefix("http://").unwrap().parse().unwrap());
    assert_eq!(ben.posts("/sign-in", &[("name", "ben"), ("password", "correct horse")]).await.leads_to(), "/rooms");
    assert_eq!(ben.views("rooms").await["rooms"][0]["mine"], true, "the first room is made by hand too");

    let locked = run(folder.path(), &add("cem", "member"), "correct horse\n").await;
    assert_eq!((locked.code, one_line(&locked)), (Some(1), "maru: the data directory here is in use by another process"));
    let second = run(folder.path(), &["serve", "--data", "here", "--listen", "127.0.0.1:0"], "").await;
    assert_eq!((second.code, one_line(&second)), (Some(1), "maru: the data directory here is in use by another process"));
    assert_eq!(asked_to_end(child).await, Some(0));
    assert_eq!(lines.next_line().await.unwrap(), None, "no first run any more");
}

#[tokio::test]
async fn what_is_wrong_is_said_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ended = run(folder.path(), &["serve", "--listen", &address], "").await;
    assert_eq!(ended.code, Some(1));
    assert!(one_line(&ended).starts_with(&format!("maru: cannot listen on {address}: ")), "{}", ended.err);
    assert!(!folder.path().join("data").exists(), "nothing was begun");

    let ended = run(folder.path(), &["serve", "--config", "nothing.toml"], "").await;
    assert_eq!(ended.code, Some(1));
    assert!(one_line(&ended).starts_with("maru: cannot read the configuration file nothing.toml: "), "{}", ended.err);

    std::fs::write(folder.path().join("wrong.toml"), "listen = \"127.0.0.1:0\"\ncolour = \"red\"\n").unwrap();
    let ended = run(folder.path(), &["serve", "--config", "wrong.toml"], "").await;
    assert_eq!(ended.code, Some(1));
    assert!(
        one_line(&ended).starts_with("maru: the configuration file wrong.toml is wrong: line 2: unknown field `colour`"),
        "{}",
        ended.err
    );

    std::fs::write(folder.path().join("data"), "a file").unwrap();
    let ended = run(folder.path(), &["serve", "--listen", "127.0.0.1:0"], "").await;
    assert_eq!(ended.code, Some(1));
    assert!(one_line(&ended).starts_with("maru: the data directory ./data cannot be used"), "{}", ended.err);
}

#[tokio::test]
async fn wrong_options_end_with_two_and_help_with_none() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["serve", "--nonsense"][..],
        &["serve", "--listen", "nowhere"],
        &["serve", "--public-url", "chat.example.org"],
        &["user", "add", "ana", "--role", "king", "--password-stdin"],
        &["user", "add", "ana"],
        &["fly"],
    ] {
        let ended = run(folder.path(), arguments, "").await;
        assert_eq!(ended.code, Some(2), "{arguments:?}");
        assert!(ended.err.starts_with("error: "), "{}", ended.err);
    }
    let version = run(folder.path(), &["--version"], "").await;
    assert_eq!((version.code, version.out), (Some(0), format!("maru {}\n", env!("CARGO_PKG_VERSION"))));
    assert!(run(folder.path(), &["--help"], "").await.out.contains("serve"));
    assert!(run(folder.path(), &["serve", "--help"], "").await.out.contains("MARU_PUBLIC_URL"));
    assert!(run(folder.path(), &[], "").await.err.contains("Usage"), "without a command it helps");
}

#[tokio::test]
async fn an_option_goes_before_the_environment_before_the_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("maru.toml"),
        "data = \"of-file\"\nlisten = \"127.0.0.1:0\"\npublic-url = \"https://of-file.example\"\n",
    )
    .unwrap();
    let (child, _, address) = serving(folder.path(), &["serve", "--config", "maru.toml"]).await;
    assert_eq!(address, "https://of-file.example");
    assert!(folder.path().join("of-file").is_dir());
    assert_eq!(asked_to_end(child).await, Some(0));

    let mut command = maru(folder.path(), &["serve", "--data", "of-option"]);
    command.env("MARU_CONFIG", "maru.toml").env("MARU_DATA", "of-environment").env("MARU_PUBLIC_URL", "https://of-environment.example");
    let mut child = command.spawn().unwrap();
    let greeting = BufReader::new(child.stdout.take().unwrap()).lines().next_line().await.unwrap().unwrap();
    assert_eq!(greeting, "Maru is open at https://of-environment.example");
    assert!(folder.path().join("of-option").is_dir() && !folder.path().join("of-environment").exists());
    assert_eq!(asked_to_end(child).await, Some(0));
}
