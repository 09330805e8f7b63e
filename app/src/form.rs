//! A form that was sent without script, and where its answer leads.
//!
//! Such a form is answered by a redirect (303), so that a reload repeats
//! nothing; what the next page must say travels as [`Flash`].

use domain::locale::Locale;
use texts::Texts;

use crate::error::ShopError;
use crate::flash::Flash;
use crate::page::{Refusal, href};
use crate::session::Visitor;

/// The form that is being answered. Its language is that of the page it was on.
pub(crate) struct Form {
    pub(crate) visitor: Visitor,
    pub(crate) locale: Locale,
    pub(crate) texts: Texts,
}

impl Form {
    /// Reads the request from the context, and the language from the form's hidden
    /// input. Call it before the first await.
    ///
    /// # Errors
    /// [`ShopError::Unreadable`] outside of a request.
    pub(crate) fn current(locale: &str) -> Result<Self, ShopError> {
        let visitor = Visitor::current().ok_or(ShopError::Unreadable)?;
        let locale = Locale::from_tag(locale).unwrap_or_else(|| visitor.negotiated_locale());
        Ok(Self { visitor, locale, texts: Texts::new(locale) })
    }

    /// The answer is another page of the shop, `/cart`.
    pub(crate) fn lead_to(&self, rest: &str) {
        self.visitor.redirect(303, &href(self.locale, rest));
    }

    /// The answer is a page that has something to say.
    pub(crate) async fn lead_with(&self, flash: Flash, rest: &str) {
        if flash != Flash::default() {
            self.visitor.flash(self.locale, flash).await;
        }
        self.lead_to(rest);
    }

    /// The answer is a page that says that we failed, under which number that is
    /// logged, and shows again what was entered.
    pub(crate) async fn apologize(&self, failure: Refusal, flash: Flash, rest: &str) {
        let mut text = self.texts.errors_server_text().to_owned();
        if let Refusal::Failed { incident, .. } = failure {
            text = format!("{text} {}", self.texts.errors_incident(incident));
        }
        let notice = Flash::refused(text).notice;
        self.lead_with(Flash { notice, ..flash }, rest).await;
    }
}
