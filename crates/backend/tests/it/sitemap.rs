//! Every address of the catalogue.

#![allow(clippy::unwrap_used)]

use backend::catalog::changes::{OnSale, set_on_sale};
use backend::catalog::sitemap::{count_product_pages, list_category_slugs, list_product_slugs};
use domain::catalog::LocalizedSlug;

fn english(things: &[Vec<LocalizedSlug>]) -> Vec<&str> {
    things.iter().map(|slugs| slugs[0].slug.as_str()).collect()
}

fn texts(slugs: &[LocalizedSlug]) -> Vec<&str> {
    slugs.iter().map(|s| s.slug.as_str()).collect()
}

on_both_engines! {
    async fn products_come_in_parts_that_share_nothing(shop) {
        assert_eq!(count_product_pages(&shop.ctx).await.unwrap(), 5);
        let first = list_product_slugs(&shop.ctx, 2, 0).await.unwrap();
        let second = list_product_slugs(&shop.ctx, 2, 2).await.unwrap();
        let third = list_product_slugs(&shop.ctx, 2, 4).await.unwrap();
        assert_eq!(english(&first), ["mug", "bowl"]);
        assert_eq!(english(&second), ["jug", "plate"]);
        assert_eq!(english(&third), ["apron"]);
        assert!(list_product_slugs(&shop.ctx, 2, 6).await.unwrap().is_empty());
        assert_eq!(texts(&first[0]), ["mug", "caneca", "mug", "kruzhka"]);
    }

    async fn what_has_no_page_is_not_listed(shop) {
        set_on_sale(&shop.ctx, "bowl", OnSale::No).await.unwrap();
        shop.meddle("DELETE FROM variants WHERE sku = 'JUG'").await;
        shop.must_be_sound = false;
        assert_eq!(count_product_pages(&shop.ctx).await.unwrap(), 3);
        let all = list_product_slugs(&shop.ctx, 10, 0).await.unwrap();
        assert_eq!(english(&all), ["mug", "plate", "apron"]);
    }

    async fn all_categories_are_listed_in_all_languages(shop) {
        let all = list_category_slugs(&shop.ctx).await.unwrap();
        assert_eq!(english(&all), ["kitchen", "garden"]);
        assert_eq!(texts(&all[0]), ["kitchen", "kitchen", "kitchen", "kukhnya"]);
    }
}
