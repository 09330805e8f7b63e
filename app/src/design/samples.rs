//! What the components show: products of this shop, in states that they may not be in today.

use domain::cart::{AwaitingOrder, Cart, CartLine, CartTotals};
use domain::catalog::{Availability, CategorySummary, Product, ProductCard};
use domain::checkout::SummaryLine;
use domain::ids::{ProductId, VariantId};
use domain::money::{Money, Price};
use domain::shipping::ShippingChoice;
use texts::format;

use crate::catalog::api::{find_product, view_home};
use crate::page::{Refusal, Visit};

/// An order number that no order has.
pub(super) const NUMBER: &str = "TEST-SAMPLE";

pub(super) struct Samples {
    /// Never empty; a shop without products gets one made up.
    pub(super) cards: Vec<ProductCard>,
    pub(super) categories: Vec<CategorySummary>,
    /// With options, if the shop has such a product.
    pub(super) product: Option<Product>,
}

pub(super) async fn read(visit: &Visit) -> Result<Samples, Refusal> {
    let home = view_home(visit).await?;
    let mut cards = home.featured;
    let mut product = None;
    for card in &cards {
        let found = find_product(visit, &card.slug).await?;
        if found.options.iter().any(|option| option.values.len() > 1) {
            product = Some(found);
            break;
        }
    }
    if cards.is_empty() {
        cards.push(made_up(visit));
    }
    Ok(Samples {
        cards,
        categories: home.categories,
        product,
    })
}

fn made_up(visit: &Visit) -> ProductCard {
    ProductCard {
        id: ProductId(0),
        slug: String::new(),
        name: visit.texts.shop_tagline().to_owned(),
        price: price(12_900, visit),
        from: false,
        compare_at: None,
        availability: Availability::InStock,
        picture: None,
        second_picture: None,
    }
}

pub(super) fn price(minor: i64, visit: &Visit) -> Price {
    let amount = Money::new(minor, visit.visitor.currency());
    Price {
        minor,
        text: format::money(amount, visit.locale),
    }
}

/// Two ways, the first chosen. They arrive in a year, not on a day: pictures of this page must not age.
pub(super) fn shipping(visit: &Visit) -> [ShippingChoice; 2] {
    let t = visit.texts;
    let choice = |code: &str, name: &str, minor, chosen| ShippingChoice {
        code: code.to_owned(),
        name: name.to_owned(),
        price: price(minor, visit),
        arrives: t.checkout_arrives_on("2026"),
        chosen,
    };
    [
        choice("standard", t.checkout_method_standard(), 990, true),
        choice("express", t.checkout_method_express(), 1_990, false),
    ]
}

impl Samples {
    /// A product's card, ordinary in every respect.
    pub(super) fn card(&self, position: usize) -> ProductCard {
        ProductCard {
            from: false,
            compare_at: None,
            availability: Availability::InStock,
            ..self.cards[position % self.cards.len()].clone()
        }
    }

    /// Three lines: an ordinary one, one that has changed, one that cannot be bought any more.
    pub(super) fn cart(&self, visit: &Visit) -> Cart {
        let t = visit.texts;
        let mut lines: Vec<CartLine> = (0..3).map(|at| self.line(at, visit)).collect();
        let now = lines[1].unit_price.clone();
        let was = price(now.minor + now.minor / 4, visit);
        lines[1].notices = vec![t.cart_notice_price_down(was.text, now.text)];
        lines[2].buyable = false;
        lines[2].notices = vec![t.cart_notice_sold_out().to_owned()];
        let subtotal = lines[0].line_total.minor + lines[1].line_total.minor;
        Cart {
            count: 3,
            count_label: t.cart_header_count(3),
            totals: Some(CartTotals {
                subtotal: price(subtotal, visit),
                shipping_estimate: price(990, visit),
                total: price(subtotal + 990, visit),
            }),
            lines,
            awaiting: None,
        }
    }

    fn line(&self, position: usize, visit: &Visit) -> CartLine {
        let card = self.card(position);
        let quantity = 1 + i64::try_from(position % 2).unwrap_or(0);
        let unit = card.price.minor;
        CartLine {
            // Beyond every row of a catalogue: nothing here changes a real cart's line.
            variant_id: VariantId(i64::MAX - i64::try_from(position).unwrap_or(0)),
            sku: String::new(),
            href: Some(visit.href(&format!("/p/{}", card.slug))),
            variant_name: self.variant_name(),
            name: card.name,
            picture: card.picture,
            quantity,
            max_quantity: 20,
            unit_price: price(unit, visit),
            line_total: price(unit * quantity, visit),
            buyable: true,
            notices: Vec::new(),
        }
    }

    /// The first value of each option of the sample.
    fn variant_name(&self) -> String {
        let options = self.product.iter().flat_map(|product| &product.options);
        let values = options.filter_map(|option| option.values.first());
        let names: Vec<&str> = values.map(|value| value.name.as_str()).collect();
        names.join(", ")
    }

    pub(super) fn summary_lines(&self, visit: &Visit) -> Vec<SummaryLine> {
        let lines = self.cart(visit).lines.into_iter().take(2);
        let summary = |line: CartLine| SummaryLine {
            name: line.name,
            variant_name: line.variant_name,
            picture: line.picture,
            quantity: line.quantity,
            unit_price: line.unit_price,
            total: line.line_total,
        };
        lines.map(summary).collect()
    }

    pub(super) fn awaiting(&self, visit: &Visit) -> AwaitingOrder {
        AwaitingOrder {
            number: NUMBER.to_owned(),
            total: price(12_900, visit),
            lines: vec![visit.texts.mail_line(1, self.card(0).name)],
            until: visit.texts.cart_awaiting_until("18:00"),
            href: visit.href("/cart"),
        }
    }
}
