//! Texts chosen by a value of `domain` instead of by name.

use domain::address::{AddressForm, Country, Field};
use domain::catalog::Sort;
use domain::orders::PaymentStatus;

use crate::Texts;

impl Texts {
    /// The label of an address field, as the country's own form calls it.
    pub fn address_field(self, form: AddressForm, field: Field) -> &'static str {
        use AddressForm::{Brazil, China, Russia, UnitedStates};
        match (field, form) {
            (Field::Name, _) => self.address_name(),
            (Field::Company, _) => self.address_company(),
            (Field::Street, Brazil) => self.address_street_br(),
            (Field::Street, China) => self.address_street_cn(),
            (Field::Street, Russia) => self.address_street_ru(),
            (Field::Street, UnitedStates) => self.address_street_us(),
            (Field::Street, _) => self.address_street(),
            (Field::House, Russia) => self.address_house_ru(),
            (Field::House, _) => self.address_house_br(),
            (Field::Extra, Brazil) => self.address_extra_br(),
            (Field::Extra, Russia) => self.address_extra_ru(),
            (Field::Extra, _) => self.address_extra(),
            (Field::District, China) => self.address_district_cn(),
            (Field::District, _) => self.address_district_br(),
            (Field::City, _) => self.address_city(),
            (Field::Region, Brazil) => self.address_region_br(),
            (Field::Region, China) => self.address_region_cn(),
            (Field::Region, Russia) => self.address_region_ru(),
            (Field::Region, UnitedStates) => self.address_region_us(),
            (Field::Region, _) => self.address_region(),
            (Field::PostalCode, Brazil) => self.address_postal_code_br(),
            (Field::PostalCode, UnitedStates) => self.address_postal_code_us(),
            (Field::PostalCode, _) => self.address_postal_code(),
            (Field::Phone, _) => self.address_phone(),
        }
    }

    /// The name of an order of listings.
    pub fn sort(self, sort: Sort) -> &'static str {
        match sort {
            Sort::Relevance => self.listing_sort_relevance(),
            Sort::Featured => self.listing_sort_featured(),
            Sort::PriceAscending => self.listing_sort_price_ascending(),
            Sort::PriceDescending => self.listing_sort_price_descending(),
            Sort::Newest => self.listing_sort_newest(),
            Sort::Name => self.listing_sort_name(),
        }
    }

    /// The name of a payment status.
    pub fn payment_status(self, status: PaymentStatus) -> &'static str {
        match status {
            PaymentStatus::AwaitingPayment => self.order_status_awaiting_payment(),
            PaymentStatus::Processing => self.order_status_processing(),
            PaymentStatus::Paid => self.order_status_paid(),
            PaymentStatus::Cancelled => self.order_status_cancelled(),
            PaymentStatus::Expired => self.order_status_expired(),
            PaymentStatus::Failed => self.order_status_failed(),
            PaymentStatus::Review => self.order_status_review(),
        }
    }

    /// The name of a country; its code where a new country has no name yet.
    pub fn country(self, country: Country) -> &'static str {
        let code = country.code();
        match code {
            "AR" => self.address_country_ar(),
            "AT" => self.address_country_at(),
            "AU" => self.address_country_au(),
            "BE" => self.address_country_be(),
            "BG" => self.address_country_bg(),
            "BR" => self.address_country_br(),
            "CA" => self.address_country_ca(),
            "CH" => self.address_country_ch(),
            "CL" => self.address_country_cl(),
            "CN" => self.address_country_cn(),
            "CO" => self.address_country_co(),
            "CZ" => self.address_country_cz(),
            "DE" => self.address_country_de(),
            "DK" => self.address_country_dk(),
            "EE" => self.address_country_ee(),
            "ES" => self.address_country_es(),
            "FI" => self.address_country_fi(),
            "FR" => self.address_country_fr(),
            "GB" => self.address_country_gb(),
            "GR" => self.address_country_gr(),
            "HR" => self.address_country_hr(),
            "HU" => self.address_country_hu(),
            "IE" => self.address_country_ie(),
            "IN" => self.address_country_in(),
            "IT" => self.address_country_it(),
            "JP" => self.address_country_jp(),
            "KR" => self.address_country_kr(),
            "KZ" => self.address_country_kz(),
            "LT" => self.address_country_lt(),
            "LV" => self.address_country_lv(),
            "MX" => self.address_country_mx(),
            "NL" => self.address_country_nl(),
            "NO" => self.address_country_no(),
            "NZ" => self.address_country_nz(),
            "PL" => self.address_country_pl(),
            "PT" => self.address_country_pt(),
            "RO" => self.address_country_ro(),
            "RU" => self.address_country_ru(),
            "SE" => self.address_country_se(),
            "US" => self.address_country_us(),
            _ => Country::ALL
                .into_iter()
                .find(|known| *known == code)
                .unwrap_or(""),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::address::Country;
    use domain::locale::Locale;

    use crate::Texts;

    #[test]
    fn every_country_has_a_name_of_its_own_in_every_language() {
        for locale in Locale::ALL {
            let mut names = BTreeSet::new();
            for code in Country::ALL {
                let country = Country::parse(code).expect("a code of the list");
                let name = Texts::new(locale).country(country);
                assert_ne!(name, code, "{}", locale.tag());
                assert!(names.insert(name), "{name} twice in {}", locale.tag());
            }
        }
    }
}
