//! Changes of the catalogue.
