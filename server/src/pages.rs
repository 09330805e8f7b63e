//! Pages on their way out: whole, of known length.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

const END: &[u8] = b"</html>";
/// Pages are rendered as a whole before they leave; none comes near this.
const PAGE_LIMIT_BYTES: usize = 8 * 1_024 * 1_024;

/// Sends pages in one piece and ends them where the document ends: the
/// framework adds scripts for resources, which no page of ours has and the
/// content security policy would not run.
pub async fn finish(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if !is_html(&response) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(page) = to_bytes(body, PAGE_LIMIT_BYTES).await else {
        tracing::error!("a page could not be rendered to its end");
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let page = whole(page);
    parts
        .headers
        .insert(CONTENT_LENGTH, HeaderValue::from(page.len()));
    Response::from_parts(parts, Body::from(page))
}

fn is_html(response: &Response) -> bool {
    response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

fn whole(page: Bytes) -> Bytes {
    let end = page.windows(END.len()).rposition(|part| part == END);
    match end {
        Some(end) => page.slice(..end + END.len()),
        None => page,
    }
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn a_page_ends_where_its_document_ends() {
        let check = |page: &'static str, expected: &str| {
            assert_eq!(whole(page.into()), expected.as_bytes())
        };
        check("<html></html><script>1</script>", "<html></html>");
        check("<html>", "<html>");
        check("", "");
    }
}
