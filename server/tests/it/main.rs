//! The HTTP surface, through the real router over real connections, on both
//! databases; and the house's rules. One file per noun.

mod cart;
mod catalog;
mod checkout;
mod command;
mod database;
mod health;
mod journey;
mod languages;
mod orders;
mod policy;
mod site;
mod tidy;
mod webhooks;
