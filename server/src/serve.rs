//! The life of the process: listen, work, and go away without losing anything.

use std::net::SocketAddr;
use std::time::Duration;

use axum_server::Handle;
use backend::jobs::{WhenStuck, Work};
use hyper_util::rt::TokioTimer;
use leptos::config::{Env, LeptosOptions};
use tokio_util::sync::CancellationToken;

use crate::command::Failure;
use crate::config::{Config, Web};
use crate::health::Draining;
use crate::router::{Parts, into_service, router};
use crate::startup::{self, Embedded, TEST_GATEWAY_KEY, listen};
use crate::throttle::Throttle;

/// How long requests and jobs under way may take to end.
const DRAIN: Duration = Duration::from_secs(25);

/// How long a client may take to send its headers.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);

/// Runs the shop until the process is told to go.
///
/// # Errors
/// [`Failure`] if it cannot start.
pub async fn run(config: Config) -> Result<(), Failure> {
    let listener = listen(config.listen, "PORT")?;
    let address = listener.local_addr().map_err(Failure::start)?;
    let mut opened = startup::open(&config).await?;
    opened.seed(&config).await?;
    let embedded = opened.connect_gateway(&config, address).await?;
    let ctx = opened.ctx;
    let read = backend::catalog::read_ahead(&ctx).await;
    read.map_err(Failure::start)?;

    let stop = CancellationToken::new();
    let draining = Draining::default();
    let work = backend::jobs::run(
        ctx.clone(),
        Work::default(),
        WhenStuck::GoOn,
        stop.clone().cancelled_owned(),
    );
    let worker = tokio::spawn(async { _ = work.await });
    let pages = embedded.as_ref().map(|e| e.gateway.pages());
    announce(&ctx, embedded.as_ref());
    let gateway = embedded.map(|e| tokio::spawn(run_gateway(e, stop.clone())));

    let handle = Handle::new();
    tokio::spawn(stop_on_signal(
        handle.clone(),
        draining.clone(),
        stop.clone(),
    ));
    let leptos = leptos_options(&config.web, address);
    let throttle = Throttle::per_minute(config.web.payment_attempts_per_minute);
    let parts = Parts {
        ctx: ctx.clone(),
        web: config.web,
        leptos,
        draining,
        gateway_pages: pages,
        throttle,
    };
    let served = serve(listener, handle, router(parts)).await;
    stop.cancel();
    join("worker", worker).await;
    if let Some(gateway) = gateway {
        join("test gateway", gateway).await;
    }
    ctx.db.close().await;
    tracing::info!("gone");
    served
}

async fn serve(
    listener: std::net::TcpListener,
    handle: Handle<SocketAddr>,
    router: axum::Router,
) -> Result<(), Failure> {
    let mut server = axum_server::from_tcp(listener)
        .map_err(Failure::start)?
        // Telling HTTP/1 from HTTP/2 by the first bytes waits for them without end. Proxies speak HTTP/1 to us.
        .http1_only()
        .handle(handle);
    // Without a timer hyper ignores its own time-outs.
    server
        .http_builder()
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT);
    server
        .serve(into_service(router))
        .await
        .map_err(Failure::start)
}

async fn run_gateway(embedded: Embedded, stop: CancellationToken) {
    let Embedded {
        gateway,
        api_listener,
        ..
    } = embedded;
    let listener = match tokio::net::TcpListener::from_std(api_listener) {
        Ok(listener) => listener,
        Err(error) => {
            tracing::error!(%error, "the test gateway cannot listen");
            return;
        }
    };
    let api =
        axum::serve(listener, gateway.api()).with_graceful_shutdown(stop.clone().cancelled_owned());
    let (served, ()) = tokio::join!(
        api.into_future(),
        gateway.deliver_webhooks(stop.cancelled_owned())
    );
    if let Err(error) = served {
        tracing::error!(%error, "the test gateway ended");
    }
}

/// Ends serving on SIGTERM or Ctrl-C: no new connections, those under way finish.
async fn stop_on_signal(handle: Handle<SocketAddr>, draining: Draining, stop: CancellationToken) {
    let mut terminate =
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(signal) => signal,
            Err(error) => {
                tracing::error!(%error, "signals cannot be heard");
                return;
            }
        };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    tracing::info!("going: requests under way may finish");
    draining.begin();
    stop.cancel();
    handle.graceful_shutdown(Some(DRAIN));
}

async fn join(what: &str, task: tokio::task::JoinHandle<()>) {
    match tokio::time::timeout(DRAIN, task).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::error!(%error, what, "ended badly"),
        Err(_) => tracing::warn!(what, "did not end in time"),
    }
}

fn leptos_options(web: &Web, address: SocketAddr) -> LeptosOptions {
    let hash_file = std::env::current_exe()
        .ok()
        .and_then(|exe| exe.parent().map(|dir| dir.join("hash.txt")));
    LeptosOptions::builder()
        .output_name("vitrine")
        .site_root(web.site_root.display().to_string())
        .site_pkg_dir("pkg")
        .site_addr(address)
        .env(if web.watch_port.is_some() { Env::DEV } else { Env::PROD })
        .reload_port(web.watch_port.unwrap_or(3_001))
        // The file lies beside the program where the build hashed the names.
        .hash_files(hash_file.is_some_and(|file| file.exists()))
        .build()
}

/// The addresses to open, for a person at a terminal.
fn announce(ctx: &backend::Ctx, embedded: Option<&Embedded>) {
    let shop = &ctx.settings.public_url;
    println!("\n  Shop            {shop}/");
    if backend::mail::is_mailbox_open(ctx) {
        println!("  Sent mail       {shop}/admin/mail");
    }
    if let Some(embedded) = embedded {
        println!(
            "  Test gateway    http://{} (API, key {TEST_GATEWAY_KEY})",
            embedded.api_address
        );
    } else if ctx.gateway.is_none() {
        println!("  Payments are off: set PAYMENTS=embedded to try the shop, or set up Stripe.");
    }
    println!();
}
