//! Finding products by words: what a search answers, and what is suggested while typing.
//!
//! `backend::search` finds, `app::search` shows.

use serde::{Deserialize, Serialize};

use crate::catalog::Picture;
use crate::facets::Results;
use crate::money::Price;

/// The answer to a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// As the shopper wrote it, without spaces around it.
    pub query: String,
    pub results: Results,
    /// Words of the catalogue that are near to what was asked; only where nothing was found.
    pub alternatives: Vec<String>,
}

/// What a search field offers while it is typed into; ready to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestions {
    /// Searches worth making.
    pub queries: Vec<String>,
    pub categories: Vec<SuggestedCategory>,
    pub products: Vec<SuggestedProduct>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuggestedCategory {
    pub slug: String,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuggestedProduct {
    pub slug: String,
    pub name: String,
    pub price: Price,
    pub picture: Option<Picture>,
}
