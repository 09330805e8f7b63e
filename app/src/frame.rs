//! What surrounds a page's content: header, footer, and what is announced.

use domain::catalog::CategorySummary;
use domain::locale::Locale;
use leptos::prelude::*;

use crate::cart::badge::CartBadge;
use crate::cart::drawer::DrawerCart;
use crate::catalog::list_categories;
use crate::footer::{checkout_footer, footer};
use crate::html::{Html, IntoHtml};
use crate::icon::{Icon, icon};
use crate::identity::logo;
use crate::page::{Announcements, Page, Visit};
use crate::search::header_search;
use crate::wire::Prop;

/// Header with categories, languages and cart; footer; announcements.
pub(crate) async fn shop_frame(page: Page, visit: &Visit) -> Html {
    // An error page must not fail for want of its menu.
    let categories = list_categories(visit).await.unwrap_or_default();
    let footer = footer(&page, visit);
    view! {
        {skip_link(visit)}
        <header class="site-header">
            {test_banner(visit)}
            <div class="container">
                {logo(visit)}
                {header_search(visit)}
                {menu(&categories, &page, visit)}
                {languages(&page, visit)}
                {cart_link(visit)}
            </div>
        </header>
        <main id="main" tabindex="-1">{page.main}</main>
        {footer}
        {announcements(page.announcements)}
        {drawer(visit)}
        {offline(visit)}
    }
    .into_html()
}

/// Logo and content only.
pub(crate) fn checkout_frame(page: Page, visit: &Visit) -> Html {
    view! {
        {skip_link(visit)}
        <header class="site-header enclosed">
            {test_banner(visit)}
            <div class="container">
                {logo(visit)}
                <a href=visit.href("/cart")>{visit.texts.checkout_back_to_cart()}</a>
            </div>
        </header>
        <main id="main" tabindex="-1">{page.main}</main>
        {checkout_footer(visit)}
        {announcements(page.announcements)}
        {offline(visit)}
    }
    .into_html()
}

fn skip_link(visit: &Visit) -> impl IntoView + use<> {
    view! { <a class="skip-link" href="#main">{visit.texts.nav_skip()}</a> }
}

fn test_banner(visit: &Visit) -> impl IntoView + use<> {
    let text = visit.texts.banner_test_shop();
    visit
        .visitor
        .is_test()
        .then(|| view! { <p class="test-banner">{text}</p> })
}

fn menu(categories: &[CategorySummary], page: &Page, visit: &Visit) -> impl IntoView + use<> {
    let links = categories.iter().map(|category| {
        let href = visit.href(&format!("/c/{}", category.slug));
        // A product is in the category, but not the category's page.
        let current = if href == visit.path { "page" } else { "true" };
        let current = (page.category.as_ref() == Some(&category.slug)).then_some(current);
        view! {
            <li>
                <a href=href aria-current=current>
                    {category.name.clone()}
                </a>
            </li>
        }
    });
    view! {
        <nav class="menu" aria-label=visit.texts.nav_main() data-swap="menu">
            <ul>{links.collect_view()}</ul>
        </nav>
    }
}

/// The same page in all languages, by their own names.
pub(crate) fn language_links(page: &Page, visit: &Visit) -> Vec<Html> {
    let link = |(locale, path): &(Locale, String)| {
        let current = (*locale == visit.locale).then_some("true");
        view! {
            <li>
                <a href=path.clone() lang=locale.tag() hreflang=locale.tag() aria-current=current>
                    {locale.own_name()}
                </a>
            </li>
        }
        .into_html()
    };
    page.alternates.iter().map(link).collect()
}

/// The switcher in the header.
fn languages(page: &Page, visit: &Visit) -> impl IntoView + use<> {
    view! {
        <details class="languages" data-swap="languages">
            <summary>
                <span class="visually-hidden">{visit.texts.nav_language()} ": "</span>
                <span>{Locale::own_name(visit.locale)}</span>
                {icon(Icon::Down)}
            </summary>
            <ul>{language_links(page, visit)}</ul>
        </details>
    }
}

fn cart_link(visit: &Visit) -> impl IntoView + use<> {
    let t = visit.texts;
    let count = visit.visitor.cart_count();
    let label = if count == 0 {
        t.cart_header_empty().to_owned()
    } else {
        t.cart_header_count(count)
    };
    view! {
        <a class="cart-link" href=visit.href("/cart")>
            {icon(Icon::Bag)}
            <CartBadge start=Prop((count, label))/>
        </a>
    }
}

/// Opens after an add; closing needs no script of ours.
fn drawer(visit: &Visit) -> impl IntoView + use<> {
    let t = visit.texts;
    view! {
        <dialog id="cart-drawer" class="drawer" aria-labelledby="drawer-title">
            <form method="dialog" class="drawer-head">
                <h2 id="drawer-title">{t.product_added()}</h2>
                <button class="icon-button" aria-label=t.a11y_close()>{icon(Icon::Close)}</button>
            </form>
            <DrawerCart label=t.cart_subtotal().to_owned()/>
            <div class="drawer-actions">
                <a class="button" href=visit.href("/cart")>{t.product_view_cart()}</a>
                <a class="button secondary" href=visit.href("/checkout/contact")>{t.cart_checkout()}</a>
                <form method="dialog">
                    <button class="link-button wide">{t.product_continue_shopping()}</button>
                </form>
            </div>
        </dialog>
    }
}

/// What screen readers are told when something changes without a page load.
fn announcements(place: Announcements) -> impl IntoView {
    (place == Announcements::InFrame)
        .then(|| view! { <div id="announcements" role="status" class="visually-hidden"></div> })
}

/// What `navigate.js` shows where a page cannot be fetched, with the title as a heading and the page's address in the link.
fn offline(visit: &Visit) -> Html {
    let t = visit.texts;
    let inside = view! {
        <div class="message container">
            <p class="title">{t.errors_offline_title()}</p>
            <p>{t.errors_offline()}</p>
            <p><a class="button" href="">{t.errors_retry()}</a></p>
        </div>
    };
    view! { <template id="offline">{inside}</template> }.into_html()
}
