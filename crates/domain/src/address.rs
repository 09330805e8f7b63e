//! Postal addresses, with the fields that each country's post asks for.
//!
//! A form is a list of [`FieldRule`]s chosen by the country; parsing raw input
//! against it gives an [`Address`] or every field's problem at once.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A country the shop ships to, as an ISO 3166-1 alpha-2 code in upper case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);

impl Country {
    /// The countries that can be chosen, in code order; pages sort them by name.
    pub const ALL: [&'static str; 40] = [
        "AR", "AT", "AU", "BE", "BG", "BR", "CA", "CH", "CL", "CN", "CO", "CZ", "DE", "DK", "EE",
        "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IN", "IT", "JP", "KR", "KZ", "LT", "LV",
        "MX", "NL", "NO", "NZ", "PL", "PT", "RO", "RU", "SE", "US",
    ];

    pub fn parse(code: &str) -> Option<Self> {
        let known = Self::ALL
            .into_iter()
            .find(|c| c.eq_ignore_ascii_case(code.trim()))?;
        let bytes = known.as_bytes();
        Some(Self([bytes[0], bytes[1]]))
    }

    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("")
    }
}

impl TryFrom<String> for Country {
    type Error = String;

    fn try_from(code: String) -> Result<Self, String> {
        Self::parse(&code).ok_or(format!("unknown country {code:?}"))
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.code().to_owned()
    }
}

/// One line of an address form. Names of form inputs are [`Field::key`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Name,
    Company,
    /// First line (general, US) or street (BR, CN, RU).
    Street,
    /// House number (BR) or house and building (RU).
    House,
    /// Second line, complement (BR), flat (RU).
    Extra,
    /// Bairro (BR), district (CN).
    District,
    City,
    /// UF (BR), province (CN), region (RU), state (US).
    Region,
    PostalCode,
    Phone,
}

impl Field {
    pub const ALL: [Self; 10] = [
        Self::Name,
        Self::Company,
        Self::Street,
        Self::House,
        Self::Extra,
        Self::District,
        Self::City,
        Self::Region,
        Self::PostalCode,
        Self::Phone,
    ];

    /// The name of the form input and of the column in snapshots.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Company => "company",
            Self::Street => "street",
            Self::House => "house",
            Self::Extra => "extra",
            Self::District => "district",
            Self::City => "city",
            Self::Region => "region",
            Self::PostalCode => "postal_code",
            Self::Phone => "phone",
        }
    }

    /// The HTML `autocomplete` token.
    pub const fn autocomplete(self, form: AddressForm) -> &'static str {
        match (self, form) {
            (Self::Name, _) => "name",
            (Self::Company, _) => "organization",
            (Self::Street, _) => "address-line1",
            (Self::House, _) => "address-line2",
            (Self::Extra, AddressForm::Brazil | AddressForm::Russia) => "address-line3",
            (Self::Extra, _) => "address-line2",
            (Self::District, _) => "address-level3",
            (Self::City, _) => "address-level2",
            (Self::Region, _) => "address-level1",
            (Self::PostalCode, _) => "postal-code",
            (Self::Phone, _) => "tel",
        }
    }

    /// The longest text that is accepted.
    pub const fn max_chars(self) -> usize {
        match self {
            Self::PostalCode => 12,
            Self::House => 20,
            Self::Phone => 30,
            _ => 120,
        }
    }
}

/// Which fields in which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AddressForm {
    Brazil,
    China,
    Russia,
    UnitedStates,
    General,
}

/// How a postal code must look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PostalPattern {
    /// `0` stands for a digit; other characters stand for themselves and may be left out.
    pub pattern: &'static str,
}

/// A field of a form, and whether it must be filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldRule {
    pub field: Field,
    pub required: bool,
}

const fn required(field: Field) -> FieldRule {
    FieldRule {
        field,
        required: true,
    }
}

const fn optional(field: Field) -> FieldRule {
    FieldRule {
        field,
        required: false,
    }
}

impl AddressForm {
    pub fn of(country: Country) -> Self {
        match country.code() {
            "BR" => Self::Brazil,
            "CN" => Self::China,
            "RU" => Self::Russia,
            "US" => Self::UnitedStates,
            _ => Self::General,
        }
    }

