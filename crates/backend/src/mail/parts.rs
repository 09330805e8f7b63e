//! What both parts of a mail say; the templates only arrange it.

use askama::Template;
use domain::checkout::SummaryLine;
use domain::orders::OrderSummary;
use texts::{Texts, format};

use super::orders::Occasion;
use crate::{Ctx, orders};

/// The HTML part before MJML has made HTML of it.
#[derive(Template)]
#[template(path = "mail/order.mjml")]
pub(super) struct HtmlPart<'a> {
    pub(super) parts: &'a Parts<'a>,
}

/// The text part.
#[derive(Template)]
#[template(path = "mail/order.txt")]
pub(super) struct TextPart<'a> {
    pub(super) parts: &'a Parts<'a>,
}

/// A title and an amount.
struct Row<'a> {
    title: String,
    total: &'a str,
}

/// Every text of a mail, in the order's language.
pub(super) struct Parts<'a> {
    lang: &'static str,
    subject: &'a str,
    /// Set where nothing is charged or shipped.
    test_notice: Option<&'static str>,
    shop: &'a str,
    heading: &'static str,
    greeting: String,
    text: String,
    number_label: &'static str,
    number: &'a str,
    lines: Vec<Row<'a>>,
    /// Subtotal and shipping.
    sums: [Row<'a>; 2],
    total_label: &'static str,
    total: &'a str,
    /// Said where there is any.
    tax: Option<String>,
    delivery_label: &'static str,
    arrives: &'a str,
    address_label: &'static str,
    address_lines: &'a [String],
    button: &'static str,
    link: String,
    link_hint: &'static str,
    link_valid: String,
    questions: &'static str,
    footer: String,
}

impl<'a> Parts<'a> {
    /// `name`: of the person the parcel goes to.
    pub(super) fn new(
        ctx: &'a Ctx,
        order: &'a OrderSummary,
        subject: &'a str,
        name: &str,
        occasion: Occasion,
    ) -> Self {
        let (locale, shop) = (order.locale, ctx.settings.name.as_str());
        let texts = Texts::new(locale);
        let until = ctx.now().plus_seconds(ctx.settings.order_link_seconds);
        Self {
            lang: locale.tag(),
            subject,
            test_notice: order.is_test.then(|| texts.order_test_order()),
            shop,
            heading: occasion.heading(texts),
            greeting: texts.mail_greeting(name),
            text: occasion.text(texts, shop, order),
            number_label: texts.order_number(),
            number: &order.number,
            lines: order.lines.iter().map(|line| row(texts, line)).collect(),
            sums: [
                Row {
                    title: texts.order_subtotal().to_owned(),
                    total: &order.subtotal.text,
                },
                Row {
                    title: texts.order_shipping_by(&order.shipping_name),
                    total: &order.shipping.text,
                },
            ],
            total_label: texts.order_total(),
            total: &order.total.text,
            tax: (order.tax.minor > 0).then(|| texts.order_tax_included(&order.tax.text)),
            delivery_label: texts.order_delivery(),
            arrives: &order.arrives,
            address_label: texts.order_ship_to(),
            address_lines: &order.address_lines,
            button: texts.mail_view_order(),
            link: orders::order_link(ctx, locale, &order.id),
            link_hint: texts.mail_view_order_hint(),
            link_valid: texts.mail_link_valid(format::long_date(
                until,
                &ctx.settings.time_zone,
                locale,
            )),
            questions: texts.mail_questions(),
            footer: texts.mail_footer(shop),
        }
    }
}

fn row(texts: Texts, line: &SummaryLine) -> Row<'_> {
    let name = match line.variant_name.as_str() {
        "" => line.name.clone(),
        variant => format!("{}, {variant}", line.name),
    };
    let quantity = format::number(line.quantity, texts.locale());
    Row {
        title: texts.mail_line(quantity, name),
        total: &line.total.text,
    }
}
