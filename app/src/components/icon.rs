//! The icons: one sprite in the document, and references to it.
//! Drawn for Maru on a 20×20 grid with one stroke; their color is that of the text around them.

use leptos::prelude::*;
use protocol::Media;

/// Every icon there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IconName {
    /// A public room.
    Hash,
    /// A private room.
    Lock,
    /// Make something new.
    Plus,
    /// Members, people.
    People,
    /// Settings.
    Gear,
    /// The list of rooms, on phones.
    Bars,
    /// Every room of the place.
    Rooms,
    /// A join link.
    Link,
    /// Send.
    Up,
    /// To the present.
    Down,
    /// Back.
    Back,
    /// Close.
    Close,
    /// Sign out, leave.
    Leave,
    /// Something went wrong.
    Alert,
    /// Something went well.
    Check,
    /// No line to the server.
    Offline,
    /// A line that takes the long way.
    Detour,
    /// React.
    Smile,
    /// Answer.
    Reply,
    /// Pass on.
    Forward,
    /// Whatever else can be done.
    More,
    /// Edit.
    Pencil,
    /// Pin.
    Pin,
    /// Delete.
    Bin,
    /// A conversation.
    Speech,
    /// Unread again.
    Unread,
    /// Put a file into a message.
    Clip,
    /// A file.
    File,
    /// Something to hear.
    Sound,
    /// Something to see and hear.
    Film,
    /// Take a file with you.
    Download,
    /// Keeping order.
    Shield,
    /// Show something to those who keep order.
    Flag,
    /// How it was before.
    Clock,
}

impl IconName {
    /// Where it stands in the sprite.
    const fn reference(self) -> &'static str {
        match self {
            Self::Hash => "#i-hash",
            Self::Lock => "#i-lock",
            Self::Plus => "#i-plus",
            Self::People => "#i-people",
            Self::Gear => "#i-gear",
            Self::Bars => "#i-bars",
            Self::Rooms => "#i-rooms",
            Self::Link => "#i-link",
            Self::Up => "#i-up",
            Self::Down => "#i-down",
            Self::Back => "#i-back",
            Self::Close => "#i-close",
            Self::Leave => "#i-leave",
            Self::Alert => "#i-alert",
            Self::Check => "#i-check",
            Self::Offline => "#i-offline",
            Self::Detour => "#i-detour",
            Self::Smile => "#i-smile",
            Self::Reply => "#i-reply",
            Self::Forward => "#i-forward",
            Self::More => "#i-more",
            Self::Pencil => "#i-pencil",
            Self::Pin => "#i-pin",
            Self::Bin => "#i-bin",
            Self::Speech => "#i-speech",
            Self::Unread => "#i-unread",
            Self::Clip => "#i-clip",
            Self::File => "#i-file",
            Self::Sound => "#i-sound",
            Self::Film => "#i-film",
            Self::Download => "#i-download",
            Self::Shield => "#i-shield",
            Self::Flag => "#i-flag",
            Self::Clock => "#i-clock",
        }
    }

    /// What stands for a file of this kind.
    pub const fn of(media: &Media) -> Self {
        match media {
            Media::Audio => Self::Sound,
            Media::Video => Self::Film,
            Media::Image { .. } | Media::File => Self::File,
        }
    }
}

/// One icon. It says nothing by itself: what it stands in has a label.
#[component]
pub fn Icon(
    /// Which.
    name: IconName,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
            <use href=name.reference()></use>
        </svg>
    }
}

