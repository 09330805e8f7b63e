//! Writes the functions: `[cart] title` becomes `Texts::cart_title`.

use std::fmt::{Result, Write};

use crate::catalog::{Catalog, Entry, LANGUAGES, Language, placeholders};

/// An `impl Texts` with a function per key, for the texts of all [`LANGUAGES`], same order.
pub(crate) fn functions(catalogs: &[Catalog]) -> String {
    let mut code = String::from("impl Texts {\n");
    let mut names = Vec::new();
    for (key, english) in &catalogs[0] {
        let name = key.replace('.', "_");
        let entries: Vec<&Entry> = catalogs.iter().map(|catalog| &catalog[key]).collect();
        function(&mut code, &name, english, &entries).expect("writing to a String");
        names.push(name);
    }
    code.push_str(&format!(
        "/// The names of all functions.\npub const KEYS: &[&str] = &{names:?};\n}}\n"
    ));
    code
}

fn function(code: &mut String, name: &str, english: &Entry, entries: &[&Entry]) -> Result {
    let parameters = parameters(english);
    let returns = if parameters.is_empty() {
        "&'static str"
    } else {
        "String"
    };
    writeln!(
        code,
        "#[doc = {:?}]",
        format!("`{}`", english.sample().replace('\n', " "))
    )?;
    writeln!(
        code,
        "pub fn {name}(self{}) -> {returns} {{",
        parameters.concat()
    )?;
    if english.is_plural() {
        writeln!(
            code,
            "let category = plural_category(self.locale(), count);"
        )?;
        writeln!(code, "let count = format::number(count, self.locale());")?;
        writeln!(code, "match (self.locale(), category) {{")?;
    } else {
        writeln!(code, "match self.locale() {{")?;
    }
    for (language, entry) in LANGUAGES.iter().zip(entries) {
        match entry {
            Entry::Plain(text) if parameters.is_empty() => {
                writeln!(code, "Locale::{} => {text:?},", language.variant)?;
            }
            Entry::Plain(text) => {
                writeln!(code, "Locale::{} => format!({text:?}),", language.variant)?
            }
            Entry::Plural(_) => plural_arms(code, language, entry)?,
        }
    }
    writeln!(code, "}}\n}}")
}

/// What the function of this entry takes, each with a leading comma; a plural takes `count` first.
fn parameters(english: &Entry) -> Vec<String> {
    let mut names = placeholders(english.sample()).expect("placeholders were checked");
    names.retain(|name| !(english.is_plural() && name == "count"));
    let count = english.is_plural().then(|| ", count: i64".to_owned());
    count
        .into_iter()
        .chain(names.iter().map(|name| format!(", {name}: impl Display")))
        .collect()
}

/// `other` last: it stands for every category that has no arm.
fn plural_arms(code: &mut String, language: &Language, entry: &Entry) -> Result {
    let Entry::Plural(texts) = entry else {
        return Ok(());
    };
    for category in language.categories {
        let pattern = match *category {
            "other" => "_".to_owned(),
            name => format!("PluralCategory::{}{}", name[..1].to_uppercase(), &name[1..]),
        };
        writeln!(
            code,
            "(Locale::{}, {pattern}) => format!({:?}),",
            language.variant, texts[*category]
        )?;
    }
    Ok(())
}
