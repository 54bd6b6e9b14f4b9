//! Reading an object whose `type` says which of its fields are there: all fields of all types are read side by side, and then the
//! type takes those that it has. The code for it is a small part of what one reader for each type would be, which is what a browser
//! downloads; and it needs no memory of what it has not understood yet.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer, value::SeqAccessDeserializer},
};

/// An object has no such field, and its type needs one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("missing field `{0}`")]
pub(crate) struct Missing(pub(crate) &'static str);

/// Takes a field that a type needs out of the object, or returns that it is missing. `single` and `several` say which side of an
/// [`Either`] is meant.
macro_rules! take {
    ($flat:ident.$field:ident) => {
        $flat.$field.take().ok_or($crate::flat::Missing(stringify!($field)))?
    };
    ($side:ident $flat:ident.$field:ident) => {
        $flat.$field.take().and_then($crate::flat::Either::$side).ok_or($crate::flat::Missing(stringify!($field)))?
    };
}
pub(crate) use take;

/// A field that is a single thing in some types (a text, or yes and no) and made of several in others.
#[derive(Debug)]
pub(crate) enum Either<S, M> {
    /// A single thing.
    Single(S),
    /// An object or a list.
    Several(M),
}

impl<S, M> Either<S, M> {
    /// The single thing.
    pub(crate) fn single(self) -> Option<S> {
        match self {
            Self::Single(single) => Some(single),
            Self::Several(_) => None,
        }
    }

    /// What is made of several.
    pub(crate) fn several(self) -> Option<M> {
        match self {
            Self::Single(_) => None,
            Self::Several(several) => Some(several),
        }
    }
}

/// How a single thing is read.
pub(crate) trait Single: Sized {
    /// From a text.
    fn from_text(text: &str) -> Option<Self>;
    /// From yes or no.
    fn from_flag(flag: bool) -> Option<Self>;
}

impl Single for bool {
    fn from_text(_text: &str) -> Option<Self> {
        None
    }
    fn from_flag(flag: bool) -> Option<Self> {
        Some(flag)
    }
}

macro_rules! single_ids {
    ($($id:ty),*) => {$(
        impl Single for $id {
            fn from_text(text: &str) -> Option<Self> {
                text.parse().ok()
            }
            fn from_flag(_flag: bool) -> Option<Self> {
                None
            }
        }
    )*};
}
single_ids!(crate::MemberId, crate::RoomId);

impl<'de, S: Single, M: Deserialize<'de>> Deserialize<'de> for Either<S, M> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct One<S, M>(PhantomData<(S, M)>);

        impl<'de, S: Single, M: Deserialize<'de>> Visitor<'de> for One<S, M> {
            type Value = Either<S, M>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("what this type has there")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
                S::from_text(text).map(Either::Single).ok_or_else(|| E::custom("not an id"))
            }
            fn visit_bool<E: serde::de::Error>(self, flag: bool) -> Result<Self::Value, E> {
                S::from_flag(flag).map(Either::Single).ok_or_else(|| E::custom("not an id"))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                M::deserialize(MapAccessDeserializer::new(map)).map(Either::Several)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
                M::deserialize(SeqAccessDeserializer::new(seq)).map(Either::Several)
            }
        }

        deserializer.deserialize_any(One(PhantomData))
    }
}
