//! The living page `/design`: every component in every state it has.
//!
//! A tool for who builds the shop, shown neither in production nor where money
//! moves. The components are made by the functions and style sheets of the
//! pages, never by copies, so this page cannot differ from them; it is also
//! what `end2end/pixels` photographs, component by component. Its own styles
//! are in `style/design.css`.

mod buying;
mod catalogue;
mod colours;
mod forms;
mod foundations;
mod samples;

use domain::locale::Locale;
use leptos::prelude::*;

use self::samples::Samples;
use crate::html::{Html, IntoHtml};
use crate::page::{Page, Refusal, Visit, href, respond, respond_anywhere};

#[component]
pub(crate) fn DesignPage() -> impl IntoView {
    respond(design)
}

/// `/design` without a language; `?lang=ru` leads to that one.
#[component]
pub(crate) fn AnyDesignPage() -> impl IntoView {
    respond_anywhere(|visit: Visit| async move {
        let wanted = visit.query("lang");
        let locale = Locale::ALL
            .into_iter()
            .find(|locale| Some(locale.tag()) == wanted.as_deref());
        match locale {
            Some(locale) if visit.visitor.shows_design() => {
                Err(Refusal::SeeOther(href(locale, "/design")))
            }
            _ => design(visit).await,
        }
    })
}

async fn design(visit: Visit) -> Result<Page, Refusal> {
    if !visit.visitor.shows_design() {
        return Err(Refusal::NotFound);
    }
    let t = visit.texts;
    let samples = samples::read(&visit).await?;
    let components = components(&samples, &visit);
    let index = components.iter().map(|component| {
        view! { <li><a href=format!("#{}", component.id())>{component.title}</a></li> }
    });
    let main = view! {
        <div class="design container">
            <h1>{t.design_title()}</h1>
            <p class="lead">{t.design_lead()}</p>
            <nav class="design-index" aria-label=t.design_title()>
                <ul>{index.collect_view()}</ul>
            </nav>
            {components.into_iter().map(Component::view).collect_view()}
        </div>
    };
    Ok(Page {
        alternates: Locale::ALL.map(|l| (l, href(l, "/design"))).to_vec(),
        ..Page::private(&visit, t.design_title(), main)
    })
}

/// All of them, the smallest first.
fn components(samples: &Samples, visit: &Visit) -> Vec<Component> {
    let mut all = foundations::components(visit);
    all.extend(forms::components(visit));
    all.extend(catalogue::components(samples, visit));
    all.extend(buying::components(samples, visit));
    all
}

/// A component in its states.
struct Component {
    /// In letters and dashes: part of its id and of its pictures' names in `end2end/pixels`.
    name: &'static str,
    title: &'static str,
    states: Vec<Html>,
}

impl Component {
    fn id(&self) -> String {
        format!("design-{}", self.name)
    }

    fn view(self) -> Html {
        let id = self.id();
        let title_id = format!("{id}-title");
        let labelled_by = title_id.clone();
        view! {
            <section
                class="design-component"
                id=id
                aria-labelledby=labelled_by
            >
                <h2 id=title_id>{self.title}</h2>
                {self.states}
            </section>
        }
        .into_html()
    }
}

/// A state under what makes it: a class, an attribute. Nothing there to translate.
fn state(made_by: &'static str, content: impl IntoView) -> Html {
    view! {
        <div class="design-state">
            <p class="design-label"><code>{made_by}</code></p>
            {content}
        </div>
    }
    .into_html()
}

/// As its page shows it, but without taking the focus when this one opens.
fn unfocused(view: impl IntoView) -> Html {
    let html = view.into_view().to_html();
    Html::new(
        html.replace(" autofocus", "")
            .replace(" data-focus=\"\"", ""),
    )
}
