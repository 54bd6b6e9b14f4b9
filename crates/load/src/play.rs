//! A run: everybody writes for a while, through whatever happens, and in the end all must have seen the same.
//! It judges nothing; what it writes into the log is judged by `check`.

mod words;
mod settle;

use std::{net::SocketAddr, time::Duration};

use fastrand::Rng;
use protocol::Nonce;
use tokio::time::{Instant, sleep, sleep_until};

use crate::{
    Journal, LoadError, Proxy, What,
    comings::Comings,
    member::{Letter, Member, Membership, Part},
    report::{every_seconds, progress},
    stage::Stage,
};

/// What kind of run it is.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Where all chance comes from.
    pub seed: u64,
    /// Messages a second, of all members together, on average.
    pub rate: f64,
    /// Tabs of each member, each with a line and an outbox of its own.
    pub tabs: u32,
    /// Lines go through the cutting proxy.
    pub cuts: bool,
    /// Members leave rooms, are removed, and come back.
    pub comings: bool,
    /// How often tabs show that they are alive.
    pub heartbeat: Duration,
    /// How long all may take to agree at the end.
    pub patience: Duration,
}

/// A run that goes on.
#[derive(Debug)]
pub struct Play {
    stage: Stage,
    plan: Plan,
    journal: Journal,
    rng: Rng,
    players: Vec<Player>,
    proxy: Option<Proxy>,
    server: SocketAddr,
}

/// One tab and what it takes part in.
#[derive(Debug)]
struct Player {
    tab: String,
    member: Member,
    membership: Membership,
}

impl Play {
    /// Brings everybody onto the stage and waits until they see their rooms.
    ///
    /// # Errors
    /// [`LoadError`] when they do not get there.
    pub async fn begin(stage: Stage, plan: Plan, journal: Journal) -> Result<Self, LoadError> {
        journal.record(What::Began { seed: plan.seed });
        let mut rng = Rng::with_seed(plan.seed);
        let host = stage.place.host().to_owned();
        let server = resolve(&host).await?;
        let proxy = if plan.cuts { Some(Proxy::start(host.clone(), rng.fork(), journal.clone()).await?) } else { None };
        let address = proxy.as_ref().map_or(server, Proxy::address);
        let mut players = Vec::new();
        for (n, account) in stage.members.iter().enumerate() {
            // Tabs of one member share what their member may see, and nothing else.
            let membership = Membership::of(stage.rooms.iter().map(|(room, _)| *room));
            for t in 0..plan.tabs.max(1) {
                let (tab, cookie, host) = (format!("m{n:02}.{t}"), account.cookie.clone(), host.clone());
                let part = Part { tab: tab.clone(), member: account.id, cookie, address, host, heartbeat: plan.heartbeat };
                let member = Member::start(part, membership.clone(), journal.clone(), rng.fork());
                players.push(Player { tab, member, membership: membership.clone() });
            }
        }
        let play = Self { stage, plan, journal, rng, players, proxy, server };
        let rooms = play.stage.rooms.len();
        play.until("everybody sees their rooms", |member| member.standing().positions().len() == rooms).await?;
        Ok(play)
    }

    /// Has everybody write for this long, or until it is `enough`.
    ///
    /// # Errors
    /// [`LoadError`] when members could not come and go as they should.
    pub async fn write(&mut self, time: Duration, enough: impl Fn() -> bool) -> Result<(), LoadError> {
        let tabs = usize::try_from(self.plan.tabs.max(1)).unwrap_or(1);
        let memberships = self.players.iter().step_by(tabs).map(|player| player.membership.clone()).collect();
        let coming = self.rng.fork();
        let comings = self.plan.comings.then(|| Comings::start(self.stage.clone(), memberships, self.journal.clone(), coming));
        let began = Instant::now();
        let (mut next, mut said) = (began, 0);
        while next < began + time && !enough() {
            sleep_until(next).await;
            self.write_some();
            // Exponential gaps: people do not take turns.
            next += Duration::from_secs_f64(-(1.0 - self.rng.f64()).ln() / self.plan.rate.max(0.001));
            let seconds = began.elapsed().as_secs();
            if seconds >= said + every_seconds() {
                said = seconds;
                progress(&format!("{seconds} s of {}", time.as_secs()), &self.journal.counts());
            }
        }
        match comings {
            Some(comings) => comings.finish().await,
            None => Ok(()),
        }
    }

    /// One message by somebody somewhere; sometimes several at once, which then have an order to keep.
    fn write_some(&mut self) {
        let Some(player) = self.rng.choice(&self.players) else { return };
        let Some(room) = self.rng.choice(player.membership.rooms()) else { return };
        let some = if self.rng.u8(..20) == 0 { self.rng.u32(2..=6) } else { 1 };
        for _ in 0..some {
            let nonce = Nonce::from_bits(self.rng.u128(..));
            if let Ok(body) = words::body(&mut self.rng) {
                player.member.write(Letter { room, nonce, body });
            }
        }
    }

    /// Waits until something is true of every tab.
    async fn until(&self, what: &str, mut is_so: impl FnMut(&Member) -> bool) -> Result<(), LoadError> {
        let (began, mut said) = (Instant::now(), 0);
        loop {
            if let Some(why) = self.players.iter().find_map(|player| player.member.standing().over()) {
                return Err(LoadError::Unfit(why));
            }
            let missing = self.players.iter().filter(|player| !is_so(&player.member)).count();
            if missing == 0 {
                return Ok(());
            }
            if began.elapsed() > self.plan.patience {
                let what = format!("{what} ({missing} of {} do not)", self.players.len());
                return Err(LoadError::Late { what, seconds: self.plan.patience.as_secs() });
            }
            if began.elapsed().as_secs() >= said + every_seconds() {
                said = began.elapsed().as_secs();
                progress(&format!("waiting until {what}: {missing} to go"), &self.journal.counts());
            }
            sleep(Duration::from_millis(50)).await;
        }
    }
}

async fn resolve(host: &str) -> Result<SocketAddr, LoadError> {
    let mut found = tokio::net::lookup_host(host).await.map_err(LoadError::system("look up the server's address"))?;
    found.next().ok_or_else(|| LoadError::Unfit(format!("{host} has no address")))
}
