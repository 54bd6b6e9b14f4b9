//! The corpus of the fuzz targets, replayed; then changed by chance, for as long as `MARU_FUZZ_SECONDS` says or a moment.
//! What once broke something goes into `fuzz/corpus` and is tried here ever after. The compiler need not be a nightly one.

#[path = "../../../../server/src/socket/meter.rs"]
mod meter;
mod mutate;
#[path = "../../../../fuzz/src/targets.rs"]
mod targets;

use std::{
    env,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    time::{Duration, Instant},
};

use self::{
    mutate::Chance,
    targets::{TARGETS, Target},
};

/// Changed inputs for each target when no time is given.
const INPUTS: usize = 4_000;

fn corpus(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|file| (file.clone(), std::fs::read(file).unwrap())).collect()
}

fn try_on((name, target): Target, bytes: &[u8]) {
    if catch_unwind(AssertUnwindSafe(|| target(bytes))).is_err() {
        let found = env::temp_dir().join(format!("maru-fuzz-{name}"));
        std::fs::write(&found, bytes).unwrap();
        panic!("{name} does not bear what is in {}: put it into fuzz/corpus/{name}", found.display());
    }
}

#[test]
fn every_target_bears_its_corpus() {
    for target in TARGETS {
        let corpus = corpus(target.0);
        assert!(corpus.len() > 4, "{} has seeds", target.0);
        for (file, bytes) in corpus {
            assert!(catch_unwind(|| (target.1)(&bytes)).is_ok(), "{} does not bear {}", target.0, file.display());
        }
    }
}

#[test]
fn every_target_bears_what_chance_makes_of_its_corpus() {
    let seconds = env::var("MARU_FUZZ_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    // Without a time the same inputs are made each time.
    let seed = seconds.map_or(1, |_: u64| u64::from_ne_bytes(chat::bytes()));
    let until = seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let mut chance = Chance::of(seed);
    let mut tried = 0;
    let corpora = TARGETS.map(|(name, _)| corpus(name).into_iter().map(|(_, bytes)| bytes).collect::<Vec<_>>());
    while until.map_or(tried < INPUTS, |until| Instant::now() < until) {
        for (target, corpus) in TARGETS.into_iter().zip(&corpora) {
            try_on(target, &chance.change(corpus));
        }
        tried += 1;
    }
    println!("{tried} inputs for each of {} targets, from seed {seed}", TARGETS.len());
    assert!(tried > 0);
}
