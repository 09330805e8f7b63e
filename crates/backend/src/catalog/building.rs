//! Makes snapshots: an empty one, and others of it with products exchanged.

use std::collections::hash_map::DefaultHasher;
use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

use domain::locale::Locale;
use search::index::{Document, Index};
use search::synonyms::Synonyms;
use search::terms::{Collected, Field};
use search::words::{self, Language};

use super::loading::{
    CategoryRow, OptionRow, PictureRow, ProductRows, TextRow, ValueRow, VariantRow,
};
use super::snapshot::{
    Category, CategoryText, Codes, Entry, EntryOption, EntryPicture, EntryText, EntryValue,
    EntryVariant, Localized, Snapshot, Words,
};
use super::{StoredPicture, decorative};
use crate::InternalError;

/// A product made ready, and what is searched of it.
struct Made {
    entry: Entry,
    documents: Localized<Document>,
    skus: Vec<String>,
}

/// A snapshot of a shop without products.
pub(super) fn empty(
    categories: Vec<CategoryRow>,
    synonyms: &[(String, String)],
) -> Result<Snapshot, InternalError> {
    let categories = self::categories(categories)?;
    let words = Locale::ALL.map(|locale| Arc::new(words_of(locale, &categories, synonyms)));
    Ok(Snapshot {
        version: 0,
        categories: Arc::new(categories),
        products: Vec::new(),
        slots: Arc::default(),
        order: Arc::default(),
        codes: Arc::default(),
        words,
        skus: Arc::default(),
        slugs: Arc::default(),
    })
}

const fn language(locale: Locale) -> Language {
    match locale {
        Locale::En => Language::English,
        Locale::PtBr => Language::Portuguese,
        Locale::ZhHans => Language::Chinese,
        Locale::Ru => Language::Russian,
    }
}

fn words_of(locale: Locale, categories: &[Category], synonyms: &[(String, String)]) -> Words {
    let language = language(locale);
    let groups = synonyms
        .iter()
        .filter(|(tag, _)| tag == locale.tag())
        .map(|(_, group)| group.as_str());
    let names: Vec<Document> = categories
        .iter()
        .map(|category| Document {
            names: vec![category.texts[locale as usize].name.clone()],
            ..Document::default()
        })
        .collect();
    Words {
        index: Index::new(language),
        categories: Arc::new(Index::new(language).changed(&[], (0..).zip(&names))),
        synonyms: Arc::new(Synonyms::new(language, groups)),
        name_order: OnceLock::new(),
    }
}

/// Categories of their rows, which come grouped; those that are not in English are left out.
fn categories(rows: Vec<CategoryRow>) -> Result<Vec<Category>, InternalError> {
    let mut categories = Vec::new();
    for rows in rows.chunk_by(|one, other| one.id == other.id) {
        let of = |locale: Locale| rows.iter().find(|row| row.locale == locale.tag());
        let Some(fallback) = of(Locale::En) else {
            continue;
        };
        let picture: Option<StoredPicture> = rows[0]
            .picture
            .as_deref()
            .map(serde_json::from_str)
            .transpose()?;
        categories.push(Category {
            id: rows[0].id,
            code: rows[0].code.clone(),
            picture: picture.map(decorative),
            texts: Locale::ALL.map(|locale| {
                let row = of(locale).unwrap_or(fallback);
                CategoryText {
                    slug: row.slug.clone(),
                    name: row.name.clone(),
                    description: row.description.clone(),
                    is_fallback: of(locale).is_none(),
                }
            }),
        });
    }
    Ok(categories)
}

/// The snapshot with what was read of `touched` (sorted) in place of what it
/// has of them; of what was not read there is nothing on sale.
pub(super) fn exchange(before: &Snapshot, touched: &[i64], rows: Vec<ProductRows>) -> Snapshot {
    let mut after = before.clone();
    let mut made: HashMap<i64, Made> = HashMap::new();
    let mut shared: HashSet<Arc<EntryOption>> = HashSet::new();
    for rows in rows {
        let id = rows.product.id;
        let product = make(&mut after, &mut shared, rows);
        made.extend(product.map(|product| (id, product)));
    }
    let mut changes = Changes::default();
    for id in touched {
        changes.put(&mut after, *id, made.remove(id));
    }
    changes.finish(&mut after);
    after
}

/// In one language: slots whose words have changed, and the new documents of those that have any.
type ChangedWords = (Vec<u32>, Vec<(u32, Document)>);

/// What of a snapshot has to be made anew.
#[derive(Default)]
struct Changes {
    order: bool,
    slugs: bool,
    words: Localized<ChangedWords>,
    skus_gone: Vec<u32>,
    skus: Collected,
    skus_changed: bool,
}

