//! A product's pictures: a strip to swipe, small ones that lead to each, and a look from close by.
//!
//! Without script the strip scrolls, a small picture leads to its large one by
//! its address, and that one to the file. `public/product.js` adds the rest.

use domain::catalog::{Picture, Product};
use leptos::prelude::*;

use crate::html::{Html, IntoHtml};
use crate::icon::{Icon, icon};
use crate::page::Visit;
use crate::picture::{Loading, picture};

/// A little less than the place's width on dense screens, where the next larger file would be
/// half as large again as can be seen.
const LARGE: &str = "(min-width: 1280px) 640px, (min-width: 768px) 41vw, 88vw";

/// The pictures, that of the choice first.
pub(super) fn gallery(product: &Product, first: usize, visit: &Visit) -> Html {
    let t = visit.texts;
    // Each with its place in the catalogue, by which the form knows it.
    let mut pictures: Vec<(usize, &Picture)> = product.pictures.iter().enumerate().collect();
    pictures.sort_by_key(|(index, _)| *index != first);
    let large = pictures
        .iter()
        .map(|(index, image)| large(*index, image, *index == first, visit));
    let total = pictures.len();
    view! {
        <section class="gallery" aria-label=t.product_gallery(&product.name)>
            <div class="stage">
                <ul class="strip">{large.collect_view()}</ul>
                {(total > 1).then(|| steps(total, visit))}
            </div>
            {(total > 1).then(|| thumbnails(&pictures, visit))}
            {lightbox(total, product, visit)}
        </section>
    }
    .into_html()
}

fn large(index: usize, image: &Picture, first: bool, visit: &Visit) -> Html {
    let loading = if first { Loading::First } else { Loading::Lazy };
    view! {
        <li id=format!("picture-{}", index + 1)>
            <a href=image.whole() title=visit.texts.product_zoom()>
                {picture(image, LARGE, loading)}
            </a>
        </li>
    }
    .into_html()
}

fn thumbnails(pictures: &[(usize, &Picture)], visit: &Visit) -> Html {
    let small = pictures.iter().enumerate().map(|(place, (index, image))| {
        let named = Picture {
            alt: visit.texts.product_show_picture(place + 1),
            ..(*image).clone()
        };
        let current = (place == 0).then_some("true");
        view! {
            <li>
                <a href=format!("#picture-{}", index + 1) aria-current=current>
                    {picture(&named, "80px", Loading::Lazy)}
                </a>
            </li>
        }
    });
    view! { <ul class="thumbnails">{small.collect_view()}</ul> }.into_html()
}

/// The ways on and back with the count, for those who have a script.
fn steps(total: usize, visit: &Visit) -> Html {
    let t = visit.texts;
    let button = |step: &'static str, label: &'static str, drawing: Icon| {
        view! {
            <button type="button" class="round" data-step=step aria-label=label>
                {icon(drawing)}
            </button>
        }
    };
    view! {
        <div class="steps-bar">
            {button("-1", t.product_previous_picture(), Icon::Previous)}
            <p><span data-shown="">"1"</span>{format!(" / {total}")}</p>
            {button("1", t.product_next_picture(), Icon::Next)}
        </div>
    }
    .into_html()
}

/// Empty until the script opens it: the large picture is fetched for those who look.
fn lightbox(total: usize, product: &Product, visit: &Visit) -> Html {
    let t = visit.texts;
    view! {
        <dialog class="lightbox" aria-label=t.product_gallery(&product.name)>
            <div class="lightbox-bar">
                <button
                    type="button"
                    class="round"
                    data-enlarge=""
                    aria-pressed="false"
                    aria-label=t.product_zoom()
                >
                    {icon(Icon::Enlarge)}
                </button>
                <form method="dialog">
                    <button class="round" aria-label=t.a11y_close()>{icon(Icon::Close)}</button>
                </form>
            </div>
            <div class="lightbox-stage" aria-live="polite"></div>
            {(total > 1).then(|| steps(total, visit))}
        </dialog>
    }
    .into_html()
}
