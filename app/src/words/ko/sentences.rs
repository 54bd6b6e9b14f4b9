//! 한국어: 이름과 숫자가 들어가는 말.

use crate::{calendar::Civil, words::particle::toward};

const WEEKDAYS: [&str; 7] = ["일", "월", "화", "수", "목", "금", "토"];

fn honored(names: &[String]) -> String {
    names.iter().map(|name| format!("{name} 님")).collect::<Vec<_>>().join(", ")
}

pub fn write_to(room: &str) -> String {
    format!("{room}에 메시지 쓰기")
}

pub fn typing(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [_] | [_, _] | [_, _, _] => format!("{} 입력 중…", names.join(", ")),
        _ => "여러 명이 입력 중…".to_owned(),
    }
}

pub fn reconnecting(attempt: u32, reason: &str) -> String {
    format!("다시 연결하는 중… ({attempt}번째) – {reason}")
}

pub fn n_new_messages(n: u32) -> String {
    format!("새 메시지 {n}개")
}

pub fn n_new_above(n: u32, all: bool) -> String {
    if all { n_new_messages(n) } else { format!("새 메시지 {n}개 이상") }
}

pub fn n_members(n: u32) -> String {
    format!("멤버 {n}명")
}

pub fn n_more(n: u32) -> String {
    format!("외 {n}명")
}

pub fn n_online(n: u32) -> String {
    format!("온라인 {n}")
}

pub fn n_away(n: u32) -> String {
    format!("자리 비움 {n}")
}

pub fn n_offline(n: u32) -> String {
    format!("오프라인 {n}")
}

pub fn clock(hour: u32, minute: u32) -> String {
    let half = if hour < 12 { "오전" } else { "오후" };
    let hour = if hour.is_multiple_of(12) { 12 } else { hour % 12 };
    format!("{half} {hour}:{minute:02}")
}

pub fn long_date(year: i32, month: u32, day: u32, weekday: u32) -> String {
    let weekday = WEEKDAYS.get(weekday as usize).copied().unwrap_or_default();
    format!("{year}년 {month}월 {day}일 {weekday}요일")
}

pub fn date(at: Civil) -> String {
    format!("{}년 {}월 {}일", at.year, at.month, at.day)
}

pub fn date_clock(at: Civil) -> String {
    format!("{} {}", date(at), clock(at.hour, at.minute))
}

pub fn created(by: &str) -> String {
    format!("{by} 님이 방을 만들었어요")
}

pub fn joined(names: &[String]) -> String {
    format!("{}이 들어왔어요", honored(names))
}

pub fn joined_by(name: &str, by: &str) -> String {
    format!("{by} 님이 {name} 님을 초대했어요")
}

pub fn left(names: &[String]) -> String {
    format!("{}이 나갔어요", honored(names))
}

pub fn left_by(name: &str, by: &str) -> String {
    format!("{by} 님이 {name} 님을 내보냈어요")
}

pub fn came_and_went(came: u32, went: u32) -> String {
    match (came, went) {
        (_, 0) => format!("{came}명이 들어왔어요"),
        (0, _) => format!("{went}명이 나갔어요"),
        _ => format!("{came}명이 들어오고 {went}명이 나갔어요"),
    }
}

pub fn renamed(by: &str, name: &str) -> String {
    format!("{by} 님이 방 이름을 ‘{name}’{} 바꿨어요", toward(name))
}

pub fn described(by: &str, text: &str) -> String {
    if text.is_empty() {
        format!("{by} 님이 방 설명을 지웠어요")
    } else {
        format!("{by} 님이 방 설명을 바꿨어요: {text}")
    }
}

pub fn join_place(place: &str) -> String {
    format!("{place}에 들어가기")
}

pub fn settings_of(room: &str) -> String {
    format!("{room} 설정")
}

pub fn remove_person(name: &str) -> String {
    format!("{name} 님 내보내기")
}

pub fn revoke_session(agent: &str) -> String {
    format!("{agent}에서 로그아웃")
}

