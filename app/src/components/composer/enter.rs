//! What Enter does while one writes: a pure decision, with a table of cases as its test.
//! Input methods differ: some tell of Enter before the last syllable is there, some after, some twice.

/// How long after a syllable was finished an Enter still belongs to it, in milliseconds.
const ECHO_MS: i64 = 120;

/// Enter was pressed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Enter {
    /// The browser says that text is being composed.
    pub composing: bool,
    /// The key came from an input method (key code 229).
    pub by_ime: bool,
    /// With Shift.
    pub shift: bool,
    /// With Ctrl or ⌘.
    pub command: bool,
    /// There is no keyboard but the one on the screen.
    pub touch: bool,
    /// When, in milliseconds of any clock.
    pub now: i64,
}

/// What to do about it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Decision {
    /// Send what is in the field now.
    pub sends: bool,
    /// Keep the browser from doing anything with the key.
    pub swallows: bool,
}

/// What the input method is doing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Composition {
    /// What is being composed is Hangul: Enter means "done, and send".
    hangul: bool,
    /// Text is being composed.
    open: bool,
    /// Enter was pressed while Hangul was composed: send when the syllable is there.
    send_at_end: bool,
    /// When the last composition ended, and whether it was sent.
    ended: Option<(i64, bool)>,
}

impl Composition {
    /// Text is being composed.
    pub fn composes(&mut self, text: &str) {
        self.open = true;
        self.hangul = is_hangul(text);
    }

    /// Something was typed after the composition: no Enter belongs to it any more.
    pub fn is_over(&mut self) {
        if !self.open {
            self.ended = None;
        }
    }

    /// The text is there; true when it is to be sent now.
    pub fn ends(&mut self, text: &str, now: i64) -> bool {
        let sends = std::mem::take(&mut self.send_at_end);
        self.hangul = is_hangul(text) || (text.is_empty() && self.hangul);
        self.open = false;
        self.ended = Some((now, sends));
        sends
    }
}

/// What Enter does.
pub fn enter(key: Enter, composition: &mut Composition) -> Decision {
    const LEAVE: Decision = Decision { sends: false, swallows: false };
    const SWALLOW: Decision = Decision { sends: false, swallows: true };
    const SEND: Decision = Decision { sends: true, swallows: true };
    let wants_send = key.command || !(key.shift || key.touch);
    if key.composing || composition.open {
        // The last syllable is not in the field yet. Hangul is sent when it is; elsewhere Enter only chooses a candidate.
        if composition.hangul && wants_send {
            composition.send_at_end = true;
        }
        return LEAVE;
    }
    if let Some((ended, sent)) = composition.ended
        && key.now - ended <= ECHO_MS
        && (sent || (key.by_ime && !composition.hangul))
    {
        // The same press, told again after the text was there; a press after it is a new one.
        composition.ended = None;
        return SWALLOW;
    }
    if wants_send { SEND } else { LEAVE }
}

fn is_hangul(text: &str) -> bool {
    let hangul = |c| matches!(c, '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '\u{A960}'..='\u{A97F}' | '\u{AC00}'..='\u{D7FF}');
    !text.is_empty() && text.chars().all(hangul)
}

#[cfg(test)]
mod tests {
    use super::{Composition, Decision, Enter, enter};

    const LEFT: Decision = Decision { sends: false, swallows: false };
    const SWALLOWED: Decision = Decision { sends: false, swallows: true };
    const SENT: Decision = Decision { sends: true, swallows: true };

    /// What is composed before the key, and what is told of the key: the cases are real browsers' orders of events.
    #[test]
    fn plain_keys() {
        let key = Enter { now: 1_000, ..Enter::default() };
        let cases = [
            (key, SENT),
            (Enter { shift: true, ..key }, LEFT),
            (Enter { command: true, ..key }, SENT),
            (Enter { command: true, shift: true, ..key }, SENT),
            (Enter { touch: true, ..key }, LEFT),
            (Enter { touch: true, command: true, ..key }, SENT),
        ];
        for (key, decision) in cases {
            assert_eq!(enter(key, &mut Composition::default()), decision, "{key:?}");
        }
    }

    #[test]
    fn hangul_is_finished_and_sent_by_one_enter() {
        // Chromium: Enter while composing, then the end, then sometimes Enter again.
        let mut composition = Composition::default();
        composition.composes("ㅎ");
        composition.composes("하");
        let during = Enter { composing: true, by_ime: true, now: 1_000, ..Enter::default() };
        assert_eq!(enter(during, &mut composition), LEFT);
        assert!(composition.ends("하", 1_001), "sent once the syllable is there");
        assert_eq!(enter(Enter { now: 1_002, ..Enter::default() }, &mut composition), SWALLOWED, "and only once");
        assert_eq!(enter(Enter { now: 1_003, ..Enter::default() }, &mut composition), SENT, "the next Enter is a new one");
    }

    #[test]
    fn what_is_typed_after_a_syllable_was_sent_is_sent_by_its_own_enter() {
        let mut composition = Composition::default();
        composition.composes("글");
        enter(Enter { composing: true, now: 1_000, ..Enter::default() }, &mut composition);
        assert!(composition.ends("글", 1_001));
        composition.is_over();
        assert_eq!(enter(Enter { now: 1_002, ..Enter::default() }, &mut composition), SENT);
    }

    #[test]
    fn hangul_in_safari_ends_before_the_key() {
        let mut composition = Composition::default();
        composition.composes("글");
        assert!(!composition.ends("글", 1_000));
        assert_eq!(enter(Enter { by_ime: true, now: 1_001, ..Enter::default() }, &mut composition), SENT);
    }

    #[test]
    fn shift_enter_while_composing_hangul_is_a_new_line() {
        let mut composition = Composition::default();
        composition.composes("글");
        let key = Enter { composing: true, shift: true, now: 1_000, ..Enter::default() };
        assert_eq!(enter(key, &mut composition), LEFT);
        assert!(!composition.ends("글", 1_001));
    }

    #[test]
    fn enter_chooses_a_candidate_in_japanese_and_chinese() {
        let mut composition = Composition::default();
        composition.composes("にほん");
        let during = Enter { composing: true, by_ime: true, now: 1_000, ..Enter::default() };
        assert_eq!(enter(during, &mut composition), LEFT);
        assert!(!composition.ends("日本", 1_001));
        // Safari tells of the key after the end.
        assert_eq!(enter(Enter { by_ime: true, now: 1_002, ..Enter::default() }, &mut composition), SWALLOWED);
        assert_eq!(enter(Enter { now: 1_500, ..Enter::default() }, &mut composition), SENT);
    }
}
