//! The catalogue: home, categories, products.

#[cfg(feature = "ssr")]
mod api;
pub mod buy_box;
#[cfg(feature = "ssr")]
mod card;
#[cfg(feature = "ssr")]
mod home;
#[cfg(feature = "ssr")]
mod listing;
#[cfg(feature = "ssr")]
mod product;

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
