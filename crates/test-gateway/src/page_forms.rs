//! The pay page: what was typed, what is wrong with it, and how it is shown again.

use askama::Template;
use texts::Texts;

use crate::cards::{CardMistake, TestCard, TypedCard};
use crate::errors::ApiError;
use crate::form;
use crate::intents::Failure;
use crate::page_texts;
use crate::sessions::Session;

const LONGEST_TEXT: usize = 200;

/// What was typed. Without `Debug`, since it may hold a real card's number.
#[derive(Default)]
pub(crate) struct PayForm {
    number: String,
    expiry: String,
    code: String,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) delayed: bool,
}

impl PayForm {
    pub(crate) fn parse(body: &[u8]) -> Result<Self, ApiError> {
        let text = std::str::from_utf8(body)
            .map_err(|_| ApiError::invalid("Invalid UTF-8 in the request."))?;
        let mut form = Self::default();
        for (name, value) in form::pairs(text)? {
            match name.as_str() {
                "number" => form.number = value,
                "expiry" => form.expiry = value,
                "code" => form.code = value,
                "name" => form.name = bounded(&value),
                "email" => form.email = bounded(&value),
                "delayed" => form.delayed = value == "on",
                _ => {}
            }
        }
        Ok(form)
    }

    pub(crate) fn card(&self) -> TypedCard<'_> {
        TypedCard {
            number: &self.number,
            expiry: &self.expiry,
            security_code: &self.code,
        }
    }

    pub(crate) fn has_email(&self) -> bool {
        self.email
            .split_once('@')
            .is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
    }
}

fn bounded(text: &str) -> String {
    text.trim().chars().take(LONGEST_TEXT).collect()
}

/// Why the page is shown again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    None,
    Mistakes {
        card: Vec<CardMistake>,
        email_missing: bool,
    },
    Failed(Failure),
}

struct LineView {
    description: String,
    quantity: Option<String>,
    amount: String,
}

struct CardView {
    number: &'static str,
    result: &'static str,
}

struct Field {
    name: &'static str,
    label: &'static str,
    kind: &'static str,
    autocomplete: &'static str,
    inputmode: &'static str,
    placeholder: &'static str,
    value: String,
    longest: usize,
    required: bool,
    mistake: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "pay.html")]
pub(crate) struct PayPage {
    t: Texts,
    base: String,
    session: String,
    alerts: Vec<&'static str>,
    code: Option<&'static str>,
    lines: Vec<LineView>,
    total: String,
    known_email: Option<String>,
    cards: Vec<CardView>,
    fields: Vec<Field>,
    delayed: bool,
    cancel_url: Option<String>,
}

impl PayPage {
    pub(crate) fn new(
        base: &str,
        session: &Session,
        texts: Texts,
        typed: &PayForm,
        trouble: &Trouble,
    ) -> Result<Self, ApiError> {
        let (alerts, code) = alerts(trouble, texts);
        Ok(Self {
            t: texts,
            base: base.to_owned(),
            session: session.id.clone(),
            alerts,
            code,
            lines: lines(session, texts)?,
            total: page_texts::money(session.total()?, session.currency, texts),
            known_email: session.customer_email.clone(),
            cards: TestCard::ALL
                .map(|card| CardView {
                    number: card.number(),
                    result: page_texts::card_result(card, texts),
                })
                .into(),
            fields: fields(session, texts, typed, trouble),
            delayed: typed.delayed,
            cancel_url: session.cancel_url.clone(),
        })
    }
}

fn alerts(trouble: &Trouble, texts: Texts) -> (Vec<&'static str>, Option<&'static str>) {
    match trouble {
        Trouble::None => (Vec::new(), None),
        Trouble::Failed(failure) => {
            let code = match failure {
                Failure::Declined => "card_declined / generic_decline",
                Failure::AuthenticationFailed => "payment_intent_authentication_failure",
            };
            (vec![page_texts::failure_text(*failure, texts)], Some(code))
        }
        Trouble::Mistakes {
            card,
            email_missing,
        } => {
            let email = email_missing.then(|| texts.testgateway_email_missing());
            (
                email
                    .into_iter()
                    .chain(card.iter().map(|m| page_texts::mistake(*m, texts)))
                    .collect(),
                None,
            )
        }
    }
}

fn lines(session: &Session, texts: Texts) -> Result<Vec<LineView>, ApiError> {
    let amount = |minor| page_texts::money(minor, session.currency, texts);
    let mut lines: Vec<LineView> = session
        .lines
        .iter()
        .map(|line| LineView {
            description: line.description.clone(),
            quantity: (line.quantity > 1).then(|| format!("× {}", line.quantity)),
            amount: amount(line.subtotal),
        })
        .collect();
    let discount = session.discount()?;
    if discount > 0 {
        lines.push(LineView {
            description: texts.testgateway_discount().to_owned(),
            quantity: None,
            amount: amount(-discount),
        });
    }
    if let Some(shipping) = &session.shipping {
        lines.push(LineView {
            description: shipping.display_name.clone(),
            quantity: None,
            amount: amount(shipping.amount),
        });
    }
    Ok(lines)
}

/// The number, expiry and security code are never shown again.
fn fields(session: &Session, texts: Texts, typed: &PayForm, trouble: &Trouble) -> Vec<Field> {
    let mistake = |wanted: &[CardMistake]| match trouble {
        Trouble::Mistakes { card, .. } => card
            .iter()
            .find(|m| wanted.contains(m))
            .map(|m| page_texts::mistake(*m, texts)),
        _ => None,
    };
    let email_missing = matches!(
        trouble,
        Trouble::Mistakes {
            email_missing: true,
            ..
        }
    );
    let field = |name, label, autocomplete| Field {
        name,
        label,
        kind: "text",
        autocomplete,
        inputmode: "",
        placeholder: "",
        value: String::new(),
        longest: LONGEST_TEXT,
        required: true,
        mistake: None,
    };
    let email = Field {
        kind: "email",
        inputmode: "email",
        value: typed.email.clone(),
        mistake: email_missing.then(|| texts.testgateway_email_missing()),
        ..field("email", texts.testgateway_email(), "email")
    };
    let card = [
        Field {
            inputmode: "numeric",
            longest: 30,
            mistake: mistake(&[CardMistake::UnknownNumber]),
            ..field("number", texts.testgateway_number(), "cc-number")
        },
        Field {
            inputmode: "numeric",
            placeholder: "12/34",
            longest: 9,
            mistake: mistake(&[CardMistake::MalformedExpiry, CardMistake::Expired]),
            ..field("expiry", texts.testgateway_expiry(), "cc-exp")
        },
        Field {
            inputmode: "numeric",
            placeholder: "123",
            longest: 4,
            mistake: mistake(&[CardMistake::MalformedSecurityCode]),
            ..field("code", texts.testgateway_code(), "cc-csc")
        },
        Field {
            value: typed.name.clone(),
            required: false,
            ..field("name", texts.testgateway_name(), "cc-name")
        },
    ];
    session
        .customer_email
        .is_none()
        .then_some(email)
        .into_iter()
        .chain(card)
        .collect()
}
