//! A catalogue of any size, made of a seed: the same products each time.

use rand::rngs::StdRng;
use rand::seq::{IndexedMutRandom, IndexedRandom};
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};

/// Languages in the order of `Locale::ALL`.
pub(super) const TAGS: [&str; 4] = ["en", "pt-BR", "zh-Hans", "ru"];

/// A word in the four languages, with inflected forms where the language has them.
type Word = [&'static [&'static str]; 4];

#[rustfmt::skip]
const NOUNS: &[Word] = &[
    [&["sofa", "sofas"], &["sofá", "sofás"], &["沙发"], &["диван", "дивана", "диваны", "диваном"]],
    [&["chair", "chairs"], &["cadeira", "cadeiras"], &["椅子"], &["стул", "стула", "стулья", "стульев"]],
    [&["table", "tables"], &["mesa", "mesas"], &["桌子"], &["стол", "стола", "столы", "столов"]],
    [&["lamp", "lamps"], &["luminária", "luminárias"], &["台灯"], &["лампа", "лампы", "лампу", "лампами"]],
    [&["mug", "mugs"], &["caneca", "canecas"], &["马克杯"], &["кружка", "кружки", "кружек"]],
    [&["bowl", "bowls"], &["tigela", "tigelas"], &["碗"], &["миска", "миски", "мисок"]],
    [&["shelf", "shelves"], &["prateleira", "prateleiras"], &["书架"], &["полка", "полки", "полок"]],
    [&["cushion", "cushions"], &["almofada", "almofadas"], &["靠枕"], &["подушка", "подушки", "подушек"]],
    [&["candle", "candles"], &["vela", "velas"], &["蜡烛"], &["свеча", "свечи", "свечей"]],
    [&["vase", "vases"], &["vaso", "vasos"], &["花瓶"], &["ваза", "вазы", "вазу"]],
    [&["T-shirt", "T-shirts"], &["camiseta", "camisetas"], &["Ｔ恤"], &["футболка", "футболки"]],
    [&["wall clock"], &["relógio de parede"], &["挂钟"], &["настенные часы"]],
];

#[rustfmt::skip]
const KINDS: &[Word] = &[
    [&["wooden"], &["de madeira"], &["实木"], &["деревянный", "деревянная", "деревянное"]],
    [&["ceramic"], &["de cerâmica"], &["陶瓷"], &["керамический", "керамическая"]],
    [&["folding"], &["dobrável", "dobráveis"], &["折叠"], &["складной", "складная"]],
    [&["low", "lower"], &["baixo", "baixa"], &["矮"], &["низкий", "низкая"]],
    [&["knitted"], &["de tricô"], &["针织"], &["вязаный", "вязаная"]],
    [&["café"], &["de café"], &["咖啡"], &["кофейный", "кофейная"]],
    [&["children's", "children’s"], &["infantil", "infantis"], &["儿童"], &["детский", "детская"]],
    [&["LED"], &["LED"], &["ＬＥＤ"], &["светодиодный"]],
    [&["striped"], &["listrado", "listrada"], &["条纹"], &["полосатый", "полосатая"]],
    [&["spruce"], &["de abeto"], &["云杉"], &["из ёлки", "еловый"]],
];

#[rustfmt::skip]
const CATEGORIES: &[Word] = &[
    [&["Living room"], &["Sala de estar"], &["客厅"], &["Гостиная"]],
    [&["Kitchen"], &["Cozinha"], &["厨房"], &["Кухня"]],
    [&["Garden"], &["Jardim"], &["花园"], &["Сад"]],
    [&["Lighting"], &["Iluminação"], &["照明"], &["Освещение"]],
    [&["Office"], &["Escritório"], &["办公"], &["Офис"]],
];

#[rustfmt::skip]
const COLOURS: &[(&str, Word)] = &[
    ("grey", [&["Grey"], &["Cinza"], &["灰色"], &["Серый"]]),
    ("white", [&["White"], &["Branco"], &["白色"], &["Белый"]]),
    ("green", [&["Forest green"], &["Verde-floresta"], &["森林绿"], &["Тёмно-зелёный"]]),
    ("sand", [&["Sand"], &["Areia"], &["沙色"], &["Песочный"]]),
    ("oak", [&["Oak"], &["Carvalho"], &["橡木色"], &["Дуб"]]),
];

