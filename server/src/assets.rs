//! Files: the hashed package, pictures, fonts, and what lies beside them.

use std::path::Path;

use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// The name of a file in the package folder changes with its content.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// Pictures and fonts keep their names; a week is long enough to be fast.
const A_WEEK: &str = "public, max-age=604800";
/// Asked for again each time, answered 304 while unchanged.
const REVALIDATE: &str = "no-cache";

/// During an update one process may be asked for what only the other has: nobody may remember that it was missing.
fn kept(response: &Response, policy: &'static str) -> &'static str {
    let status = response.status();
    if status.is_success() || status == StatusCode::NOT_MODIFIED {
        policy
    } else {
        "no-store"
    }
}

/// Routes to the folders of the site root that hold only files.
pub fn routes<S: Clone + Send + Sync + 'static>(site_root: &Path) -> Router<S> {
    let folder = |name: &str, policy: &'static str| {
        Router::new()
            .fallback_service(
                ServeDir::new(site_root.join(name))
                    .precompressed_br()
                    .precompressed_gzip(),
            )
            .layer(SetResponseHeaderLayer::if_not_present(
                header::CACHE_CONTROL,
                move |response: &Response| Some(HeaderValue::from_static(kept(response, policy))),
            ))
    };
    let file = |name: &str| {
        Router::new()
            .fallback_service(tower_http::services::ServeFile::new(site_root.join(name)))
            .layer(SetResponseHeaderLayer::if_not_present(
                header::CACHE_CONTROL,
                HeaderValue::from_static(REVALIDATE),
            ))
    };
    Router::new()
        .nest("/pkg", folder("pkg", FOREVER))
        .nest("/media", folder("media", A_WEEK))
        .nest("/fonts", folder("fonts", A_WEEK))
        .nest("/navigate.js", file("navigate.js"))
        .nest("/order.js", file("order.js"))
        .nest("/product.js", file("product.js"))
        .nest("/search.js", file("search.js"))
        .nest("/problem.css", file("problem.css"))
        .nest("/favicon.svg", file("favicon.svg"))
        .nest("/apple-touch-icon.png", file("apple-touch-icon.png"))
}
