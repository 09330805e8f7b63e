//! The web: pages, server functions, files, webhooks, and the layers around them.
//!
//! From the outside in: request number, log line, explained errors, caught
//! panics, time limits, body limit, security headers, compression, one address
//! for each page, cross-site check, session; then the routes.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use backend::Ctx;
use backend::catalog::freshness::at_one_moment;
use backend::db::counting;
use backend::sessions::SqlSessionStore;
use domain::locale::Locale;
use leptos::config::LeptosOptions;
use leptos::prelude::provide_context;
use leptos_axum::{LeptosRoutes, generate_route_list};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutLayer};
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::Duration as CookieDuration;
use tower_sessions::{Expiry, Session, SessionManagerLayer};
use tracing::Instrument;

use crate::config::Web;
use crate::health::{Draining, healthz, readyz};
use crate::kept_pages::KeptPages;
use crate::policy::Policy;
use crate::throttle::Throttle;
use crate::{
    addresses, assets, crawlers, identity, kept_pages, mailbox, pages, policy, problems, proxies,
    throttle, webhooks,
};

/// Forms of the shop are small; nothing bigger is read.
const FORM_LIMIT_BYTES: usize = 64 * 1_024;

/// The number under which a request is found in the log; a request extension.
#[derive(Clone)]
pub struct RequestNumber(pub String);

/// What the router is made of.
pub struct Parts {
    pub ctx: Ctx,
    pub web: Web,
    pub leptos: LeptosOptions,
    pub draining: Draining,
    /// The embedded test gateway's pages, mounted at `/test-gateway`.
    pub gateway_pages: Option<Router>,
    pub throttle: Throttle,
}

/// The whole web of the shop.
pub fn router(parts: Parts) -> Router {
    let Parts {
        ctx,
        web,
        leptos,
        draining,
        gateway_pages,
        throttle,
    } = parts;
    let policy = Policy {
        https: web.secure_cookies,
        noindex: !ctx.settings.mode.is_live(),
        watch_port: web.watch_port,
        scripts: policy::sources(&app::allowed_scripts(&leptos)).into(),
        ctx: ctx.clone(),
    };
    let kept = KeptPages::new(ctx.clone(), web.kept_pages_megabytes);
    let shown = pages(&ctx, &leptos, &web)
        .merge(
            gateway_pages
                .map(|pages| Router::new().nest("/test-gateway", pages))
                .unwrap_or_default(),
        )
        .layer(from_fn_with_state(throttle, throttle::guard))
        .layer(session_layer(&ctx, &web))
        .layer(RequestBodyLimitLayer::new(FORM_LIMIT_BYTES))
        .layer(CsrfLayer::new())
        .layer(from_fn_with_state(kept, kept_pages::serve));
    let machine = Router::new()
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz).with_state((ctx.clone(), draining)))
        .route(
            "/webhooks/stripe",
            post(webhooks::stripe).with_state(ctx.clone()),
        )
        .layer(DefaultBodyLimit::max(webhooks::BODY_LIMIT_BYTES));
    shown
        .merge(machine)
        .merge(assets::routes(&web.site_root))
        .merge(crawlers::routes(&ctx))
        .merge(identity::routes(&ctx, web.logo))
        .layer(from_fn(addresses::settle))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(policy, policy::apply))
        .layer(RequestBodyTimeoutLayer::new(Duration::from_secs(10)))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            web.request_timeout,
        ))
        .layer(CatchPanicLayer::custom(after_panic))
        .layer(from_fn_with_state(ctx.clone(), problems::explain))
        .layer(from_fn_with_state(
            web.trusted_proxies.clone(),
            proxies::note_client,
        ))
        .layer(from_fn_with_state(ctx, number_and_log))
}

/// Makes the service that also knows each connection's address.
pub fn into_service(
    router: Router,
) -> axum::extract::connect_info::IntoMakeServiceWithConnectInfo<Router, SocketAddr> {
    router.into_make_service_with_connect_info::<SocketAddr>()
}

fn pages(ctx: &Ctx, leptos: &LeptosOptions, web: &Web) -> Router {
    let context = {
        let ctx = ctx.clone();
        let secure_cookies = web.secure_cookies;
        move || {
            provide_context(ctx.clone());
            provide_context(app::session::CookieSecurity {
                secure: secure_cookies,
            });
        }
    };
    let shell = {
        let options = leptos.clone();
        move || app::shell(options.clone())
    };
    let unknown = leptos_axum::render_app_async_with_context(context.clone(), shell.clone());
    Router::new()
        .route("/", get(first_visit))
        .merge(mailbox::routes(ctx))
        .leptos_routes_with_context(leptos, generate_route_list(app::App), context, shell)
        .fallback(unknown)
        .layer(from_fn(pages::finish))
        .with_state(leptos.clone())
}

fn session_layer(ctx: &Ctx, web: &Web) -> SessionManagerLayer<SqlSessionStore> {
    SessionManagerLayer::new(SqlSessionStore { db: ctx.db.clone(), clock: ctx.clock.clone() })
        .with_name("vitrine_session")
        .with_http_only(true)
        .with_secure(web.secure_cookies)
        // Strict would lose the session on the way back from the gateway.
        .with_same_site(SameSite::Lax)
        .with_expiry(Expiry::OnInactivity(CookieDuration::days(web.session_days)))
}

/// `/` leads to the language of the session, else of the browser. No other address is ever negotiated.
async fn first_visit(session: Session, headers: HeaderMap) -> Response {
    let chosen = session
        .get::<Locale>(app::session::LOCALE_KEY)
        .await
        .ok()
        .flatten();
    let wishes = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or("");
    let locale = chosen.unwrap_or_else(|| Locale::negotiate(wishes));
    let vary = [
        (header::VARY, "Accept-Language, Cookie"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (vary, Redirect::temporary(&format!("/{}", locale.path()))).into_response()
}

/// Gives the request its number and writes its line into the log.
async fn number_and_log(State(ctx): State<Ctx>, mut request: Request, next: Next) -> Response {
    let number = ctx.new_uuid();
    request
        .extensions_mut()
        .insert(RequestNumber(number.clone()));
    let method = request.method().clone();
    // The pattern, not the path: paths can hold what names people.
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("(none)", MatchedPath::as_str)
        .to_owned();
    let span = tracing::info_span!("request", id = %number);
    let started = tokio::time::Instant::now();
    let work = next.run(request).instrument(span.clone());
    let (mut response, queries) = match method {
        // A page reads only, and what is on it is of one moment.
        Method::GET | Method::HEAD => counting(at_one_moment(work)).await,
        _ => counting(work).await,
    };
    let millis = started.elapsed().as_millis();
    span.in_scope(
        || tracing::info!(%method, %route, status = response.status().as_u16(), millis, queries, "answered"),
    );
    if let Ok(value) = number.parse() {
        response
            .headers_mut()
            .insert(HeaderName::from_static("x-request-id"), value);
    }
    response
}

fn after_panic(panic: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let words = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no words");
    tracing::error!(panic = words, "a request panicked");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