const SIZES: [(&str, &str); 4] = [
    ("s", "Small"),
    ("m", "Medium"),
    ("l", "Large"),
    ("xl", "Extra large"),
];

#[rustfmt::skip]
pub(super) const SYNONYMS: [&[&str]; 4] = [
    &["couch, sofa, settee", "lamp, light, wall clock", "gray, grey"],
    &["sofá, canapé", "caneca, xícara"],
    &["沙发，躺椅", "马克杯，杯子", "灰色，银灰"],
    &["диван, кушетка", "лампа, светильник, настенные часы"],
];

/// A product as the oracle knows it.
pub(super) struct Product {
    pub(super) code: String,
    pub(super) category: usize,
    pub(super) featured: bool,
    /// By language; `None`: not translated. Name, summary, description.
    pub(super) texts: [Option<(String, String, Option<String>)>; 4],
    pub(super) options: Vec<ProductOption>,
    pub(super) variants: Vec<Variant>,
}

#[derive(Clone)]
pub(super) struct ProductOption {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    /// Code and name in each language, `None`: not translated.
    pub(super) values: Vec<(&'static str, [Option<String>; 4])>,
}

pub(super) struct Variant {
    pub(super) sku: String,
    /// A value's place for each option.
    pub(super) values: Vec<usize>,
    pub(super) price: i64,
    pub(super) stock: i64,
}

pub(super) struct Catalogue {
    pub(super) products: Vec<Product>,
}

pub(super) fn category_code(category: usize) -> String {
    format!("category-{category}")
}

/// A category's name; those with even numbers are not translated into Portuguese.
pub(super) fn category_name(category: usize, language: usize) -> &'static str {
    let word = CATEGORIES[category];
    if language == 1 && category.is_multiple_of(2) {
        word[0][0]
    } else {
        word[language][0]
    }
}

pub(super) const fn category_count() -> usize {
    CATEGORIES.len()
}

impl Catalogue {
    pub(super) fn new(products: usize, seed: u64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let brands: Vec<String> = (0..products / 8 + 4).map(|_| brand(&mut rng)).collect();
        let products = (0..products)
            .map(|number| product(&mut rng, number, &brands))
            .collect();
        Self { products }
    }

    /// As `demo::seed_catalogue` reads it.
    pub(super) fn json(&self) -> String {
        let categories: Vec<Value> = (0..CATEGORIES.len()).map(category_json).collect();
        let products: Vec<Value> = self.products.iter().map(product_json).collect();
        json!({"categories": categories, "products": products}).to_string()
    }
}

fn brand(rng: &mut StdRng) -> String {
    const SYLLABLES: [&str; 24] = [
        "ba", "ri", "lo", "ne", "tu", "sha", "vel", "mo", "ka", "du", "pri", "sta", "fen", "gol",
        "zi", "tra", "hu", "bre", "nor", "lin", "ös", "jan", "wex", "qui",
    ];
    let name: String = (0..rng.random_range(2..4))
        .map(|_| *SYLLABLES.choose(rng).expect("syllables"))
        .collect();
    let mut letters = name.chars();
    let first = letters.next().expect("a letter");
    first.to_uppercase().chain(letters).collect()
}

fn form(rng: &mut StdRng, word: &Word, language: usize) -> &'static str {
    word[language].choose(rng).copied().expect("a form")
}

