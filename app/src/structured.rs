//! What machines are told about a page: schema.org's words as JSON-LD, the picture to share.
//!
//! Everything said here is on the page too; prices and stock are those shown.

use domain::catalog::{Availability, Listing, Picture, Product, Variant};
use domain::identity::Identity;
use domain::money::Money;
use serde::Serialize;

use crate::page::{Visit, href};

/// What a page says about itself beside its title and description.
#[derive(Default)]
pub(crate) struct Structured {
    things: Vec<Thing>,
    /// The picture that stands for the page where it is shared; the shop's own where there is none.
    pub(crate) picture: Option<Picture>,
}

/// A thing of schema.org; the fields are its properties.
#[derive(Serialize)]
#[serde(tag = "@type", rename_all_fields = "camelCase")]
enum Thing {
    Product {
        name: String,
        description: String,
        url: String,
        image: Vec<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        sku: Option<String>,
        category: String,
        offers: Box<Thing>,
    },
    Offer {
        url: String,
        sku: String,
        price: String,
        price_currency: &'static str,
        availability: &'static str,
        item_condition: &'static str,
    },
    AggregateOffer {
        low_price: String,
        high_price: String,
        price_currency: &'static str,
        availability: &'static str,
        offer_count: usize,
        offers: Vec<Thing>,
    },
    BreadcrumbList {
        item_list_element: Vec<Thing>,
    },
    ListItem {
        position: usize,
        name: String,
        item: String,
    },
    Organization {
        name: String,
        url: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        logo: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        legal_name: Option<String>,
        #[serde(rename = "taxID", skip_serializing_if = "Option::is_none")]
        tax_id: Option<String>,
        email: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        telephone: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        address: Option<String>,
        has_merchant_return_policy: Box<Thing>,
    },
    MerchantReturnPolicy {
        merchant_return_link: String,
    },
    WebSite {
        name: String,
        url: String,
        in_language: &'static str,
        potential_action: Box<Thing>,
    },
    SearchAction {
        target: Box<Thing>,
        #[serde(rename = "query-input")]
        query_input: &'static str,
    },
    EntryPoint {
        url_template: String,
    },
}

#[derive(Serialize)]
struct Graph<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@graph")]
    graph: &'a [Thing],
}

impl Structured {
    /// The text of the page's data block; nothing in it can end the block.
    pub(crate) fn json(&self) -> Option<String> {
        let graph = Graph {
            context: "https://schema.org",
            graph: &self.things,
        };
        let json = (!self.things.is_empty()).then(|| serde_json::to_string(&graph));
        Some(harmless(&json?.ok()?))
    }
}

