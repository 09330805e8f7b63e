//! Pages that are the same for everyone, kept as they left: rendered and compressed.
//!
//! A page is kept for visitors without a cookie of ours. It is shown again
//! only while the catalogue's version is the one it was rendered at, which
//! every request asks for (one small query), and on the same day: pages name
//! days of delivery. Nothing is ever shown that was true a moment ago.

use std::io::Write;
use std::sync::Arc;

use app::session::SHARED;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, COOKIE, ETAG, IF_NONE_MATCH, SET_COOKIE,
    VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use backend::Ctx;
use base64::Engine;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};

/// Longer addresses are machines'.
const ADDRESS_LIMIT_BYTES: usize = 512;
const PAGE_LIMIT_BYTES: usize = 1_024 * 1_024;
/// Once for many readers: the sizes hardly shrink above this, the time grows.
const BROTLI_QUALITY: i32 = 6;
const GZIP_LEVEL: u32 = 6;

/// The kept pages of this process. Cheap to clone.
#[derive(Clone)]
pub struct KeptPages {
    ctx: Ctx,
    pages: Arc<Cache<Key, Arc<Kept>, Size>>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    /// With the query.
    address: String,
    encoding: Encoding,
    /// By its number, in the shop's time zone.
    day: i64,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

struct Kept {
    /// Of the catalogue, asked for before the page was rendered.
    version: u64,
    headers: HeaderMap,
    body: Bytes,
}

#[derive(Clone)]
struct Size;

impl Weighter<Key, Arc<Kept>> for Size {
    fn weight(&self, key: &Key, page: &Arc<Kept>) -> u64 {
        // Headers and bookkeeping are about as much for every page.
        (key.address.len() + page.body.len() + 1_024) as u64
    }
}

impl KeptPages {
    /// `megabytes` are what the pages may take together; 0 keeps none.
    pub fn new(ctx: Ctx, megabytes: u64) -> Self {
        let bytes = megabytes * 1_024 * 1_024;
        let pages = usize::try_from(bytes / 8_192).unwrap_or(usize::MAX);
        Self {
            ctx,
            pages: Arc::new(Cache::with_weighter(pages, bytes, Size)),
        }
    }

