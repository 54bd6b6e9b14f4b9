//! How many lines each address has open: one machine must not take them all.
//! How many a member may have is counted in `chat`.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use crate::auth::neighborhood;

/// The open lines of every address.
#[derive(Debug, Clone, Default)]
pub struct Addresses {
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// One line more from this address, until it is dropped.
#[derive(Debug)]
pub struct Place {
    addresses: Addresses,
    address: IpAddr,
}

impl Addresses {
    /// Counts one line more; `None` when the address has `most` already.
    pub fn enter(&self, address: IpAddr, most: usize) -> Option<Place> {
        let address = neighborhood(address);
        self.counted(|open| {
            let count = open.entry(address).or_default();
            let fits = *count < most;
            *count += usize::from(fits);
            fits
        })
        .then(|| Place { addresses: self.clone(), address })
    }

    fn counted<R>(&self, act: impl FnOnce(&mut HashMap<IpAddr, usize>) -> R) -> R {
        act(&mut self.open.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.addresses.counted(|open| {
            if let Some(count) = open.get_mut(&self.address) {
                *count -= 1;
                if *count == 0 {
                    open.remove(&self.address);
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::Addresses;

    #[test]
    fn a_place_that_is_left_is_free_again() {
        let addresses = Addresses::default();
        let (here, next_door) = ("2001:db8::1".parse().unwrap(), "2001:db8::2".parse().unwrap());
        let first = addresses.enter(here, 2).unwrap();
        let _second = addresses.enter(next_door, 2).unwrap();
        assert!(addresses.enter(here, 2).is_none(), "one customer, many addresses");
        assert!(addresses.enter("192.0.2.1".parse().unwrap(), 2).is_some());
        drop(first);
        assert!(addresses.enter(here, 2).is_some());
    }
}
