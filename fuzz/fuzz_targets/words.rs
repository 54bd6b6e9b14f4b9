//! libFuzzer's way to the target `words`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| maru_fuzz::targets::words(bytes));
