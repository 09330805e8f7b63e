//! What is wrong with the contact form, said to the shopper.

use std::collections::BTreeMap;

use domain::address::{AddressForm, Country, Field, FieldProblem};
use domain::contact::EmailError;
use texts::Texts;

use super::api::{ContactField, ContactProblem};
use crate::flash::Problem;

/// Each problem as a sentence beside the name of its input; in the same order.
pub(super) fn describe(
    texts: Texts,
    entries: &BTreeMap<String, String>,
    found: &[(ContactField, ContactProblem)],
) -> Vec<Problem> {
    found
        .iter()
        .map(|(field, problem)| Problem {
            field: input_name(*field),
            text: sentence(texts, entries, *field, *problem),
        })
        .collect()
}

fn input_name(field: ContactField) -> String {
    match field {
        ContactField::Email => "email".to_owned(),
        ContactField::Country => "country".to_owned(),
        ContactField::Address(field) => field.key().to_owned(),
        ContactField::BillingCountry => "billing_country".to_owned(),
        ContactField::Billing(field) => format!("billing_{}", field.key()),
    }
}

fn sentence(
    texts: Texts,
    entries: &BTreeMap<String, String>,
    field: ContactField,
    problem: ContactProblem,
) -> String {
    match (problem, field) {
        (ContactProblem::Email(EmailError::Missing), _) => texts.errors_email_required().to_owned(),
        (ContactProblem::Email(EmailError::Malformed), _) => {
            texts.errors_email_invalid().to_owned()
        }
        (ContactProblem::Address(problem), ContactField::Address(field)) => {
            address_sentence(texts, form_of(entries, "country"), field, problem)
        }
        (ContactProblem::Address(problem), ContactField::Billing(field)) => {
            let form = form_of(entries, "billing_country");
            let sentence = address_sentence(texts, form, field, problem);
            format!("{}: {sentence}", texts.checkout_billing_address())
        }
        (ContactProblem::UnknownCountry | ContactProblem::Address(_), _) => {
            texts.errors_country_unknown().to_owned()
        }
    }
}

fn form_of(entries: &BTreeMap<String, String>, name: &str) -> AddressForm {
    let country = entries.get(name).and_then(|code| Country::parse(code));
    country.map_or(AddressForm::General, AddressForm::of)
}

fn address_sentence(
    texts: Texts,
    form: AddressForm,
    field: Field,
    problem: FieldProblem,
) -> String {
    let label = texts.address_field(form, field);
    match (problem, field) {
        (FieldProblem::Missing, _) => texts.errors_required(label),
        (FieldProblem::TooLong, _) => {
            texts.errors_too_long(i64::try_from(field.max_chars()).unwrap_or(i64::MAX), label)
        }
        (FieldProblem::WrongPostalCode, _) => {
            texts.errors_postal_code_invalid(label, postal_example(form))
        }
        (FieldProblem::Malformed, Field::Phone) => texts.errors_phone_invalid().to_owned(),
        (FieldProblem::Malformed, _) => texts.errors_malformed(label),
    }
}

/// A postal code of the country, to show how one looks.
pub(super) const fn postal_example(form: AddressForm) -> &'static str {
    match form {
        AddressForm::Brazil => "01310-100",
        AddressForm::China => "100005",
        AddressForm::Russia => "101000",
        AddressForm::UnitedStates => "10001",
        AddressForm::General => "10115",
    }
}
