//! The browser's one cart, which all islands look at.

use domain::cart::{Cart, CartChange};
use leptos::prelude::*;

/// The cart as the server answered last. `None` until something changed: the
/// page's HTML holds till then.
///
/// On the server every island gets an empty one of its own: threads there serve many shoppers.
pub(crate) fn store() -> ArcRwSignal<Option<Cart>> {
    #[cfg(feature = "hydrate")]
    {
        thread_local! {
            static STORE: ArcRwSignal<Option<Cart>> = ArcRwSignal::new(None);
        }
        STORE.with(Clone::clone)
    }
    #[cfg(not(feature = "hydrate"))]
    ArcRwSignal::new(None)
}

/// After an add: header, announcement, and the drawer opens.
pub(crate) fn show_added(change: CartChange) {
    store().set(Some(change.cart));
    announce(&change.message);
    super::drawer::open();
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
