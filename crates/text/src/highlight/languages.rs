//! What languages are made of, as far as colors go: one row for each family.
//! Rows share words that most of the family know; a word too many colors a name now and then.

/// What one family of languages is made of.
pub(super) struct Language {
    /// What it is called behind a fence, between blanks.
    names: &'static str,
    /// What begins a comment that ends with its line.
    pub(super) line_comments: &'static [&'static str],
    /// What begins a comment, and what ends it.
    pub(super) block_comment: Option<(&'static str, &'static str)>,
    /// What begins and ends a text.
    pub(super) quotes: &'static str,
    /// Three quotes hold a text of several lines.
    pub(super) triple_quotes: bool,
    /// Between single quotes stands one character.
    pub(super) short_characters: bool,
    /// `@word` is one of its words.
    pub(super) marks_with_at: bool,
    /// Big letters make no difference.
    any_case: bool,
    /// Its words, between blanks.
    words: &'static str,
}

const PLAIN: Language = Language {
    names: "",
    line_comments: &[],
    block_comment: None,
    quotes: "\"'",
    triple_quotes: false,
    short_characters: false,
    marks_with_at: false,
    any_case: false,
    words: "",
};
const SLASHES: &[&str] = &["//"];
const HASH: &[&str] = &["#"];
const STARS: Option<(&str, &str)> = Some(("/*", "*/"));

const LANGUAGES: [Language; 14] = [
    Language {
        names: " rust rs ",
        line_comments: SLASHES,
        block_comment: STARS,
        short_characters: true,
        words: " as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub ref return \
                self Self static struct super trait true type unsafe use where while ",
        ..PLAIN
    },
    Language {
        names: " javascript js jsx mjs typescript ts tsx ",
        line_comments: SLASHES,
        block_comment: STARS,
        quotes: "\"'`",
        marks_with_at: true,
        words: " abstract any as async await boolean break case catch class const continue declare default delete do else enum export extends false \
                finally for from function get if implements import in instanceof interface keyof let namespace never new null number of private \
                protected public readonly return satisfies set static string super switch this throw true try type typeof undefined unknown var \
                void while yield ",
        ..PLAIN
    },
    Language {
        names: " python py ",
        line_comments: HASH,
        triple_quotes: true,
        marks_with_at: true,
        words: " False None True and as assert async await break case class continue def del elif else except finally for from global if import in \
                is lambda match nonlocal not or pass raise return self try while with yield ",
        ..PLAIN
    },
    Language {
        names: " go golang ",
        line_comments: SLASHES,
        block_comment: STARS,
        quotes: "\"'`",
        short_characters: true,
        words: " any bool break byte case chan const continue default defer else error fallthrough false float64 for func go goto if import int \
                int64 interface iota map nil package range return rune select string struct switch true type uint64 var ",
        ..PLAIN
    },
    Language {
        names: " java kotlin kt kts scala groovy csharp cs swift dart ",
        line_comments: SLASHES,
        block_comment: STARS,
        triple_quotes: true,
        marks_with_at: true,
        words: " abstract as async await base bool boolean break byte case catch char class companion const continue data default defer do double \
                else enum extends extension false final finally float for foreach fun func get guard if implements import in init int interface \
                internal is lateinit let long namespace new nil null object open operator out override package private protected protocol public \
                readonly record ref return sealed self set short static string struct super suspend switch this throw throws true try typealias \
                using val var virtual void when where while with yield ",
        ..PLAIN
    },
    Language {
        names: " c h cpp c++ cc hpp objc zig ",
        line_comments: SLASHES,
        block_comment: STARS,
        short_characters: true,
        words: " auto bool break case catch char class const constexpr continue default define delete do double else endif enum explicit extern \
                false float fn for friend goto if ifdef ifndef include inline int long namespace new noexcept nullptr operator override private \
                protected pub public return short signed sizeof static struct switch template this throw true try typedef typename union unsigned \
                using var virtual void volatile while NULL ",
        ..PLAIN
    },
    Language {
        names: " ruby rb elixir ex exs ",
        line_comments: HASH,
        words: " alias and begin break case class cond def defmodule defp do else elsif end ensure false fn for if import in include module next \
                nil not or private raise require rescue return self super then true unless until use when while yield ",
        ..PLAIN
    },
    Language {
        names: " php ",
        line_comments: &["//", "#"],
        block_comment: STARS,
        words: " abstract and array as break case catch class const continue declare default do echo else elseif enum extends false final finally \
                fn for foreach function global if implements include instanceof interface isset match namespace new null or private protected \
                public readonly require return self static string switch this throw trait true try use var void while yield ",
        ..PLAIN
    },
    Language {
        names: " sh bash zsh shell console fish dockerfile docker makefile make ",
        line_comments: HASH,
        words: " alias case cd do done echo elif else esac eval exec exit export fi for function if in local read return set shift source sudo then \
                trap unset until while ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM RUN USER VOLUME WORKDIR ",
        ..PLAIN
    },
    Language {
        names: " sql surql mysql postgres sqlite ",
        line_comments: &["--"],
        block_comment: STARS,
        any_case: true,
        words: " add all alter and as asc begin between bigint boolean by case check column commit constraint count create cross database default \
                define delete desc distinct drop else end exists explain false field foreign from full group having if in index inner insert int \
                integer into is join key left like limit not null offset on or order outer primary references relate returning right rollback \
                select set table text then timestamp transaction true truncate union unique update use using values varchar view when where with ",
        ..PLAIN
    },
    Language { names: " json jsonc json5 ", line_comments: SLASHES, block_comment: STARS, words: " true false null ", ..PLAIN },
    Language {
        names: " toml yaml yml ini conf properties nix ",
        line_comments: HASH,
        triple_quotes: true,
        words: " true false null yes no on off ",
        ..PLAIN
    },
    Language {
        names: " html xml svg vue svelte markdown md ",
        block_comment: Some(("<!--", "-->")),
        quotes: "\"",
        words: " a article aside body button circle code div doctype DOCTYPE footer form g h1 h2 h3 h4 head header html img input label li link main \
                meta nav ol option p path pre rect script section select slot span style svg table tbody td template textarea th thead title tr ul ",
        ..PLAIN
    },
    Language {
        names: " css scss sass less ",
        line_comments: &[],
        block_comment: STARS,
        marks_with_at: true,
        words: " auto none inherit initial unset root hover focus before after not is where has var calc ",
        ..PLAIN
    },
];

/// The language that is called so, in small letters.
pub(super) fn language(name: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| holds(language.names, name))
}

impl Language {
    /// This is one of its words.
    pub(super) fn knows(&self, word: &str) -> bool {
        if self.any_case { holds(self.words, &word.to_ascii_lowercase()) } else { holds(self.words, word) }
    }
}

fn holds(list: &str, word: &str) -> bool {
    word.len() <= 16 && list.split_ascii_whitespace().any(|one| one == word)
}
