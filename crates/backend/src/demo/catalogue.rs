//! How `catalogue.json` is written.

use std::collections::BTreeMap;

use serde::Deserialize;

/// By language tag.
pub(super) type Translations<T> = BTreeMap<String, T>;

/// Option codes with a value code each.
pub(super) type Choices = BTreeMap<String, String>;

#[derive(Deserialize)]
pub(super) struct Catalogue {
    pub(super) categories: Vec<Category>,
    pub(super) products: Vec<Product>,
}

impl Catalogue {
    /// The product picture of this file name.
    pub(super) fn picture(&self, file: &str) -> Option<&Image> {
        self.products
            .iter()
            .flat_map(|product| &product.images)
            .find(|image| image.file == file)
    }
}

#[derive(Deserialize)]
pub(super) struct Category {
    pub(super) code: String,
    /// File stem of one of the products' pictures.
    pub(super) image: String,
    pub(super) translations: Translations<CategoryText>,
}

#[derive(Deserialize)]
pub(super) struct CategoryText {
    pub(super) slug: String,
    pub(super) name: String,
    pub(super) description: String,
}

#[derive(Deserialize)]
pub(super) struct Product {
    pub(super) code: String,
    /// Code of its category.
    pub(super) category: String,
    #[serde(default)]
    pub(super) featured: bool,
    pub(super) translations: Translations<ProductText>,
    pub(super) options: Vec<ProductOption>,
    pub(super) variants: Vec<Variant>,
    pub(super) images: Vec<Image>,
}

#[derive(Deserialize)]
pub(super) struct ProductText {
    pub(super) slug: String,
    pub(super) name: String,
    pub(super) summary: String,
    pub(super) description: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct ProductOption {
    pub(super) code: String,
    pub(super) translations: Translations<String>,
    pub(super) values: Vec<Value>,
}

#[derive(Deserialize)]
pub(super) struct Value {
    pub(super) code: String,
    pub(super) swatch: Option<String>,
    pub(super) translations: Translations<String>,
}

#[derive(Deserialize)]
pub(super) struct Variant {
    pub(super) sku: String,
    pub(super) options: Choices,
    pub(super) price_minor: i64,
    pub(super) compare_at_minor: Option<i64>,
    pub(super) tax_class: String,
    pub(super) stock: i64,
}

#[derive(Deserialize)]
pub(super) struct Image {
    pub(super) file: String,
    pub(super) width: i64,
    pub(super) height: i64,
    pub(super) placeholder: String,
    /// What can be seen on it; `None`: it stands for all variants.
    pub(super) options: Option<Choices>,
    pub(super) alt: Translations<String>,
}
