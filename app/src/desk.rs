//! Where forms are answered: data for islands, a redirect (303) for plain
//! browsers, so that a reload repeats nothing.

use domain::locale::Locale;
use texts::Texts;

use crate::error::ShopError;
use crate::flash::Flash;
use crate::page::{Refusal, href};
use crate::session::{InternalError, Visitor};

/// The request behind a server function. Its language is that of the page that the form was on.
pub(crate) struct Desk {
    pub(crate) visitor: Visitor,
    pub(crate) locale: Locale,
    pub(crate) texts: Texts,
}

impl Desk {
    /// `locale`: the tag that the form carries. Call it before the first await.
    ///
    /// # Errors
    /// [`ShopError::Unreadable`] outside of a request.
    pub(crate) fn open(locale: &str) -> Result<Self, ShopError> {
        let visitor = Visitor::current().ok_or(ShopError::Unreadable)?;
        let locale = Locale::from_tag(locale).unwrap_or_else(|| visitor.negotiated_locale());
        Ok(Self {
            visitor,
            locale,
            texts: Texts::new(locale),
        })
    }

    /// The answer is another page of the shop, `/cart`, which shows what `flash` says.
    pub(crate) async fn lead(&self, rest: &str, flash: Flash) {
        if flash != Flash::default() {
            self.visitor.flash(self.locale, flash).await;
        }
        self.visitor.redirect(303, &href(self.locale, rest));
    }

    /// The answer is a page that says that we failed, and shows what else is in `flash`.
    pub(crate) async fn apologize(
        &self,
        error: &InternalError,
        rest: &str,
        flash: Flash,
    ) -> ShopError {
        let text = self.say_failed(error);
        let notice = Flash::refused(text.clone()).notice;
        self.lead(rest, Flash { notice, ..flash }).await;
        ShopError::Failed(text)
    }

    /// A rule of the shop says no: as data with 422, or on the page that the form was on.
    pub(crate) async fn refuse(&self, text: String, rest: &str) -> ShopError {
        if self.visitor.wants_page() {
            self.lead(rest, Flash::refused(text.clone())).await;
        } else {
            self.visitor.set_status(422);
        }
        ShopError::Refused(text)
    }

    /// Something of ours failed: as data with 500, or 503 if it may work soon, or on the page that the form was on.
    pub(crate) async fn fail(&self, error: &InternalError, rest: &str) -> ShopError {
        if self.visitor.wants_page() {
            return self.apologize(error, rest, Flash::default()).await;
        }
        let text = self.say_failed(error);
        self.visitor
            .set_status(if error.is_busy() { 503 } else { 500 });
        ShopError::Failed(text)
    }

    fn say_failed(&self, error: &InternalError) -> String {
        let text = self.texts.errors_server_text();
        match self.visitor.failed(error) {
            Refusal::Failed { incident, .. } => {
                format!("{text} {}", self.texts.errors_incident(incident))
            }
            _ => text.to_owned(),
        }
    }
}
