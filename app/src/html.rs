//! Finished HTML.
//!
//! A page is text once it is written: nothing outside of islands changes
//! later. Writing each part at once, and handing on the text, spares the
//! compiler the code for building, hydrating and streaming a view of that
//! type, which was most of what the server's build took.

use leptos::prelude::{IntoView, RenderHtml};
use leptos::tachys::html::InertElement;

/// Text that is HTML already, to be put into a view as it is.
pub(crate) type Html = InertElement;

/// Writes a view. Call it where the view's contexts are at hand, after all that has to be awaited.
pub(crate) trait IntoHtml {
    fn into_html(self) -> Html;
}

impl<T: IntoView> IntoHtml for T {
    fn into_html(self) -> Html {
        Html::new(self.into_view().to_html())
    }
}
