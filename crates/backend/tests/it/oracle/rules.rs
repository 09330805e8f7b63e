//! The rules of search and facets, written down as plainly as possible: every
//! product is compared with every word, every facet counted by itself.
//!
//! Taken from the crate `search` as facts: what the tokens of a text are, and
//! the forms of a word. Everything else is told here a second time.

use std::collections::HashMap;

use domain::catalog::Sort;
use domain::facets::Filters;
use search::words::{self, Language, Token};

use super::catalogue::{
    Catalogue, Product, SYNONYMS, category_code, category_count, category_name,
};

const LANGUAGES: [Language; 4] = [
    Language::English,
    Language::Portuguese,
    Language::Chinese,
    Language::Russian,
];

/// One rule left out, to see that the oracle would notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    Nothing,
    /// Inflected words are other words.
    Inflection,
    /// A wrong letter is not forgiven.
    Slips,
    Synonyms,
    /// What means the same counts in descriptions, too.
    Meanings,
    /// A word in the description is as good as one in the name.
    Fields,
    /// Different variants may answer for different facets.
    OneVariant,
    /// A value is counted with the other values of its facet.
    OwnFacet,
}

/// How a word is met in a product, the smaller the better: 3 × way + field.
type Rank = u16;
const WRITTEN: Rank = 0;
const BEGUN: Rank = 3;
const MEANT: Rank = 6;
const MISTYPED: Rank = 9;

/// A word that occurs in the catalogue.
struct Known {
    token: Token,
    forms: Vec<Vec<char>>,
}

/// A catalogue with its texts cut into words.
pub(super) struct Oracle<'c> {
    pub(super) catalogue: &'c Catalogue,
    pub(super) broken: Broken,
    language: usize,
    known: Vec<Known>,
    /// For each product: (place among the known, field).
    products: Vec<Vec<(usize, Rank)>>,
    groups: Vec<Vec<Vec<Token>>>,
}

impl<'c> Oracle<'c> {
    pub(super) fn new(catalogue: &'c Catalogue, language: usize, broken: Broken) -> Self {
        let mut oracle = Self {
            catalogue,
            broken,
            language,
            known: Vec::new(),
            products: Vec::new(),
            groups: SYNONYMS[language]
                .iter()
                .map(|group| group.split([',', '，']).map(words::tokens).collect())
                .collect(),
        };
        let mut places: HashMap<String, usize> = HashMap::new();
        for product in &catalogue.products {
            let mut met = Vec::new();
            for (text, field) in texts(product, language) {
                for token in tokens_of_text(&text) {
                    let place = *places.entry(token.text().to_owned()).or_insert_with(|| {
                        let forms = oracle.forms(&token);
                        oracle.known.push(Known { token, forms });
                        oracle.known.len() - 1
                    });
                    met.push((place, field));
                }
            }
            oracle.products.push(met);
        }
        oracle
    }

    fn forms(&self, token: &Token) -> Vec<Vec<char>> {
        let Token::Word(word) = token else {
            return Vec::new();
        };
        let forms = match self.broken {
            Broken::Inflection => vec![words::folded(word)],
            _ => words::forms(word, LANGUAGES[self.language]),
        };
        forms.iter().map(|form| form.chars().collect()).collect()
    }

    /// Products that answer, by place, with their rank.
    pub(super) fn find(&self, query: &str, begun: bool) -> Vec<(usize, Rank)> {
        let tokens = tokens_of_query(query, begun);
        let mut found = self.answer(&tokens, begun, false);
        let sku = squeezed(query);
        for (place, product) in self.catalogue.products.iter().enumerate() {
            if product
                .variants
                .iter()
                .any(|variant| squeezed(&variant.sku) == sku)
            {
                found.retain(|(other, _)| *other != place);
                found.push((place, 0));
            }
        }
        if found.is_empty() && sku.chars().count() >= 3 {
            for (place, product) in self.catalogue.products.iter().enumerate() {
                if product
                    .variants
                    .iter()
                    .any(|variant| squeezed(&variant.sku).starts_with(&sku))
                {
                    found.push((place, 1));
                }
            }
        }
        if found.is_empty() && self.broken != Broken::Slips {
            found = self.answer(&tokens, begun, true);
        }
        found
    }

