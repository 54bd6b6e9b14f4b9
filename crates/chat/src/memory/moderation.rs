//! Order in lists.

use async_trait::async_trait;
use protocol::{Act, Measure, MemberId, Report, Sanction};

use super::{Memory, locked};
use crate::{Account, AccountError, MOST_REPORTS, MOST_REPORTS_OF_ONE, Moderation, PAGE_ACTS};

#[async_trait]
impl Moderation for Memory {
    async fn ban(&self, member: MemberId, ban: Option<&Sanction>, act: &Act) -> Result<Account, AccountError> {
        let people = &mut *locked(&self.people);
        let account = people.account(member)?;
        account.ban = ban.cloned();
        let account = account.clone();
        if ban.is_some() {
            people.devices.retain(|device| device.member != member);
            people.sessions.retain(|session| session.member != member);
            people.invites.retain(|invite| invite.by != member);
        }
        people.acts.push(act.clone());
        if ban.is_some() {
            locked(&self.programs).forget_inlets_of(member);
        }
        Ok(account)
    }

    async fn mute(&self, member: MemberId, mute: Option<&Sanction>, act: &Act) -> Result<Account, AccountError> {
        let mut people = locked(&self.people);
        let account = people.account(member)?;
        account.mute = mute.cloned();
        let account = account.clone();
        people.acts.push(act.clone());
        Ok(account)
    }

    async fn note(&self, act: &Act) -> Result<(), AccountError> {
        locked(&self.people).acts.push(act.clone());
        Ok(())
    }

    async fn acts(&self, before: Option<u64>) -> Result<Vec<(u64, Act)>, AccountError> {
        let people = locked(&self.people);
        let numbered = (1..).zip(people.acts.iter().cloned());
        let mut acts: Vec<(u64, Act)> = numbered.filter(|(number, _)| before.is_none_or(|before| *number < before)).collect();
        acts.reverse();
        acts.truncate(usize::try_from(PAGE_ACTS).unwrap_or(usize::MAX));
        Ok(acts)
    }

    async fn report(&self, report: &Report) -> Result<bool, AccountError> {
        let mut people = locked(&self.people);
        people.reports.retain(|other| (other.room, other.of, other.by) != (report.room, report.of, report.by));
        if people.reports.iter().filter(|other| other.by == report.by).count() >= MOST_REPORTS_OF_ONE {
            return Ok(false);
        }
        people.reports.push(report.clone());
        Ok(true)
    }

    async fn reports(&self) -> Result<Vec<Report>, AccountError> {
        let mut reports = locked(&self.people).reports.clone();
        reports.sort_by_key(|report| (report.at, report.room, report.of, report.by));
        reports.truncate(MOST_REPORTS);
        Ok(reports)
    }

    async fn resolve(&self, act: &Act) -> Result<bool, AccountError> {
        let mut people = locked(&self.people);
        let Measure::Resolved { room, of, .. } = act.what else { return Ok(false) };
        let before = people.reports.len();
        people.reports.retain(|report| (report.room, report.of) != (room, of));
        let closed = people.reports.len() < before;
        people.acts.extend(closed.then(|| act.clone()));
        Ok(closed)
    }
}
