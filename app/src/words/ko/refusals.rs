//! 한국어: 거절과 완료를 알리는 말.

use crate::words::refusals::Refusal;

/// Why it was refused and what to do.
pub const fn refusal(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Credentials => "이름이나 비밀번호가 맞지 않아요. 다시 확인해 주세요.",
        Refusal::TooFast => "너무 빨라요. 잠시 뒤에 다시 시도해 주세요.",
        Refusal::NameTaken => "이미 쓰고 있는 이름이에요. 다른 이름을 골라 주세요.",
        Refusal::NameEmpty => "이름을 입력해 주세요.",
        Refusal::NameTooLong => "이름이 너무 길어요. 조금 줄여 주세요.",
        Refusal::NameCharacter => "이름에는 글자, 숫자, . - _ 만 쓸 수 있고 띄어쓰기는 쓸 수 없어요.",
        Refusal::PasswordShort => "비밀번호가 너무 짧아요. 8자 이상 입력해 주세요.",
        Refusal::PasswordLong => "비밀번호가 너무 길어요. 조금 줄여 주세요.",
        Refusal::WrongPassword => "현재 비밀번호가 맞지 않아요.",
        Refusal::NotAllowed => "여기서는 할 수 없는 일이에요.",
        Refusal::NoSuchMember => "그런 이름의 멤버가 없어요. 이름을 다시 확인해 주세요.",
        Refusal::InviteClosed => "쓸 수 없는 링크예요. 새 링크를 부탁해 주세요.",
        Refusal::Image => "쓸 수 없는 파일이에요. 5MB 이하의 PNG, JPEG, WebP, GIF 파일을 골라 주세요.",
        Refusal::NotFound => "더 이상 없는 항목이에요.",
        Refusal::Body => "메시지가 비었거나 너무 길어요.",
        Refusal::Emoji => "이모지가 아니에요. 이모지 하나를 골라 주세요.",
        Refusal::BodyTooLong => "메시지가 너무 길어요. 나눠서 보내 주세요.",
        Refusal::TooManyReactions => "이 메시지에는 반응이 이미 많아요. 있는 반응 중에서 골라 주세요.",
        Refusal::TooMany => "대화는 열 명까지 함께할 수 있어요. 더 많다면 비공개 방을 만들어 주세요.",
        Refusal::FileTooBig => "파일이 너무 커요. 더 작은 파일을 골라 주세요.",
        Refusal::PictureTooLarge => "사진의 픽셀 수가 너무 많아요. 크기를 줄여서 다시 보내 주세요.",
        Refusal::NoRoomForFiles => "내 파일 공간을 다 썼어요. 필요 없는 파일이 담긴 메시지를 삭제해 주세요.",
        Refusal::TooManyFiles => "메시지 하나에 파일을 10개까지 보낼 수 있어요. 나머지는 따로 보내 주세요.",
        Refusal::NoSuchFile => "이 메시지의 파일이 사라졌어요. 메시지를 삭제하고 다시 보내 주세요.",
        Refusal::Muted => "지금은 읽기만 할 수 있어요. 운영진이 쓰기를 제한했어요.",
        Refusal::Slow => "슬로 모드인 방이에요. 조금 쉬었다가 다시 보내 주세요.",
        Refusal::Announcements => "이 방에는 운영진만 쓸 수 있어요.",
        Refusal::Banned => "운영진이 이 계정의 이용을 정지했어요.",
        Refusal::Out => "이제 그 방의 멤버가 아니에요.",
        Refusal::SignedOut => "여기서 로그아웃되었어요. 계속하려면 다시 로그인하세요.",
        Refusal::Nobody => "대화할 사람을 고르세요.",
        Refusal::UnknownCommand => "그런 명령은 없어요. 글로 보내려면 앞에 //를 붙여 주세요.",
        Refusal::BareCommand => "명령 뒤에 내용을 적어 주세요.",
        Refusal::Address => "서버가 이 주소를 호출할 수 없어요. https로 시작하고 어디서나 접속할 수 있는 주소를 적어 주세요.",
        Refusal::Unavailable => "서버가 저장하지 못했어요. 잠시 뒤에 다시 시도해 주세요.",
        Refusal::Malformed => "서버가 알아듣지 못했어요. 페이지를 새로고침하고 다시 시도해 주세요.",
        Refusal::Unknown => "처리하지 못했어요. 다시 시도해 주세요.",
    }
}

/// What was done.
pub fn done(code: &str) -> &'static str {
    match code {
        "password" => "비밀번호를 바꿨어요.",
        "avatar" => "사진을 바꿨어요.",
        "session" => "그 브라우저에서 로그아웃했어요.",
        "guests" => "저장했어요. 지금부터 적용돼요.",
        "quiet" => "저장했어요. 이제 알림이 울리지 않아요.",
        "reading" => "저장했어요. 모든 방에 바로 적용돼요.",
        "unread" => "안 읽음으로 표시했어요.",
        "role" => "역할을 바꿨어요.",
        "invite" => "초대 링크가 준비됐어요. 복사해서 보내 주세요.",
        "banned" => "이용을 정지했어요. 모든 기기에서 로그아웃됐어요.",
        "unbanned" => "이제 다시 로그인할 수 있어요.",
        "muted" => "쓰기를 제한했어요. 읽을 수는 있어요.",
        "unmuted" => "이제 다시 쓸 수 있어요.",
        "swept" => "메시지를 삭제했어요.",
        "reported" => "고마워요. 운영진이 살펴볼게요.",
        "resolved" => "신고를 처리했어요.",
        "invited" => "초대했어요. 이제 방에 함께 있어요.",
        "bot" => "봇을 만들었어요. 지금 토큰을 복사해 두세요.",
        "bot_token" => "새 토큰을 만들었어요. 예전 토큰은 더 이상 쓸 수 없어요.",
        "bot_revoked" => "토큰을 해지했어요. 봇이 로그아웃됐어요.",
        "bot_hooked" => "이제 이 주소로 봇을 호출해요. 지금 비밀 키를 복사해 두세요.",
        "bot_unhooked" => "이제 봇을 호출하지 않아요.",
        "inlet" => "웹훅을 만들었어요. 지금 주소를 복사해 두세요.",
        "inlet_revoked" => "웹훅을 해지했어요.",
        "removed" => "방에서 내보냈어요.",
        _ => "저장했어요.",
    }
}