    /// The fields in the order in which the country writes them.
    pub const fn fields(self) -> &'static [FieldRule] {
        use Field::{
            City, Company, District, Extra, House, Name, Phone, PostalCode, Region, Street,
        };
        match self {
            Self::Brazil => {
                &const {
                    [
                        required(Name),
                        optional(Company),
                        required(PostalCode),
                        required(Street),
                        required(House),
                        optional(Extra),
                        required(District),
                        required(City),
                        required(Region),
                        optional(Phone),
                    ]
                }
            }
            Self::China => {
                &const {
                    [
                        required(Name),
                        optional(Company),
                        required(Region),
                        required(City),
                        required(District),
                        required(Street),
                        required(PostalCode),
                        optional(Phone),
                    ]
                }
            }
            Self::Russia => {
                &const {
                    [
                        required(Name),
                        optional(Company),
                        required(PostalCode),
                        required(Region),
                        required(City),
                        required(Street),
                        required(House),
                        optional(Extra),
                        optional(Phone),
                    ]
                }
            }
            Self::UnitedStates => {
                &const {
                    [
                        required(Name),
                        optional(Company),
                        required(Street),
                        optional(Extra),
                        required(City),
                        required(Region),
                        required(PostalCode),
                        optional(Phone),
                    ]
                }
            }
            Self::General => {
                &const {
                    [
                        required(Name),
                        optional(Company),
                        required(Street),
                        optional(Extra),
                        required(PostalCode),
                        required(City),
                        optional(Region),
                        optional(Phone),
                    ]
                }
            }
        }
    }

    /// How the postal code must look, where the form knows; `None` takes any.
    ///
    /// # Source
    /// Universal Postal Union, addressing sheets of Brazil, China, Russia and the United States.
    pub const fn postal_pattern(self) -> Option<PostalPattern> {
        let pattern = match self {
            Self::Brazil => "00000-000",
            Self::China | Self::Russia => "000000",
            Self::UnitedStates => "00000",
            Self::General => return None,
        };
        Some(PostalPattern { pattern })
    }
}

/// Why a field was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldProblem {
    Missing,
    TooLong,
    /// The postal code does not look like the country's.
    WrongPostalCode,
    /// Control characters, or a phone number without digits.
    Malformed,
}

/// An address that parcels can be sent to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    pub country: Country,
    /// Only filled fields, all of the country's form.
    fields: BTreeMap<Field, String>,
}

impl Address {
    /// Reads raw form input. Fields that the country's form does not have are left out.
    ///
    /// # Errors
    /// Every refused field with its problem, in the form's order.
    pub fn parse(
        country: Country,
        input: &BTreeMap<Field, String>,
    ) -> Result<Self, Vec<(Field, FieldProblem)>> {
        let form = AddressForm::of(country);
        let mut fields = BTreeMap::new();
        let mut problems = Vec::new();
        for rule in form.fields() {
            let raw = input.get(&rule.field).map(|t| t.trim()).unwrap_or("");
            match parse_field(form, rule, raw) {
                Ok(Some(text)) => {
                    fields.insert(rule.field, text);
                }
                Ok(None) => {}
                Err(problem) => problems.push((rule.field, problem)),
            }
        }
        if problems.is_empty() {
            Ok(Self { country, fields })
        } else {
            Err(problems)
        }
    }

    /// The field's text; empty if it was not filled.
    pub fn get(&self, field: Field) -> &str {
        self.fields.get(&field).map(String::as_str).unwrap_or("")
    }

    /// The address as lines to be printed one below the other, without the country.
    pub fn lines(&self) -> Vec<String> {
        let join = |parts: &[Field], separator: &str| {
            let filled: Vec<&str> = parts
                .iter()
                .map(|f| self.get(*f))
                .filter(|t| !t.is_empty())
                .collect();
            filled.join(separator)
        };
        use Field::{City, Company, District, Extra, House, Name, PostalCode, Region, Street};
        let lines = match AddressForm::of(self.country) {
            AddressForm::Brazil => vec![
                join(&[Name], ""),
                join(&[Company], ""),
                join(&[Street, House, Extra], ", "),
                join(&[District], ""),
                join(&[City, Region], " - "),
                join(&[PostalCode], ""),
            ],
            AddressForm::China => vec![
                join(&[PostalCode], ""),
                join(&[Region, City, District], " "),
                join(&[Street], ""),
                join(&[Company], ""),
                join(&[Name], ""),
            ],
            AddressForm::Russia => vec![
                join(&[Name], ""),
                join(&[Company], ""),
                join(&[Street, House, Extra], ", "),
                join(&[City], ""),
                join(&[Region], ""),
                join(&[PostalCode], ""),
            ],
            AddressForm::UnitedStates => vec![
                join(&[Name], ""),
                join(&[Company], ""),
                join(&[Street], ""),
                join(&[Extra], ""),
                format!("{}, {}", self.get(City), join(&[Region, PostalCode], " ")),
            ],
            AddressForm::General => vec![
                join(&[Name], ""),
                join(&[Company], ""),
                join(&[Street], ""),
                join(&[Extra], ""),
                join(&[PostalCode, City], " "),
                join(&[Region], ""),
            ],
        };
        lines.into_iter().filter(|l| !l.is_empty()).collect()
    }
}

