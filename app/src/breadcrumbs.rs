//! Where the reader is, and the way back up.

use leptos::prelude::*;

use crate::page::Visit;

/// Home, the steps between as (path, name), and the page itself.
pub(crate) fn breadcrumbs(
    visit: &Visit,
    between: &[(String, String)],
    here: &str,
) -> impl IntoView + use<> {
    let steps = between
        .iter()
        .map(|(path, name)| view! { <li><a href=path.clone()>{name.clone()}</a></li> })
        .collect_view();
    view! {
        <nav class="breadcrumbs" aria-label=visit.texts.nav_breadcrumbs()>
            <ol>
                <li><a href=visit.href("")>{visit.texts.nav_home()}</a></li>
                {steps}
                <li aria-current="page">{here.to_owned()}</li>
            </ol>
        </nav>
    }
}
