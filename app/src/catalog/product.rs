//! A product: pictures, choice, description.

use domain::catalog::{Availability, Product, Variant};
use leptos::prelude::*;

use super::api::find_product;
use super::buy_box::{BuyBox, BuyModel, BuyOption, BuyTexts, BuyValue, BuyVariant};
use crate::breadcrumbs::breadcrumbs;
use crate::flash::notice_box;
use crate::page::{Page, Refusal, Visit, href, respond};
use crate::picture::{Loading, picture};
use crate::wire::Prop;

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
    let main = view! {
        <div class="container product">
            {product_breadcrumbs(&product, visit)}
            {notice}
            <div class="product-columns">
                {gallery(&product, first_picture(&product, &chosen), visit)}
                <div class="product-side">
                    <h1>{product.name.clone()}</h1>
                    <p class="lead">{product.summary.clone()}</p>
                    <BuyBox model=Prop(buy_model(&product, slug, path.clone(), chosen, visit))/>
                    {promises(visit)}
                    {description(&product, visit)}
                </div>
            </div>
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

/// A strip to swipe, the picture of the choice first; below it one small picture each, leading there.
fn gallery(product: &Product, first: usize, visit: &Visit) -> impl IntoView + use<> {
    let t = visit.texts;
    let mut order: Vec<usize> = (0..product.pictures.len()).collect();
    order.sort_by_key(|index| *index != first);
    let large = order.iter().map(|&index| {
        let image = &product.pictures[index];
        let loading = if index == first {
            Loading::First
        } else {
            Loading::Lazy
        };
        let whole = image.whole();
        view! {
            <li id=format!("picture-{}", index + 1)>
                <a href=whole title=t.product_zoom()>
                    {picture(image, "(min-width: 900px) 600px, 94vw", loading)}
                </a>
            </li>
        }
    });
    let total = product.pictures.len();
    let small = order.iter().map(|&index| {
        let image = &product.pictures[index];
        let silent = domain::catalog::Picture { alt: t.product_show_picture(index + 1), ..image.clone() };
        view! {
            <li><a href=format!("#picture-{}", index + 1)>{picture(&silent, "80px", Loading::Lazy)}</a></li>
        }
    });
    let small = (total > 1).then(|| view! { <ul class="thumbnails">{small.collect_view()}</ul> });
    view! {
        <section class="gallery" aria-label=t.product_gallery(&product.name)>
            <ul class="strip">{large.collect_view()}</ul>
            {small}
        </section>
    }
}

fn promises(visit: &Visit) -> impl IntoView + use<> {
    let t = visit.texts;
    view! {
        <ul class="promises">
            <li><a href=visit.href("/shipping")>{t.product_delivery()}</a></li>
            <li><a href=visit.href("/returns")>{t.product_returns()}</a></li>
            <li>{t.product_tax_included()}</li>
        </ul>
    }
}

fn description(product: &Product, visit: &Visit) -> impl IntoView + use<> {
    let t = visit.texts;
    let foreign = product.description_locale != visit.locale;
    let lang = foreign.then(|| product.description_locale.tag());
    let paragraphs = product
        .description
        .split("\n\n")
        .map(|paragraph| view! { <p lang=lang>{paragraph.to_owned()}</p> })
        .collect_view();
    view! {
        <section class="description" aria-labelledby="description">
            <h2 id="description">{t.product_description()}</h2>
            {foreign.then(|| view! { <p class="hint">{t.product_description_language()}</p> })}
            {paragraphs}
        </section>
    }
}

fn buy_model(
    product: &Product,
    slug: String,
    path: String,
    chosen: Vec<Option<usize>>,
    visit: &Visit,
) -> BuyModel {
    let t = visit.texts;
    let lowest = product
        .variants
        .iter()
        .min_by_key(|variant| variant.price.minor);
    let one_price = product
        .variants
        .windows(2)
        .all(|two| two[0].price == two[1].price);
    let lowest = lowest
        .map(|variant| variant.price.text.clone())
        .unwrap_or_default();
    BuyModel {
        locale: visit.locale.tag().to_owned(),
        slug,
        path,
        options: product
            .options
            .iter()
            .map(|option| buy_option(option, visit))
            .collect(),
        variants: product
            .variants
            .iter()
            .map(|v| buy_variant(product, v, visit))
            .collect(),
        chosen,
        max_quantity: product.max_per_line,
        from_price: if one_price {
            lowest
        } else {
            t.listing_from_price(lowest)
        },
        texts: BuyTexts {
            quantity: t.product_quantity().into(),
            show: t.product_show().into(),
            add: t.product_add_to_cart().into(),
            adding: t.product_adding().into(),
            price_before: t.listing_price_before().into(),
            failed: t.errors_server_text().into(),
            offline: t.errors_offline().into(),
        },
    }
}

fn buy_option(option: &domain::catalog::ProductOption, visit: &Visit) -> BuyOption {
    let t = visit.texts;
    let values = option.values.iter().map(|value| BuyValue {
        code: value.code.clone(),
        name: value.name.clone(),
        sold_out: t.product_option_sold_out(&value.name),
        swatch: value.swatch.clone(),
    });
    BuyOption {
        code: option.code.clone(),
        name: option.name.clone(),
        missing: t.product_please_choose(&option.name),
        values: values.collect(),
    }
}

fn buy_variant(product: &Product, variant: &Variant, visit: &Visit) -> BuyVariant {
    let t = visit.texts;
    let position = |(option, code): (&domain::catalog::ProductOption, &String)| {
        option.values.iter().position(|value| value.code == *code)
    };
    BuyVariant {
        // A value that its option does not list matches no choice.
        values: product
            .options
            .iter()
            .zip(&variant.values)
            .map(|pair| position(pair).unwrap_or(usize::MAX))
            .collect(),
        price: variant.price.text.clone(),
        compare_at: variant
            .compare_at
            .as_ref()
            .map(|p| p.text.clone())
            .unwrap_or_default(),
        stock: match variant.availability {
            Availability::InStock => t.product_in_stock().to_owned(),
            Availability::Few(left) => t.product_only_left(left),
            Availability::SoldOut => t.product_sold_out().to_owned(),
        },
        is_sold_out: variant.availability.is_sold_out(),
        sku: t.product_sku(&variant.sku),
        picture: variant.picture,
    }
}
