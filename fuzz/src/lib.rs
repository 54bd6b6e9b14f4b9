//! Fuzz targets of Maru, for libFuzzer: `make fuzz` from the project's folder.
//! A workspace of its own, because it needs a nightly compiler and a fuzzing runtime that nothing else does.

#[path = "../../server/src/socket/meter.rs"]
mod meter;
pub mod targets;
