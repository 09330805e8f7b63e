//! The HTTP surface, through the real router over real connections, on both
//! databases; and the house's rules. One file per noun.

#![allow(
    clippy::disallowed_methods,
    reason = "tests are told by the environment which server to use"
)]

mod cart;
mod catalog;
mod checkout;
mod command;
mod database;
mod design;
mod health;
mod hues;
mod information;
mod journey;
mod kept_pages;
mod languages;
mod lookup;
mod orders;
mod policy;
mod search;
mod seo;
mod site;
mod tidy;
mod webhooks;
