//! Pictures in the formats and sizes that the shop serves.

use domain::catalog::Picture;
use leptos::prelude::*;

const WIDTHS: [u32; 3] = [480, 960, 1600];

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
    let (width, height) = (picture.width.to_string(), picture.height.to_string());
    sources(
        &picture.file,
        picture.alt.clone(),
        [width, height],
        sizes,
        loading,
    )
}

/// A picture by its file stem, alternative text, and [width, height] in pixels.
pub(crate) fn sources(
    file: &str,
    alt: String,
    [width, height]: [String; 2],
    sizes: &'static str,
    loading: Loading,
) -> impl IntoView + use<> {
    let first = loading == Loading::First;
    view! {
        <picture>
            <source r#type="image/avif" srcset=srcset(file, "avif") sizes=sizes/>
            <source r#type="image/webp" srcset=srcset(file, "webp") sizes=sizes/>
            <img
                src=format!("/media/{file}-960.webp")
                alt=alt
                width=width
                height=height
                loading=(!first).then_some("lazy")
                fetchpriority=first.then_some("high")
                decoding=(!first).then_some("async")
            />
        </picture>
    }
}

/// The address of the smallest size that every browser of ours can show.
pub(crate) fn thumbnail(picture: &Picture) -> String {
    format!("/media/{}-{}.webp", picture.file, WIDTHS[0])
}

fn srcset(file: &str, format: &str) -> String {
    WIDTHS
        .map(|width| format!("/media/{file}-{width}.{format} {width}w"))
        .join(", ")
}
