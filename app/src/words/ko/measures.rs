//! 한국어: 운영진이 한 일.

use protocol::Measure;

use super::{WORDS, lasting};
use crate::{components::member_list::role_name, words::particle::toward};

/// One line of the audit log.
pub fn measured(what: &Measure, by: &str, member: &str, room: &str) -> String {
    match what {
        Measure::Banned { .. } => format!("{by} 님이 {member} 님의 이용을 정지했어요"),
        Measure::Unbanned { .. } => format!("{by} 님이 {member} 님의 이용 정지를 풀었어요"),
        Measure::Muted { .. } => format!("{by} 님이 {member} 님의 쓰기를 제한했어요"),
        Measure::Unmuted { .. } => format!("{by} 님이 {member} 님의 쓰기 제한을 풀었어요"),
        Measure::Removed { .. } => format!("{by} 님이 {room} 방에서 {member} 님을 내보냈어요"),
        Measure::Deleted { .. } => format!("{by} 님이 {room} 방에서 {member} 님의 메시지를 삭제했어요"),
        Measure::Swept { .. } => format!("{by} 님이 {member} 님의 최근 메시지를 삭제했어요"),
        Measure::Appointed { from, to, .. } => {
            let (from, to) = (role_name(&WORDS, *from), role_name(&WORDS, *to));
            format!("{by} 님이 {member} 님의 역할을 {from}에서 {to}{} 바꿨어요", toward(to))
        }
        Measure::Renamed { name, .. } => format!("{by} 님이 방 이름을 ‘{name}’{} 바꿨어요", toward(name.as_str())),
        Measure::Ruled { rules, .. } if rules.announcements => format!("{by} 님이 {room} 방을 운영진만 쓰는 방으로 바꿨어요"),
        Measure::Ruled { rules, .. } if rules.slow_s > 0 => {
            format!("{by} 님이 {room} 방에 슬로 모드를 켰어요: {}에 한 번", lasting(rules.slow_s))
        }
        Measure::Ruled { .. } => format!("{by} 님이 {room} 방에 모두가 쓸 수 있게 했어요"),
        Measure::Linked => format!("{by} 님이 초대 링크를 만들었어요"),
        Measure::Unlinked => format!("{by} 님이 초대 링크를 닫았어요"),
        Measure::Resolved { .. } => format!("{by} 님이 {member} 님에 대한 신고를 처리했어요"),
        Measure::Unknown => format!("{by} 님이 이 페이지보다 새로운 일을 했어요"),
    }
}
