//! What has changed since the shopper agreed, in their language.

use domain::checkout::ConsentChange;
use domain::locale::Locale;
use texts::{Texts, format};

/// A sentence for each change. `problems` are the sentences about lines that
/// cannot be bought any more: they say better why a line is gone.
pub(super) fn describe(
    changes: &[ConsentChange],
    mut problems: Vec<String>,
    locale: Locale,
) -> Vec<String> {
    let is_gone = |change: &&ConsentChange| matches!(change, ConsentChange::Removed);
    let unexplained = changes
        .iter()
        .filter(is_gone)
        .count()
        .saturating_sub(problems.len());
    let gone = Texts::new(locale).checkout_changed_removed();
    problems.extend(std::iter::repeat_n(gone.to_owned(), unexplained));
    problems.extend(changes.iter().filter_map(|change| sentence(change, locale)));
    problems
}

fn sentence(change: &ConsentChange, locale: Locale) -> Option<String> {
    let texts = Texts::new(locale);
    let money = |amount| format::money(amount, locale);
    let number = |count| format::number(count, locale);
    Some(match change {
        ConsentChange::UnitPrice { name, was, now } => {
            texts.checkout_changed_price(name, money(*was), money(*now))
        }
        ConsentChange::Quantity { name, was, now } => {
            texts.checkout_changed_quantity(name, number(*was), number(*now))
        }
        ConsentChange::Added { name } => texts.checkout_changed_added(name),
        ConsentChange::Removed => return None,
        ConsentChange::Shipping { was, now } => {
            texts.checkout_changed_shipping(money(*was), money(*now))
        }
        ConsentChange::Details => texts.checkout_changed_details().to_owned(),
        ConsentChange::Total { was, now } => texts.checkout_changed_total(money(*was), money(*now)),
    })
}
