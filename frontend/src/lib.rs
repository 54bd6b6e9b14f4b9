//! How it wakes: takes over, in the browser, the page that the server drew.
//! Nothing else belongs here.

/// Called by the page once the WASM is loaded.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    if app::is_framed() {
        leptos::mount::hydrate_body(app::App);
    } else {
        app::wake(None);
    }
}
