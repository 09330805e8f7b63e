//! The HTML document around every page.

use std::sync::OnceLock;

use domain::locale::Locale;
use leptos::config::LeptosOptions;
use leptos::prelude::*;

use crate::discovery::discovery;
use crate::frame::{checkout_frame, shop_frame};
use crate::html::{Html, IntoHtml};
use crate::page::{Frame, Page, Visit};
use crate::routes::App;

/// The whole document for whatever the request asks for.
///
/// The route decides everything in it, `<head>` included, so the pages render
/// the document themselves and this only hands them the names of the assets.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    provide_context(assets(&options).clone());
    // Nothing outside of islands is hydrated: no markers for it.
    if let Some(shared) = Owner::current_shared_context() {
        shared.set_is_hydrating(false);
    }
    view! {
        <!DOCTYPE html>
        <App/>
    }
}

/// The addresses of what a build made.
#[derive(Clone, Debug, Default)]
struct Assets {
    js: String,
    wasm: String,
    css: String,
    /// Differs from build to build, so that an open page notices a new one.
    build: String,
}

/// `hash.txt` beside the executable does not change while it runs.
fn assets(options: &LeptosOptions) -> &'static Assets {
    static ASSETS: OnceLock<Assets> = OnceLock::new();
    ASSETS.get_or_init(|| {
        let hashes = if options.hash_files {
            read_hashes(options)
        } else {
            Vec::new()
        };
        let (package, name) = (&options.site_pkg_dir, &options.output_name);
        let address = |kind: &str| {
            let hash = hashes
                .iter()
                .find(|(k, _)| k == kind)
                .map(|(_, hash)| format!(".{hash}"));
            format!("/{package}/{name}{}.{kind}", hash.unwrap_or_default())
        };
        let (js, wasm, css) = (address("js"), address("wasm"), address("css"));
        Assets {
            build: format!("{js} {css}"),
            js,
            wasm,
            css,
        }
    })
}

/// `js: abc` and the like, as cargo-leptos writes them; empty where the file is missing.
fn read_hashes(options: &LeptosOptions) -> Vec<(String, String)> {
    let file = std::env::current_exe()
        .ok()
        .and_then(|path| Some(path.parent()?.join(options.hash_file.as_ref())));
    let text = file
        .and_then(|file| std::fs::read_to_string(file).ok())
        .unwrap_or_else(|| {
            tracing::error!(
                "file names are hashed, but there is no {}",
                options.hash_file
            );
            String::new()
        });
    text.lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(kind, hash)| (kind.trim().to_owned(), hash.trim().to_owned()))
        .collect()
}

/// Puts a page into the document.
pub(crate) async fn document(page: Page, visit: &Visit) -> Html {
    let assets = use_context::<Assets>().unwrap_or_default();
    let head = head(&page, visit, &assets);
    let frame = page.frame;
    let body = match frame {
        Frame::Shop => shop_frame(page, visit).await,
        Frame::Checkout => checkout_frame(page, visit),
    };
    view! {
        <html lang=visit.locale.tag() data-frame=frame.as_str() data-build=assets.build>
            {head}
            <body>{body}</body>
        </html>
    }
    .into_html()
}

fn head(page: &Page, visit: &Visit, assets: &Assets) -> Html {
    let title = visit
        .texts
        .shop_title(&page.title, visit.visitor.shop_name());
    view! {
        <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <title>{title}</title>
            <meta name="color-scheme" content="light dark"/>
            {discovery(page, visit)}
            {page.refresh_seconds.map(|seconds| view! {
                <noscript><meta http-equiv="refresh" content=seconds.to_string()/></noscript>
            })}
            <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
            <link rel="apple-touch-icon" href="/apple-touch-icon.png"/>
            <link rel="manifest" href="/identity/site.webmanifest"/>
            {fonts(visit.locale)}
            <link rel="stylesheet" href=assets.css.clone()/>
            {hue(visit)}
            {scripts(page.frame, assets)}
        </head>
    }
    .into_html()
}

/// Another hue than the style sheet's own is a style sheet of its own.
fn hue(visit: &Visit) -> Html {
    let hue = visit.visitor.identity().hue;
    hue.map(|hue| view! { <link rel="stylesheet" href=format!("/identity/hue.css?v={hue}")/> })
        .into_html()
}

/// The one font file that the language's first screen needs.
fn fonts(locale: Locale) -> impl IntoView {
    let file = match locale {
        Locale::Ru => "inter-cyrillic",
        Locale::En | Locale::PtBr | Locale::ZhHans => "inter-latin",
    };
    view! {
        <link
            rel="preload"
            href=format!("/fonts/{file}.woff2")
            r#as="font"
            r#type="font/woff2"
            crossorigin=""
        />
    }
}

/// The only script in the page itself: it brings in all others. Islands and
/// soft navigation in the shop; the checkout is plain pages.
fn scripts(frame: Frame, assets: &Assets) -> Html {
    let [shop, checkout] = inline_scripts(assets);
    if frame == Frame::Checkout {
        return view! { <script inner_html=checkout></script> }.into_html();
    }
    view! {
        <link
            rel="preload"
            href=assets.wasm.clone()
            r#as="fetch"
            r#type="application/wasm"
            crossorigin=""
            // What can be seen comes first: forms work without it.
            fetchpriority="low"
        />
        <script inner_html=shop></script>
    }
    .into_html()
}

/// The shop's and the checkout's, each the same on every page.
fn inline_scripts(assets: &Assets) -> [String; 2] {
    // Comments are for whoever reads the source, not for the line.
    let lines = include_str!("hydrate.js").lines().map(str::trim);
    let shop = lines
        .filter(|line| !line.starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
        .replace("JS_FILE", &assets.js)
        .replace("WASM_FILE", &assets.wasm);
    [shop, r#"import("/navigate.js");"#.to_owned()]
}

/// What pages hold between `<script>` and `</script>`: all that the content
/// security policy has to allow by hash.
pub fn allowed_scripts(options: &LeptosOptions) -> [String; 2] {
    inline_scripts(assets(options))
}