    fn find(&self, key: &Key, version: u64) -> Option<Arc<Kept>> {
        self.pages.get(key).filter(|page| page.version == version)
    }
}

/// Answers with a kept page, or keeps the one that is rendered.
pub async fn serve(State(kept): State<KeptPages>, request: Request, next: Next) -> Response {
    let Some(key) = Key::of(&request, &kept.ctx) else {
        return unmarked(next.run(request).await);
    };
    let Ok(version) = backend::catalog::version(&kept.ctx).await else {
        return unmarked(next.run(request).await);
    };
    let known = request.headers().get(IF_NONE_MATCH).cloned();
    if let Some(page) = kept.find(&key, version) {
        return page.answer(known.as_ref());
    }
    let mut response = next.run(request).await;
    let shared = response.headers_mut().remove(SHARED).is_some();
    if !shared || response.status() != StatusCode::OK || response.headers().contains_key(SET_COOKIE)
    {
        return response;
    }
    match Kept::make(response, key.encoding, version).await {
        Ok(page) => {
            let page = Arc::new(page);
            kept.pages.insert(key, Arc::clone(&page));
            page.answer(known.as_ref())
        }
        Err(error) => {
            tracing::error!(%error, "a page could not be kept");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// The mark is between the pages and this module.
fn unmarked(mut response: Response) -> Response {
    response.headers_mut().remove(SHARED);
    response
}

impl Key {
    /// `None` for a request whose answer may be for its sender alone.
    fn of(request: &Request, ctx: &Ctx) -> Option<Self> {
        let address = request.uri().path_and_query()?.as_str();
        let personal = request
            .headers()
            .get_all(COOKIE)
            .iter()
            .any(|cookie| names_ours(cookie.as_bytes()));
        if request.method() != Method::GET || personal || address.len() > ADDRESS_LIMIT_BYTES {
            return None;
        }
        Some(Self {
            address: address.to_owned(),
            encoding: Encoding::wanted(request.headers()),
            day: texts::format::today(ctx.now(), &ctx.settings.time_zone),
        })
    }
}

/// Whether a cookie of ours is among these: session, cart and its count.
fn names_ours(cookies: &[u8]) -> bool {
    cookies
        .split(|byte| *byte == b';')
        .map(<[u8]>::trim_ascii)
        .any(|pair| {
            pair.starts_with(b"vitrine_session=")
                || pair.starts_with(b"cart=")
                || pair.starts_with(b"cart_count=")
        })
}

impl Encoding {
    /// The best of ours that the browser takes.
    fn wanted(headers: &HeaderMap) -> Self {
        let takes = |name: &str| {
            headers
                .get_all(ACCEPT_ENCODING)
                .iter()
                .filter_map(|value| value.to_str().ok())
                .any(|text| {
                    text.split(',').any(|part| {
                        let mut part = part.split(';').map(str::trim);
                        part.next()
                            .is_some_and(|coding| coding.eq_ignore_ascii_case(name))
                            && part.all(|weight| {
                                !matches!(weight, "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
                            })
                    })
                })
        };
        match () {
            () if takes("br") => Self::Brotli,
            () if takes("gzip") => Self::Gzip,
            () => Self::Identity,
        }
    }

    fn encode(self, page: Bytes) -> std::io::Result<Bytes> {
        match self {
            Self::Brotli => {
                let params = brotli::enc::BrotliEncoderParams {
                    quality: BROTLI_QUALITY,
                    size_hint: page.len(),
                    ..Default::default()
                };
                let mut small = Vec::with_capacity(page.len() / 4);
                brotli::BrotliCompress(&mut &page[..], &mut small, &params)?;
                Ok(small.into())
            }
            Self::Gzip => {
                let mut encoder = flate2::write::GzEncoder::new(
                    Vec::with_capacity(page.len() / 4),
                    flate2::Compression::new(GZIP_LEVEL),
                );
                encoder.write_all(&page)?;
                Ok(encoder.finish()?.into())
            }
            Self::Identity => Ok(page),
        }
    }

    const fn header(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }
}

impl Kept {
    async fn make(
        response: Response,
        encoding: Encoding,
        version: u64,
    ) -> Result<Self, axum::Error> {
        let (parts, body) = response.into_parts();
        let page = to_bytes(body, PAGE_LIMIT_BYTES).await?;
        let body = encoding.encode(page).map_err(axum::Error::new)?;
        let mut headers = parts.headers;
        headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
        headers.insert(VARY, HeaderValue::from_static("accept-encoding, cookie"));
        if let Some(coding) = encoding.header() {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        let digest = Sha256::digest(&body);
        let tag = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&digest[..12]);
        if let Ok(tag) = HeaderValue::from_str(&format!("\"{tag}\"")) {
            headers.insert(ETAG, tag);
        }
        Ok(Self {
            version,
            headers,
            body,
        })
    }

    /// The page, or that the browser has it already.
    fn answer(&self, known: Option<&HeaderValue>) -> Response {
        let same = known.is_some() && known == self.headers.get(ETAG);
        let mut response = if same {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Body::from(self.body.clone()).into_response()
        };
        *response.headers_mut() = self.headers.clone();
        if same {
            response.headers_mut().remove(CONTENT_LENGTH);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header::ACCEPT_ENCODING;
    use axum::http::{HeaderMap, HeaderValue};
    use std::io::Read;

    use super::{Encoding, names_ours};

    #[test]
    fn the_browser_says_how_it_wants_a_page() {
        let check = |text: &'static str, expected: Option<&str>| {
            let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(text))]);
            assert_eq!(Encoding::wanted(&headers).header(), expected, "{text}");
        };
        check("gzip, deflate, br, zstd", Some("br"));
        check("GZIP", Some("gzip"));
        check("br;q=0, gzip;q=0.5", Some("gzip"));
        check("identity", None);
        check("", None);
        assert_eq!(Encoding::wanted(&HeaderMap::new()).header(), None);
    }

    #[test]
    fn a_visitor_with_a_cookie_of_ours_is_somebody() {
        assert!(names_ours(b"a=1; cart=x"));
        assert!(names_ours(b"vitrine_session=x"));
        assert!(names_ours(b" cart_count=2"));
        assert!(!names_ours(b"shopping-cart=x; theme=dark"));
    }

    #[test]
    fn what_is_kept_is_the_page() {
        let page = "<p>mug</p>".repeat(500);
        let mut text = String::new();
        let small = Encoding::Brotli
            .encode(page.clone().into())
            .expect("compressed");
        brotli::Decompressor::new(&small[..], 4_096)
            .read_to_string(&mut text)
            .expect("readable");
        assert_eq!(text, page);
        text.clear();
        let small = Encoding::Gzip
            .encode(page.clone().into())
            .expect("compressed");
        flate2::read::GzDecoder::new(&small[..])
            .read_to_string(&mut text)
            .expect("readable");
        assert_eq!(text, page);
    }
}
