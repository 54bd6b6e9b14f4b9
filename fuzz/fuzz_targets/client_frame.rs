//! libFuzzer's way to the target `client_frame`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| maru_fuzz::targets::client_frame(bytes));
