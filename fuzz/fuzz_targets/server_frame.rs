//! libFuzzer's way to the target `server_frame`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| maru_fuzz::targets::server_frame(bytes));
