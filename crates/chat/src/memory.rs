//! Memory that lasts as long as the process: for tests of everything above it, and as the shortest description of what
//! [`History`](crate::History), [`Files`](crate::Files), [`Lookups`](crate::Lookups),
//! [`Accounts`](crate::Accounts), [`Devices`](crate::Devices), [`Moderation`](crate::Moderation) and [`Bots`](crate::Bots) promise.
//! Nothing a user writes is ever kept only here.

mod accounts;
mod bots;
mod devices;
mod files;
mod history;
mod moderation;
mod lookups;

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// Everything, in maps.
#[derive(Debug, Default)]
pub struct Memory {
    rooms: Mutex<history::Rooms>,
    loosened: Notify,
    people: Mutex<accounts::People>,
    programs: Mutex<bots::Programs>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
pub(crate) mod tests {
    //! Members for tests.

    use protocol::{DisplayName, MemberId, MemberName, Person, Role};

    /// A plain member.
    pub(crate) fn person(id: u128, name: &str) -> Person {
        Person {
            id: MemberId::from_bits(id),
            name: MemberName::parse(name).unwrap(),
            display: DisplayName::parse(name).unwrap(),
            role: Role::Member,
            avatar: None,
        }
    }
}
