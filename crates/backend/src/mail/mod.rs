//! Mail about orders: written by jobs, in the order's language, sent by SMTP
//! or put into a folder that the test shop shows.
//!
//! What always holds: a mail has an HTML and a text part, and a Message-ID that
//! is the same whenever it is sent again, so that the rare second one after a
//! crash is recognisable.

mod letter;
mod mailbox;
mod orders;
mod parts;
mod transport;

pub use letter::check_sender;
pub use mailbox::{ReadMail, SentMail, is_mailbox_open, list_mailbox, read_mail};
pub use transport::check_relay;

pub(crate) use orders::{SendOrderLink, SendOrderReceived, SendPaymentReceived};
