//! What the request says about who is asking: cookies, session, language.
//!
//! Beside the `api.rs` files the only module that names `backend`. The session
//! holds little: what the next page must show again ([`Flash`]) and which
//! orders were placed in it. Both are settled before a page's first byte
//! leaves, for headers are gone then.

use backend::Ctx;
pub(crate) use backend::InternalError;
use backend::cart::CartToken;
use domain::identity::Identity;
use domain::ids::OrderId;
use domain::locale::Locale;
use domain::money::Currency;
use domain::payments::Mode;
use domain::time::Timestamp;
use http::header::{
    ACCEPT, ACCEPT_LANGUAGE, CACHE_CONTROL, COOKIE, LOCATION, RETRY_AFTER, SET_COOKIE,
};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use tower_sessions::Session;

use crate::flash::Flash;
use crate::page::Refusal;

/// Between pages and the server, which takes it off every answer.
pub const SHARED: HeaderName = HeaderName::from_static("x-vitrine-shared");
/// Under this key the session keeps the reader's language.
pub const LOCALE_KEY: &str = "locale";
const FLASH_KEY: &str = "flash";
const ORDERS_KEY: &str = "orders";
/// So many orders of a session are remembered; the oldest go first.
const ORDERS_KEPT: usize = 20;
const CART_SECONDS: i64 = 60 * 24 * 60 * 60;

/// Whether cookies may travel over https only. The server provides it as context.
#[derive(Clone, Copy)]
pub struct CookieSecurity {
    pub secure: bool,
}

/// The request and the answer in the making. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Visitor {
    pub(crate) ctx: Ctx,
    cookies: CookieSecurity,
    parts: Parts,
    response: ResponseOptions,
}

impl Visitor {
    /// Reads the context; call it before the first await. `None` where a
    /// request is over already, or routes are only being listed.
    pub(crate) fn current() -> Option<Self> {
        Some(Self {
            ctx: use_context()?,
            cookies: use_context().unwrap_or(CookieSecurity { secure: true }),
            parts: use_context()?,
            response: use_context()?,
        })
    }

    /// The best language for the browser's wishes.
    pub(crate) fn negotiated_locale(&self) -> Locale {
        Locale::negotiate(text(&self.parts.headers, &ACCEPT_LANGUAGE))
    }

    /// Whether a browser without script asks, which needs a page and not data.
    pub(crate) fn wants_page(&self) -> bool {
        text(&self.parts.headers, &ACCEPT).contains("text/html")
    }

    /// What the request asks for behind the question mark.
    pub(crate) fn query(&self) -> &str {
        self.parts.uri.query().unwrap_or_default()
    }

    /// Where absolute links start, without a slash at the end.
    pub(crate) fn public_url(&self) -> &str {
        &self.ctx.settings.public_url
    }

    /// What the shop's prices are in.
    pub(crate) fn currency(&self) -> Currency {
        self.ctx.settings.currency
    }

    /// What the shop is called.
    pub(crate) fn shop_name(&self) -> &str {
        &self.ctx.settings.name
    }

    /// Who the shop is and how it is reached.
    pub(crate) fn identity(&self) -> &Identity {
        &self.ctx.settings.identity
    }

    /// Whether no real money moves in this shop.
    pub(crate) fn is_test(&self) -> bool {
        self.ctx.settings.mode == Mode::Test
    }

    /// Whether the page of all components is shown: to who builds the shop, not to who buys there.
    pub(crate) fn shows_design(&self) -> bool {
        self.ctx.settings.shows_design
    }

    pub(crate) fn set_status(&self, code: u16) {
        if let Ok(status) = StatusCode::from_u16(code) {
            self.response.set_status(status);
        }
    }

    /// Sends the browser elsewhere. An address that no header can carry becomes a plain failure.
    pub(crate) fn redirect(&self, code: u16, to: &str) {
        match HeaderValue::from_str(to) {
            Ok(to) => {
                self.response.insert_header(LOCATION, to);
                self.set_status(code);
            }
            Err(_) => self.set_status(500),
        }
    }

