//! What the form beside the pictures starts with.

use domain::catalog::{Availability, Product, ProductOption, Variant};

use crate::catalog::buy_box::{BuyModel, BuyOption, BuyTexts, BuyValue, BuyVariant};
use crate::page::Visit;

pub(crate) fn buy_model(
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
            tax_included: t.product_tax_included().into(),
            quantity: t.product_quantity().into(),
            fewer: t.cart_fewer().into(),
            more: t.cart_more().into(),
            show: t.product_show().into(),
            add: t.product_add_to_cart().into(),
            adding: t.product_adding().into(),
            sold_out: t.product_sold_out().into(),
            price_before: t.listing_price_before().into(),
            failed: t.errors_server_text().into(),
            offline: t.errors_offline().into(),
        },
    }
}

fn buy_option(option: &ProductOption, visit: &Visit) -> BuyOption {
    let values = option.values.iter().map(|value| BuyValue {
        code: value.code.clone(),
        name: value.name.clone(),
        swatch: value.swatch.clone(),
    });
    BuyOption {
        code: option.code.clone(),
        name: option.name.clone(),
        missing: visit.texts.product_please_choose(&option.name),
        values: values.collect(),
    }
}

fn buy_variant(product: &Product, variant: &Variant, visit: &Visit) -> BuyVariant {
    let t = visit.texts;
    let position = |(option, code): (&ProductOption, &String)| {
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
