//! Finding: the search page and its field, and what narrows any list of
//! products down. The types are in `domain::facets` and `domain::search`.

mod address;
mod api;
mod chips;
mod facets;
mod field;
mod offers;
mod page;
mod pages;
mod results;

pub(crate) use address::Place;
pub(crate) use field::{header_search, search_again};
pub(crate) use offers::ways_on;
pub(crate) use page::SearchPage;
pub(crate) use results::{List, numbered, show};
