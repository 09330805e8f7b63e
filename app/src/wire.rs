//! How islands get their props and reach their server functions, with as
//! little code in the WASM as that can take.
//!
//! Server functions and shared types are as everywhere in Leptos; only the
//! browser's half of the transport is ours. Measured with all islands of the
//! shop: the framework's client and props cost 45 KB more (brotli).

use std::future::Future;

use leptos::server_fn::codec::{Json, PostUrl};
use leptos::server_fn::{Http, Protocol};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::ShopError;

/// A prop of an island. It travels from the server to the browser and never
/// back, so the browser needs no code to write it: Leptos asks for that code,
/// and runs it, on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prop<T>(pub T);

impl<T: Serialize> Serialize for Prop<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if cfg!(feature = "ssr") {
            self.0.serialize(serializer)
        } else {
            serializer.serialize_unit()
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Prop<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self)
    }
}

/// Does something when an island comes to life in the browser, and nothing on
/// the server. Lighter than an effect that runs once.
pub(crate) fn in_browser(act: impl FnOnce()) {
    if cfg!(feature = "hydrate") {
        act();
    }
}

/// Declares a struct that travels as an array of its fields, sixteen at most:
/// the browser then needs no code to tell names of fields apart.
macro_rules! wire {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$about:meta])* pub $field:ident: $kind:ty,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name { $($(#[$about])* pub $field: $kind,)* }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serde::Serialize::serialize(&($(&self.$field,)*), serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let ($($field,)*) = serde::Deserialize::deserialize(deserializer)?;
                Ok(Self { $($field,)* })
            }
        }
    };
}
pub(crate) use wire;

/// A form by POST, an answer in JSON: what Leptos does by default, with one
/// `fetch` in the page's script (`hydrate.js`) for a client.
pub struct FormPost;

impl<Input, Output, Client, Server> Protocol<Input, Output, Client, Server, ShopError> for FormPost
where
    Http<PostUrl, Json>: Protocol<Input, Output, Client, Server, ShopError>,
    Input: Serialize + Send,
    Output: DeserializeOwned,
    Client: leptos::server_fn::client::Client<ShopError>,
    Server: leptos::server_fn::server::Server<ShopError>,
{
    const METHOD: http::Method =
        <Http<PostUrl, Json> as Protocol<Input, Output, Client, Server, ShopError>>::METHOD;

    fn run_server<F, Fut>(
        request: Server::Request,
        server_fn: F,
    ) -> impl Future<Output = Result<Server::Response, ShopError>> + Send
    where
        F: Fn(Input) -> Fut + Send,
        Fut: Future<Output = Result<Output, ShopError>> + Send,
    {
        <Http<PostUrl, Json> as Protocol<Input, Output, Client, Server, ShopError>>::run_server(
            request, server_fn,
        )
    }

    fn run_client(
        path: &str,
        input: Input,
    ) -> impl Future<Output = Result<Output, ShopError>> + Send {
        browser::post(path, input)
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::future::Future;

    use leptos::serde_json;
    use send_wrapper::SendWrapper;
    use serde::Serialize;
    use serde::de::DeserializeOwned;
    use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

    use crate::error::ShopError;

    #[wasm_bindgen]
    extern "C" {
        /// `fields` is an object of plain values in JSON. The answer's text after `+`, or after `-` where its status says that something is wrong.
        #[wasm_bindgen(js_name = postForm, catch)]
        async fn post_form(path: &str, fields: &str) -> Result<JsValue, JsValue>;
    }

    pub(super) fn post<Input: Serialize, Output: DeserializeOwned>(
        path: &str,
        input: Input,
    ) -> impl Future<Output = Result<Output, ShopError>> + Send + use<Input, Output> {
        // The page's script makes a form of it: props are written with the same code.
        let fields = serde_json::to_string(&input);
        let path = path.to_owned();
        SendWrapper::new(async move {
            let fields = fields.map_err(|_| ShopError::Unreadable)?;
            let answer = exchange(&path, &fields).await?;
            // `from_str` like the props: the same code reads both.
            match answer.strip_prefix('+') {
                Some(text) => serde_json::from_str(text).map_err(|_| ShopError::Unreadable),
                None => Err(answer
                    .get(1..)
                    .and_then(|text| serde_json::from_str(text).ok())
                    .unwrap_or(ShopError::Unreadable)),
            }
        })
    }

    async fn exchange(path: &str, fields: &str) -> Result<String, ShopError> {
        let answer = post_form(path, fields)
            .await
            .map_err(|_| ShopError::Offline)?;
        Ok(answer.as_string().unwrap_or_default())
    }
}

#[cfg(not(feature = "hydrate"))]
mod browser {
    use crate::error::ShopError;

    /// Nobody calls a server function through the network on the server.
    pub(super) async fn post<Input: Send, Output>(_: &str, _: Input) -> Result<Output, ShopError> {
        Err(ShopError::Offline)
    }
}
