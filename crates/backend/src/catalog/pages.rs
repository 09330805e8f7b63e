//! Products' pages that were asked for, ready to be shown again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::catalog::Product;
use domain::locale::Locale;

use super::snapshot::{Entry, Snapshot};
use crate::context::ShopSettings;

/// When there are so many, they are all forgotten.
const MOST: usize = 2_000;

/// By language and slug. A page holds as long as nothing has changed of its
/// product, of any slug, or of the settings.
#[derive(Default)]
pub(super) struct Pages(Mutex<HashMap<(Locale, String), Page>>);

struct Page {
    product: Arc<Product>,
    entry: Arc<Entry>,
    slugs: Arc<()>,
    settings: Arc<ShopSettings>,
}

impl Pages {
    pub(super) fn find(
        &self,
        snapshot: &Snapshot,
        settings: &Arc<ShopSettings>,
        locale: Locale,
        slug: &str,
    ) -> Option<Arc<Product>> {
        let pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let page = pages.get(&(locale, slug.to_owned()))?;
        let entry = snapshot.of_product(page.entry.id)?;
        let holds = Arc::ptr_eq(entry, &page.entry)
            && Arc::ptr_eq(&snapshot.slugs, &page.slugs)
            && Arc::ptr_eq(settings, &page.settings);
        holds.then(|| page.product.clone())
    }

    /// `product` was read after the snapshot was found to be current.
    pub(super) fn keep(
        &self,
        snapshot: &Snapshot,
        settings: &Arc<ShopSettings>,
        locale: Locale,
        slug: &str,
        product: &Product,
    ) {
        let Some(entry) = snapshot.of_product(product.id.0) else {
            return;
        };
        let page = Page {
            product: Arc::new(product.clone()),
            entry: entry.clone(),
            slugs: snapshot.slugs.clone(),
            settings: settings.clone(),
        };
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if pages.len() >= MOST {
            pages.clear();
        }
        pages.insert((locale, slug.to_owned()), page);
    }
}