fn product(rng: &mut StdRng, number: usize, brands: &[String]) -> Product {
    let brand = brands.choose(rng).expect("a brand").clone();
    let (noun, kind) = (
        *NOUNS.choose(rng).expect("a noun"),
        *KINDS.choose(rng).expect("a kind"),
    );
    let others: Vec<Word> = (0..3)
        .map(|_| {
            *[NOUNS, KINDS]
                .choose(rng)
                .expect("words")
                .choose(rng)
                .expect("a word")
        })
        .collect();
    let texts = std::array::from_fn(|language| {
        if language > 0 && rng.random_ratio(1, 6) {
            return None;
        }
        let (n, k) = (form(rng, &noun, language), form(rng, &kind, language));
        let other: Vec<&str> = others
            .iter()
            .map(|word| form(rng, word, language))
            .collect();
        let name = match language {
            0 => format!("{brand} {k} {n}"),
            1 => format!("{n} {k} {brand}"),
            2 => format!("{brand}{k}{n}"),
            _ => format!("{k} {n} «{brand}»"),
        };
        let joined = other.join(if language == 2 { "的" } else { ", " });
        let summary = format!("{joined}.");
        let described = language == 0 && rng.random_ratio(9, 10) || rng.random_ratio(1, 2);
        Some((
            name,
            summary,
            described.then(|| format!("{} {number} {n}", other[0])),
        ))
    });
    let options = options(rng);
    let variants = variants(rng, number, &options);
    let (category, featured) = (
        rng.random_range(0..CATEGORIES.len()),
        rng.random_ratio(1, 10),
    );
    Product {
        code: format!("p{number}"),
        category,
        featured,
        texts,
        options,
        variants,
    }
}

fn options(rng: &mut StdRng) -> Vec<ProductOption> {
    let mut options = Vec::new();
    if rng.random_ratio(2, 3) {
        let first = rng.random_range(0..3);
        let values = COLOURS[first..first + rng.random_range(1..3)].iter();
        let values = values
            .map(|(code, word)| (*code, std::array::from_fn(|l| Some(word[l][0].to_owned()))));
        options.push(ProductOption {
            code: "colour",
            name: "Colour",
            values: values.collect(),
        });
    }
    if rng.random_ratio(1, 2) {
        let first = rng.random_range(0..2);
        let values = SIZES[first..first + rng.random_range(1..3)].iter();
        // Sizes are in English only.
        let values =
            values.map(|(code, name)| (*code, [Some((*name).to_owned()), None, None, None]));
        options.push(ProductOption {
            code: "size",
            name: "Size",
            values: values.collect(),
        });
    }
    options
}

/// Most of the variants that the options allow, at least one.
fn variants(rng: &mut StdRng, number: usize, options: &[ProductOption]) -> Vec<Variant> {
    let mut all: Vec<Vec<usize>> = vec![Vec::new()];
    for option in options {
        let values = 0..option.values.len();
        all = all
            .into_iter()
            .flat_map(|one| {
                values
                    .clone()
                    .map(move |value| [one.clone(), vec![value]].concat())
            })
            .collect();
    }
    let first = all.remove(0);
    all.retain(|_| rng.random_ratio(4, 5));
    all.insert(0, first);
    let price = 100 * rng.random_range(5..400);
    all.into_iter()
        .enumerate()
        .map(|(place, values)| Variant {
            sku: format!("SK-{}-{number}-{place}", ["A", "B", "CX"][number % 3]),
            values,
            price: price + 50 * rng.random_range(0..4),
            stock: [0, 1, 3, 40][rng.random_range(0..4)],
        })
        .collect()
}

fn category_json(category: usize) -> Value {
    let mut translations = json!({});
    for (language, tag) in TAGS.iter().enumerate() {
        if language == 1 && category.is_multiple_of(2) {
            continue;
        }
        let slug = format!("category-{category}");
        translations[*tag] =
            json!({"slug": slug, "name": category_name(category, language), "description": ""});
    }
    json!({"code": category_code(category), "image": "none", "translations": translations})
}

fn product_json(product: &Product) -> Value {
    let mut translations = json!({});
    for (text, tag) in product.texts.iter().zip(TAGS) {
        if let Some((name, summary, description)) = text {
            translations[tag] = json!({"slug": product.code, "name": name, "summary": summary, "description": description});
        }
    }
    let options: Vec<Value> = product.options.iter().map(option_json).collect();
    let variants: Vec<Value> = product
        .variants
        .iter()
        .map(|variant| variant_json(product, variant))
        .collect();
    json!({"code": product.code, "category": category_code(product.category), "featured": product.featured,
        "translations": translations, "options": options, "variants": variants, "images": []})
}

