//! The hosted pages' language and amounts.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use domain::locale::Locale;
use domain::money::{Currency, Money};
use texts::Texts;

use crate::cards::{CardMistake, TestCard};
use crate::intents::Failure;

/// The texts for a session's `locale`, which is one of Stripe's codes; without one, or
/// for a language that the shop does not have, for what the browser asks for.
pub(crate) fn texts_for(session_locale: Option<&str>, headers: &HeaderMap) -> Texts {
    let locale = match session_locale {
        Some("en" | "en-GB") => Locale::En,
        Some("pt" | "pt-BR") => Locale::PtBr,
        Some("zh") => Locale::ZhHans,
        Some("ru") => Locale::Ru,
        _ => headers
            .get(ACCEPT_LANGUAGE)
            .and_then(|v| v.to_str().ok())
            .map(Locale::negotiate)
            .unwrap_or_default(),
    };
    Texts::new(locale)
}

pub(crate) fn money(minor: i64, currency: Currency, texts: Texts) -> String {
    texts::format::money(Money::new(minor, currency), texts.locale())
}

pub(crate) fn card_result(card: TestCard, texts: Texts) -> &'static str {
    match card {
        TestCard::Approved => texts.testgateway_approved(),
        TestCard::Declined => texts.testgateway_declined(),
        TestCard::ThreeDSecure => texts.testgateway_three_d_secure(),
    }
}

pub(crate) fn mistake(mistake: CardMistake, texts: Texts) -> &'static str {
    match mistake {
        CardMistake::UnknownNumber => texts.testgateway_unknown_number(),
        CardMistake::MalformedExpiry => texts.testgateway_malformed_expiry(),
        CardMistake::Expired => texts.testgateway_expired_card(),
        CardMistake::MalformedSecurityCode => texts.testgateway_malformed_code(),
    }
}

pub(crate) fn failure_text(failure: Failure, texts: Texts) -> &'static str {
    match failure {
        Failure::Declined => texts.testgateway_card_declined(),
        Failure::AuthenticationFailed => texts.testgateway_authentication_failed(),
    }
}