impl Changes {
    fn put(&mut self, snapshot: &mut Snapshot, id: i64, made: Option<Made>) {
        let slot = match (snapshot.slots.get(&id), &made) {
            (Some(slot), _) => *slot,
            (None, None) => return,
            (None, Some(_)) => {
                let slot = u32::try_from(snapshot.products.len()).unwrap_or(u32::MAX);
                Arc::make_mut(&mut snapshot.slots).insert(id, slot);
                snapshot.products.push(None);
                slot
            }
        };
        let place = &mut snapshot.products[slot as usize];
        let before = place.take();
        let before = before.as_deref();
        let after = made.as_ref().map(|made| &made.entry);
        let stands = |entry: &Entry| (entry.category, entry.position);
        let slugs = |entry: &Entry| entry.texts.each_ref().map(|text| text.slug.clone());
        self.order |= before.map(stands) != after.map(stands);
        self.slugs |= before.map(slugs) != after.map(slugs);
        if before.map(|entry| entry.skus_fingerprint) != after.map(|entry| entry.skus_fingerprint) {
            self.skus_changed = true;
            self.skus_gone.push(slot);
            for sku in made.iter().flat_map(|made| &made.skus) {
                self.skus.add(sku, slot, Field::Name);
            }
        }
        let (entry, documents) = match made {
            Some(made) => (Some(made.entry), made.documents.map(Some)),
            None => (None, [const { None }; Locale::ALL.len()]),
        };
        for (locale, document) in documents.into_iter().enumerate() {
            let print = |entry: &Entry| entry.fingerprints[locale];
            if before.map(print) != entry.as_ref().map(print) {
                let (gone, new) = &mut self.words[locale];
                gone.extend(before.map(|_| slot));
                new.extend(document.map(|document| (slot, document)));
            }
        }
        *place = entry.map(Arc::new);
    }

    fn finish(mut self, snapshot: &mut Snapshot) {
        if self.order {
            snapshot.order = Arc::new(order(snapshot));
        }
        if self.slugs {
            snapshot.slugs = Arc::default();
        }
        if self.skus_changed {
            self.skus_gone.sort_unstable();
            snapshot.skus = Arc::new(snapshot.skus.changed(&self.skus_gone, self.skus));
        }
        for (words, (mut gone, new)) in snapshot.words.iter_mut().zip(self.words) {
            if !gone.is_empty() || !new.is_empty() {
                gone.sort_unstable();
                *words = Arc::new(Words {
                    index: words
                        .index
                        .changed(&gone, new.iter().map(|(slot, document)| (*slot, document))),
                    categories: words.categories.clone(),
                    synonyms: words.synonyms.clone(),
                    name_order: OnceLock::new(),
                });
            }
        }
    }
}

/// Slots in the shop's order: by category, then by the product's own position.
fn order(snapshot: &Snapshot) -> Vec<u32> {
    let places: HashMap<i64, usize> = snapshot
        .categories
        .iter()
        .enumerate()
        .map(|(place, category)| (category.id, place))
        .collect();
    let key = |slot: &u32| {
        let entry = snapshot.entry(*slot)?;
        Some((places.get(&entry.category)?, entry.position, entry.id))
    };
    let slots = 0..u32::try_from(snapshot.products.len()).unwrap_or(u32::MAX);
    let mut order: Vec<u32> = slots.filter(|slot| key(slot).is_some()).collect();
    order.sort_by_cached_key(|slot| key(slot));
    order
}

/// `None` for a product that cannot be listed: without a variant, an English text or a category.
fn make(
    snapshot: &mut Snapshot,
    shared: &mut HashSet<Arc<EntryOption>>,
    rows: ProductRows,
) -> Option<Made> {
    let category = snapshot.category(rows.product.category_id)?;
    let categories = category.texts.each_ref().map(|text| text.name.clone());
    let of = |locale: Locale| rows.texts.iter().find(|row| row.locale == locale.tag());
    let fallback = of(Locale::En)?;
    let texts = Locale::ALL.map(|locale| of(locale).unwrap_or(fallback));
    let codes = &mut snapshot.codes;
    let options = options(codes, &rows.options, &rows.values);
    let variants = variants(codes, &rows.options, &rows.values, &rows.variants);
    let shown = cheapest(&variants)?;
    let documents = Locale::ALL.map(|locale| {
        let category = &categories[locale as usize];
        document(locale, texts[locale as usize], fallback, category, &options)
    });
    let mut skus: Vec<String> = rows
        .variants
        .iter()
        .map(|v| words::squeezed(&v.sku))
        .collect();
    skus.dedup();
    Some(Made {
        entry: Entry {
            id: rows.product.id,
            category: rows.product.category_id,
            position: rows.product.position,
            featured: rows.product.featured,
            created_at: rows.product.created_at,
            texts: texts.map(|row| EntryText {
                slug: row.slug.clone(),
                name: row.name.clone(),
            }),
            variants,
            shown,
            fingerprints: documents.each_ref().map(fingerprint),
            skus_fingerprint: fingerprint(&skus),
            options: options
                .into_iter()
                .map(|option| share(shared, option))
                .collect(),
            pictures: pictures(&rows.pictures),
        },
        documents,
        skus,
    })
}

