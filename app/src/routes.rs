//! Which path leads to which page.

use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{SsrMode, path};

use crate::cart::CartPage;
use crate::catalog::{HomePage, ListingPage, ProductPage};
use crate::checkout::{ContactPage, PaymentPage, ShippingPage};
use crate::design::{AnyDesignPage, DesignPage};
use crate::information::{
    ContactInformationPage, PrivacyPage, ReturnsPage, ShippingInformationPage, TermsPage,
};
use crate::mailbox::{MailPage, MailboxPage};
use crate::orders::{OrderLookupPage, OrderPage};
use crate::page::NotFoundPage;
use crate::search::SearchPage;

/// All pages of the shop. The server mounts these routes and renders them through [`crate::shell`].
///
/// Every page is rendered as a whole before the first byte leaves
/// (`SsrMode::Async`): status, headers and the session are settled by then.
#[component]
pub fn App() -> impl IntoView {
    view! {
        <Router>
            <FlatRoutes fallback=NotFoundPage>
                // One static path a language: a parameter here would catch `/favicon.svg` too.
                <Route path=path!("/en") view=HomePage ssr=SsrMode::Async/>
                <Route path=path!("/pt-br") view=HomePage ssr=SsrMode::Async/>
                <Route path=path!("/zh-hans") view=HomePage ssr=SsrMode::Async/>
                <Route path=path!("/ru") view=HomePage ssr=SsrMode::Async/>
                <Route path=path!("/:locale/c/:slug") view=ListingPage ssr=SsrMode::Async/>
                <Route path=path!("/:locale/p/:slug") view=ProductPage ssr=SsrMode::Async/>
                <Route path=path!("/:locale/search") view=SearchPage ssr=SsrMode::Async/>
                <Route path=path!("/:locale/cart") view=CartPage ssr=SsrMode::Async/>
                <Route path=path!("/:locale/checkout/contact") view=ContactPage ssr=SsrMode::Async/>
                <Route path=path!("/:locale/checkout/shipping") view=ShippingPage ssr=SsrMode::Async/>
                <Route path=path!("/:locale/checkout/payment") view=PaymentPage ssr=SsrMode::Async/>
                <Route path=path!("/:locale/orders/lookup") view=OrderLookupPage ssr=SsrMode::Async/>
                <Route path=path!("/:locale/orders/:id") view=OrderPage ssr=SsrMode::Async/>
                <Route path=path!("/:locale/shipping") view=ShippingInformationPage ssr=SsrMode::Async/>
                <Route path=path!("/:locale/returns") view=ReturnsPage ssr=SsrMode::Async/>
                <Route path=path!("/:locale/contact") view=ContactInformationPage ssr=SsrMode::Async/>
                <Route path=path!("/:locale/privacy") view=PrivacyPage ssr=SsrMode::Async/>
                <Route path=path!("/:locale/terms") view=TermsPage ssr=SsrMode::Async/>
                <Route path=path!("/design") view=AnyDesignPage ssr=SsrMode::Async/>
                <Route path=path!("/:locale/design") view=DesignPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/mail") view=MailboxPage ssr=SsrMode::Async/>
                <Route path=path!("/admin/mail/:name") view=MailPage ssr=SsrMode::Async/>
            </FlatRoutes>
        </Router>
    }
}
