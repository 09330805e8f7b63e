//! What all components are made of: type, colours, space, buttons, icons.

use leptos::prelude::*;

use super::colours::{self, PAIRS, Pair, Theme};
use super::{Component, state};
use crate::html::{Html, IntoHtml};
use crate::icon::{Icon, icon};
use crate::page::Visit;

pub(super) fn components(visit: &Visit) -> Vec<Component> {
    let t = visit.texts;
    let component = |name, title, states| Component {
        name,
        title,
        states,
    };
    vec![
        component("type", t.design_type(), type_scale(visit)),
        component("colours", t.design_colours(), vec![tokens()]),
        component("contrast", t.design_contrast(), vec![contrasts(visit)]),
        component("space", t.design_space(), space()),
        component("buttons", t.design_buttons(), buttons(visit)),
        component("icons", t.design_icons(), vec![icons()]),
    ]
}

fn type_scale(visit: &Visit) -> Vec<Html> {
    let t = visit.texts;
    let size = |label: &'static str, class: &'static str| {
        state(label, view! { <p class=class>{t.home_title()}</p> })
    };
    vec![
        // One page has one h1: its size, on something else.
        size("h1", "design-h1"),
        size("h2", "design-h2"),
        size("h3", "design-h3"),
        state(".lead", view! { <p class="lead">{t.home_lead()}</p> }),
        state(
            "p",
            view! { <p>{t.information_returns_right()} " " <a href=visit.href("/returns")>{t.nav_returns()}</a></p> },
        ),
        state(
            ".muted",
            view! { <p class="muted">{t.information_returns_right()}</p> },
        ),
        state(
            ".hint",
            view! { <p class="hint">{t.checkout_pay_hint()}</p> },
        ),
    ]
}

/// Painted with the very tokens: the style sheet decides what is seen.
fn tokens() -> Html {
    let swatches = colours::names().into_iter().map(|name| {
        view! {
            <li>
                <svg class="design-swatch" viewBox="0 0 16 10" aria-hidden="true">
                    <rect width="16" height="10" fill=format!("var(--{name})")></rect>
                </svg>
                <code>{format!("--{name}")}</code>
            </li>
        }
    });
    view! { <ul class="design-grid">{swatches.collect_view()}</ul> }.into_html()
}

fn contrasts(visit: &Visit) -> Html {
    let t = visit.texts;
    let rows = PAIRS.iter().map(contrast);
    view! {
        <div class="table-scroll" tabindex="0">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t.design_colour()}</th>
                        <th scope="col">{t.design_ground()}</th>
                        <th scope="col" class="figure">{t.design_light()}</th>
                        <th scope="col" class="figure">{t.design_dark()}</th>
                        <th scope="col" class="figure">{t.design_least()}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_html()
}

fn contrast(pair: &Pair) -> impl IntoView + use<> {
    let figures = Theme::ALL.map(|theme| {
        let ratio = pair.contrast(theme).map(|ratio| format!("{ratio:.1}"));
        view! { <td class="figure">{ratio}</td> }
    });
    view! {
        <tr>
            <th scope="row"><code>{format!("--{}", pair.front)}</code></th>
            <td><code>{format!("--{}", pair.back)}</code></td>
            {figures.into_iter().collect_view()}
            <td class="figure">{format!("{:.1}", pair.least)}</td>
        </tr>
    }
}

fn space() -> Vec<Html> {
    let spaces = (1..=9).map(|step| {
        view! { <li><span class="design-space"></span><code>{format!("--space-{step}")}</code></li> }
    });
    let boxes = [
        "--radius-s",
        "--radius",
        "--radius-l",
        "--radius-pill",
        "--shadow",
    ];
    let boxes =
        boxes.map(|token| view! { <li><span class="design-box"></span><code>{token}</code></li> });
    vec![
        view! { <ul class="design-spaces">{spaces.collect_view()}</ul> }.into_html(),
        view! { <ul class="design-boxes">{boxes.into_iter().collect_view()}</ul> }.into_html(),
    ]
}

fn buttons(visit: &Visit) -> Vec<Html> {
    let t = visit.texts;
    vec![
        state(
            "button",
            view! { <button type="button">{t.product_add_to_cart()}</button> },
        ),
        state(
            "a.button",
            view! { <a class="button" href=visit.href("/cart")>{t.product_view_cart()}</a> },
        ),
        state(
            "button[aria-busy]",
            view! { <button type="button" aria-busy="true">{t.product_adding()}</button> },
        ),
        state(
            "button:disabled",
            view! { <button type="button" disabled=true>{t.product_add_to_cart()}</button> },
        ),
        state(
            ".secondary",
            view! { <button type="button" class="secondary">{t.order_change()}</button> },
        ),
        state(
            ".secondary:disabled",
            view! { <button type="button" class="secondary" disabled=true>{t.order_change()}</button> },
        ),
        state(
            ".link-button",
            view! { <button type="button" class="link-button">{t.cart_undo()}</button> },
        ),
        state(
            ".icon-button",
            view! { <button type="button" class="icon-button" aria-label=t.a11y_close()>{icon(Icon::Close)}</button> },
        ),
        state(
            ".wide",
            view! { <button type="button" class="wide">{t.cart_checkout()}</button> },
        ),
    ]
}

fn icons() -> Html {
    let all = Icon::ALL.map(|one| view! { <li>{icon(one)}</li> });
    view! { <ul class="design-icons">{all.into_iter().collect_view()}</ul> }.into_html()
}
