//! A product: pictures, choice, what it promises, description.

pub(crate) mod details;
mod gallery;
pub(crate) mod model;

use domain::catalog::{Product, ProductCard, Variant};
use leptos::prelude::*;

use super::api::{find_product, list_related};
use super::buy_box::BuyBox;
use super::card::{Below, cards};
use crate::breadcrumbs::breadcrumbs;
use crate::checkout::{list_shipping, promises};
use crate::flash::notice_box;
use crate::html::{Html, IntoHtml};
use crate::page::{Page, Refusal, Visit, href, respond};
use crate::wire::Prop;
use details::details;
use gallery::gallery;
use model::buy_model;

#[component]
pub(crate) fn ProductPage() -> impl IntoView {
    respond(|visit| async move { product(&visit).await })
}

async fn product(visit: &Visit) -> Result<Page, Refusal> {
    let slug = visit.segment(2);
    let path = visit.href(&format!("/p/{slug}"));
    let product = find_product(visit, &slug).await?;
    let chosen = chosen_values(&product, visit);
    if visit.query("product").is_some() {
        // "Show" sends the whole form; the address keeps only the choice.
        return Err(Refusal::SeeOther(format!(
            "{path}{}",
            choice_query(&product, &chosen)
        )));
    }
    let flash = visit.visitor.take_flash().await;
    let notice = notice_box(flash.notice, visit);
    let shipping = list_shipping(visit).await?;
    let related = list_related(visit, product.id).await?;
    let name = product.name.clone();
    let main = view! {
        <div class="container product" data-script="/product.js">
            {product_breadcrumbs(&product, visit)}
            {notice}
            <div class="product-columns">
                {gallery(&product, first_picture(&product, &chosen), visit)}
                <div class="product-side">
                    <h1>{name}</h1>
                    <p class="lead">{product.summary.clone()}</p>
                    <BuyBox model=Prop(buy_model(&product, slug, path.clone(), chosen, visit))/>
                    {promises(&shipping, visit)}
                    {details(&product, &shipping, visit)}
                </div>
            </div>
            {related_products(&related, visit)}
            {buy_bar(&product.name, visit)}
        </div>
    };
    let paths = product
        .slugs
        .iter()
        .map(|s| (s.locale, href(s.locale, &format!("/p/{}", s.slug))));
    Ok(Page {
        description: product.summary.clone(),
        canonical: path,
        alternates: paths.collect(),
        category: Some(product.category.slug.clone()),
        structured: crate::structured::product(&product, visit),
        ..Page::new(visit, product.name.clone(), main)
    })
}

/// Index of the value that the URL names of each option. Where there is
/// nothing to decide (one value), it is decided.
fn chosen_values(product: &Product, visit: &Visit) -> Vec<Option<usize>> {
    let of = |option: &domain::catalog::ProductOption| match option.values.len() {
        1 => Some(0),
        _ => {
            let wanted = visit.query(&option.code)?;
            option.values.iter().position(|value| value.code == wanted)
        }
    };
    product.options.iter().map(of).collect()
}

fn choice_query(product: &Product, chosen: &[Option<usize>]) -> String {
    let pairs: Vec<String> = product
        .options
        .iter()
        .zip(chosen)
        .filter_map(|(option, index)| {
            Some(format!(
                "{}={}",
                option.code,
                option.values.get((*index)?)?.code
            ))
        })
        .collect();
    if pairs.is_empty() {
        String::new()
    } else {
        format!("?{}", pairs.join("&"))
    }
}

fn chosen_variant<'p>(product: &'p Product, chosen: &[Option<usize>]) -> Option<&'p Variant> {
    let codes: Vec<Option<String>> = product
        .options
        .iter()
        .zip(chosen)
        .map(|(option, index)| {
            index
                .and_then(|i| option.values.get(i))
                .map(|value| value.code.clone())
        })
        .collect();
    product.variant(&codes)
}

fn first_picture(product: &Product, chosen: &[Option<usize>]) -> usize {
    chosen_variant(product, chosen).map_or(0, |variant| variant.picture)
}

fn product_breadcrumbs(product: &Product, visit: &Visit) -> impl IntoView + use<> {
    let category = &product.category;
    let between = [(
        visit.href(&format!("/c/{}", category.slug)),
        category.name.clone(),
    )];
    breadcrumbs(visit, &between, &product.name)
}

/// Other products that may be wanted.
fn related_products(related: &[ProductCard], visit: &Visit) -> Option<Html> {
    (!related.is_empty()).then(|| {
        view! {
            <section class="related section" aria-labelledby="related">
                <h2 id="related">{visit.texts.product_related()}</h2>
                {cards(related, visit, Below::SectionTitle, 0)}
            </section>
        }
        .into_html()
    })
}

/// On a phone the button stays at hand while it is out of sight; the script fills and shows the bar.
fn buy_bar(name: &str, visit: &Visit) -> Html {
    view! {
        <div class="buy-bar" hidden=true>
            <p>
                <span class="name">{name.to_owned()}</span>
                <span class="price"></span>
            </p>
            <button type="submit" form="buy">{visit.texts.product_add_to_cart()}</button>
        </div>
    }
    .into_html()
}
