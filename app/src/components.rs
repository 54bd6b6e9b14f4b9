//! What people see, one file each, named after what they see.

pub mod frame;
pub mod place_line;
pub mod room_list;
pub mod me_line;
pub mod page_head;
pub mod standalone;
pub mod answer;
pub mod attachments;
pub mod composer;
pub mod message_list;
pub mod body;
pub mod typing_line;
pub mod connection_bar;
pub mod section;
pub mod notice_line;
pub mod field;
pub mod switch;
pub mod member_list;
pub mod person_card;
pub mod day_divider;
pub mod time;
pub mod agent;
pub mod avatar;
pub mod icon;
pub mod viewer;
