//! One address for each page: other spellings of it lead there for good.

use axum::extract::Request;
use axum::http::header::LOCATION;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::locale::Locale;

/// Sends whoever asks for `/EN/`, `/en//c/plants` or `/pt-BR/cart/` to the address that we write.
pub async fn settle(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let Some(path) = reads.then(|| usual(request.uri().path())).flatten() else {
        return next.run(request).await;
    };
    let to = match request.uri().query() {
        Some(query) => format!("{path}?{query}"),
        None => path,
    };
    match HeaderValue::from_str(&to) {
        Ok(to) => (StatusCode::MOVED_PERMANENTLY, [(LOCATION, to)]).into_response(),
        Err(_) => StatusCode::BAD_REQUEST.into_response(),
    }
}

/// The usual spelling of a page's path, if this is another one.
///
/// Only paths that begin with a language of ours are pages; the result begins
/// with it too, and can therefore lead to no other site.
fn usual(path: &str) -> Option<String> {
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    let language = segments.next()?.to_ascii_lowercase();
    Locale::from_path(&language)?;
    let rest: String = segments.map(|segment| format!("/{segment}")).collect();
    let usual = format!("/{language}{rest}");
    (usual != path).then_some(usual)
}

#[cfg(test)]
mod tests {
    use super::usual;

    #[test]
    fn pages_have_one_address() {
        let check = |path: &str, expected: Option<&str>| {
            assert_eq!(usual(path).as_deref(), expected, "{path}")
        };
        check("/en", None);
        check("/en/c/plants", None);
        check("/en/", Some("/en"));
        check("/EN/c/Plants/", Some("/en/c/Plants"));
        check("/pt-BR", Some("/pt-br"));
        check("/zh-Hans//cart", Some("/zh-hans/cart"));
        check("//en//evil.example/", Some("/en/evil.example"));
        check("//evil.example/en", None);
        check("/", None);
        check("/de/", None);
        check("/api/cart/add/", None);
    }
}