    fn answer(&self, tokens: &[Token], begun: bool, slips: bool) -> Vec<(usize, Rank)> {
        if tokens.is_empty() {
            return Vec::new();
        }
        let mut ranks: Vec<Option<Rank>> = vec![Some(1); self.products.len()];
        for (place, token) in tokens.iter().enumerate() {
            let begun = begun && place + 1 == tokens.len();
            let found = self.token(token, begun, slips);
            for (rank, more) in ranks.iter_mut().zip(found) {
                *rank = rank.zip(more).map(|(rank, more)| rank + more);
            }
        }
        let ranks = ranks.into_iter().enumerate();
        ranks
            .filter_map(|(place, rank)| Some((place, rank?)))
            .collect()
    }

    fn token(&self, token: &Token, begun: bool, slips: bool) -> Vec<Option<Rank>> {
        let mut found = match token {
            Token::Word(_) => {
                let forms = self.forms(token);
                let ways: Vec<Option<Rank>> = self
                    .known
                    .iter()
                    .map(|known| way(token, &forms, known, begun, slips))
                    .collect();
                self.by_best_word(&ways)
            }
            Token::Run(run) => self.run(run, WRITTEN, slips),
        };
        if self.broken != Broken::Synonyms {
            for stand in self.stands(token) {
                let meant = self.meant(&stand);
                found = found
                    .into_iter()
                    .zip(meant)
                    .map(|(one, other)| better(one, other))
                    .collect();
            }
        }
        found
    }

    /// The best rank of each product, given how each known word is met.
    fn by_best_word(&self, ways: &[Option<Rank>]) -> Vec<Option<Rank>> {
        self.products
            .iter()
            .map(|met| {
                met.iter()
                    .filter_map(|(known, field)| Some(ways[*known]? + self.field(*field)))
                    .min()
            })
            .collect()
    }

    fn field(&self, field: Rank) -> Rank {
        if self.broken == Broken::Fields {
            0
        } else {
            field
        }
    }

    /// What else may stand there: of a word, the members of its groups; of a run, the run with a part exchanged.
    fn stands(&self, token: &Token) -> Vec<Vec<Token>> {
        let mut stands = Vec::new();
        for group in &self.groups {
            match token {
                Token::Word(_) => {
                    let forms = self.forms(token);
                    let same = |member: &Vec<Token>| match &member[..] {
                        [word @ Token::Word(_)] => {
                            self.forms(word).iter().any(|form| forms.contains(form))
                        }
                        _ => false,
                    };
                    if group.iter().any(same) {
                        stands.extend(group.iter().cloned());
                    }
                }
                Token::Run(run) => {
                    for member in group {
                        let [Token::Run(part)] = &member[..] else {
                            continue;
                        };
                        for other in group
                            .iter()
                            .filter(|other| *other != member && run.contains(part))
                        {
                            let other: Vec<&str> = other.iter().map(Token::text).collect();
                            stands.push(words::tokens(&run.replace(part, &other.join(" "))));
                        }
                    }
                }
            }
        }
        stands
    }

    /// All of the words, as they are written, in names and choices; ranked as the worst of them.
    fn meant(&self, stand: &[Token]) -> Vec<Option<Rank>> {
        let mut ranks: Vec<Option<Rank>> = vec![Some(0); self.products.len()];
        for token in stand {
            let found = match token {
                Token::Word(_) => {
                    let forms = self.forms(token);
                    let ways: Vec<Option<Rank>> = self
                        .known
                        .iter()
                        .map(|known| way(token, &forms, known, false, false).map(|_| MEANT))
                        .collect();
                    self.by_best_word(&ways)
                }
                Token::Run(run) => self.run(run, MEANT, false),
            };
            for (rank, more) in ranks.iter_mut().zip(found) {
                *rank = rank.zip(more).map(|(rank, more)| rank.max(more));
            }
        }
        let counts = |rank: &Rank| *rank != MEANT + 2 || self.broken == Broken::Meanings;
        ranks.into_iter().map(|rank| rank.filter(counts)).collect()
    }

