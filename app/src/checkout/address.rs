//! The inputs of an address, by the country's own form.

use domain::address::{AddressForm, Country, Field, FieldRule};
use domain::locale::Locale;
use leptos::prelude::*;
use texts::Texts;

use super::problems::postal_example;
use crate::flash::Flash;
use crate::html::{Html, IntoHtml};

/// Whose address a group of inputs is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Address {
    Shipping,
    Billing,
}

impl Address {
    /// What the inputs' names begin with.
    pub(super) const fn prefix(self) -> &'static str {
        match self {
            Self::Shipping => "",
            Self::Billing => "billing_",
        }
    }

    /// The group's name in `autocomplete`.
    const fn group(self) -> &'static str {
        match self {
            Self::Shipping => "shipping",
            Self::Billing => "billing",
        }
    }
}

/// An input with its label, hint and problem.
pub(crate) struct Input {
    /// Also its id.
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) kind: &'static str,
    pub(crate) autocomplete: String,
    pub(crate) inputmode: Option<&'static str>,
    pub(crate) hint: Option<String>,
    pub(crate) required: bool,
}

impl Input {
    /// The input with what was entered before and what was wrong with it.
    pub(crate) fn view(self, shown: &Flash) -> Html {
        let value = shown.entries.get(&self.name).cloned().unwrap_or_default();
        let problem = shown.problem(&self.name).map(str::to_owned);
        let described = described_by(&self.name, problem.is_some(), self.hint.is_some());
        view! {
            <div class="field">
                <label for=self.name.clone()>{self.label}</label>
                {hint(&self.name, self.hint)}
                {problem_text(&self.name, problem.clone())}
                <input
                    id=self.name.clone()
                    name=self.name
                    type=self.kind
                    value=value
                    autocomplete=self.autocomplete
                    inputmode=self.inputmode
                    required=self.required
                    aria-invalid=problem.map(|_| "true")
                    aria-describedby=described
                />
            </div>
        }
        .into_html()
    }
}

fn hint(name: &str, text: Option<String>) -> Html {
    let id = format!("{name}-hint");
    text.map(|text| view! { <p class="hint" id=id>{text}</p> })
        .into_html()
}

fn problem_text(name: &str, text: Option<String>) -> Html {
    let id = format!("{name}-problem");
    text.map(|text| view! { <p class="problem" id=id>{text}</p> })
        .into_html()
}

fn described_by(name: &str, has_problem: bool, has_hint: bool) -> Option<String> {
    let ids: Vec<String> = [("problem", has_problem), ("hint", has_hint)]
        .into_iter()
        .filter(|(_, there)| *there)
        .map(|(what, _)| format!("{name}-{what}"))
        .collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// Country first, then exactly the fields that its post asks for.
pub(crate) fn address_fields(whose: Address, shown: &Flash, texts: Texts) -> Html {
    let name = format!("{}country", whose.prefix());
    let chosen = shown
        .entries
        .get(&name)
        .and_then(|code| Country::parse(code));
    let form = chosen.map_or(AddressForm::General, AddressForm::of);
    let fields = form
        .fields()
        .iter()
        .map(|rule| field(whose, form, rule, shown, texts));
    view! {
        {country_field(whose, name, chosen, shown, texts)}
        {fields.collect_view()}
    }
    .into_html()
}

/// The country, and the button that shows its fields; with script the choice itself presses it.
fn country_field(
    whose: Address,
    name: String,
    chosen: Option<Country>,
    shown: &Flash,
    texts: Texts,
) -> Html {
    let problem = shown.problem(&name).map(str::to_owned);
    let described = described_by(&name, problem.is_some(), true);
    let button = format!("update-{name}");
    let options = countries(texts).into_iter().map(|(country, label)| {
        let selected = chosen == Some(country);
        view! { <option value=country.code().to_owned() selected=selected>{label}</option> }
    });
    view! {
        <div class="field country">
            <label for=name.clone()>{texts.address_country()}</label>
            {hint(&name, Some(texts.address_country_hint().to_owned()))}
            {problem_text(&name, problem.clone())}
            <select
                id=name.clone()
                name=name.clone()
                autocomplete=format!("{} country", whose.group())
                data-submits=button.clone()
                required=true
                aria-invalid=problem.map(|_| "true")
                aria-describedby=described
            >
                {options.collect_view()}
            </select>
            <button type="submit" class="secondary no-script" id=button name="update" value=name>
                {texts.address_change_country()}
            </button>
        </div>
    }
    .into_html()
}

/// All countries in the reader's language and order.
fn countries(texts: Texts) -> Vec<(Country, &'static str)> {
    let mut countries: Vec<_> = Country::ALL
        .into_iter()
        .filter_map(Country::parse)
        .map(|country| (country, texts.country(country)))
        .collect();
    // Chinese names have no order that code points know; the codes' order is as good.
    if texts.locale() != Locale::ZhHans {
        countries.sort_by_key(|(_, name)| without_accents(name));
    }
    countries
}

/// For sorting: the initial letters that Portuguese names have.
fn without_accents(name: &str) -> String {
    name.replace(['Á', 'Â'], "A")
        .replace(['É', 'Ê'], "E")
        .replace('Í', "I")
}

fn field(whose: Address, form: AddressForm, rule: &FieldRule, shown: &Flash, texts: Texts) -> Html {
    let input = input_of(whose, form, rule, texts);
    let filled = shown
        .entries
        .get(&input.name)
        .is_some_and(|text| !text.trim().is_empty());
    let open = filled || shown.problem(&input.name).is_some();
    let summary = match rule.field {
        Field::Company if !rule.required => texts.address_add_company(),
        Field::Extra if !rule.required => texts.address_add_extra(),
        _ => return input.view(shown),
    };
    view! {
        <details class="optional-field" open=open>
            <summary>{summary}</summary>
            {input.view(shown)}
        </details>
    }
    .into_html()
}

fn input_of(whose: Address, form: AddressForm, rule: &FieldRule, texts: Texts) -> Input {
    let label = texts.address_field(form, rule.field);
    let (kind, inputmode) = match (rule.field, form.postal_pattern()) {
        (Field::Phone, _) => ("tel", None),
        (Field::PostalCode, Some(_)) => ("text", Some("numeric")),
        _ => ("text", None),
    };
    let hint = match (rule.field, form.postal_pattern()) {
        (Field::Phone, _) => Some(texts.address_phone_hint().to_owned()),
        (Field::PostalCode, Some(_)) => Some(texts.address_postal_code_hint(postal_example(form))),
        _ => None,
    };
    Input {
        name: format!("{}{}", whose.prefix(), rule.field.key()),
        label: if rule.required {
            label.to_owned()
        } else {
            texts.address_optional(label)
        },
        kind,
        autocomplete: format!("{} {}", whose.group(), rule.field.autocomplete(form)),
        inputmode,
        hint,
        required: rule.required,
    }
}
