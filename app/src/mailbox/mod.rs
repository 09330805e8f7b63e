//! The mailbox of a test shop: what it would have sent. Nobody's names but the
//! tester's are in it; with real money or real mail the pages do not exist.

mod api;
mod page;

pub(crate) use page::{MailPage, MailboxPage};
