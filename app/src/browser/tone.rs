//! The sound of something new: two short tones, made by the browser itself. Off unless somebody turns it on here.
//! When it sounds is decided in `room_state`.

use std::cell::RefCell;

use leptos::task::spawn_local;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AudioContext, AudioContextState};

use super::{forget, keep, kept};

/// This browser plays it.
const KEY: &str = "maru.sound";

/// When each tone begins, in seconds, and how high it is, in hertz.
const TONES: [(f64, f32); 2] = [(0.0, 660.0), (0.11, 880.0)];

/// How long a tone takes to fade, in seconds.
const FADE: f64 = 0.22;

thread_local! {
    /// Made for the first tone: browsers let a page have only a few.
    static AUDIO: RefCell<Option<AudioContext>> = const { RefCell::new(None) };
}

/// It is turned on in this browser.
pub fn is_on() -> bool {
    kept(KEY).is_some()
}

/// Turns it on, and plays it once, or off.
pub fn turn(on: bool) {
    if on {
        keep(KEY, "1");
        play();
    } else {
        forget(KEY);
    }
}

/// Plays it, if it is on.
pub fn play() {
    if !is_on() {
        return;
    }
    let audio = AUDIO.with_borrow_mut(|audio| {
        if audio.is_none() {
            *audio = AudioContext::new().ok();
        }
        audio.clone()
    });
    let Some(audio) = audio else { return };
    spawn_local(async move {
        // Before anybody has touched the page a browser plays nothing; then this never ends.
        if audio.state() == AudioContextState::Suspended
            && let Ok(resuming) = audio.resume()
        {
            let _ = JsFuture::from(resuming).await;
        }
        let _ = tones(&audio);
    });
}

fn tones(audio: &AudioContext) -> Result<(), JsValue> {
    let now = audio.current_time();
    for (after, pitch) in TONES {
        let (source, volume) = (audio.create_oscillator()?, audio.create_gain()?);
        source.frequency().set_value(pitch);
        volume.gain().set_value_at_time(0.12, now + after)?;
        volume.gain().exponential_ramp_to_value_at_time(0.001, now + after + FADE)?;
        source.connect_with_audio_node(&volume)?;
        volume.connect_with_audio_node(&audio.destination())?;
        source.start_with_when(now + after)?;
        source.stop_with_when(now + after + FADE)?;
    }
    Ok(())
}
