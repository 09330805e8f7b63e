//! The WASM entry point: hands the islands of `app` to the page's script.

#![recursion_limit = "256"]

use any_spawner::Executor;
use leptos::prelude::Owner;

/// Prepares hydration; the page's script then calls one function per island.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    // Without a reference nothing of `app` would be linked, and its islands would vanish.
    use app as _;
    // Words for panics are for whoever builds the shop.
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    // As `leptos::mount::hydrate_islands` does it, without what streams resources into a page: no island has one.
    _ = Executor::init_wasm_bindgen();
    let root = Owner::new();
    root.set();
    std::mem::forget(root);
}
