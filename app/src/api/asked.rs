//! What pages that are awake ask: every question and every answer as one type each, so that waiting, asking again and being sent
//! with a page are written once for all of them.

use std::marker::PhantomData;

use futures::future::join;
use leptos::prelude::*;
use protocol::{RoomId, Seq};
use serde::{Deserialize, Serialize};

use super::{PinsView, Problem, RoomList, RoomView, RosterView, Visit, members, pins, room, rooms, visit};
use crate::json::Tree;

/// A question, to which the answer may change while the page stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// The place and who is visiting it.
    Visit,
    /// The rooms the visitor can find.
    Rooms,
    /// One room and who is in it: its newest page, the page before `before`, or the page around `at` where that is not the newest.
    Room {
        /// Which.
        room: RoomId,
        /// The page before this.
        before: Option<Seq>,
        /// The page around this.
        at: Option<Seq>,
    },
    /// The messages of a room that are pinned.
    Pins(RoomId),
}

/// An answer to any question.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum AnyAnswer {
    /// To [`Question::Visit`].
    Visit(Visit),
    /// To [`Question::Rooms`].
    Rooms(RoomList),
    /// To [`Question::Room`].
    Room(Box<RoomAnswer>),
    /// To [`Question::Pins`].
    Pins(PinsView),
}

/// A room with who is in it. Asked for apart, one of the two could be the next room's already while the other is still the last
/// one's, and the last room would be opened once more.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RoomAnswer {
    /// The room.
    pub view: RoomView,
    /// Nobody for those outside a public room, who see that it is there but not who is in it.
    pub roster: RosterView,
}

/// What an answer holds.
pub trait OneAnswer: Sized {
    /// Takes it out, if the answer is to the right question.
    fn out_of(answer: AnyAnswer) -> Option<Self>;
}

macro_rules! answers {
    ($($answer:pat => $value:expr, $kind:ty;)*) => {$(
        impl OneAnswer for $kind {
            fn out_of(answer: AnyAnswer) -> Option<Self> {
                if let $answer = answer { Some($value) } else { None }
            }
        }
    )*};
}
answers! {
    AnyAnswer::Visit(visit) => visit, Visit;
    AnyAnswer::Rooms(rooms) => rooms, RoomList;
    AnyAnswer::Room(room) => *room, RoomAnswer;
    AnyAnswer::Pins(pins) => pins, PinsView;
}

/// A question that was asked, and its answer once that is here.
pub struct Asked<T> {
    answer: Resource<Result<AnyAnswer, Problem>, Tree>,
    kind: PhantomData<fn() -> T>,
}

impl<T> Clone for Asked<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Asked<T> {}

impl<T: OneAnswer> Asked<T> {
    /// The answer, if it is here.
    pub fn get(&self) -> Option<Result<T, Problem>> {
        self.answer.get().map(|answer| answer.and_then(|answer| T::out_of(answer).ok_or(Problem::Failed)))
    }

    /// Asks again.
    pub fn refetch(&self) {
        self.answer.refetch();
    }
}

/// Asks, and asks anew when the question changes; what is no question (an address with no room in it) is answered as not found.
pub fn asked<T: OneAnswer>(question: impl Fn() -> Option<Question> + Send + Sync + 'static) -> Asked<T> {
    let question: Box<dyn Fn() -> Option<Question> + Send + Sync> = Box::new(question);
    let answer = ArcResource::new_with_options(question, answer, false);
    Asked { answer: answer.into(), kind: PhantomData }
}

async fn answer(question: Option<Question>) -> Result<AnyAnswer, Problem> {
    Ok(match question.ok_or(Problem::NotFound)? {
        Question::Visit => AnyAnswer::Visit(visit().await?),
        Question::Rooms => AnyAnswer::Rooms(rooms().await?),
        Question::Room { room: id, before, at } => {
            let (view, roster) = join(room(id, before, at), members(id, None)).await;
            let roster = if roster == Err(Problem::NotFound) { RosterView::default() } else { roster? };
            AnyAnswer::Room(Box::new(RoomAnswer { view: view?, roster }))
        }
        Question::Pins(room) => AnyAnswer::Pins(pins(room).await?),
    })
}
