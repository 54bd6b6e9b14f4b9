//! What other people's servers do to us, with real ones on this machine.

#[cfg(test)]
mod stranger;
#[cfg(test)]
mod reaching;
#[cfg(test)]
mod bounded;
#[cfg(test)]
mod previewing;
#[cfg(test)]
mod pushing;
#[cfg(test)]
mod hooking;