    /// Each character must stand beside one of its neighbours; with a slip, all but one of four or more.
    fn run(&self, run: &str, base: Rank, slips: bool) -> Vec<Option<Rank>> {
        let characters: Vec<char> = run.chars().collect();
        // Which pairs occur in which known runs.
        let field_of = |met: &[(usize, Rank)], part: &str| {
            met.iter()
                .filter(|(known, _)| matches!(&self.known[*known].token, Token::Run(text) if text.contains(part)))
                .map(|(_, field)| self.field(*field))
                .min()
        };
        self.products
            .iter()
            .map(|met| {
                if characters.len() == 1 {
                    return field_of(met, run).map(|field| base + field);
                }
                let pairs: Vec<Option<Rank>> = characters
                    .windows(2)
                    .map(|pair| field_of(met, &pair.iter().collect::<String>()))
                    .collect();
                let of_character = |at: usize| {
                    let before = if at == 0 { None } else { pairs[at - 1] };
                    better(before, pairs.get(at).copied().flatten())
                };
                let fields: Vec<Option<Rank>> = (0..characters.len()).map(of_character).collect();
                let lonely = fields.iter().filter(|field| field.is_none()).count();
                let worst = fields.iter().flatten().max()?;
                match lonely {
                    0 => Some(base + worst),
                    1 if slips && characters.len() >= 4 => Some(MISTYPED + worst),
                    _ => None,
                }
            })
            .collect()
    }
}

fn better(one: Option<Rank>, other: Option<Rank>) -> Option<Rank> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// How a word of the query is met by a word of the catalogue.
fn way(
    token: &Token,
    forms: &[Vec<char>],
    known: &Known,
    begun: bool,
    slips: bool,
) -> Option<Rank> {
    let typed: Vec<char> = words::folded(token.text()).chars().collect();
    if forms.iter().any(|form| known.forms.contains(form)) {
        return Some(WRITTEN);
    }
    if begun && known.forms.iter().any(|form| form.starts_with(&typed)) {
        return Some(BEGUN);
    }
    if !slips || typed.iter().any(|c| c.is_numeric()) {
        return None;
    }
    let near = |typed: &Vec<char>, known: &Vec<char>| {
        let first = if begun { 0 } else { known.len() };
        (first..=known.len())
            .any(|end| end.abs_diff(typed.len()) <= 1 && slips_between(typed, &known[..end]) <= 1)
    };
    forms
        .iter()
        .filter(|form| form.len() >= 4)
        .any(|form| known.forms.iter().any(|known| near(form, known)))
        .then_some(MISTYPED)
}

/// Letters put in, left out, exchanged, or swapped with the next: the whole table of it.
fn slips_between(one: &[char], other: &[char]) -> usize {
    let mut table = vec![vec![0; other.len() + 1]; one.len() + 1];
    for i in 0..=one.len() {
        for j in 0..=other.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let exchanged = table[i - 1][j - 1] + usize::from(one[i - 1] != other[j - 1]);
                let mut least = exchanged.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                    least = least.min(table[i - 2][j - 2] + 1);
                }
                least
            };
        }
    }
    table[one.len()][other.len()]
}

