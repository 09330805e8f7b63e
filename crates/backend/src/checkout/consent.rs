//! What has changed since the shopper agreed, in their language.
