//! What a form changed of what stood in it when its page was opened: only that is written back.
//! A page that wants it so sends both.

/// What stands in a field now, unless that is what stood there before. Who sends no `was` means what they send.
pub(super) fn changed<'a>(now: &'a str, was: Option<&String>) -> Option<&'a str> {
    was.is_none_or(|was| was != now).then_some(now)
}

#[cfg(test)]
mod tests {
    use super::changed;

    #[test]
    fn what_is_as_it_was_is_no_change() {
        let was = |text: &str| Some(text.to_owned());
        assert_eq!(changed("Hall", was("Hall").as_ref()), None);
        assert_eq!(changed("Hall", was("Kitchen").as_ref()), Some("Hall"));
        assert_eq!(changed("", was("Kitchen").as_ref()), Some(""));
        assert_eq!(changed("Hall", None), Some("Hall"));
    }
}
