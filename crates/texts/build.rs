//! Turns `locales/*.toml` into one typed function per key, or says what is wrong with them.
//!
//! Problems are collected and printed all at once, each naming file and key.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// A language: its variant of `domain::locale::Locale`, its file, and the plural
/// categories that CLDR's cardinal rules have for it (a test compares them with `icu`).
pub struct Language {
    pub variant: &'static str,
    pub tag: &'static str,
    pub categories: &'static [&'static str],
}

/// English first: it says which keys and placeholders there are.
pub const LANGUAGES: [Language; 4] = [
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

/// One text of one language.
#[derive(Debug)]
pub enum Entry {
    Plain(String),
    /// By plural category.
    Plural(BTreeMap<String, String>),
}

impl Entry {
    fn is_plural(&self) -> bool {
        matches!(self, Self::Plural(_))
    }

    fn texts(&self) -> Vec<&str> {
        match self {
            Self::Plain(text) => vec![text],
            Self::Plural(texts) => texts.values().map(String::as_str).collect(),
        }
    }

    /// The text itself, of a plural `other`.
    fn sample(&self) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Plural(texts) => texts.get("other").map_or("", String::as_str),
        }
    }
}

/// All texts of one language by (section, key).
pub type Catalog = BTreeMap<(String, String), Entry>;

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../locales");
    println!("cargo::rerun-if-changed=build.rs");
    let mut sources = Vec::new();
    for language in &LANGUAGES {
        let file = folder.join(format!("{}.toml", language.tag));
        println!("cargo::rerun-if-changed={}", file.display());
        sources.push(
            std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display())),
        );
    }
    match compile(&sources) {
        Ok(code) => {
            let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
            std::fs::write(Path::new(&out).join("texts.rs"), code).expect("OUT_DIR is writable");
        }
        Err(problems) => problems
            .iter()
            .for_each(|problem| println!("cargo::error={problem}")),
    }
}

/// The generated code for the texts of all [`LANGUAGES`], same order, or every problem.
pub fn compile(sources: &[String]) -> Result<String, Vec<String>> {
    let mut problems = Vec::new();
    let mut catalogs = Vec::new();
    for (language, source) in LANGUAGES.iter().zip(sources) {
        let mut report = |key: &str, problem: &str| problems.push(describe(language, key, problem));
        catalogs.push(read(source, &mut report));
    }
    for (language, catalog) in LANGUAGES.iter().zip(&catalogs) {
        let mut report = |key: &str, problem: &str| problems.push(describe(language, key, problem));
        check_keys(catalog, &catalogs[0], &mut report);
        for ((section, key), entry) in catalog {
            let mut report = |problem: &str| report(&format!("{section}.{key}"), problem);
            check_categories(entry, language, &mut report);
            let reference = catalogs[0]
                .get(&(section.clone(), key.clone()))
                .unwrap_or(entry);
            check_placeholders(entry, reference, &mut report);
        }
    }
    if problems.is_empty() {
        Ok(generate(&catalogs))
    } else {
        Err(problems)
    }
}

fn describe(language: &Language, key: &str, problem: &str) -> String {
    let separator = if key.is_empty() { "" } else { ": " };
    format!("locales/{}.toml{separator}{key}: {problem}", language.tag)
}

