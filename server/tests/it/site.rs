//! A whole shop for a test: database, router, test gateway, on real sockets;
//! and a browser without JavaScript that follows its links and forms.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use backend::Ctx;
use backend::db::Engine;
use domain::time::Timestamp;
use leptos::config::LeptosOptions;
use reqwest::{Client, StatusCode, header};
use scraper::{Html, Selector};
use server::config::{Config, Source};
use server::health::Draining;
use server::router::{Parts, into_service, router};
use server::startup;
use server::throttle::Throttle;
use tokio_util::sync::CancellationToken;

use crate::database::Database;

/// A shop with the demo catalogue, gone when dropped.
pub(crate) struct TestSite {
    pub(crate) ctx: Ctx,
    pub(crate) webhook_secret: String,
    pub(crate) address: SocketAddr,
    pub(crate) draining: Draining,
    stop: CancellationToken,
    database: Database,
}

impl TestSite {
    pub(crate) async fn open(engine: Engine) -> Self {
        Self::open_with(engine, &[]).await
    }

    /// With some settings beside the usual ones.
    pub(crate) async fn open_with(engine: Engine, settings: &[(&str, &str)]) -> Self {
        let database = Database::create(engine).await;
        let folder = database.folder().display().to_string();
        let listener =
            startup::listen(SocketAddr::from(([127, 0, 0, 1], 0)), "PORT").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let public_url = format!("http://{address}");
        let mut pairs = vec![
            ("PUBLIC_URL", public_url.as_str()),
            ("DATABASE_URL", database.url()),
            ("DATA_DIR", &folder),
            ("SITE_ROOT", &folder),
            ("PAYMENTS", "embedded"),
            ("PAYMENT_ATTEMPTS_PER_MINUTE", "1000"),
        ];
        pairs.extend_from_slice(settings);
        let config = Config::read(&Source::from_pairs(&pairs)).expect("settings");
        let mut opened = ok(startup::open(&config).await);
        ok(opened.seed(&config).await);
        let embedded =
            ok(opened.connect_gateway(&config, address).await).expect("the embedded gateway");
        let stop = CancellationToken::new();
        let gateway = embedded.gateway.clone();
        let api = tokio::net::TcpListener::from_std(embedded.api_listener).expect("a listener");
        let api_stop = stop.clone().cancelled_owned();
        tokio::spawn(
            axum::serve(api, gateway.api())
                .with_graceful_shutdown(api_stop)
                .into_future(),
        );
        tokio::spawn(
            gateway
                .clone()
                .deliver_webhooks(stop.clone().cancelled_owned()),
        );
        let draining = Draining::default();
        let parts = Parts {
            ctx: opened.ctx.clone(),
            leptos: LeptosOptions::builder()
                .output_name("vitrine")
                .site_root(folder.clone())
                .build(),
            draining: draining.clone(),
            gateway_pages: Some(gateway.pages()),
            throttle: Throttle::per_minute(config.web.payment_attempts_per_minute),
            web: config.web,
        };
        let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
        let served = axum::serve(listener, into_service(router(parts)));
        tokio::spawn(
            served
                .with_graceful_shutdown(stop.clone().cancelled_owned())
                .into_future(),
        );
        Self {
            ctx: opened.ctx,
            webhook_secret: embedded.webhook_secret,
            address,
            draining,
            stop,
            database,
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("http://{}{path}", self.address)
        }
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser::new(format!("http://{}", self.address))
    }

    /// Runs all jobs that are due.
    pub(crate) async fn work(&self) {
        backend::jobs::drain(&self.ctx).await.expect("jobs run");
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.ctx.now()
    }

    /// The books are right, and the last database connection is closed.
    pub(crate) async fn close(self) {
        self.work().await;
        let findings = backend::invariants::check(&self.ctx)
            .await
            .expect("a check");
        assert!(findings.is_empty(), "the books are wrong: {findings:?}");
        self.stop.cancel();
        self.ctx.db.close().await;
        crate::database::note_call_sites();
        self.database.remove().await;
    }
}

fn ok<T>(outcome: Result<T, server::command::Failure>) -> T {
    outcome.unwrap_or_else(|failure| panic!("{}", failure.message))
}

/// A browser that runs no script: cookies, links, forms.
#[derive(Clone)]
pub(crate) struct Browser {
    client: Client,
    base: String,
    headers: Arc<BTreeMap<String, String>>,
}

/// An answer, read to its end.
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) headers: header::HeaderMap,
    pub(crate) url: String,
    pub(crate) text: String,
}

impl Browser {
    fn new(base: String) -> Self {
        let client = Client::builder()
            .cookie_store(true)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        let headers = BTreeMap::from([("accept".to_owned(), "text/html,*/*;q=0.8".to_owned())]);
        Self {
            client,
            base,
            headers: Arc::new(headers),
        }
    }

    /// The same browser (same cookies) that also sends a header.
    pub(crate) fn with_header(&self, name: &str, value: &str) -> Self {
        let mut headers = (*self.headers).clone();
        headers.insert(name.to_owned(), value.to_owned());
        Self {
            headers: Arc::new(headers),
            ..self.clone()
        }
    }

    fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        let url = if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("{}{path}", self.base)
        };
        let mut request = self.client.request(method, url);
        for (name, value) in self.headers.iter() {
            // Bytes, as browsers send them: a cookie may hold any.
            let value = header::HeaderValue::from_bytes(value.as_bytes()).expect("a header");
            request = request.header(name, value);
        }
        request
    }

    /// One answer, redirects not followed.
    pub(crate) async fn get(&self, path: &str) -> Page {
        Page::read(
            self.request(reqwest::Method::GET, path)
                .send()
                .await
                .expect("an answer"),
        )
        .await
    }

    /// The page that a link ends at.
    pub(crate) async fn open(&self, path: &str) -> Page {
        let page = self.get(path).await;
        self.follow(page).await
    }

    pub(crate) async fn post(&self, path: &str, fields: &[(String, String)]) -> Page {
        let request = self
            .request(reqwest::Method::POST, path)
            .header("origin", &self.base)
            .form(fields);
        Page::read(request.send().await.expect("an answer")).await
    }

    /// Fills in the form whose action ends so, sends it, and follows to the page that it leads to.
    pub(crate) async fn submit(&self, page: &Page, action: &str, values: &[(&str, &str)]) -> Page {
        let answer = self.submit_once(page, action, values).await;
        self.follow(answer).await
    }

    /// As [`Browser::submit`], with the first answer.
    pub(crate) async fn submit_once(
        &self,
        page: &Page,
        action: &str,
        values: &[(&str, &str)],
    ) -> Page {
        let (target, mut fields) = page.form(action);
        for (name, value) in values {
            fields.retain(|(n, _)| n != name);
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        self.post(&target, &fields).await
    }

    async fn follow(&self, mut page: Page) -> Page {
        for _ in 0..10 {
            let Some(to) = page.location().filter(|_| page.status.is_redirection()) else {
                return page;
            };
            page = self.get(&to).await;
        }
        panic!("redirected in circles at {}", page.url);
    }
}

impl Page {
    async fn read(response: reqwest::Response) -> Self {
        Self {
            status: response.status(),
            headers: response.headers().clone(),
            url: response.url().to_string(),
            text: response.text().await.expect("a text"),
        }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|v| v.to_str().ok())
            .unwrap_or("")
    }

    pub(crate) fn location(&self) -> Option<String> {
        self.headers
            .get(header::LOCATION)
            .map(|v| v.to_str().expect("a text").to_owned())
    }

    pub(crate) fn html(&self) -> Html {
        Html::parse_document(&self.text)
    }

    /// The texts of all elements that a selector finds.
    pub(crate) fn all(&self, selector: &str) -> Vec<String> {
        let selector = Selector::parse(selector).expect("a selector");
        let squeeze = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        self.html()
            .select(&selector)
            .map(|e| squeeze(e.text().collect()))
            .collect()
    }

    /// The text of the first element that a selector finds.
    pub(crate) fn one(&self, selector: &str) -> String {
        let all = self.all(selector);
        all.first().cloned().unwrap_or_else(|| {
            panic!(
                "no {selector} in {} ({}):\n{}",
                self.url, self.status, self.text
            )
        })
    }

    /// An attribute of all elements that a selector finds.
    pub(crate) fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let selector = Selector::parse(selector).expect("a selector");
        self.html()
            .select(&selector)
            .filter_map(|e| e.attr(name).map(str::to_owned))
            .collect()
    }

    /// Target and fields, as a browser would send them, of the form whose action ends so.
    pub(crate) fn form(&self, action: &str) -> (String, Vec<(String, String)>) {
        let html = self.html();
        let forms = Selector::parse("form").expect("a selector");
        let form = html
            .select(&forms)
            .find(|f| {
                f.attr("action")
                    .is_some_and(|a| a.split('?').next().is_some_and(|a| a.ends_with(action)))
            })
            .unwrap_or_else(|| {
                panic!(
                    "no form {action} in {} ({}):\n{}",
                    self.url, self.status, self.text
                )
            });
        let inputs =
            Selector::parse("input[name], select[name], textarea[name]").expect("a selector");
        let options = Selector::parse("option").expect("a selector");
        let mut fields = Vec::new();
        for input in form.select(&inputs) {
            let name = input.attr("name").unwrap_or("").to_owned();
            let value = match (input.value().name(), input.attr("type")) {
                ("input", Some("radio" | "checkbox")) if input.attr("checked").is_none() => {
                    continue;
                }
                ("input", Some("submit" | "button")) => continue,
                ("input", Some("checkbox")) => input.attr("value").unwrap_or("on").to_owned(),
                ("select", _) => {
                    let chosen = input
                        .select(&options)
                        .find(|o| o.attr("selected").is_some());
                    chosen
                        .or_else(|| input.select(&options).next())
                        .and_then(|o| o.attr("value"))
                        .unwrap_or("")
                        .to_owned()
                }
                ("textarea", _) => input.text().collect(),
                _ => input.attr("value").unwrap_or("").to_owned(),
            };
            fields.push((name, value));
        }
        (form.attr("action").unwrap_or("").to_owned(), fields)
    }
}

/// Runs a test once on each database.
macro_rules! on_both_databases {
    ($($name:ident)*) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::$name(backend::db::Engine::Sqlite).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::$name(backend::db::Engine::Postgres).await;
            })*
        }
    };
}
pub(crate) use on_both_databases;
