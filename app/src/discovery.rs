//! The part of `<head>` that search engines and social networks read.

use domain::locale::Locale;
use leptos::prelude::*;

use crate::html::{Html, IntoHtml};
use crate::page::{Listed, Page, Visit};
use crate::structured::absolute;

/// Width and height of the pictures that are made for sharing.
const SHARED_SIZE: [u32; 2] = [1_200, 630];

/// Description, addresses, sharing, data; or only that the page is nobody else's business.
pub(crate) fn discovery(page: &Page, visit: &Visit) -> Html {
    let description = description(page);
    if page.listed == Listed::No {
        return view! {
            <meta name="description" content=description/>
            <meta name="robots" content="noindex"/>
        }
        .into_html();
    }
    view! {
        <meta name="description" content=description.clone()/>
        {addresses(page, visit)}
        {open_graph("og:title", page.title.clone())}
        {open_graph("og:description", description)}
        {open_graph("og:type", "website".to_owned())}
        {open_graph("og:site_name", visit.visitor.shop_name().to_owned())}
        {locales(page, visit)}
        {shared_picture(page, visit)}
        <meta name="twitter:card" content="summary_large_image"/>
        {data(page)}
    }
    .into_html()
}

/// The second page of a listing says what it is, and not what the first says.
fn description(page: &Page) -> String {
    if page.canonical.contains('?') {
        format!("{}. {}", page.title, page.description)
    } else {
        page.description.clone()
    }
}

/// Where the page lives, in each language.
fn addresses(page: &Page, visit: &Visit) -> Html {
    let canonical = absolute(visit, &page.canonical);
    let alternates: Vec<(&'static str, String)> = page
        .alternates
        .iter()
        .map(|(locale, path)| (locale.tag(), absolute(visit, path)))
        .collect();
    let default = alternates
        .iter()
        .find(|(tag, _)| *tag == Locale::default().tag())
        .map(|(_, address)| ("x-default", address.clone()));
    let links = alternates.into_iter().chain(default).map(|(tag, address)| {
        view! { <link rel="alternate" hreflang=tag href=address/> }
    });
    view! {
        <link rel="canonical" href=canonical.clone()/>
        {links.collect_view()}
        {open_graph("og:url", canonical)}
    }
    .into_html()
}

fn locales(page: &Page, visit: &Visit) -> Html {
    let others = page
        .alternates
        .iter()
        .filter(|(locale, _)| *locale != visit.locale)
        .map(|(locale, _)| open_graph("og:locale:alternate", with_territory(*locale).to_owned()));
    view! {
        {open_graph("og:locale", with_territory(visit.locale).to_owned())}
        {others.collect_view()}
    }
    .into_html()
}

/// Open Graph wants a language with the territory where most of its readers live.
const fn with_territory(locale: Locale) -> &'static str {
    match locale {
        Locale::En => "en_US",
        Locale::PtBr => "pt_BR",
        Locale::ZhHans => "zh_CN",
        Locale::Ru => "ru_RU",
    }
}

/// The page's own picture, or the shop's, as a JPEG that every network reads.
fn shared_picture(page: &Page, visit: &Visit) -> Html {
    let own = page.structured.picture.as_ref();
    let (file, alt) = own.map_or(("hero", visit.texts.shop_tagline()), |picture| {
        (picture.file.as_str(), picture.alt.as_str())
    });
    let [width, height] = SHARED_SIZE.map(|pixels| pixels.to_string());
    view! {
        {open_graph("og:image", absolute(visit, &format!("/media/{file}-og.jpg")))}
        {open_graph("og:image:type", "image/jpeg".to_owned())}
        {open_graph("og:image:width", width)}
        {open_graph("og:image:height", height)}
        {open_graph("og:image:alt", alt.to_owned())}
    }
    .into_html()
}

/// Data and no script: nothing runs it, and no policy has to allow it.
fn data(page: &Page) -> Html {
    page.structured
        .json()
        .map(|json| view! { <script type="application/ld+json" inner_html=json></script> })
        .into_html()
}

fn open_graph(property: &'static str, content: String) -> impl IntoView {
    leptos::html::meta()
        .attr("property", property)
        .content(content)
}