/// JSON in which HTML finds none of its own signs.
fn harmless(json: &str) -> String {
    json.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// The shop and its site, for the front page.
pub(crate) fn home(visit: &Visit) -> Structured {
    let search = Thing::EntryPoint {
        url_template: absolute(visit, &visit.href("/search?q={search_term_string}")),
    };
    let site = Thing::WebSite {
        name: visit.visitor.shop_name().to_owned(),
        url: absolute(visit, &visit.href("")),
        in_language: visit.locale.tag(),
        potential_action: Box::new(Thing::SearchAction {
            target: Box::new(search),
            query_input: "required name=search_term_string",
        }),
    };
    Structured {
        things: vec![organization(visit), site],
        picture: None,
    }
}

fn organization(visit: &Visit) -> Thing {
    let Identity {
        legal_name,
        tax_id,
        email,
        phone,
        address,
        logo,
        ..
    } = visit.visitor.identity().clone();
    let policy = Thing::MerchantReturnPolicy {
        merchant_return_link: absolute(visit, &visit.href("/returns")),
    };
    Thing::Organization {
        name: visit.visitor.shop_name().to_owned(),
        url: absolute(visit, "/"),
        logo: logo.map(|logo| absolute(visit, &logo.path)),
        legal_name,
        tax_id,
        email,
        telephone: phone,
        address: (!address.is_empty()).then(|| address.join(", ")),
        has_merchant_return_policy: Box::new(policy),
    }
}

/// A category: where it is in the shop.
pub(crate) fn listing(listing: &Listing, visit: &Visit) -> Structured {
    let own = listing.slugs.iter().find(|s| s.locale == visit.locale);
    let path = own.map(|s| href(s.locale, &format!("/c/{}", s.slug)));
    let steps = [(
        listing.name.clone(),
        path.unwrap_or_else(|| visit.path.clone()),
    )];
    let first = listing.results.products.first();
    Structured {
        things: vec![breadcrumbs(&steps, visit)],
        picture: first.and_then(|card| card.picture.clone()),
    }
}

/// A product: what it is, what it costs, and where it is in the shop.
pub(crate) fn product(product: &Product, visit: &Visit) -> Structured {
    let own = product.slugs.iter().find(|s| s.locale == visit.locale);
    let path = own.map(|s| href(s.locale, &format!("/p/{}", s.slug)));
    let path = path.unwrap_or_else(|| visit.path.clone());
    let category = &product.category;
    let steps = [
        (
            category.name.clone(),
            visit.href(&format!("/c/{}", category.slug)),
        ),
        (product.name.clone(), path.clone()),
    ];
    let only = match product.variants.as_slice() {
        [one] => Some(one.sku.clone()),
        _ => None,
    };
    let thing = Thing::Product {
        name: product.name.clone(),
        description: product.summary.clone(),
        url: absolute(visit, &path),
        image: product.pictures.iter().map(|p| image(visit, p)).collect(),
        sku: only,
        category: category.name.clone(),
        offers: Box::new(offers(product, &path, visit)),
    };
    Structured {
        things: vec![thing, breadcrumbs(&steps, visit)],
        picture: product.pictures.first().cloned(),
    }
}

fn offers(product: &Product, path: &str, visit: &Visit) -> Thing {
    let mut all: Vec<Thing> = product
        .variants
        .iter()
        .map(|variant| offer(product, variant, path, visit))
        .collect();
    if all.len() == 1 {
        return all.remove(0);
    }
    let prices = || product.variants.iter().map(|variant| variant.price.minor);
    let sold_out = |variant: &Variant| variant.availability.is_sold_out();
    Thing::AggregateOffer {
        low_price: plain(prices().min().unwrap_or(0), visit),
        high_price: plain(prices().max().unwrap_or(0), visit),
        price_currency: visit.visitor.currency().code(),
        availability: stock(product.variants.iter().all(sold_out)),
        offer_count: all.len(),
        offers: all,
    }
}

fn offer(product: &Product, variant: &Variant, path: &str, visit: &Visit) -> Thing {
    // Options with one value are chosen without being named.
    let choice: Vec<String> = product
        .options
        .iter()
        .zip(&variant.values)
        .filter(|(option, _)| option.values.len() > 1)
        .map(|(option, value)| format!("{}={value}", option.code))
        .collect();
    let mark = if choice.is_empty() { "" } else { "?" };
    Thing::Offer {
        url: absolute(visit, &format!("{path}{mark}{}", choice.join("&"))),
        sku: variant.sku.clone(),
        price: plain(variant.price.minor, visit),
        price_currency: visit.visitor.currency().code(),
        availability: availability(variant.availability),
        item_condition: "https://schema.org/NewCondition",
    }
}

/// The way from the front page, as the page's own breadcrumbs show it.
fn breadcrumbs(steps: &[(String, String)], visit: &Visit) -> Thing {
    let home = (visit.texts.nav_home().to_owned(), visit.href(""));
    let items = std::iter::once(&home).chain(steps).zip(1..);
    Thing::BreadcrumbList {
        item_list_element: items
            .map(|((name, path), position)| Thing::ListItem {
                position,
                name: name.clone(),
                item: absolute(visit, path),
            })
            .collect(),
    }
}

const fn availability(of: Availability) -> &'static str {
    match of {
        Availability::InStock => "https://schema.org/InStock",
        Availability::Few(_) => "https://schema.org/LimitedAvailability",
        Availability::SoldOut => "https://schema.org/OutOfStock",
    }
}

/// Of all variants together.
const fn stock(sold_out: bool) -> &'static str {
    if sold_out {
        "https://schema.org/OutOfStock"
    } else {
        "https://schema.org/InStock"
    }
}

/// `19.00`, as machines read amounts.
fn plain(minor: i64, visit: &Visit) -> String {
    Money::new(minor, visit.visitor.currency()).plain()
}

fn image(visit: &Visit, picture: &Picture) -> String {
    absolute(visit, &picture.whole())
}

pub(crate) fn absolute(visit: &Visit, path: &str) -> String {
    format!("{}{path}", visit.visitor.public_url())
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn no_text_ends_the_block_it_stands_in() {
        let text = "</script><!-- & \u{2028}";
        let json = serde_json::to_string(text).expect("a text");
        let safe = harmless(&json);
        assert!(!safe.contains(['<', '>', '&', '\u{2028}']), "{safe}");
        assert_eq!(
            serde_json::from_str::<String>(&safe).ok().as_deref(),
            Some(text)
        );
    }
}
