//! What the pages about the shop say.
//!
//! The one place that knows where their texts come from: today the files of
//! texts, for every page and language.

use texts::Texts;

/// A page about the shop.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    Shipping,
    Returns,
    Contact,
    Privacy,
    Terms,
}

/// A page's words.
pub(super) struct Content {
    pub(super) title: &'static str,
    /// Also what search engines are told.
    pub(super) lead: &'static str,
    pub(super) sections: Vec<Section>,
}

/// A heading and what is under it.
pub(super) struct Section {
    pub(super) heading: &'static str,
    pub(super) text: &'static str,
}

pub(super) fn content(topic: Topic, t: Texts) -> Content {
    let (title, lead, sections): (_, _, Vec<(_, _)>) = match topic {
        Topic::Shipping => (t.nav_shipping(), t.information_shipping_lead(), shipping(t)),
        Topic::Returns => (t.nav_returns(), t.information_returns_lead(), returns(t)),
        Topic::Contact => (t.nav_contact(), t.information_contact_lead(), contact(t)),
        Topic::Privacy => (t.nav_privacy(), t.information_privacy_lead(), privacy(t)),
        Topic::Terms => (t.nav_terms(), t.information_terms_lead(), terms(t)),
    };
    let section = |(heading, text)| Section { heading, text };
    Content {
        title,
        lead,
        sections: sections.into_iter().map(section).collect(),
    }
}

type Texted = Vec<(&'static str, &'static str)>;

fn shipping(t: Texts) -> Texted {
    vec![
        (
            t.information_shipping_where_title(),
            t.information_shipping_where(),
        ),
        (
            t.information_shipping_when_title(),
            t.information_shipping_when(),
        ),
        (
            t.information_shipping_cost_title(),
            t.information_shipping_cost(),
        ),
        (
            t.information_shipping_duties_title(),
            t.information_shipping_duties(),
        ),
        (
            t.information_shipping_late_title(),
            t.information_shipping_late(),
        ),
    ]
}

fn returns(t: Texts) -> Texted {
    vec![
        (
            t.information_returns_right_title(),
            t.information_returns_right(),
        ),
        (
            t.information_returns_how_title(),
            t.information_returns_how(),
        ),
        (
            t.information_returns_refund_title(),
            t.information_returns_refund(),
        ),
        (
            t.information_returns_exchange_title(),
            t.information_returns_exchange(),
        ),
        (
            t.information_returns_damaged_title(),
            t.information_returns_damaged(),
        ),
    ]
}

fn contact(t: Texts) -> Texted {
    vec![
        (
            t.information_contact_write_title(),
            t.information_contact_write(),
        ),
        (
            t.information_contact_order_title(),
            t.information_contact_order(),
        ),
    ]
}

fn privacy(t: Texts) -> Texted {
    vec![
        (
            t.information_privacy_who_title(),
            t.information_privacy_who(),
        ),
        (
            t.information_privacy_what_title(),
            t.information_privacy_what(),
        ),
        (
            t.information_privacy_share_title(),
            t.information_privacy_share(),
        ),
        (
            t.information_privacy_payment_title(),
            t.information_privacy_payment(),
        ),
        (
            t.information_privacy_cookies_title(),
            t.information_privacy_cookies(),
        ),
        (
            t.information_privacy_logs_title(),
            t.information_privacy_logs(),
        ),
        (
            t.information_privacy_rights_title(),
            t.information_privacy_rights(),
        ),
    ]
}

fn terms(t: Texts) -> Texted {
    vec![
        (t.information_terms_shop_title(), t.information_terms_shop()),
        (
            t.information_terms_order_title(),
            t.information_terms_order(),
        ),
        (
            t.information_terms_prices_title(),
            t.information_terms_prices(),
        ),
        (
            t.information_terms_payment_title(),
            t.information_terms_payment(),
        ),
        (
            t.information_terms_delivery_title(),
            t.information_terms_delivery(),
        ),
        (
            t.information_terms_returns_title(),
            t.information_terms_returns(),
        ),
        (t.information_terms_law_title(), t.information_terms_law()),
    ]
}
