//! Mail about orders: written by jobs, in the order's language, sent by SMTP
//! or put into a folder that the test shop shows.
//!
//! What always holds: a mail has an HTML and a text part, and a Message-ID that
//! is the same whenever it is sent again.

mod mailbox;

pub use mailbox::{ReadMail, SentMail, list_mailbox, read_mail};
