//! Why something could not be driven, measured or checked.
//! What the server does wrong is not an error here: it is a violation, and the checker's business.

use std::{io, path::PathBuf};

/// Why a command of `maru-load` could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// No answer came to a request.
    #[error("cannot {operation}")]
    Http {
        /// What was wanted.
        operation: &'static str,
        /// What the client said.
        #[source]
        source: reqwest::Error,
    },
    /// The answer was not the one that was needed.
    #[error("cannot {operation}: the server answered {answer}")]
    Refused {
        /// What was wanted.
        operation: &'static str,
        /// Status, and where it leads.
        answer: String,
    },
    /// A line did not open or broke where it must not.
    #[error("cannot {operation}")]
    Line {
        /// What was wanted.
        operation: &'static str,
        /// What the socket said.
        #[source]
        source: Box<tokio_tungstenite::tungstenite::Error>,
    },
    /// The system refused something.
    #[error("cannot {operation}")]
    System {
        /// What was wanted.
        operation: &'static str,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A file cannot be read or written.
    #[error("cannot {operation} {path}")]
    File {
        /// What was wanted.
        operation: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A line of the log is none.
    #[error("line {line} of the log is not an entry")]
    Entry {
        /// Which, from 1.
        line: usize,
        /// What is wrong with it.
        #[source]
        source: serde_json::Error,
    },
    /// It took too long.
    #[error("waited {seconds} s in vain for {what}")]
    Late {
        /// What should have happened.
        what: String,
        /// How long was waited, in seconds.
        seconds: u64,
    },
    /// What was asked for cannot be done.
    #[error("{0}")]
    Unfit(String),
}

impl LoadError {
    /// For `map_err` of what the system answers.
    pub fn system(operation: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::System { operation, source }
    }

    /// For `map_err` of what a request answers.
    pub fn http(operation: &'static str) -> impl FnOnce(reqwest::Error) -> Self {
        move |source| Self::Http { operation, source }
    }

    /// For `map_err` of what a socket answers.
    pub fn line(operation: &'static str) -> impl FnOnce(tokio_tungstenite::tungstenite::Error) -> Self {
        move |source| Self::Line { operation, source: Box::new(source) }
    }
}
