//! The shop's front page.

use domain::catalog::CategorySummary;
use leptos::prelude::*;

use super::api::{Home, view_home};
use super::card::{Below, cards};
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
        <section class="container section" aria-labelledby="new">
            <h2 id="new">{t.home_new_arrivals()}</h2>
            {cards(&newest, visit, Below::SectionTitle, 0)}
        </section>
    };
    Ok(Page::new(visit, t.shop_tagline(), main))
}

fn hero(visit: &Visit) -> impl IntoView + use<> {
    let t = visit.texts;
    let size = [1600, 900];
    view! {
        <section class="hero">
            {sources("hero", String::new(), size, "100vw", Loading::First)}
            <div class="container">
                <div class="hero-text">
                    <h1>{t.home_title()}</h1>
                    <p>{t.home_lead()}</p>
                    <a class="button" href="#new">{t.home_call_to_action()}</a>
                </div>
            </div>
        </section>
    }
}

fn category_tiles(categories: &[CategorySummary], visit: &Visit) -> impl IntoView + use<> {
    let sizes = "(min-width: 900px) 200px, 30vw";
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
