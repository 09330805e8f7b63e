//! What the catalogue's pages ask the use cases.

use domain::catalog::{BySlug, CategorySummary, Listing, Product, ProductCard};
use domain::facets::ListingRequest;
use domain::ids::ProductId;

use crate::page::{Refusal, Visit};

/// So many products the front page puts forward, and so many new ones: full rows of four, of two on a phone.
const FEATURED: i64 = 8;
const NEWEST: i64 = 4;
/// A row beside a product.
const RELATED: usize = 4;

/// What the front page shows; no product twice.
pub(crate) struct Home {
    pub(crate) categories: Vec<CategorySummary>,
    pub(crate) featured: Vec<ProductCard>,
    pub(crate) newest: Vec<ProductCard>,
}

pub(crate) async fn view_home(visit: &Visit) -> Result<Home, Refusal> {
    let (ctx, locale) = (&visit.visitor.ctx, visit.locale);
    let failed = |error| visit.visitor.failed(&error);
    let featured = backend::catalog::list_featured(ctx, locale, FEATURED)
        .await
        .map_err(failed)?;
    // Enough for a full row, though all that is put forward were new as well.
    let mut newest = backend::catalog::list_newest(ctx, locale, FEATURED + NEWEST)
        .await
        .map_err(failed)?;
    newest.retain(|new| featured.iter().all(|shown| shown.id != new.id));
    newest.truncate(usize::try_from(NEWEST).unwrap_or_default());
    Ok(Home {
        categories: list_categories(visit).await?,
        featured,
        newest,
    })
}

/// All categories, as the menu shows them.
pub(crate) async fn list_categories(visit: &Visit) -> Result<Vec<CategorySummary>, Refusal> {
    backend::catalog::list_categories(&visit.visitor.ctx, visit.locale)
        .await
        .map_err(|error| visit.visitor.failed(&error))
}

/// A page of a category by its slug.
pub(crate) async fn find_listing(
    visit: &Visit,
    slug: &str,
    request: &ListingRequest,
) -> Result<Listing, Refusal> {
    let ctx = &visit.visitor.ctx;
    let found = backend::catalog::find_listing(ctx, visit.locale, slug, request)
        .await
        .map_err(|error| visit.visitor.failed(&error))?;
    at_slug(found, |slug| {
        visit.href(&format!("/c/{slug}{}", visit.query_string()))
    })
}

/// A product by its slug.
pub(crate) async fn find_product(visit: &Visit, slug: &str) -> Result<Product, Refusal> {
    let found = backend::catalog::find_product(&visit.visitor.ctx, visit.locale, slug)
        .await
        .map_err(|error| visit.visitor.failed(&error))?;
    at_slug(found, |slug| {
        visit.href(&format!("/p/{slug}{}", visit.query_string()))
    })
}

/// What goes with a product: neither itself nor what is in the visitor's cart, and nothing sold out.
pub(crate) async fn list_related(
    visit: &Visit,
    product: ProductId,
) -> Result<Vec<ProductCard>, Refusal> {
    let (ctx, token) = (&visit.visitor.ctx, visit.visitor.cart_token());
    let failed = |error| visit.visitor.failed(&error);
    let in_cart = backend::cart::list_products(ctx, token.as_ref())
        .await
        .map_err(failed)?;
    backend::catalog::list_related(ctx, visit.locale, product, &in_cart, RELATED)
        .await
        .map_err(failed)
}

fn at_slug<T>(found: BySlug<T>, path: impl Fn(&str) -> String) -> Result<T, Refusal> {
    match found {
        BySlug::Found(thing) => Ok(thing),
        BySlug::Moved { slug } => Err(Refusal::Moved(path(&slug))),
        BySlug::Unknown => Err(Refusal::NotFound),
    }
}
