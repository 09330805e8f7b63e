//! What one request leaves for the page after it: a form's errors and entries, a notice.
//!
//! Without script a form's answer is a redirect, so what the next page must
//! say travels in the session and is shown once.

use std::collections::BTreeMap;

use domain::cart::LineRequest;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::page::Visit;

/// Everything that can be left for the next page; mostly empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Flash {
    /// A sentence to show.
    #[serde(default)]
    pub(crate) notice: Option<Notice>,
    /// Entries of a form to show again, by the name of the input.
    #[serde(default)]
    pub(crate) entries: BTreeMap<String, String>,
    /// What is wrong with them, in the order of the form.
    #[serde(default)]
    pub(crate) problems: Vec<Problem>,
    /// What changed before an order was placed, each a sentence.
    #[serde(default)]
    pub(crate) changes: Vec<String>,
}

/// A sentence in the shopper's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Notice {
    pub(crate) text: String,
    pub(crate) kind: NoticeKind,
    /// Brings back the line whose removal the notice tells of.
    #[serde(default)]
    pub(crate) undo: Option<LineRequest>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum NoticeKind {
    Done,
    Refused,
}

/// A problem of one input, as a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Problem {
    /// The input's name, which is also its id.
    pub(crate) field: String,
    pub(crate) text: String,
}

impl Flash {
    pub(crate) fn done(text: impl Into<String>) -> Self {
        Self::notice(text, NoticeKind::Done)
    }

    pub(crate) fn refused(text: impl Into<String>) -> Self {
        Self::notice(text, NoticeKind::Refused)
    }

    fn notice(text: impl Into<String>, kind: NoticeKind) -> Self {
        let notice = Notice {
            text: text.into(),
            kind,
            undo: None,
        };
        Self {
            notice: Some(notice),
            ..Self::default()
        }
    }

    /// The problem of an input, if it has one.
    pub(crate) fn problem(&self, field: &str) -> Option<&str> {
        self.problems
            .iter()
            .find(|problem| problem.field == field)
            .map(|problem| problem.text.as_str())
    }
}

/// The notice as a box, with its undo.
pub(crate) fn notice_box(notice: Option<Notice>, visit: &Visit) -> impl IntoView {
    let t = visit.texts;
    let tag = visit.locale.tag();
    notice.map(|notice| {
        let class = match notice.kind {
            NoticeKind::Done => "notice",
            NoticeKind::Refused => "notice refused",
        };
        let undo = notice.undo.map(|line| {
            view! {
                <form method="post" action="/api/cart/restore">
                    <input type="hidden" name="locale" value=tag/>
                    <input type="hidden" name="variant_id" value=line.variant_id.to_string()/>
                    <button class="link-button">{t.cart_undo()}</button>
                </form>
            }
        });
        let role = (notice.kind == NoticeKind::Refused).then_some("alert");
        view! {
            <div class=class role=role>
                <p>{notice.text}</p>
                {undo}
            </div>
        }
    })
}

/// The list of a form's problems, each leading to its input. Focused when the page opens.
pub(crate) fn error_summary(flash: &Flash, visit: &Visit) -> impl IntoView {
    let problems = flash.problems.clone();
    let title = visit.texts.errors_summary_title();
    (!problems.is_empty()).then(|| {
        let links = problems
            .into_iter()
            .map(|problem| {
                view! { <li><a href=format!("#{}", problem.field)>{problem.text}</a></li> }
            })
            .collect_view();
        view! {
            <div class="error-summary" role="alert" tabindex="-1" autofocus=true data-focus="">
                <h2>{title}</h2>
                <ul>{links}</ul>
            </div>
        }
    })
}
