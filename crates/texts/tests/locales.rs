//! The checks of the build script, and the files of texts as they are.

// Compiled here too: what the build script runs is what is tried.
#[allow(dead_code)]
#[path = "../build/catalog.rs"]
mod catalog;

use catalog::{Catalog, LANGUAGES};
use icu::plurals::{PluralCategory, PluralRules};

const GOOD: [&str; 4] = [
    "[cart]\ntitle = 'Cart of {name}'\nitems = { one = '{count} item', other = '{count} items' }",
    "[cart]\ntitle = 'Carrinho: {name}'\nitems = { one = '{count} item', many = '{count} de itens', other = '{count} itens' }",
    "[cart]\ntitle = '{name}的购物车'\nitems = { other = '{count} 件' }",
    "[cart]\ntitle = 'Корзина: {name}'\nitems = { one = '{count} вещь', few = '{count} вещи', many = '{count} вещей', other = '{count} вещи' }",
];

/// The problems after replacing a piece of one language's file.
fn problems(language: usize, piece: &str, replacement: &str) -> Vec<String> {
    let mut sources = GOOD.map(str::to_owned);
    assert!(sources[language].contains(piece), "{piece}");
    sources[language] = sources[language].replace(piece, replacement);
    catalog::read_all(&sources).err().unwrap_or_default()
}

fn real() -> Vec<Catalog> {
    let read =
        |tag| std::fs::read_to_string(format!("../../locales/{tag}.toml")).expect("readable");
    catalog::read_all(&LANGUAGES.map(|language| read(language.tag))).expect("the texts compile")
}

#[test]
fn good_texts_are_accepted() {
    assert!(problems(0, "Cart", "Basket").is_empty());
}

#[test]
fn every_mistake_is_named_with_file_and_key() {
    let check = |language: usize, piece: &str, replacement: &str, expected: &str| {
        assert_eq!(
            problems(language, piece, replacement),
            [expected],
            "{replacement}"
        );
    };
    check(
        3,
        "title = 'Корзина: {name}'",
        "",
        "locales/ru.toml: cart.title: is missing",
    );
    check(
        1,
        "[cart]",
        "[cart]\nextra = 'x'",
        "locales/pt-BR.toml: cart.extra: is superfluous, en.toml does not have it",
    );
    check(
        2,
        "{name}",
        "{nome}",
        "locales/zh-Hans.toml: cart.title: has the placeholders [\"nome\"], en.toml has [\"name\"]",
    );
    check(
        3,
        "'{count} вещей'",
        "'вещей'",
        "locales/ru.toml: cart.items: has the placeholders [], en.toml has [\"count\"]",
    );
    check(
        1,
        "many = '{count} de itens', ",
        "",
        "locales/pt-BR.toml: cart.items: the plural category `many` is missing",
    );
    check(
        2,
        "{ other",
        "{ one = '{count} 件', other",
        "locales/zh-Hans.toml: cart.items: `one` is no plural category of this language",
    );
}

#[test]
fn mistakes_of_writing_are_named() {
    let check = |language: usize, piece: &str, replacement: &str, expected: &str| {
        let found = problems(language, piece, replacement);
        assert!(
            found.iter().any(|problem| problem.contains(expected)),
            "{expected}: {found:?}"
        );
    };
    check(
        0,
        "title",
        "Title",
        "locales/en.toml: cart.Title: a key is written in snake_case",
    );
    check(
        0,
        "title",
        "title_",
        "cart.title_: a key is written in snake_case",
    );
    check(
        0,
        "[cart]",
        "[my_cart]",
        "my_cart: a section's name is one lower-case word",
    );
    check(
        0,
        "[cart]",
        "title = 'x'\n[cart]",
        "title: a text belongs into a [section]",
    );
    check(
        2,
        "'{name}的购物车'",
        "' '",
        "locales/zh-Hans.toml: cart.title: the text is empty",
    );
    check(
        2,
        "'{name}的购物车'",
        "7",
        "cart.title: neither a text nor a table of plural texts",
    );
    check(
        2,
        "{name}",
        "{Name}",
        "cart.title: {Name} is no snake_case placeholder",
    );
    check(
        2,
        "{name}",
        "{name",
        "cart.title: a brace without its partner",
    );
    check(
        2,
        "{name}",
        "name}",
        "cart.title: a brace without its partner",
    );
    check(
        0,
        ", other = '{count} items'",
        "",
        "cart.items: the plural category `other` is missing",
    );
    check(
        2,
        "{ other = '{count} 件' }",
        "'{count} 件'",
        "cart.items: must be a plural here and in en.toml",
    );
    check(
        2,
        "[cart]",
        "[cart",
        "locales/zh-Hans.toml: TOML parse error",
    );
    check(2, "[cart]", "[cart]\ntitle = 'x'", "duplicate key");
}

#[test]
fn plural_categories_are_those_of_cldr() {
    for language in LANGUAGES {
        let locale: icu::locale::Locale = language.tag.parse().expect("a language tag");
        let rules = PluralRules::try_new_cardinal(locale.into()).expect("compiled data");
        let mut expected: Vec<String> = rules
            .categories()
            .map(|c: PluralCategory| format!("{c:?}").to_lowercase())
            .collect();
        let mut ours: Vec<String> = language
            .categories
            .iter()
            .map(|c| (*c).to_owned())
            .collect();
        expected.sort();
        ours.sort();
        assert_eq!(ours, expected, "{}", language.tag);
    }
}

#[test]
fn every_key_has_its_function() {
    let names: Vec<String> = real()[0].keys().map(|key| key.replace('.', "_")).collect();
    assert_eq!(names, texts::Texts::KEYS);
}

/// Left-over English, or the other way round, shows in the script.
#[test]
fn texts_are_in_the_script_of_their_language() {
    let has = |text: &str, range: std::ops::RangeInclusive<char>| {
        text.chars().any(|c| range.contains(&c))
    };
    for (language, catalog) in LANGUAGES.iter().zip(real()) {
        for (key, entry) in &catalog {
            let text = entry.sample();
            let (cyrillic, han) = (has(text, 'Ѐ'..='ӿ'), has(text, '一'..='鿿'));
            let fits = match language.tag {
                "ru" => !han,
                "zh-Hans" => !cyrillic,
                _ => !han && !cyrillic,
            };
            assert!(fits, "{}: {key}: {text}", language.tag);
            assert_eq!(text.trim(), text, "{}: {key}", language.tag);
            assert!(!text.contains("  "), "{}: {key}: two spaces", language.tag);
        }
    }
}
