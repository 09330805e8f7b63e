//! The three test cards, and the check of what is typed into the hosted page.
//!
//! A number is compared with the test cards and then forgotten: any other is
//! refused without being stored, logged or answered with, since someone will
//! type a real one.

use serde::{Deserialize, Serialize};

/// A card that the gateway knows, by what happens to payments with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TestCard {
    Approved,
    Declined,
    ThreeDSecure,
}

impl TestCard {
    pub(crate) const ALL: [Self; 3] = [Self::Approved, Self::Declined, Self::ThreeDSecure];

    /// The number as it is printed on the page.
    pub(crate) const fn number(self) -> &'static str {
        match self {
            Self::Approved => "4242 4242 4242 4242",
            Self::Declined => "4000 0000 0000 0002",
            Self::ThreeDSecure => "4000 0025 0000 3155",
        }
    }

    pub(crate) const fn last4(self) -> &'static str {
        match self {
            Self::Approved => "4242",
            Self::Declined => "0002",
            Self::ThreeDSecure => "3155",
        }
    }

    /// Stripe's fingerprint of the number: the same card, the same text.
    pub(crate) const fn fingerprint(self) -> &'static str {
        match self {
            Self::Approved => "TestApproved4242",
            Self::Declined => "TestDeclined0002",
            Self::ThreeDSecure => "TestThreeDSec3155",
        }
    }

    /// The card behind a token (`tok_visa`) or a ready-made payment method (`pm_card_visa`).
    pub(crate) fn from_token(token: &str) -> Option<Self> {
        let name = token
            .strip_prefix("tok_")
            .or_else(|| token.strip_prefix("pm_card_"))?;
        match name {
            "visa" => Some(Self::Approved),
            "chargeDeclined" | "visa_chargeDeclined" => Some(Self::Declined),
            "threeDSecure2Required" | "threeDSecureRequired" | "authenticationRequired" => {
                Some(Self::ThreeDSecure)
            }
            _ => None,
        }
    }

    /// The card whose number was typed, with or without spaces and dashes.
    pub(crate) fn from_number(typed: &str) -> Option<Self> {
        let digits = |text: &str| -> String {
            text.chars()
                .filter(|c| !matches!(c, ' ' | '-' | '\u{a0}'))
                .collect()
        };
        let typed = digits(typed);
        Self::ALL
            .into_iter()
            .find(|card| digits(card.number()) == typed)
    }
}

/// A month and year on a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Expiry {
    pub(crate) month: i64,
    pub(crate) year: i64,
}

impl Expiry {
    /// What the ready-made payment methods have.
    pub(crate) const READY_MADE: Self = Self {
        month: 12,
        year: 2034,
    };

    /// Reads `12/34`, `12 / 2034`, `1234`.
    pub(crate) fn parse(typed: &str) -> Option<Self> {
        let compact: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        let (month, year) = match compact.split_once(['/', '-', '.']) {
            Some(parts) => parts,
            None if matches!(compact.len(), 4 | 6) => compact.split_at_checked(2)?,
            None => return None,
        };
        let all_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        let well_formed = matches!(month.len(), 1 | 2) && matches!(year.len(), 2 | 4);
        if !(well_formed && all_digits(month) && all_digits(year)) {
            return None;
        }
        let century = if year.len() == 2 { 2_000 } else { 0 };
        let expiry = Self {
            month: month.parse().ok()?,
            year: year.parse::<i64>().ok()? + century,
        };
        (1..=12).contains(&expiry.month).then_some(expiry)
    }

    /// Whether the card is still good in a year's month.
    pub(crate) fn is_good_in(self, (year, month): (i64, i64)) -> bool {
        (self.year, self.month) >= (year, month)
    }
}

/// What is wrong with what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CardMistake {
    /// Not one of the test cards.
    UnknownNumber,
    MalformedExpiry,
    Expired,
    MalformedSecurityCode,
}

/// A card as it was typed. Deliberately without `Debug`: it may hold a real number.
pub(crate) struct TypedCard<'a> {
    pub(crate) number: &'a str,
    pub(crate) expiry: &'a str,
    pub(crate) security_code: &'a str,
}

impl TypedCard<'_> {
    /// # Errors
    /// Every mistake, in the order of the form's fields.
    pub(crate) fn check(&self, today: (i64, i64)) -> Result<(TestCard, Expiry), Vec<CardMistake>> {
        let mut mistakes = Vec::new();
        let card = TestCard::from_number(self.number);
        if card.is_none() {
            mistakes.push(CardMistake::UnknownNumber);
        }
        let expiry = Expiry::parse(self.expiry);
        match expiry {
            None => mistakes.push(CardMistake::MalformedExpiry),
            Some(expiry) if !expiry.is_good_in(today) => mistakes.push(CardMistake::Expired),
            Some(_) => {}
        }
        let code = self.security_code.trim();
        if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_digit()) {
            mistakes.push(CardMistake::MalformedSecurityCode);
        }
        match (card, expiry) {
            (Some(card), Some(expiry)) if mistakes.is_empty() => Ok((card, expiry)),
            _ => Err(mistakes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CardMistake, Expiry, TestCard, TypedCard};

    #[test]
    fn only_the_test_cards_are_known() {
        let check = |typed: &str, expected: Option<TestCard>| {
            assert_eq!(TestCard::from_number(typed), expected);
        };
        check("4242424242424242", Some(TestCard::Approved));
        check("4000-0000-0000-0002", Some(TestCard::Declined));
        check(" 4000 0025 0000 3155 ", Some(TestCard::ThreeDSecure));
        check("4111111111111111", None);
        check("", None);
    }

    #[test]
    fn expiries_are_read_in_the_ways_people_write_them() {
        let check = |typed: &str, expected: Option<(i64, i64)>| {
            assert_eq!(
                Expiry::parse(typed).map(|e| (e.month, e.year)),
                expected,
                "{typed}"
            );
        };
        check("12/34", Some((12, 2034)));
        check("1 / 2034", Some((1, 2034)));
        check("0131", Some((1, 2031)));
        check("122031", Some((12, 2031)));
        check("13/30", None);
        check("0/30", None);
        check("12/3", None);
        check("ж1/30", None);
        check("жж", None);
        check("", None);
    }

    #[test]
    fn a_card_is_good_to_the_end_of_its_month() {
        let check = |expiry: &str, code: &str, expected: Result<(), Vec<CardMistake>>| {
            let typed = TypedCard {
                number: TestCard::Approved.number(),
                expiry,
                security_code: code,
            };
            assert_eq!(
                typed.check((2026, 11)).map(|_| ()),
                expected,
                "{expiry} {code}"
            );
        };
        check("11/26", "123", Ok(()));
        check("10/26", "123", Err(vec![CardMistake::Expired]));
        check("12/26", "12", Err(vec![CardMistake::MalformedSecurityCode]));
        check(
            "x",
            "1234",
            Err(vec![
                CardMistake::MalformedExpiry,
                CardMistake::MalformedSecurityCode,
            ]),
        );
    }
}
