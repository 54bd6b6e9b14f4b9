//! How much work reading is, counted where tests ask for it: a bound that no machine's speed can blur.
//! Outside of tests it counts nothing.

/// Some steps were made: characters looked at, or places tried.
#[cfg(not(test))]
pub(crate) const fn did(_steps: usize) {}

#[cfg(test)]
thread_local! {
    static STEPS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Some steps were made: characters looked at, or places tried.
#[cfg(test)]
pub(crate) fn did(steps: usize) {
    STEPS.set(STEPS.get() + steps);
}

#[cfg(test)]
mod tests {
    use super::STEPS;
    use crate::{mentions, parse, plain};

    /// As long as a message may be.
    const LONGEST: usize = 8_000;
    /// What one character may cost, with all levels it may stand in and all that is looked up for it.
    const STEPS_A_CHAR: usize = 48;

    fn steps(text: &str) -> usize {
        STEPS.set(0);
        let tree = parse(text);
        let steps = STEPS.get();
        drop((tree, plain(text), mentions(text).count()));
        steps
    }

    /// Openings without ends, ends without openings, and whatever made others slow.
    const BRICKS: [&str; 72] = [
        "a",
        "가",
        " ",
        "*",
        "**",
        "*a",
        "a*",
        "**a",
        "a**",
        "*a ",
        "a* ",
        "*a_ ",
        "_a* ",
        "**a*b ",
        "*a**b ",
        "***a ",
        "_",
        "__a ",
        "~~a ",
        "a~~ ",
        "~",
        "||",
        "||a ",
        "a|| ",
        "`",
        "`a``",
        "` ``",
        "```",
        "```\n",
        "~~~a\n",
        "[",
        "]",
        "[]",
        "](",
        "[a](",
        "[a](b",
        "[a](https://b",
        "[a](https://b) ",
        "[[a](https://b)",
        "(",
        ")",
        "![",
        "<",
        "<https://a",
        "https://",
        "https://a",
        "https://a))",
        "https://a((",
        "http://.",
        "mailto:",
        "mailto:a@b",
        "a@b.c",
        "a.b@",
        "a.a",
        "@",
        "@a",
        "@a@",
        "#",
        "#a ",
        ":",
        ":a",
        ":+1:",
        ":smile",
        "\\",
        "\\*",
        "> ",
        ">",
        ">> a\n",
        "- ",
        "- a\n",
        "1. a\n",
        "|",
    ];

    #[test]
    fn the_work_grows_with_the_text_and_with_nothing_else() {
        for brick in BRICKS {
            let text: String = brick.chars().cycle().take(LONGEST).collect();
            let took = steps(&text);
            assert!(took <= LONGEST * STEPS_A_CHAR, "{brick:?} again and again took {took} steps");
        }
    }

    #[test]
    fn openings_and_then_ends_are_no_more_work_than_each_alone() {
        // Long enough to tell: were each character compared with all others, each would take some hundred steps.
        const ENOUGH: usize = 800;
        for open in BRICKS {
            for close in BRICKS {
                let half = |brick: &str| brick.chars().cycle().take(ENOUGH / 2).collect::<String>();
                let text = half(open) + &half(close);
                let took = steps(&text);
                assert!(took <= ENOUGH * STEPS_A_CHAR, "{open:?} and then {close:?} took {took} steps");
            }
        }
    }

    #[test]
    fn lists_quotes_and_tables_that_grow_with_every_line_stay_cheap() {
        let stairs = |step: &str, line: &str| {
            let mut text = String::new();
            let mut indent = String::new();
            while text.len() + indent.len() + line.len() < LONGEST {
                text.push_str(&indent);
                text.push_str(line);
                text.push('\n');
                indent.push_str(step);
            }
            text
        };
        let wide = format!("{}\n{}\n{}", "|a".repeat(1_300), "|-".repeat(1_300), "|\n".repeat(1_000));
        let backticks = (1..).map(|n| "`".repeat(n) + " ").scan(0, |sum, run| {
            (*sum < LONGEST).then(|| {
                *sum += run.len();
                run
            })
        });
        let code = format!("```rust\n{}", "\"/*'a 1".repeat(1_000));
        for text in [
            stairs(" ", "- a"),
            stairs("  ", "- a"),
            stairs("  ", "1. a"),
            stairs(">", "> a"),
            stairs("- ", "a"),
            wide,
            backticks.collect(),
            code,
        ] {
            let took = steps(&text);
            assert!(took <= LONGEST * STEPS_A_CHAR, "{:?}… took {took} steps", text.get(..40));
        }
    }
}