fn option_json(option: &ProductOption) -> Value {
    let values: Vec<Value> = option
        .values
        .iter()
        .map(|(code, names)| {
            let mut translations = json!({});
            for (name, tag) in names.iter().zip(TAGS) {
                if let Some(name) = name {
                    translations[tag] = json!(name);
                }
            }
            json!({"code": code, "swatch": null, "translations": translations})
        })
        .collect();
    json!({"code": option.code, "translations": {"en": option.name}, "values": values})
}

fn variant_json(product: &Product, variant: &Variant) -> Value {
    let mut options = json!({});
    for (option, value) in product.options.iter().zip(&variant.values) {
        options[option.code] = json!(option.values[*value].0);
    }
    json!({"sku": variant.sku, "options": options, "price_minor": variant.price, "compare_at_minor": null,
        "tax_class": "standard", "stock": variant.stock})
}

/// A query that somebody may type who wants one of the products, or none of them.
pub(super) fn query(rng: &mut StdRng, catalogue: &Catalogue, language: usize) -> String {
    let product = catalogue.products.choose(rng).expect("a product");
    match rng.random_range(0..12) {
        0 => sku(rng, product),
        1 => words_between_commas(rng, language),
        2 => category_name(rng.random_range(0..CATEGORIES.len()), language).to_owned(),
        _ => {
            let text = product.texts[language]
                .as_ref()
                .or(product.texts[0].as_ref());
            let (name, summary, _) = text.expect("an English text");
            let source = if rng.random_ratio(2, 3) {
                name
            } else {
                summary
            };
            let mut words: Vec<String> = source.split([' ', ',']).map(str::to_owned).collect();
            words.retain(|word| !word.is_empty());
            if rng.random_ratio(1, 4) {
                let colour = COLOURS.choose(rng).expect("a colour").1;
                words.push(form(rng, &colour, language).to_owned());
            }
            let count = rng.random_range(1..4).min(words.len());
            let mut chosen: Vec<String> = words.sample(rng, count).cloned().collect();
            if rng.random_ratio(2, 5)
                && let Some(word) = chosen.choose_mut(rng)
            {
                *word = mistyped(rng, word);
            }
            chosen.join(if language == 2 && rng.random_ratio(1, 2) {
                ""
            } else {
                " "
            })
        }
    }
}

fn sku(rng: &mut StdRng, product: &Product) -> String {
    let mut sku = product.variants.choose(rng).expect("a variant").sku.clone();
    if rng.random_ratio(1, 2) {
        sku = sku.replace('-', if rng.random_ratio(1, 2) { "" } else { " " });
    }
    if rng.random_ratio(1, 3) {
        sku.truncate(rng.random_range(2..sku.len()));
    }
    if rng.random_ratio(1, 2) {
        sku.to_lowercase()
    } else {
        sku
    }
}

fn words_between_commas(rng: &mut StdRng, language: usize) -> String {
    let group = SYNONYMS[language].choose(rng).expect("a group");
    let words: Vec<&str> = group.split([',', '，']).collect();
    words.choose(rng).expect("a word").trim().to_owned()
}

/// One letter put in, left out, exchanged, or swapped with the next; sometimes two.
fn mistyped(rng: &mut StdRng, word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    for _ in 0..if rng.random_ratio(1, 8) { 2 } else { 1 } {
        let other = *['a', 'e', 'o', 'к', 'а', '灰', 'z']
            .choose(rng)
            .expect("a letter");
        let at = rng.random_range(0..letters.len().max(1));
        match rng.random_range(0..4) {
            0 => letters.insert(at, other),
            1 if letters.len() > 1 => {
                letters.remove(at);
            }
            2 if at + 1 < letters.len() => letters.swap(at, at + 1),
            _ => {
                let at = at.min(letters.len() - 1);
                letters[at] = other;
            }
        }
    }
    letters.into_iter().collect()
}
