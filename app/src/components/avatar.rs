//! A face: the uploaded picture, or a colored square with the first letter of a name.
//! It never says anything by itself; the name stands beside it.

use leptos::prelude::*;
use protocol::{MemberId, Person, Presence};

/// One class per color; a style attribute would be against our own content security policy.
const HUES: [&str; 12] = ["hue-0", "hue-1", "hue-2", "hue-3", "hue-4", "hue-5", "hue-6", "hue-7", "hue-8", "hue-9", "hue-10", "hue-11"];

/// The color class of a member: always the same one.
pub fn hue(id: MemberId) -> &'static str {
    HUES.get((id.bits() % HUES.len() as u128) as usize).copied().unwrap_or_default()
}

/// The letter that stands for a name.
pub fn initial(name: &str) -> String {
    name.chars().next().map(|first| first.to_uppercase().collect()).unwrap_or_default()
}

/// A member's face.
#[component]
pub fn Avatar(
    /// Whose.
    person: Person,
    /// Small, for lists.
    #[prop(optional)]
    small: bool,
    /// With the dot of those who are there.
    #[prop(optional, into)]
    presence: Signal<Presence>,
) -> impl IntoView {
    // All in one: a list that is drawn again for somebody else takes over the element, and single classes would be lost.
    let (hue, size) = (hue(person.id), if small { " avatar-small" } else { "" });
    let dot = move || match presence.get() {
        Presence::Online => " is-online",
        Presence::Away => " is-online is-away",
        Presence::Offline => "",
    };
    let class = move || format!("avatar {hue}{size}{}", dot());
    let picture = person.avatar.map(|version| format!("/avatars/{}?v={version}", person.id));
    view! {
        <span class=class aria-hidden="true">
            {match picture {
                Some(source) => view! { <img src=source alt="" width="36" height="36" loading="lazy" decoding="async"/> }.into_any(),
                None => initial(person.display.as_str()).into_any(),
            }}
        </span>
    }
}

/// The mark of a place: the first letter of its name.
#[component]
pub fn Seal(
    /// What the place is called.
    #[prop(into)]
    place: String,
) -> impl IntoView {
    view! { <span class="seal" aria-hidden="true">{initial(&place)}</span> }
}

#[cfg(test)]
mod tests {
    use protocol::MemberId;

    use super::{hue, initial};

    #[test]
    fn a_letter_and_a_color() {
        assert_eq!(initial("서연"), "서");
        assert_eq!(initial("ana"), "A");
        assert_eq!(initial(""), "");
        assert_eq!(hue(MemberId::from_bits(23)), "hue-11");
    }
}
