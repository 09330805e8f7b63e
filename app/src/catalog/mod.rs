//! The catalogue: home, categories, products.

#[cfg(feature = "ssr")]
pub(crate) mod api;
pub mod buy_box;
#[cfg(feature = "ssr")]
pub(crate) mod card;
#[cfg(feature = "ssr")]
mod home;
#[cfg(feature = "ssr")]
pub(crate) mod listing;
#[cfg(feature = "ssr")]
pub(crate) mod product;

#[cfg(feature = "ssr")]
pub(crate) use api::list_categories;
#[cfg(feature = "ssr")]
pub(crate) use card::{Below, cards};
#[cfg(feature = "ssr")]
pub(crate) use home::{HomePage, category_tiles};
#[cfg(feature = "ssr")]
pub(crate) use listing::ListingPage;
#[cfg(feature = "ssr")]
pub(crate) use product::ProductPage;
