//! What stands under every page: help, the small print, how to reach the shop, languages.

use leptos::prelude::*;

use crate::frame::language_links;
use crate::html::{Html, IntoHtml};
use crate::identity::{imprint, ways_to_reach};
use crate::page::{Page, Visit};

/// A link's path behind the language, and what it says.
type Link = (&'static str, &'static str);

pub(crate) fn footer(page: &Page, visit: &Visit) -> Html {
    let t = visit.texts;
    view! {
        <footer class="site-footer">
            <div class="container">
                <div class="footer-name">
                    <p class="logo">{visit.visitor.shop_name().to_owned()}</p>
                    <p>{t.shop_tagline()}</p>
                </div>
                <nav class="footer-links" aria-label=t.nav_footer()>
                    {group(t.nav_help(), &help(visit), visit)}
                    {group(t.nav_legal(), &small_print(visit), visit)}
                </nav>
                <div class="footer-group">
                    <h2>{t.nav_contact()}</h2>
                    {ways_to_reach(visit)}
                </div>
                <div class="footer-end">
                    <p>"© " {imprint(visit)}</p>
                    {languages(page, visit)}
                </div>
            </div>
        </footer>
    }
    .into_html()
}

/// One line of links: nothing leads a shopper away from paying, but what is agreed to can be read.
pub(crate) fn checkout_footer(visit: &Visit) -> Html {
    let all = help(visit).into_iter().chain(small_print(visit));
    let links = all.map(|link| item(link, visit)).collect_view();
    view! {
        <footer class="site-footer enclosed">
            <div class="container">
                <nav aria-label=visit.texts.nav_footer()><ul>{links}</ul></nav>
            </div>
        </footer>
    }
    .into_html()
}

fn help(visit: &Visit) -> Vec<Link> {
    let t = visit.texts;
    vec![
        ("/shipping", t.nav_shipping()),
        ("/returns", t.nav_returns()),
        ("/orders/lookup", t.nav_lookup()),
        ("/contact", t.nav_contact()),
    ]
}

fn small_print(visit: &Visit) -> Vec<Link> {
    let t = visit.texts;
    vec![("/privacy", t.nav_privacy()), ("/terms", t.nav_terms())]
}

fn group(title: &'static str, links: &[Link], visit: &Visit) -> impl IntoView + use<> {
    let links = links.iter().map(|link| item(*link, visit)).collect_view();
    view! {
        <div class="footer-group">
            <h2>{title}</h2>
            <ul>{links}</ul>
        </div>
    }
}

fn item((path, text): Link, visit: &Visit) -> impl IntoView + use<> {
    view! { <li><a href=visit.href(path)>{text}</a></li> }
}

/// The languages, which change with the page.
fn languages(page: &Page, visit: &Visit) -> impl IntoView + use<> {
    view! {
        <nav class="footer-languages" aria-label=visit.texts.nav_language() data-swap="footer-languages">
            <ul>{language_links(page, visit)}</ul>
        </nav>
    }
}
