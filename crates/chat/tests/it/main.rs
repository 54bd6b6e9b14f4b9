//! Rooms through the hub, over memory: what people do and who is told of it.

#[cfg(test)]
mod altering;
#[cfg(test)]
mod attaching;
#[cfg(test)]
mod attention;
#[cfg(test)]
mod bots;
#[cfg(test)]
mod house;

#[cfg(test)]
mod corpus;
#[cfg(test)]
mod direct;
#[cfg(test)]
mod large;
#[cfg(test)]
mod membership;
#[cfg(test)]
mod model;
#[cfg(test)]
mod order;
#[cfg(test)]
mod presence;
#[cfg(test)]
mod previewing;
#[cfg(test)]
mod resume;
#[cfg(test)]
mod saving;
#[cfg(test)]
mod talking;
#[cfg(test)]
mod waking;