fn read(source: &str, report: &mut impl FnMut(&str, &str)) -> Catalog {
    let mut catalog = Catalog::new();
    let file: toml::Table = source.parse().unwrap_or_else(|error: toml::de::Error| {
        report("", &error.to_string().replace('\n', " "));
        toml::Table::new()
    });
    for (section, value) in file {
        let toml::Value::Table(entries) = value else {
            report(&section, "a text belongs into a [section]");
            continue;
        };
        if !is_name(&section) || section.contains('_') {
            report(&section, "a section's name is one lower-case word");
        }
        for (key, value) in entries {
            let path = format!("{section}.{key}");
            if !is_name(&key) {
                report(&path, "a key is written in snake_case");
            }
            match entry(value) {
                Some(entry) => _ = catalog.insert((section.clone(), key), entry),
                None => report(&path, "neither a text nor a table of plural texts"),
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

fn check_keys(catalog: &Catalog, english: &Catalog, report: &mut impl FnMut(&str, &str)) {
    for (section, key) in english.keys().filter(|key| !catalog.contains_key(key)) {
        report(&format!("{section}.{key}"), "is missing");
    }
    for (section, key) in catalog.keys().filter(|key| !english.contains_key(key)) {
        report(
            &format!("{section}.{key}"),
            "is superfluous: en.toml does not have it",
        );
    }
}

fn check_categories(entry: &Entry, language: &Language, report: &mut impl FnMut(&str)) {
    let Entry::Plural(texts) = entry else { return };
    for category in language
        .categories
        .iter()
        .filter(|category| !texts.contains_key(**category))
    {
        report(&format!("the plural category {category:?} is missing"));
    }
    for category in texts
        .keys()
        .filter(|category| !language.categories.contains(&category.as_str()))
    {
        report(&format!(
            "{category:?} is no plural category of this language"
        ));
    }
}

/// Every text of an entry, each plural category for itself, has the placeholders of English.
fn check_placeholders(entry: &Entry, english: &Entry, report: &mut impl FnMut(&str)) {
    if entry.is_plural() != english.is_plural() {
        report("is a plural in one language and a plain text in the other");
    }
    let mut expected = placeholders(english.sample()).unwrap_or_default();
    expected.sort();
    for text in entry.texts() {
        match placeholders(text) {
            _ if text.trim().is_empty() => report("the text is empty"),
            Err(problem) => report(&problem),
            Ok(mut names) => {
                names.sort();
                if names != expected {
                    report(&format!(
                        "has the placeholders {names:?}, en.toml {expected:?}"
                    ));
                }
            }
        }
    }
}

/// The names in braces, each once, in order of appearance.
fn placeholders(text: &str) -> Result<Vec<String>, String> {
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

/// What the function of this entry takes; a plural takes `count` first.
fn parameters(entry: &Entry) -> Vec<String> {
    let mut names = placeholders(entry.sample()).expect("placeholders were checked");
    if entry.is_plural() {
        names.retain(|name| name != "count");
        names.insert(0, "count".to_owned());
    }
    names
}

fn generate(catalogs: &[Catalog]) -> String {
    let mut code = String::from("impl Texts {\n");
    let mut keys = Vec::new();
    for (key, english) in &catalogs[0] {
        let name = format!("{}_{}", key.0, key.1);
        let entries: Vec<&Entry> = catalogs.iter().map(|catalog| &catalog[key]).collect();
        function(&mut code, &name, english, &entries).expect("writing to a String");
        keys.push(name);
    }
    write!(
        code,
        "/// The names of all functions, sorted.\npub const KEYS: &[&str] = &{keys:?};\n}}\n"
    )
    .expect("writing to a String");
    code
}

fn function(
    code: &mut String,
    name: &str,
    english: &Entry,
    entries: &[&Entry],
) -> std::fmt::Result {
    let names = parameters(english);
    let constant = names.is_empty();
    write!(
        code,
        "#[doc = {:?}]\npub fn {name}(self",
        format!("`{}`", english.sample().replace('\n', " "))
    )?;
    for name in &names {
        let is_count = name == "count" && english.is_plural();
        write!(
            code,
            ", {name}: {}",
            if is_count { "i64" } else { "impl Display" }
        )?;
    }
    writeln!(
        code,
        ") -> {} {{",
        if constant { "&'static str" } else { "String" }
    )?;
    if english.is_plural() {
        writeln!(code, "let category = plural_category(self.locale, count);")?;
        writeln!(code, "let count = format::number(count, self.locale);")?;
        writeln!(code, "match (self.locale, category) {{")?;
    } else {
        writeln!(code, "match self.locale {{")?;
    }
    for (language, entry) in LANGUAGES.iter().zip(entries) {
        arms(code, language, entry, constant)?;
    }
    writeln!(code, "}}\n}}")
}

fn arms(code: &mut String, language: &Language, entry: &Entry, constant: bool) -> std::fmt::Result {
    let variant = language.variant;
    match entry {
        Entry::Plain(text) if constant => writeln!(code, "Locale::{variant} => {text:?},"),
        Entry::Plain(text) => writeln!(code, "Locale::{variant} => format!({text:?}),"),
        Entry::Plural(texts) => {
            for category in language
                .categories
                .iter()
                .filter(|category| **category != "other")
            {
                let pattern = format!("{}{}", category[..1].to_uppercase(), &category[1..]);
                writeln!(
                    code,
                    "(Locale::{variant}, PluralCategory::{pattern}) => format!({:?}),",
                    texts[*category]
                )?;
            }
            writeln!(
                code,
                "(Locale::{variant}, _) => format!({:?}),",
                texts["other"]
            )
        }
    }
}