/// The drawings, once in the document and outside of what wakes up.
#[component]
pub fn Sprite() -> impl IntoView {
    view! {
        <svg class="sprite" width="0" height="0" aria-hidden="true">
            <symbol id="i-hash" viewBox="0 0 20 20"><path d="M7.8 3.2 6.2 16.8M13.8 3.2l-1.600 13.600M3.400 7.400h13.400M2.900 12.600h13.400"/></symbol>
            <symbol id="i-lock" viewBox="0 0 20 20"><rect x="4" y="8.800" width="12" height="8.400" rx="2.200"/><path d="M7 8.800V6.400a3 3 0 0 1 6 0v2.400"/></symbol>
            <symbol id="i-shield" viewBox="0 0 20 20"><path d="M10 2.800 4 5v4.600c0 3.700 2.500 6.300 6 7.600 3.500-1.300 6-3.900 6-7.600V5z"/></symbol>
            <symbol id="i-flag" viewBox="0 0 20 20"><path d="M5 17.200V3.600M5 4.200c3.600-1.900 6.400 1.900 10 0v7.200c-3.600 1.900-6.400-1.900-10 0"/></symbol>
            <symbol id="i-clock" viewBox="0 0 20 20"><circle cx="10" cy="10" r="6.800"/><path d="M10 6.200V10l2.600 1.800"/></symbol>
            <symbol id="i-plus" viewBox="0 0 20 20"><path d="M10 4.200v11.600M4.200 10h11.600"/></symbol>
            <symbol id="i-people" viewBox="0 0 20 20"><circle cx="7.600" cy="6.800" r="2.900"/><path d="M2.200 16.600c.3-2.900 2.400-4.600 5.400-4.600s5.100 1.700 5.400 4.600M13.200 4.200a2.900 2.900 0 0 1 0 5.200M15.200 12.500c1.500.7 2.400 2.100 2.600 4.100"/></symbol>
            <symbol id="i-gear" viewBox="0 0 20 20"><path d="M3 6h7.500M14.500 6H17M3 14h2.500M9.500 14H17"/><circle cx="12.500" cy="6" r="2"/><circle cx="7.500" cy="14" r="2"/></symbol>
            <symbol id="i-bars" viewBox="0 0 20 20"><path d="M3.400 5.600h13.200M3.400 10h13.200M3.400 14.400h8.600"/></symbol>
            <symbol id="i-rooms" viewBox="0 0 20 20"><rect x="3.200" y="3.200" width="5.600" height="5.600" rx="1.600"/><rect x="11.200" y="3.200" width="5.600" height="5.600" rx="1.600"/><rect x="3.200" y="11.200" width="5.600" height="5.600" rx="1.600"/><rect x="11.200" y="11.200" width="5.600" height="5.600" rx="1.600"/></symbol>
            <symbol id="i-link" viewBox="0 0 20 20"><path d="M8.400 11.600a3.300 3.300 0 0 0 4.700 0l2.800-2.800a3.300 3.300 0 0 0-4.700-4.700l-1 1M11.600 8.400a3.300 3.300 0 0 0-4.700 0l-2.800 2.800a3.300 3.300 0 0 0 4.700 4.700l1-1"/></symbol>
            <symbol id="i-up" viewBox="0 0 20 20"><path d="M10 16V4.800M5.200 9.400 10 4.600l4.800 4.800"/></symbol>
            <symbol id="i-down" viewBox="0 0 20 20"><path d="M10 4v11.200M5.200 10.600l4.800 4.800 4.800-4.800"/></symbol>
            <symbol id="i-back" viewBox="0 0 20 20"><path d="M12 4.600 6.600 10l5.400 5.400"/></symbol>
            <symbol id="i-close" viewBox="0 0 20 20"><path d="m5.200 5.200 9.600 9.600M14.800 5.200l-9.600 9.600"/></symbol>
            <symbol id="i-leave" viewBox="0 0 20 20"><path d="M8 3.600H5.400a1.800 1.800 0 0 0-1.800 1.800v9.200a1.800 1.800 0 0 0 1.800 1.800H8M8 10h8.400M13 6.600l3.400 3.400-3.400 3.400"/></symbol>
            <symbol id="i-alert" viewBox="0 0 20 20"><circle cx="10" cy="10" r="7"/><path d="M10 6.400v4.400M10 13.600h.01"/></symbol>
            <symbol id="i-check" viewBox="0 0 20 20"><path d="m4.400 10.600 3.800 3.800 7.400-8.600"/></symbol>
            <symbol id="i-offline" viewBox="0 0 20 20"><path d="M3.400 8.200a9.800 9.800 0 0 1 4.200-2.400M12.400 5.800a9.800 9.800 0 0 1 4.200 2.400M6 11.400a6 6 0 0 1 2-1.300M12 10.100a6 6 0 0 1 2 1.300M10 15h.01M3.600 3.600l12.800 12.800"/></symbol>
            <symbol id="i-detour" viewBox="0 0 20 20"><path d="M3.400 14.600h3.200c2.200 0 2.200-9.200 4.400-9.200h5.400M13.400 2.400l3 3-3 3M10 14.600h.01M13.200 14.600h.01M16.400 14.600h.01"/></symbol>
            <symbol id="i-smile" viewBox="0 0 20 20"><circle cx="10" cy="10" r="7"/><path d="M7 11.800c.7 1.200 1.700 1.800 3 1.800s2.300-.6 3-1.800M7.600 8h.01M12.400 8h.01"/></symbol>
            <symbol id="i-reply" viewBox="0 0 20 20"><path d="M8 4.800 3.600 9.200 8 13.600M4 9.200h7.200c3 0 5.200 2 5.200 5.600"/></symbol>
            <symbol id="i-forward" viewBox="0 0 20 20"><path d="m12 4.800 4.400 4.400-4.400 4.400M16 9.200H8.800c-3 0-5.200 2-5.200 5.600"/></symbol>
            <symbol id="i-more" viewBox="0 0 20 20"><path d="M5 10h.01M10 10h.01M15 10h.01"/></symbol>
            <symbol id="i-pencil" viewBox="0 0 20 20"><path d="m4 16 .8-3.600 8.600-8.600a1.600 1.600 0 0 1 2.300 0l.5.5a1.600 1.600 0 0 1 0 2.300l-8.600 8.600zM12 5.200 14.800 8"/></symbol>
            <symbol id="i-pin" viewBox="0 0 20 20"><path d="M12 3.400 16.600 8l-2.400.8-2.800 2.800-.4 3.400L5 9l3.400-.4 2.800-2.800zM7.600 12.400 3.600 16.400"/></symbol>
            <symbol id="i-unread" viewBox="0 0 20 20"><path d="M11.600 4.600H5.400a1.800 1.800 0 0 0-1.800 1.800v7.200a1.800 1.800 0 0 0 1.800 1.800h9.200a1.800 1.800 0 0 0 1.800-1.800V9.400M3.800 6.200 10 10.800l2.400-1.800"/><circle cx="15.600" cy="5.200" r="1.600"/></symbol>
            <symbol id="i-speech" viewBox="0 0 20 20"><path d="M4.600 4h10.800A1.800 1.800 0 0 1 17.200 5.800v6.400a1.800 1.800 0 0 1-1.800 1.800H9.400L5.800 17v-3H4.600a1.800 1.800 0 0 1-1.800-1.800V5.800A1.800 1.800 0 0 1 4.600 4z"/></symbol>
            <symbol id="i-bin" viewBox="0 0 20 20"><path d="M4 5.600h12M8 5.600V4a1 1 0 0 1 1-1h2a1 1 0 0 1 1 1v1.600M5.600 5.600l.7 9.800a1.600 1.600 0 0 0 1.600 1.500h4.200a1.600 1.600 0 0 0 1.600-1.500l.7-9.800M8.400 9v4.400M11.600 9v4.400"/></symbol>
            <symbol id="i-clip" viewBox="0 0 20 20"><path d="m16 9.400-6 6a3.800 3.800 0 0 1-5.400-5.400l6.400-6.400a2.600 2.600 0 0 1 3.700 3.700l-6.400 6.400a1.300 1.300 0 0 1-1.900-1.900l5.600-5.600"/></symbol>
            <symbol id="i-file" viewBox="0 0 20 20"><path d="M5 4.400A1.400 1.400 0 0 1 6.400 3h4.800L15 6.800v8.800a1.400 1.400 0 0 1-1.400 1.400H6.400A1.400 1.400 0 0 1 5 15.600zM11 3v4h4"/></symbol>
            <symbol id="i-sound" viewBox="0 0 20 20"><path d="M4 8v4h2.600l3.800 3.200V4.800L6.600 8zM13.200 7.600a3.400 3.400 0 0 1 0 4.800M15.400 5.400a6.500 6.500 0 0 1 0 9.200"/></symbol>
            <symbol id="i-film" viewBox="0 0 20 20"><rect x="3" y="5" width="9.600" height="10" rx="2"/><path d="m12.600 9 4.400-2.600v7.200L12.600 11"/></symbol>
            <symbol id="i-download" viewBox="0 0 20 20"><path d="M10 3.600v8.800M6 8.800l4 4 4-4M4.400 16.400h11.200"/></symbol>
        </svg>
    }
}
