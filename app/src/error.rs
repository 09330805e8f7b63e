//! The one error that server functions answer with.

use leptos::prelude::{FromServerFnError, ServerFnErrorErr};
use leptos::server_fn::codec::JsonEncoding;
use serde::{Deserialize, Serialize};

/// Why a server function did not do it. Sentences are in the shopper's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ShopError {
    /// A rule of the shop says no.
    Refused(String),
    /// Our fault; logged on the server.
    Failed(String),
    /// The request or its answer could not be read.
    Unreadable,
    /// The server was not reached.
    Offline,
}

impl FromServerFnError for ShopError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        // Else the sender's fault would be called ours.
        #[cfg(feature = "ssr")]
        if let ServerFnErrorErr::Args(_)
        | ServerFnErrorErr::MissingArg(_)
        | ServerFnErrorErr::Deserialization(_) = error
            && let Some(response) = leptos::prelude::use_context::<leptos_axum::ResponseOptions>()
        {
            response.set_status(http::StatusCode::BAD_REQUEST);
        }
        match error {
            ServerFnErrorErr::Request(_) => Self::Offline,
            _ => Self::Unreadable,
        }
    }
}