fn share(shared: &mut HashSet<Arc<EntryOption>>, option: EntryOption) -> Arc<EntryOption> {
    if let Some(same) = shared.get(&option) {
        return same.clone();
    }
    let option = Arc::new(option);
    shared.insert(option.clone());
    option
}

fn fingerprint(thing: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    thing.hash(&mut hasher);
    hasher.finish()
}

fn document(
    locale: Locale,
    text: &TextRow,
    fallback: &TextRow,
    category: &str,
    options: &[EntryOption],
) -> Document {
    let values = options.iter().flat_map(|option| &option.values);
    let names = values.map(|value| value.names[locale as usize].clone());
    let description = text.description.as_ref().or(fallback.description.as_ref());
    Document {
        names: vec![text.name.clone()],
        choices: std::iter::once(category.to_owned()).chain(names).collect(),
        texts: std::iter::once(text.summary.clone())
            .chain(description.cloned())
            .collect(),
    }
}

/// The cheapest of those in stock, or of all if none is; the first of equals.
fn cheapest(variants: &[EntryVariant]) -> Option<usize> {
    let key = |index: &usize| (variants[*index].stock <= 0, variants[*index].price_minor);
    (0..variants.len()).min_by_key(key)
}

/// The name in each language: its own, else the English one, else the code.
fn names<'r>(
    code: &str,
    rows: impl Iterator<Item = (&'r Option<String>, &'r Option<String>)> + Clone,
) -> Localized<String> {
    let of = |locale: Locale| {
        rows.clone()
            .find(|(tag, _)| tag.as_deref() == Some(locale.tag()))
            .and_then(|(_, name)| name.clone())
    };
    Locale::ALL.map(|locale| {
        of(locale)
            .or_else(|| of(Locale::En))
            .unwrap_or_else(|| code.to_owned())
    })
}

fn options(codes: &mut Arc<Codes>, rows: &[OptionRow], values: &[ValueRow]) -> Vec<EntryOption> {
    rows.chunk_by(|one, other| one.id == other.id)
        .map(|rows| {
            let option = number_option(codes, &rows[0].code);
            let own: Vec<&ValueRow> = values
                .iter()
                .filter(|v| v.option_id == rows[0].id)
                .collect();
            EntryOption {
                option,
                names: names(
                    &rows[0].code,
                    rows.iter().map(|row| (&row.locale, &row.name)),
                ),
                values: own
                    .chunk_by(|one, other| one.id == other.id)
                    .map(|rows| EntryValue {
                        value: number_value(codes, option, &rows[0].code),
                        swatch: rows[0].swatch.clone(),
                        names: names(
                            &rows[0].code,
                            rows.iter().map(|row| (&row.locale, &row.name)),
                        ),
                    })
                    .collect(),
            }
        })
        .collect()
}

fn number_option(codes: &mut Arc<Codes>, code: &str) -> u32 {
    match codes.option(code) {
        Some(known) => known,
        None => Arc::make_mut(codes).number_option(code),
    }
}

fn number_value(codes: &mut Arc<Codes>, option: u32, code: &str) -> u32 {
    match codes.value(option, code) {
        Some(known) => known,
        None => Arc::make_mut(codes).number_value(option, code),
    }
}

fn variants(
    codes: &Codes,
    options: &[OptionRow],
    values: &[ValueRow],
    rows: &[VariantRow],
) -> Vec<EntryVariant> {
    let number = |value_id: i64| {
        let value = values.iter().find(|value| value.id == value_id)?;
        let option = options.iter().find(|option| option.id == value.option_id)?;
        let option = codes.option(&option.code)?;
        Some((option, codes.value(option, &value.code)?))
    };
    rows.chunk_by(|one, other| one.id == other.id)
        .map(|rows| EntryVariant {
            id: rows[0].id,
            price_minor: rows[0].price_minor,
            compare_at_minor: rows[0].compare_at_minor,
            stock: rows[0].stock,
            values: rows
                .iter()
                .filter_map(|row| number(row.value_id?))
                .collect(),
        })
        .collect()
}

fn pictures(rows: &[PictureRow]) -> Vec<EntryPicture> {
    rows.chunk_by(|one, other| one.id == other.id)
        .take(2)
        .map(|rows| EntryPicture {
            file: rows[0].file.clone(),
            width: rows[0].width,
            height: rows[0].height,
            placeholder: rows[0].placeholder.clone(),
            alts: names("", rows.iter().map(|row| (&row.locale, &row.alt))),
        })
        .collect()
}
