//! The browser's one cart, which all islands look at.

use domain::cart::{Cart, CartChange};
use leptos::prelude::*;

/// What the islands know of the cart since the page was loaded.
#[derive(Clone)]
pub(crate) struct Store {
    /// `None` until something changed: the server's HTML holds till then.
    pub(crate) cart: ArcRwSignal<Option<Cart>>,
    /// Counts the adds, each of which opens the drawer.
    pub(crate) added: ArcRwSignal<u32>,
}

impl Store {
    fn new() -> Self {
        Self {
            cart: ArcRwSignal::new(None),
            added: ArcRwSignal::new(0),
        }
    }
}

/// The page's store. On the server every island gets an empty one of its own:
/// threads there serve many shoppers.
pub(crate) fn store() -> Store {
    #[cfg(feature = "hydrate")]
    {
        thread_local! {
            static STORE: Store = Store::new();
        }
        STORE.with(Clone::clone)
    }
    #[cfg(not(feature = "hydrate"))]
    Store::new()
}

/// After an add: header, drawer and announcement.
pub(crate) fn show_added(change: CartChange) {
    let store = store();
    store.cart.set(Some(change.cart));
    store.added.update(|count| *count += 1);
    announce(&change.message);
}

/// Says it to screen readers.
pub(crate) fn announce(text: &str) {
    #[cfg(feature = "hydrate")]
    if let Some(region) = document().get_element_by_id("announcements") {
        region.set_text_content(Some(text));
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = text;
}
