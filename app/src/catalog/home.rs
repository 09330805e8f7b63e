//! The shop's front page.

use domain::catalog::CategorySummary;
use leptos::prelude::*;

use super::api::{Home, view_home};
use super::card::{Below, cards};
use crate::html::{Html, IntoHtml};
use crate::icon::{Icon, icon};
use crate::page::{Page, Refusal, Visit, respond};
use crate::picture::{Loading, picture, sources};

#[component]
pub(crate) fn HomePage() -> impl IntoView {
    respond(|visit| async move { home(&visit).await })
}

async fn home(visit: &Visit) -> Result<Page, Refusal> {
    let t = visit.texts;
    let Home {
        categories,
        featured,
        newest,
    } = view_home(visit).await?;
    let main = view! {
        {hero(visit)}
        <section class="container section" aria-labelledby="categories">
            <h2 id="categories">{t.home_categories()}</h2>
            {category_tiles(&categories, visit)}
        </section>
        <section class="container section" aria-labelledby="bestsellers">
            <h2 id="bestsellers">{t.home_bestsellers()}</h2>
            {cards(&featured, visit, Below::SectionTitle, 0)}
        </section>
        {reasons(visit)}
        <section class="container section" aria-labelledby="new">
            <h2 id="new">{t.home_new_arrivals()}</h2>
            {cards(&newest, visit, Below::SectionTitle, 0)}
        </section>
    };
    Ok(Page {
        structured: crate::structured::home(visit),
        ..Page::new(visit, t.shop_tagline(), main)
    })
}

fn hero(visit: &Visit) -> impl IntoView + use<> {
    let t = visit.texts;
    let size = [1600, 900];
    view! {
        <section class="hero">
            {sources("hero", String::new(), size, "(min-width: 64rem) 68vw, 100vw", Loading::First)}
            <div class="hero-text">
                <h1>{t.home_title()}</h1>
                <p>{t.home_lead()}</p>
                <a class="button" href="#new">{t.home_call_to_action()}</a>
            </div>
        </section>
    }
}

/// Why to buy here: nothing that the pages about delivery, returns, payment and contact do not say.
fn reasons(visit: &Visit) -> Html {
    let t = visit.texts;
    let reason = |drawing: Icon, page: &str, title: &'static str, text: &'static str| {
        view! {
            <li>
                {icon(drawing)}
                <h3><a href=visit.href(page)>{title}</a></h3>
                <p>{text}</p>
            </li>
        }
    };
    view! {
        <section class="reasons" aria-labelledby="reasons">
            <div class="container">
                <h2 id="reasons" class="visually-hidden">{t.home_trust()}</h2>
                <ul>
                    {reason(Icon::Delivery, "/shipping", t.home_trust_delivery(), t.home_trust_delivery_text())}
                    {reason(Icon::Returns, "/returns", t.home_trust_returns(), t.home_trust_returns_text())}
                    {reason(Icon::Payment, "/privacy", t.home_trust_payment(), t.home_trust_payment_text())}
                    {reason(Icon::Letter, "/contact", t.home_trust_contact(), t.home_trust_contact_text())}
                </ul>
            </div>
        </section>
    }
    .into_html()
}

/// The categories with their pictures, as a way on.
pub(crate) fn category_tiles(
    categories: &[CategorySummary],
    visit: &Visit,
) -> impl IntoView + use<> {
    let sizes = "(min-width: 1280px) 190px, (min-width: 48rem) 14vw, (min-width: 25rem) 29vw, 42vw";
    let tiles = categories.iter().map(|category| {
        let image = category.picture.as_ref().map(|image| {
            let silent = domain::catalog::Picture {
                alt: String::new(),
                ..image.clone()
            };
            picture(&silent, sizes, Loading::Lazy)
        });
        view! {
            <li>
                <a class="category-tile" href=visit.href(&format!("/c/{}", category.slug))>
                    <span class="tile">{image}</span>
                    <span>{category.name.clone()}</span>
                </a>
            </li>
        }
    });
    view! { <ul class="category-tiles">{tiles.collect_view()}</ul> }
}
