//! libFuzzer's way to the target `body`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| maru_fuzz::targets::body(bytes));
