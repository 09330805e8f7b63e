//! What surrounds the pages: policies, limits, refusals.

use std::time::Duration;

use backend::db::Engine;
use base64::Engine as _;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::site::{TestSite, on_both_databases};

on_both_databases!(
    pages_carry_the_security_headers
    only_the_scripts_of_our_pages_may_run
    forms_from_other_sites_are_refused
    too_large_a_form_is_refused
    the_limit_on_payments_says_when_to_come_back
    host_and_forwarded_headers_change_no_link
    a_missing_file_is_remembered_by_nobody
    what_cannot_be_read_is_the_senders_fault
);

async fn pages_carry_the_security_headers(engine: Engine) {
    let site = TestSite::open(engine).await;
    for path in ["/en", "/en/nothing", "/en/cart"] {
        let page = site.browser().get(path).await;
        let policy = page.header("content-security-policy").to_owned();
        for part in [
            "default-src 'none'",
            "'self' 'wasm-unsafe-eval'",
            "frame-ancestors 'none'",
            "form-action 'self' http://127.0.0.1:",
        ] {
            assert!(policy.contains(part), "{path}: {part} in {policy}");
        }
        assert!(!policy.contains("unsafe-inline"), "{policy}");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(
            page.header("referrer-policy"),
            "strict-origin-when-cross-origin"
        );
        // A test shop is not to be found.
        assert_eq!(page.header("x-robots-tag"), "noindex");
        assert!(
            page.attributes("[style]", "style").is_empty(),
            "{path} has inline style, which the policy blocks"
        );
    }
    site.close().await;
}

async fn only_the_scripts_of_our_pages_may_run(engine: Engine) {
    let site = TestSite::open(engine).await;
    for path in [
        "/en",
        "/en/p/dune-stoneware-mug",
        "/en/checkout/contact",
        "/en/nothing-here",
    ] {
        let page = site.browser().open(path).await;
        let policy = page.header("content-security-policy").to_owned();
        assert!(!policy.contains("script-src 'self'") && !policy.contains("'unsafe-inline'"));
        let scripts = scripts_between_tags(&page.text);
        assert!(!scripts.is_empty(), "{path} has no script");
        for script in scripts {
            let digest = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(script));
            assert!(
                policy.contains(&format!("'sha256-{digest}'")),
                "{path}: {script}"
            );
        }
        assert!(
            page.attributes("script", "src").is_empty(),
            "a script with an address would not run"
        );
        assert!(
            page.text.ends_with("</html>"),
            "{path} goes on after its end"
        );
    }
    site.close().await;
}

/// Byte for byte as they are hashed by a browser; blocks of data are no scripts.
fn scripts_between_tags(page: &str) -> Vec<&str> {
    page.split("<script>")
        .skip(1)
        .filter_map(|rest| rest.split("</script>").next())
        .collect()
}

async fn forms_from_other_sites_are_refused(engine: Engine) {
    let site = TestSite::open(engine).await;
    let fields = [
        ("variant_id".to_owned(), "1".to_owned()),
        ("quantity".to_owned(), "1".to_owned()),
    ];
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let answer = site
            .browser()
            .with_header(name, value)
            .post("/api/cart/add", &fields)
            .await;
        assert_eq!(answer.status, 403, "{name}: {value}");
        assert!(answer.text.contains("another site"), "{}", answer.text);
    }
    site.close().await;
}

async fn too_large_a_form_is_refused(engine: Engine) {
    let site = TestSite::open(engine).await;
    let fields = [("email".to_owned(), "x".repeat(100_000))];
    let answer = site.browser().post("/api/checkout/contact", &fields).await;
    assert_eq!(answer.status, 413);
    site.close().await;
}

async fn the_limit_on_payments_says_when_to_come_back(engine: Engine) {
    let site = TestSite::open_with(engine, &[("PAYMENT_ATTEMPTS_PER_MINUTE", "3")]).await;
    let mut last = None;
    for _ in 0..4 {
        last = Some(site.browser().post("/api/checkout/place", &[]).await);
    }
    let last = last.expect("an answer");
    assert_eq!(last.status, 429);
    assert_eq!(last.header("retry-after"), "60");
    assert!(last.one("h1").contains("Too many"), "{}", last.text);
    site.close().await;
}

async fn a_missing_file_is_remembered_by_nobody(engine: Engine) {
    let site = TestSite::open(engine).await;
    for path in ["/pkg/vitrine.old.js", "/media/nothing-480.webp"] {
        let answer = site.browser().with_header("accept", "*/*").get(path).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("cache-control")),
            (404, "no-store"),
            "{path}"
        );
    }
    site.close().await;
}

async fn what_cannot_be_read_is_the_senders_fault(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site.browser();
    let fields = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect()
    };
    let island = browser.with_header("accept", "application/json");
    let answer = island
        .post(
            "/api/cart/set-quantity",
            &fields(&[("variant_id", "x"), ("quantity", "1")]),
        )
        .await;
    assert_eq!(answer.status, 400, "{}", answer.text);
    for path in ["/api/orders/pay", "/api/orders/change"] {
        for order in ["\n", "\0", "../..", ""] {
            let answer = island.post(path, &fields(&[("order", order)])).await;
            assert_eq!(answer.status, 400, "{path} {order:?}: {}", answer.text);
        }
    }
    let name = "x".repeat(300);
    let mail = browser.get(&format!("/admin/mail/{name}/html")).await;
    assert_eq!(mail.status, 404);
    site.close().await;
}

async fn host_and_forwarded_headers_change_no_link(engine: Engine) {
    let site = TestSite::open(engine).await;
    let browser = site
        .browser()
        .with_header("host", "evil.example")
        .with_header("x-forwarded-host", "evil.example");
    let page = browser.get("/en").await;
    assert!(!page.text.contains("evil.example"));
    site.close().await;
}

/// A client that sends its headers a byte at a time does not keep its connection.
/// (The router of these tests runs without the server loop; the program itself is asked.)
#[tokio::test]
async fn a_client_that_never_finishes_its_headers_is_let_go() {
    let folder = tempfile::tempdir().expect("a folder");
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|l| l.local_addr())
        .expect("a port")
        .port();
    let mut shop = std::process::Command::new(env!("CARGO_BIN_EXE_vitrine"))
        .env_clear()
        .env("PORT", port.to_string())
        .env("DATA_DIR", folder.path())
        .spawn()
        .expect("the program starts");
    let closings = [
        &b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: "[..],
        b"PRI * HTTP/2.0\r\n",
        b"",
    ]
    .map(|beginning| is_closed(port, beginning));
    let closed = futures::future::join_all(closings).await;
    shop.kill().and_then(|()| shop.wait()).expect("it ends");
    assert_eq!(closed, [true; 3], "a connection stayed open");
}

/// Whether the server ends a connection that sends this and no more.
async fn is_closed(port: u16, beginning: &[u8]) -> bool {
    let mut connection = connect(port).await;
    connection.write_all(beginning).await.expect("written");
    let mut answer = Vec::new();
    tokio::time::timeout(Duration::from_secs(20), connection.read_to_end(&mut answer))
        .await
        .is_ok()
}

async fn connect(port: u16) -> tokio::net::TcpStream {
    for _ in 0..200 {
        if let Ok(connection) = tokio::net::TcpStream::connect(("127.0.0.1", port)).await {
            return connection;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the shop did not start");
}
