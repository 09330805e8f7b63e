//! A product's page.

use backend::catalog::find_product;
use domain::catalog::{Availability, BySlug, Product};
use domain::locale::Locale;

use crate::shop::TestShop;

async fn product(shop: &TestShop, locale: Locale, slug: &str) -> Product {
    match find_product(&shop.ctx, locale, slug)
        .await
        .expect("an answer")
    {
        BySlug::Found(product) => product,
        other => panic!("{other:?}"),
    }
}

on_both_engines! {
    async fn a_page_shows_options_and_variants_in_the_shops_order(shop) {
        let mug = product(shop, Locale::En, "mug").await;
        let options: Vec<_> = mug.options.iter().map(|option| {
            let values: Vec<_> = option.values.iter().map(|v| (v.code.as_str(), v.name.as_str(), v.swatch.as_deref())).collect();
            (option.code.as_str(), option.name.as_str(), values)
        }).collect();
        assert_eq!(options, [
            ("colour", "Colour", vec![("sage", "Sage", Some("#9caf88")), ("sand", "Sand", Some("#d9c7a7"))]),
            ("size", "Size", vec![("s", "small", None), ("l", "large", None)]),
        ]);
        let variants: Vec<_> = mug.variants.iter().map(|variant| {
            let before = variant.compare_at.as_ref().map(|price| price.minor);
            (variant.sku.as_str(), variant.values.join("/"), variant.price.minor, before, variant.availability)
        }).collect();
        assert_eq!(variants, [
            ("MUG-SAGE-S", "sage/s".to_owned(), 1_200, None, Availability::InStock),
            ("MUG-SAGE-L", "sage/l".to_owned(), 1_500, Some(1_900), Availability::Few(3)),
            ("MUG-SAND-S", "sand/s".to_owned(), 1_000, None, Availability::SoldOut),
        ]);
        assert_eq!((mug.category.slug.as_str(), mug.category.name.as_str(), mug.max_per_line), ("kitchen", "Kitchen", 20));
    }

    async fn a_variant_is_shown_by_a_picture_with_its_values(shop) {
        let mug = product(shop, Locale::En, "mug").await;
        let files: Vec<_> = mug.pictures.iter().map(|picture| picture.file.as_str()).collect();
        assert_eq!(files, ["mug-all", "mug-sage", "mug-sand"]);
        assert_eq!(mug.variants.iter().map(|variant| variant.picture).collect::<Vec<_>>(), [1, 1, 2]);
        let jug = product(shop, Locale::En, "jug").await;
        assert_eq!((jug.variants[0].picture, jug.variants[0].values.len(), jug.options.len()), (0, 0, 0));
    }

    async fn texts_are_the_readers_with_english_where_they_are_missing(shop) {
        let ru = product(shop, Locale::Ru, "kruzhka").await;
        assert_eq!((ru.name.as_str(), ru.description.as_str(), ru.description_locale), ("Кружка", "Для чая.", Locale::Ru));
        assert_eq!((ru.options[0].name.as_str(), ru.options[1].name.as_str()), ("Цвет", "Size"));
        assert_eq!((ru.options[1].values[0].name.as_str(), ru.options[1].values[1].name.as_str()), ("маленькая", "large"));
        assert_eq!((ru.category.slug.as_str(), ru.pictures[0].alt.as_str()), ("kukhnya", "Picture mug-all"));
        let pt = product(shop, Locale::PtBr, "caneca").await;
        assert_eq!((pt.name.as_str(), pt.summary.as_str()), ("Caneca", "Caneca, in short."));
        assert_eq!((pt.description.as_str(), pt.description_locale), ("Holds tea.\n\nOr coffee.", Locale::En));
        let slugs: Vec<_> = pt.slugs.iter().map(|s| (s.locale.tag(), s.slug.as_str())).collect();
        assert_eq!(slugs, [("en", "mug"), ("pt-BR", "caneca"), ("zh-Hans", "mug"), ("ru", "kruzhka")]);
    }

    async fn a_product_nobody_described_has_an_empty_description_in_the_readers_language(shop) {
        let apron = product(shop, Locale::Ru, "fartuk").await;
        assert_eq!((apron.description.as_str(), apron.description_locale), ("", Locale::Ru));
    }

    async fn a_product_without_variants_has_no_page(shop) {
        shop.must_be_sound = false;
        shop.meddle("DELETE FROM variants WHERE sku = 'BOWL'").await;
        let found = find_product(&shop.ctx, Locale::En, "bowl").await.expect("an answer");
        assert_eq!(found, BySlug::Unknown);
    }
}