fn squeezed(text: &str) -> String {
    words::folded(&words::normal(text))
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// The words of a text, and words that hyphens join, as one.
fn tokens_of_text(text: &str) -> Vec<Token> {
    let mut tokens = words::tokens(text);
    for part in words::normal(text).split([' ', '.', ',', '«', '»']) {
        let parts: Vec<&str> = part.split(['-', '‐']).collect();
        if parts.len() > 1
            && words::tokens(part)
                .iter()
                .all(|token| matches!(token, Token::Word(_)))
        {
            tokens.push(Token::Word(parts.concat()));
        }
    }
    tokens
}

fn tokens_of_query(query: &str, begun: bool) -> Vec<Token> {
    let tokens = words::tokens(query);
    let end = tokens.len();
    let small =
        |(place, token): &(usize, &Token)| words::is_small(token) && !(begun && place + 1 == end);
    let kept: Vec<Token> = tokens
        .iter()
        .enumerate()
        .filter(|token| !small(token))
        .map(|(_, token)| token.clone())
        .collect();
    if kept.is_empty() { tokens } else { kept }
}

/// Every text of a product with its field: name 0, category and values 1, the rest 2.
fn texts(product: &Product, language: usize) -> Vec<(String, Rank)> {
    let english = product.texts[0].as_ref().expect("an English text");
    let (name, summary, description) = product.texts[language].as_ref().unwrap_or(english);
    let mut texts = vec![(name.clone(), 0), (summary.clone(), 2)];
    texts.extend(
        description
            .as_ref()
            .or(english.2.as_ref())
            .map(|text| (text.clone(), 2)),
    );
    texts.push((category_name(product.category, language).to_owned(), 1));
    for option in &product.options {
        for (code, names) in &option.values {
            let name = names[language]
                .as_deref()
                .or(names[0].as_deref())
                .unwrap_or(code);
            texts.push((name.to_owned(), 1));
        }
    }
    texts
}

// Facets

/// What a facet leaves out of account when it counts its own values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Except<'o> {
    Nothing,
    Category,
    Available,
    Price,
    Option(&'o str),
}

/// Counts by option and value code, in the order of the codes.
pub(super) type OptionCounts = Vec<(String, Vec<(String, i64)>)>;

pub(super) struct Counted {
    pub(super) places: Vec<usize>,
    pub(super) categories: Vec<(String, i64)>,
    pub(super) options: OptionCounts,
    pub(super) available: i64,
    pub(super) prices: Option<(i64, i64)>,
}

impl Oracle<'_> {
    /// `list` are the places of the products that there are without filters.
    pub(super) fn narrow(&self, list: &[usize], filters: &Filters) -> Counted {
        let products = |places: &[usize]| {
            places
                .iter()
                .map(|place| &self.catalogue.products[*place])
                .collect::<Vec<_>>()
        };
        let all = products(list);
        let filters = applicable(&all, filters);
        let count = |wanted: &dyn Fn(&Product) -> bool| {
            i64::try_from(all.iter().filter(|product| wanted(product)).count()).expect("few")
        };
        let categories = (0..category_count())
            .filter(|category| all.iter().any(|product| product.category == *category))
            .map(|category| {
                let fits = |product: &Product| {
                    product.category == category
                        && self.fits(product, &filters, Except::Category, &|_| true)
                };
                (category_code(category), count(&fits))
            });
        let categories: Vec<_> = categories.collect();
        let mut options = OptionCounts::new();
        for code in ["colour", "size"] {
            let mut values: Vec<&str> = all
                .iter()
                .flat_map(|product| product.variants.iter().map(move |v| (product, v)))
                .filter_map(|(product, variant)| value_of(product, variant, code))
                .collect();
            values.sort_unstable();
            values.dedup();
            let except = match self.broken {
                Broken::OwnFacet => Except::Nothing,
                _ => Except::Option(code),
            };
            let counted = values.iter().map(|value| {
                let fits = |product: &Product| {
                    self.fits(product, &filters, except, &|v| {
                        value_of(product, &product.variants[v], code) == Some(*value)
                    })
                };
                ((*value).to_owned(), count(&fits))
            });
            let counted: Vec<_> = counted.collect();
            if !counted.is_empty() {
                options.push((code.to_owned(), counted));
            }
        }
        let available = count(&|product| {
            self.fits(product, &filters, Except::Available, &|v| {
                product.variants[v].stock > 0
            })
        });
        let mut prices: Vec<i64> = Vec::new();
        for product in &all {
            for (v, variant) in product.variants.iter().enumerate() {
                if self.fits(product, &filters, Except::Price, &|other| other == v) {
                    prices.push(variant.price);
                }
            }
        }
        let places = list.iter().copied();
        Counted {
            places: places
                .filter(|place| {
                    self.fits(
                        &self.catalogue.products[*place],
                        &filters,
                        Except::Nothing,
                        &|_| true,
                    )
                })
                .collect(),
            categories: if categories.len() < 2 {
                Vec::new()
            } else {
                categories
            },
            options,
            available,
            prices: prices
                .iter()
                .min()
                .copied()
                .zip(prices.iter().max().copied()),
        }
    }

    /// Whether a product has a variant (that is wanted) with all that was chosen.
    fn fits(
        &self,
        product: &Product,
        filters: &Filters,
        except: Except<'_>,
        wanted: &dyn Fn(usize) -> bool,
    ) -> bool {
        let category = category_code(product.category);
        if except != Except::Category
            && !filters.categories.is_empty()
            && !filters.categories.contains(&category)
        {
            return false;
        }
        let mut demands: Vec<Box<dyn Fn(usize) -> bool + '_>> = vec![Box::new(wanted)];
        if except != Except::Available && filters.available {
            demands.push(Box::new(|v| product.variants[v].stock > 0));
        }
        if except != Except::Price {
            demands.push(Box::new(|v| {
                filters
                    .price_min
                    .is_none_or(|min| product.variants[v].price >= min)
            }));
            demands.push(Box::new(|v| {
                filters
                    .price_max
                    .is_none_or(|max| product.variants[v].price <= max)
            }));
        }
        for (code, values) in &filters.options {
            if except != Except::Option(code) {
                demands.push(Box::new(move |v| {
                    value_of(product, &product.variants[v], code)
                        .is_some_and(|value| values.contains(value))
                }));
            }
        }
        let variants = 0..product.variants.len();
        match self.broken {
            Broken::OneVariant => demands.iter().all(|demand| variants.clone().any(demand)),
            _ => variants
                .into_iter()
                .any(|v| demands.iter().all(|demand| demand(v))),
        }
    }

    /// The places in the order of a listing.
    pub(super) fn sort(&self, places: &mut [usize], sort: Sort, ranks: &HashMap<usize, Rank>) {
        let product = |place: &usize| &self.catalogue.products[*place];
        // The shop's own order: products are made in no order of categories.
        places.sort_by_key(|place| (product(place).category, *place));
        match sort {
            Sort::Relevance => places.sort_by_key(|place| ranks[place]),
            Sort::Featured => places.sort_by_key(|place| !product(place).featured),
            Sort::PriceAscending => places.sort_by_key(|place| shown_price(product(place))),
            Sort::PriceDescending => places.sort_by_key(|place| -shown_price(product(place))),
            Sort::Newest => {
                let count = self.catalogue.products.len();
                places.sort_by_key(|place| (place + 1) * 7 % count);
            }
            Sort::Name => places.sort_by_key(|place| {
                let texts = &product(place).texts;
                let text = texts[self.language].as_ref().or(texts[0].as_ref());
                text.map(|(name, ..)| name.to_lowercase())
            }),
        }
    }
}

/// Without what nothing in the list has.
fn applicable(all: &[&Product], filters: &Filters) -> Filters {
    let mut filters = filters.clone();
    filters.categories.retain(|code| {
        all.iter()
            .any(|product| category_code(product.category) == *code)
    });
    for (code, values) in &mut filters.options {
        values.retain(|value| {
            all.iter().any(|product| {
                product
                    .variants
                    .iter()
                    .any(|v| value_of(product, v, code) == Some(value.as_str()))
            })
        });
    }
    filters.options.retain(|_, values| !values.is_empty());
    filters
}

fn value_of<'p>(
    product: &'p Product,
    variant: &super::catalogue::Variant,
    code: &str,
) -> Option<&'p str> {
    let place = product
        .options
        .iter()
        .position(|option| option.code == code)?;
    Some(product.options[place].values[variant.values[place]].0)
}

/// The lowest of what is in stock, or of all.
fn shown_price(product: &Product) -> i64 {
    let prices = |wanted: &dyn Fn(i64) -> bool| {
        product
            .variants
            .iter()
            .filter(|v| wanted(v.stock))
            .map(|v| v.price)
            .min()
    };
    prices(&|stock| stock > 0)
        .or_else(|| prices(&|_| true))
        .expect("a variant")
}
