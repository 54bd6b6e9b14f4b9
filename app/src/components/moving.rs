//! What changes by itself inside a page, with its type forgotten: whatever moves shares one piece of code for being drawn, taken
//! over and drawn again, instead of bringing its own to every download (decision 11).

use std::sync::{Arc, Mutex};

use leptos::{prelude::*, tachys::reactive_graph::SharedReactiveFunction};

/// Something that changes.
pub type Moving = SharedReactiveFunction<AnyView>;

/// Something that is always there.
pub fn moving<V: IntoView + 'static>(view: impl Fn() -> V + Send + 'static) -> Moving {
    Arc::new(Mutex::new(move || view().into_any()))
}

/// Something that is there at times.
pub fn moving_if<V: IntoView + 'static>(view: impl Fn() -> Option<V> + Send + 'static) -> Moving {
    Arc::new(Mutex::new(move || view().map(IntoAny::into_any).into_any()))
}

/// A text.
pub fn moving_text<T: Into<String>>(text: impl Fn() -> T + Send + 'static) -> SharedReactiveFunction<String> {
    Arc::new(Mutex::new(move || text().into()))
}