    /// Keeps what belongs to one shopper out of every cache.
    pub(crate) fn forbid_storing(&self) {
        self.response
            .insert_header(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }

    /// Pages show the visitor's cart: only their browser keeps one, and asks again before showing it.
    pub(crate) fn ask_again(&self) {
        let policy = HeaderValue::from_static("private, no-cache");
        self.response.insert_header(CACHE_CONTROL, policy);
    }

    /// For answers that are the same for everybody and may be a minute old.
    pub(crate) fn keep_a_minute(&self) {
        let policy = HeaderValue::from_static("private, max-age=60");
        self.response.insert_header(CACHE_CONTROL, policy);
    }

    /// Tells the server that the page is the same for everyone without a cookie of ours.
    pub(crate) fn allow_keeping(&self) {
        self.response
            .insert_header(SHARED, HeaderValue::from_static("yes"));
    }

    /// Logs what went wrong, once, under a number that the page can show.
    pub(crate) fn failed(&self, error: &InternalError) -> Refusal {
        let incident: String = self
            .ctx
            .random_bytes::<4>()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        tracing::error!(%error, incident, path = self.parts.uri.path(), "a request failed");
        if error.is_busy() {
            self.response
                .insert_header(RETRY_AFTER, HeaderValue::from_static("2"));
        }
        Refusal::Failed {
            incident,
            busy: error.is_busy(),
        }
    }

    // The cart.

    /// The cart that the browser knows.
    pub(crate) fn cart_token(&self) -> Option<CartToken> {
        self.cookie("cart").and_then(CartToken::parse)
    }

    /// The browser's cart, or a new one that it is told of. The cookie lives on from each use.
    pub(crate) fn cart_token_or_new(&self) -> CartToken {
        let token = self
            .cart_token()
            .unwrap_or_else(|| CartToken::generate(&self.ctx));
        self.set_cookie("cart", token.as_str(), " HttpOnly;");
        token
    }

    /// Pieces in the cart as the browser remembers them: shown, never relied on.
    pub(crate) fn cart_count(&self) -> i64 {
        let count = self.cookie("cart_count").and_then(|text| text.parse().ok());
        count.unwrap_or(0).clamp(0, 99_999)
    }

    /// Tells the browser what the next header shows.
    pub(crate) fn remember_count(&self, count: i64) {
        if count != self.cart_count() {
            self.set_cookie("cart_count", &count.to_string(), "");
        }
    }

    fn cookie(&self, name: &str) -> Option<&str> {
        // Byte by byte and from every header: other cookies of the domain may hold anything.
        self.parts
            .headers
            .get_all(COOKIE)
            .iter()
            .flat_map(|header| header.as_bytes().split(|byte| *byte == b';'))
            .filter_map(|pair| std::str::from_utf8(pair).ok()?.trim().split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }

    fn set_cookie(&self, name: &str, value: &str, more: &str) {
        let secure = if self.cookies.secure { " Secure;" } else { "" };
        let cookie =
            format!("{name}={value}; Path=/; Max-Age={CART_SECONDS};{more}{secure} SameSite=Lax");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            self.response.append_header(SET_COOKIE, cookie);
        }
    }

    // The session.

    /// Keeps something for the next page. A session that cannot be written
    /// costs the shopper a sentence and nothing else, so that is only logged.
    pub(crate) async fn flash(&self, locale: Locale, flash: Flash) {
        let Some(session) = self.session() else {
            return;
        };
        let kept = session.insert(FLASH_KEY, flash).await;
        // The session is written anyway: `/` then knows the language next time.
        if let Err(error) = kept.and(session.insert(LOCALE_KEY, locale).await) {
            tracing::error!(%error, "the session could not be written");
        }
    }

    /// What the last request kept for this page; gone afterwards.
    pub(crate) async fn take_flash(&self) -> Flash {
        let Some(session) = self.session() else {
            return Flash::default();
        };
        // Asked first: removing marks a session as changed, even one that is not there.
        let found = match session.get::<Flash>(FLASH_KEY).await {
            Ok(Some(_)) => session.remove::<Flash>(FLASH_KEY).await,
            other => other,
        };
        found
            .map(Option::unwrap_or_default)
            .unwrap_or_else(|error| {
                tracing::error!(%error, "the session could not be read");
                Flash::default()
            })
    }

    /// Remembers that this session placed the order, so that it may see it.
    pub(crate) async fn remember_order(&self, order: &OrderId) {
        let Some(session) = self.session() else {
            return;
        };
        let mut orders = match self.orders().await {
            Ok(orders) => orders,
            // To write now would forget the orders that could not be read.
            Err(error) => return tracing::error!(%error, "the session could not be read"),
        };
        if !orders.contains(order) {
            orders.push(order.clone());
            let excess = orders.len().saturating_sub(ORDERS_KEPT);
            orders.drain(..excess);
        }
        if let Err(error) = session.insert(ORDERS_KEY, orders).await {
            tracing::error!(%error, "the session could not be written");
        }
    }

    /// Whether this session placed the order, or the link carries our signature.
    pub(crate) async fn may_see(&self, order: &OrderId, link: &SignedLink) -> bool {
        let signed = link.expires.zip(link.signature.as_deref());
        let by_link = |(expires, signature): (Timestamp, &str)| {
            backend::orders::verify_link(&self.ctx, order, expires, signature)
        };
        if signed.is_some_and(by_link) {
            return true;
        }
        match self.orders().await {
            Ok(orders) => orders.contains(order),
            Err(error) => {
                tracing::error!(%error, "the session could not be read");
                false
            }
        }
    }

    /// Whether the order was made of this browser's cart. Its session may not know of the order: it is
    /// written when the answer leaves, and a shopper may have gone before.
    pub(crate) async fn has_cart_of(&self, order: &OrderId) -> Result<bool, InternalError> {
        match self.cart_token() {
            Some(token) => backend::orders::is_of_cart(&self.ctx, order, &token).await,
            None => Ok(false),
        }
    }

    async fn orders(&self) -> Result<Vec<OrderId>, tower_sessions::session::Error> {
        match self.session() {
            Some(session) => Ok(session.get(ORDERS_KEY).await?.unwrap_or_default()),
            None => Ok(Vec::new()),
        }
    }

    fn session(&self) -> Option<Session> {
        self.parts.extensions.get::<Session>().cloned()
    }
}

/// What a link to an order carries for somebody whose session did not place it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SignedLink {
    pub(crate) expires: Option<Timestamp>,
    pub(crate) signature: Option<String>,
}

impl SignedLink {
    pub(crate) fn new(expires: Option<String>, signature: Option<String>) -> Self {
        let expires = expires.and_then(|text| text.parse().ok()).map(Timestamp);
        Self { expires, signature }
    }

    /// `?expires=…&signature=…`, or nothing: for going on to another page of the same order.
    pub(crate) fn query(&self) -> String {
        match (self.expires, &self.signature) {
            (Some(expires), Some(signature)) => {
                let signature = percent_encoding::utf8_percent_encode(
                    signature,
                    percent_encoding::NON_ALPHANUMERIC,
                );
                format!("?expires={}&signature={signature}", expires.0)
            }
            _ => String::new(),
        }
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &http::HeaderName) -> &'a str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}