fn parse_field(
    form: AddressForm,
    rule: &FieldRule,
    raw: &str,
) -> Result<Option<String>, FieldProblem> {
    if raw.is_empty() {
        return if rule.required {
            Err(FieldProblem::Missing)
        } else {
            Ok(None)
        };
    }
    if raw.chars().count() > rule.field.max_chars() {
        return Err(FieldProblem::TooLong);
    }
    if raw.chars().any(char::is_control) {
        return Err(FieldProblem::Malformed);
    }
    match (rule.field, form.postal_pattern()) {
        (Field::PostalCode, Some(pattern)) => pattern
            .normalize(form, raw)
            .map(Some)
            .ok_or(FieldProblem::WrongPostalCode),
        (Field::Phone, _) if !is_phone(raw) => Err(FieldProblem::Malformed),
        _ => Ok(Some(raw.to_owned())),
    }
}

fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (5..=15).contains(&digits)
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || " +-().".contains(c))
}

impl PostalPattern {
    /// The code as the country writes it, from input with or without its separators.
    fn normalize(self, form: AddressForm, raw: &str) -> Option<String> {
        // ZIP+4 is longer than the pattern and valid too.
        let digits: String = raw
            .chars()
            .filter(|c| !matches!(c, ' ' | '-' | '.'))
            .collect();
        if !digits.chars().all(|c| c.is_ascii_digit()) {
            return None;
        }
        if form == AddressForm::UnitedStates && digits.len() == 9 {
            return Some(format!("{}-{}", &digits[..5], &digits[5..]));
        }
        if digits.len() != self.pattern.chars().filter(|c| *c == '0').count() {
            return None;
        }
        let mut left = digits.chars();
        self.pattern
            .chars()
            .map(|c| if c == '0' { left.next() } else { Some(c) })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Address, BTreeMap, Country, Field, FieldProblem};

    fn input(pairs: &[(Field, &str)]) -> BTreeMap<Field, String> {
        pairs.iter().map(|(f, t)| (*f, (*t).to_owned())).collect()
    }

    #[test]
    fn each_country_normalizes_its_postal_code() {
        let check = |country: &str, raw: &str, expected: Result<&str, FieldProblem>| {
            let country = Country::parse(country).expect("known country");
            let fields = input(&[
                (Field::Name, "A"),
                (Field::Street, "B"),
                (Field::House, "1"),
                (Field::District, "C"),
                (Field::City, "D"),
                (Field::Region, "E"),
                (Field::PostalCode, raw),
            ]);
            let got = Address::parse(country, &fields)
                .map(|a| a.get(Field::PostalCode).to_owned())
                .map_err(|problems| problems[0].1);
            assert_eq!(got, expected.map(str::to_owned), "{} {raw}", country.code());
        };
        check("BR", "01310100", Ok("01310-100"));
        check("BR", "01310-10", Err(FieldProblem::WrongPostalCode));
        check("CN", "100 000", Ok("100000"));
        check("RU", "19002x", Err(FieldProblem::WrongPostalCode));
        check("US", "94107", Ok("94107"));
        check("US", "94107-1234", Ok("94107-1234"));
        check("US", "９４１０７", Err(FieldProblem::WrongPostalCode));
        check("GB", "SW1A 1AA", Ok("SW1A 1AA"));
    }

    #[test]
    fn all_problems_are_told_at_once_in_the_forms_order() {
        let country = Country::parse("us").expect("known country");
        let long = "x".repeat(121);
        let problems = Address::parse(
            country,
            &input(&[(Field::Street, &long), (Field::Phone, "call me")]),
        );
        assert_eq!(
            problems,
            Err(vec![
                (Field::Name, FieldProblem::Missing),
                (Field::Street, FieldProblem::TooLong),
                (Field::City, FieldProblem::Missing),
                (Field::Region, FieldProblem::Missing),
                (Field::PostalCode, FieldProblem::Missing),
                (Field::Phone, FieldProblem::Malformed),
            ])
        );
    }

    #[test]
    fn at_most_eight_fields_are_required_in_every_form() {
        for code in Country::ALL {
            let form = super::AddressForm::of(Country::parse(code).expect("known country"));
            // The e-mail is the eighth.
            assert!(
                form.fields().iter().filter(|r| r.required).count() <= 7,
                "{code}"
            );
        }
    }
}