pub fn role_of(name: &str) -> String {
    format!("{name} 님의 역할")
}

pub fn browser_on(browser: &str, system: &str) -> String {
    format!("{system}의 {browser}")
}

pub fn n_days(n: u32) -> String {
    format!("{n}일")
}

pub fn n_people(n: u32) -> String {
    format!("{n}명")
}

pub fn n_came(n: u32) -> String {
    format!("{n}명 들어옴")
}

pub fn n_uses_left(n: u32) -> String {
    format!("{n}명 더 들어올 수 있음")
}

pub fn not_read_by(n: u32) -> String {
    format!("{n}명이 안 읽음")
}

pub fn n_unread(n: u32) -> String {
    format!("안 읽은 메시지 {n}개")
}

pub fn n_mentions(n: u32) -> String {
    format!("멘션 {n}개")
}

pub fn answers(name: &str) -> String {
    format!("{name} 님에게 보낸 답장")
}

pub fn replying_to(name: &str) -> String {
    format!("{name} 님에게 답장")
}

pub fn reacted(names: &[String], emoji: &str) -> String {
    match names.get(..10) {
        Some(first) if names.len() > 11 => format!("{} 외 {}명: {emoji}", honored(first), names.len() - 10),
        _ => format!("{}: {emoji}", honored(names)),
    }
}

pub fn react_with(emoji: &str) -> String {
    format!("{emoji} 반응하기")
}

pub fn message_person(name: &str) -> String {
    format!("{name} 님에게 메시지 보내기")
}

pub fn profile_of(name: &str) -> String {
    format!("{name} 님의 프로필")
}

pub fn wait_seconds(n: u32) -> String {
    format!("너무 빨라요. {n}초 뒤에 다시 시도해 주세요.")
}

pub fn slow_wait(seconds: u32) -> String {
    format!("슬로 모드: 다음 메시지는 {} 뒤에 보낼게요.", lasting(seconds))
}

pub fn lasting(seconds: u32) -> String {
    match seconds {
        86_400.. if seconds.is_multiple_of(86_400) => format!("{}일", seconds / 86_400),
        3_600.. if seconds.is_multiple_of(3_600) => format!("{}시간", seconds / 3_600),
        60.. if seconds.is_multiple_of(60) => format!("{}분", seconds / 60),
        _ => format!("{seconds}초"),
    }
}

pub fn ruled(by: &str, slow_s: u32, announcements: bool) -> String {
    match (slow_s, announcements) {
        (_, true) => format!("{by} 님이 운영진만 쓰는 방으로 바꿨어요"),
        (0, false) => format!("{by} 님이 모두가 쓸 수 있게 했어요"),
        (slow, false) => format!("{by} 님이 슬로 모드를 켰어요: {}에 한 번", lasting(slow)),
    }
}

pub fn reported_by(name: &str) -> String {
    format!("{name} 님이 신고함")
}

pub fn file_too_big(most: &str) -> String {
    format!("파일은 {most}까지 보낼 수 있어요. 더 작은 파일을 골라 주세요.")
}

pub fn file_label(name: &str, size: &str) -> String {
    format!("{name}, {size}")
}

pub fn remove_file(name: &str) -> String {
    format!("{name} 빼기")
}

pub fn dismiss_preview(page: &str) -> String {
    format!("{page} 미리보기 지우기")
}

pub fn open_picture(name: &str) -> String {
    format!("{name} 크게 보기")
}

pub fn picture_of(n: u32, all: u32) -> String {
    format!("{all}장 중 {n}번째")
}

pub fn n_files(n: u32) -> String {
    format!("파일 {n}개")
}

pub fn sending_files(sent: &str, all: &str) -> String {
    format!("올리는 중: {all} 중 {sent}")
}

pub fn no_such_command(name: &str) -> String {
    format!("/{name} 명령은 없어요.")
}

pub fn bare_command(name: &str) -> String {
    format!("/{name} 뒤에 내용을 적어 주세요.")
}

pub fn made_by(name: &str) -> String {
    format!("{name} 님이 만듦")
}
