//! Reads the texts of all languages and checks them against each other.
//!
//! English says which keys, plurals and placeholders there are. Problems are
//! collected, so that all are seen at once, each with its file and key.

use std::collections::BTreeMap;

/// A language of the shop.
#[derive(Clone, Copy)]
pub(crate) struct Language {
    /// Variant of `domain::locale::Locale`.
    pub(crate) variant: &'static str,
    /// Name of the file.
    pub(crate) tag: &'static str,
    /// The plural categories of CLDR's cardinal rules; a test compares them with `icu`.
    pub(crate) categories: &'static [&'static str],
}

/// English first.
pub(crate) const LANGUAGES: [Language; 4] = [
    Language {
        variant: "En",
        tag: "en",
        categories: &["one", "other"],
    },
    Language {
        variant: "PtBr",
        tag: "pt-BR",
        categories: &["one", "many", "other"],
    },
    Language {
        variant: "ZhHans",
        tag: "zh-Hans",
        categories: &["other"],
    },
    Language {
        variant: "Ru",
        tag: "ru",
        categories: &["one", "few", "many", "other"],
    },
];

/// All texts of one language by `section.key`.
pub(crate) type Catalog = BTreeMap<String, Entry>;

/// What one key says in one language.
#[derive(Debug)]
pub(crate) enum Entry {
    Plain(String),
    /// By plural category.
    Plural(BTreeMap<String, String>),
}

impl Entry {
    pub(crate) fn is_plural(&self) -> bool {
        matches!(self, Self::Plural(_))
    }

    /// The text itself, of a plural `other`.
    pub(crate) fn sample(&self) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Plural(texts) => texts.get("other").map_or("", String::as_str),
        }
    }

    fn texts(&self) -> Vec<&str> {
        match self {
            Self::Plain(text) => vec![text],
            Self::Plural(texts) => texts.values().map(String::as_str).collect(),
        }
    }
}

/// The texts of all [`LANGUAGES`], same order, or every problem with them.
pub(crate) fn read_all(sources: &[String; 4]) -> Result<Vec<Catalog>, Vec<String>> {
    let mut problems = Vec::new();
    let mut catalogs: Vec<Catalog> = Vec::new();
    for (language, source) in LANGUAGES.iter().zip(sources) {
        let mut found = Vec::new();
        let catalog = read(source, &mut found);
        let english = catalogs.first().unwrap_or(&catalog);
        compare(&catalog, english, language, &mut found);
        catalogs.push(catalog);
        let file = format!("locales/{}.toml", language.tag);
        problems.extend(found.iter().map(|problem| format!("{file}: {problem}")));
    }
    if problems.is_empty() {
        Ok(catalogs)
    } else {
        Err(problems)
    }
}

fn read(source: &str, problems: &mut Vec<String>) -> Catalog {
    let mut catalog = Catalog::new();
    let file: toml::Table = source.parse().unwrap_or_else(|error: toml::de::Error| {
        problems.push(error.to_string().replace('\n', " "));
        toml::Table::new()
    });
    for (section, value) in file {
        let toml::Value::Table(entries) = value else {
            problems.push(format!("{section}: a text belongs into a [section]"));
            continue;
        };
        if !is_name(&section) || section.contains('_') {
            problems.push(format!(
                "{section}: a section's name is one lower-case word"
            ));
        }
        for (key, value) in entries {
            let path = format!("{section}.{key}");
            if !is_name(&key) {
                problems.push(format!("{path}: a key is written in snake_case"));
            }
            match entry(value) {
                Some(entry) => _ = catalog.insert(path, entry),
                None => problems.push(format!(
                    "{path}: neither a text nor a table of plural texts"
                )),
            }
        }
    }
    catalog
}

fn entry(value: toml::Value) -> Option<Entry> {
    match value {
        toml::Value::String(text) => Some(Entry::Plain(text)),
        toml::Value::Table(table) => table
            .into_iter()
            .map(|(category, text)| Some((category, text.as_str()?.to_owned())))
            .collect::<Option<_>>()
            .map(Entry::Plural),
        _ => None,
    }
}

/// snake_case, beginning with a letter.
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.split('_').all(|word| !word.is_empty())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn compare(catalog: &Catalog, english: &Catalog, language: &Language, problems: &mut Vec<String>) {
    for key in english.keys().filter(|key| !catalog.contains_key(*key)) {
        problems.push(format!("{key}: is missing"));
    }
    for (key, entry) in catalog {
        let mut report = |problem: String| problems.push(format!("{key}: {problem}"));
        match english.get(key) {
            None => report("is superfluous, en.toml does not have it".into()),
            Some(english) if english.is_plural() != entry.is_plural() => {
                report("must be a plural here and in en.toml, or in neither".into());
            }
            Some(english) => check_placeholders(entry, english, &mut report),
        }
        check_categories(entry, language, &mut report);
    }
}

fn check_categories(entry: &Entry, language: &Language, report: &mut impl FnMut(String)) {
    let Entry::Plural(texts) = entry else { return };
    for category in language
        .categories
        .iter()
        .filter(|c| !texts.contains_key(**c))
    {
        report(format!("the plural category `{category}` is missing"));
    }
    for category in texts
        .keys()
        .filter(|c| !language.categories.contains(&c.as_str()))
    {
        report(format!(
            "`{category}` is no plural category of this language"
        ));
    }
}

/// Every text of an entry, each plural category for itself, has the placeholders of English.
fn check_placeholders(entry: &Entry, english: &Entry, report: &mut impl FnMut(String)) {
    let mut expected = placeholders(english.sample()).unwrap_or_default();
    expected.sort();
    for text in entry.texts() {
        match placeholders(text) {
            _ if text.trim().is_empty() => report("the text is empty".into()),
            Err(problem) => report(problem),
            Ok(mut names) => {
                names.sort();
                if names != expected {
                    report(format!(
                        "has the placeholders {names:?}, en.toml has {expected:?}"
                    ));
                }
            }
        }
    }
}

/// The names in braces, each once, in order of appearance.
pub(crate) fn placeholders(text: &str) -> Result<Vec<String>, String> {
    let mut names: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(['{', '}']) {
        let (name, after) = rest[start..]
            .strip_prefix('{')
            .and_then(|inside| inside.split_once('}'))
            .ok_or("a brace without its partner")?;
        if !is_name(name) {
            return Err(format!("{{{name}}} is no snake_case placeholder"));
        }
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
        rest = after;
    }
    Ok(names)
}
