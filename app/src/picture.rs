//! Pictures in the formats and sizes that the shop serves.
//!
//! Until a picture is there its place shows the tile's colour (`style/base.css`). The picture's own
//! average, which `domain::catalog::Picture` knows, would need a style on each picture, which the
//! Content-Security-Policy forbids, or a block of styles on each page; most pictures stand on the
//! tile's colour anyway.

use domain::catalog::{AVIF_WIDTHS, Picture, WEBP_WIDTHS, widths_of};
use leptos::prelude::*;

/// How soon a picture is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loading {
    /// The largest of the first screen.
    First,
    Lazy,
}

/// A picture; `sizes` as in the HTML attribute, for the place where it stands.
pub(crate) fn picture(
    picture: &Picture,
    sizes: &'static str,
    loading: Loading,
) -> impl IntoView + use<> {
    let size = [picture.width, picture.height];
    sources(&picture.file, picture.alt.clone(), size, sizes, loading)
}

/// A picture by its file stem, alternative text, and [width, height] in pixels.
pub(crate) fn sources(
    file: &str,
    alt: String,
    [width, height]: [i64; 2],
    sizes: &'static str,
    loading: Loading,
) -> impl IntoView + use<> {
    let first = loading == Loading::First;
    // For browsers that know neither `srcset` nor AVIF.
    let fallback = width.min(WEBP_WIDTHS[2]);
    view! {
        <picture>
            <source r#type="image/avif" srcset=srcset(file, &AVIF_WIDTHS, width, "avif") sizes=sizes/>
            <source r#type="image/webp" srcset=srcset(file, &WEBP_WIDTHS, width, "webp") sizes=sizes/>
            <img
                src=format!("/media/{file}-{fallback}.webp")
                alt=alt
                width=width.to_string()
                height=height.to_string()
                loading=(!first).then_some("lazy")
                fetchpriority=first.then_some("high")
                decoding=(!first).then_some("async")
            />
        </picture>
    }
}

/// The files that there are of a picture of this width.
fn srcset(file: &str, ladder: &[i64], width: i64, format: &str) -> String {
    widths_of(ladder, width)
        .map(|width| format!("/media/{file}-{width}.{format} {width}w"))
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_that_exist_are_named() {
        assert_eq!(
            srcset("mug", &WEBP_WIDTHS, 1600, "webp"),
            "/media/mug-240.webp 240w, /media/mug-480.webp 480w, \
             /media/mug-960.webp 960w, /media/mug-1600.webp 1600w"
        );
        assert_eq!(
            srcset("mug", &WEBP_WIDTHS, 700, "webp"),
            "/media/mug-240.webp 240w, /media/mug-480.webp 480w, /media/mug-700.webp 700w"
        );
        assert_eq!(
            srcset("mug", &AVIF_WIDTHS, 160, "avif"),
            "/media/mug-160.avif 160w"
        );
    }
}
