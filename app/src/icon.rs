//! Small drawings of the shop's own. They stand beside words that say the same, so none has a text.

use leptos::prelude::*;

/// Lines on a field of 24 by 24; `icon` in base.css draws them in the text's colour.
#[derive(Clone, Copy)]
pub(crate) enum Icon {
    Delivery,
    Returns,
    Payment,
    Letter,
    Previous,
    Next,
    Enlarge,
    Close,
    Bag,
    Search,
    Filter,
    Check,
    Plus,
    Minus,
    Down,
}

impl Icon {
    pub(crate) const ALL: [Self; 15] = [
        Self::Delivery,
        Self::Returns,
        Self::Payment,
        Self::Letter,
        Self::Previous,
        Self::Next,
        Self::Enlarge,
        Self::Close,
        Self::Bag,
        Self::Search,
        Self::Filter,
        Self::Check,
        Self::Plus,
        Self::Minus,
        Self::Down,
    ];

    const fn path(self) -> &'static str {
        match self {
            Self::Delivery => {
                "M2 6h12v11H2zM14 10h4l4 4v3h-8zM6.5 20a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM17.5 20a2 2 0 1 0 0-4 2 2 0 0 0 0 4z"
            }
            Self::Returns => "M4 9h11a5 5 0 0 1 0 10H8M8 5 4 9l4 4",
            Self::Payment => "M5 11h14v10H5zM8 11V7a4 4 0 0 1 8 0v4M12 15v2",
            Self::Letter => "M3 6h18v13H3zM3 7l9 7 9-7",
            Self::Previous => "M15 5l-7 7 7 7",
            Self::Next => "M9 5l7 7-7 7",
            Self::Enlarge => {
                "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5 21 21M10.5 8v5M8 10.5h5"
            }
            Self::Close => "M6 6l12 12M18 6 6 18",
            Self::Bag => "M6 7h12l1 13H5zM9 10V6a3 3 0 0 1 6 0v4",
            Self::Search => "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5",
            Self::Filter => "M4 7h10M18 7h2M4 17h2M10 17h10M16 5v4M8 15v4",
            Self::Check => "M5 12.5l4.5 4.5L19 7.5",
            Self::Plus => "M12 5v14M5 12h14",
            Self::Minus => "M5 12h14",
            Self::Down => "M6 9l6 6 6-6",
        }
    }
}

pub(crate) fn icon(icon: Icon) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
            <path d=icon.path()/>
        </svg>
    }
}
