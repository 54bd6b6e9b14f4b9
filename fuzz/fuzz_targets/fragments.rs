//! libFuzzer's way to the target `fragments`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| maru_fuzz::targets::fragments(bytes));
