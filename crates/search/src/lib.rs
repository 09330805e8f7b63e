//! Finding products by words: an index in memory and the questions put to it.
//!
//! What always holds: a document is a slot, a number that its owner gives it;
//! an index is never changed, a changed one is made of it and shares what
//! stayed the same; the same question to the same documents has the same
//! answer. What a word is, is in [`words`]; what may be mistyped, in
//! [`edits`]; `backend::search` asks.

pub mod edits;
pub mod index;
pub mod query;
pub mod suggest;
pub mod synonyms;
pub mod terms;
pub mod words;
