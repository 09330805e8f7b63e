//! Who the shop is, as its owner says: shown to shoppers, and told to search engines.
//!
//! Read from settings by the server, shown by `app::identity`. What is not set is not shown.

/// Whom a shopper deals with. The name over the door is a setting of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// The firm's registered name, where it differs from the shop's.
    pub legal_name: Option<String>,
    /// VAT number, CNPJ, ИНН, …, as it is written on paper.
    pub tax_id: Option<String>,
    /// Where shoppers write to.
    pub email: String,
    pub phone: Option<String>,
    /// One entry a line.
    pub address: Vec<String>,
    pub logo: Option<Logo>,
    /// Degrees of the design's one hue, 0 to 359; the style sheet's own where not set.
    pub hue: Option<u16>,
}

/// A picture in place of the shop's written name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// Path under the shop's address; differs with the content.
    pub path: String,
    /// CSS pixels as the header shows it; unknown where the file does not say.
    pub width: Option<u32>,
    pub height: u32,
}
