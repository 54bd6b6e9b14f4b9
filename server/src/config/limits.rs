//! How much of everything one may do or use: the options whose defaults suit most places.
//! What happens beyond a limit is decided where it is counted.

use std::num::NonZeroU32;

use serde::Deserialize;
use store::Tuning;

use crate::files::FileLimits;

/// The limits an operator can set: flags, environment variables, and the table `[limits]` of the configuration file.
#[derive(Debug, Clone, Default, clap::Args, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct LimitOptions {
    /// Messages a member may write in one room each second, in the long run [default: 10]
    #[arg(long, env = "MARU_POSTS_PER_SECOND", value_name = "N")]
    pub posts_per_second: Option<NonZeroU32>,
    /// Messages a member may write in one room at once [default: 20]
    #[arg(long, env = "MARU_POSTS_BURST", value_name = "N")]
    pub posts_burst: Option<NonZeroU32>,
    /// Times a member may enter or leave rooms by themselves each minute [default: 20]
    #[arg(long, env = "MARU_JOINS_PER_MINUTE", value_name = "N")]
    pub joins_per_minute: Option<NonZeroU32>,
    /// Frames a connection may send each second, in the long run; four times as many at once [default: 50]
    #[arg(long, env = "MARU_FRAMES_PER_SECOND", value_name = "N")]
    pub frames_per_second: Option<NonZeroU32>,
    /// Open connections a member may have [default: 20]
    #[arg(long, env = "MARU_CONNECTIONS_PER_MEMBER", value_name = "N")]
    pub connections_per_member: Option<NonZeroU32>,
    /// Open connections an address may have [default: 200]
    #[arg(long, env = "MARU_CONNECTIONS_PER_ADDRESS", value_name = "N")]
    pub connections_per_address: Option<NonZeroU32>,
    /// Largest file that may be uploaded, in MiB [default: 25]
    #[arg(long, env = "MARU_FILE_MIB", value_name = "MIB")]
    pub file_mib: Option<NonZeroU32>,
    /// Most pixels a picture may have, in millions [default: 40]
    #[arg(long, env = "MARU_PICTURE_MEGAPIXELS", value_name = "N")]
    pub picture_megapixels: Option<NonZeroU32>,
    /// Room that the files of one member may take altogether, in MiB [default: 1024]
    #[arg(long, env = "MARU_FILES_PER_MEMBER_MIB", value_name = "MIB")]
    pub files_per_member_mib: Option<NonZeroU32>,
    /// Files a member may upload each minute [default: 60]
    #[arg(long, env = "MARU_FILES_PER_MINUTE", value_name = "N")]
    pub files_per_minute: Option<NonZeroU32>,
    /// Seconds after which a member counts as away who looks at no page of theirs [default: 300]
    #[arg(long, env = "MARU_AWAY_AFTER", value_name = "SECONDS")]
    pub away_after: Option<u32>,
    /// Memory for what was read lately from disk, in KiB [default: 65536]
    #[arg(long, env = "MARU_CACHE_KIB", value_name = "KIB")]
    pub cache_kib: Option<NonZeroU32>,
    /// Memory for what was written lately, before it becomes a file, in KiB [default: 16384]
    #[arg(long, env = "MARU_MEMTABLE_KIB", value_name = "KIB")]
    pub memtable_kib: Option<NonZeroU32>,
}

/// The limits a server runs with.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// What rooms allow.
    pub rooms: chat::Settings,
    /// Frames a connection may send each second, in the long run; four times as many at once.
    pub frames_per_second: u32,
    /// Open connections an address may have.
    pub connections_per_address: usize,
    /// Files.
    pub files: FileLimits,
    /// Seconds after which a member counts as away who looks at no page of theirs.
    pub away_after: u32,
    /// Memory of the database.
    pub tuning: Tuning,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            rooms: chat::Settings::default(),
            frames_per_second: 50,
            connections_per_address: 200,
            files: FileLimits::default(),
            away_after: 300,
            tuning: Tuning::default(),
        }
    }
}

impl LimitOptions {
    /// What is set here, else in the file, else the default.
    #[must_use]
    pub fn resolve(&self, file: &Self) -> Limits {
        let mut limits = Limits::default();
        let set = |here: Option<NonZeroU32>, there: Option<NonZeroU32>| here.or(there).map(NonZeroU32::get);
        let many = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let kib = |number: u32| u64::from(number) * 1_024;
        if let Some(rate) = set(self.posts_per_second, file.posts_per_second) {
            limits.rooms.posts_per_second = rate;
        }
        if let Some(burst) = set(self.posts_burst, file.posts_burst) {
            limits.rooms.posts_burst = burst;
        }
        if let Some(rate) = set(self.joins_per_minute, file.joins_per_minute) {
            limits.rooms.joins_per_minute = rate;
        }
        if let Some(rate) = set(self.frames_per_second, file.frames_per_second) {
            limits.frames_per_second = rate;
        }
        if let Some(most) = set(self.connections_per_member, file.connections_per_member) {
            limits.rooms.connections_per_member = many(most);
        }
        if let Some(most) = set(self.connections_per_address, file.connections_per_address) {
            limits.connections_per_address = many(most);
        }
        if let Some(size) = set(self.file_mib, file.file_mib) {
            limits.files.bytes = u64::from(size) << 20;
        }
        if let Some(pixels) = set(self.picture_megapixels, file.picture_megapixels) {
            limits.files.pixels = u64::from(pixels) * 1_000_000;
        }
        if let Some(size) = set(self.files_per_member_mib, file.files_per_member_mib) {
            limits.files.member_bytes = u64::from(size) << 20;
        }
        if let Some(rate) = set(self.files_per_minute, file.files_per_minute) {
            limits.files.per_minute = rate;
        }
        if let Some(seconds) = self.away_after.or(file.away_after) {
            limits.away_after = seconds;
        }
        if let Some(size) = set(self.cache_kib, file.cache_kib) {
            limits.tuning.block_cache_bytes = kib(size);
        }
        if let Some(size) = set(self.memtable_kib, file.memtable_kib) {
            limits.tuning.memtable_bytes = kib(size);
        }
        limits
    }
}
