//! The house's rules, as docs/ARCHITECTURE.md states them. Each is a function
//! over the source tree, and is shown to find a breach.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Path relative to the root, with `/`, and text.
type Sources = BTreeMap<String, String>;

/// Code, manifests, and the templates of mails and of the test gateway.
const SOURCE_EXTENSIONS: [&str; 5] = ["rs", "toml", "html", "mjml", "txt"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("server lies in the root")
        .to_owned()
}

fn sources() -> Sources {
    let mut found = Sources::new();
    for folder in ["app", "frontend", "server", "crates"] {
        collect(&root().join(folder), &mut found);
    }
    assert!(found.len() > 50, "the source tree was not found");
    found
}

fn collect(folder: &Path, found: &mut Sources) {
    for entry in fs::read_dir(folder)
        .expect("a folder")
        .map(|e| e.expect("an entry").path())
    {
        if entry.is_dir() {
            if !entry.ends_with("target") && !entry.ends_with("node_modules") {
                collect(&entry, found);
            }
        } else if entry
            .extension()
            .and_then(|e| e.to_str())
            .is_some_and(|e| SOURCE_EXTENSIONS.contains(&e))
        {
            let name = entry
                .strip_prefix(root())
                .expect("inside the root")
                .to_string_lossy()
                .replace('\\', "/");
            found.insert(name, fs::read_to_string(&entry).expect("text"));
        }
    }
}

/// The code of a file: without comments, and without its test module, which comes last.
fn code(text: &str) -> String {
    let before_tests = text.split("#[cfg(test)]").next().unwrap_or("");
    before_tests
        .lines()
        .map(|line| line.split("//").next().unwrap_or(""))
        .collect::<Vec<_>>()
        .join("\n")
}

fn lines_with(sources: &Sources, files: impl Fn(&str) -> bool, words: &[&str]) -> Vec<String> {
    let mut breaches = Vec::new();
    for (file, text) in sources
        .iter()
        .filter(|(file, _)| file.ends_with(".rs") && files(file))
    {
        for word in words {
            if code(text).contains(word) {
                breaches.push(format!("{file}: {word}"));
            }
        }
    }
    breaches
}

fn in_src(file: &str) -> bool {
    file.contains("/src/")
}

fn backend_is_named_outside_api(sources: &Sources) -> Vec<String> {
    let elsewhere = |file: &str| {
        file.starts_with("app/src/") && !file.ends_with("/api.rs") && file != "app/src/session.rs"
    };
    lines_with(sources, elsewhere, &["backend::"])
}

fn sql_outside_its_module(sources: &Sources) -> Vec<String> {
    let shop = |file: &str| in_src(file) && !file.starts_with("crates/test-gateway/");
    let outside_db = |file: &str| shop(file) && !file.starts_with("crates/backend/src/db/");
    let outside_backend = |file: &str| shop(file) && !file.starts_with("crates/backend/");
    let mut breaches = lines_with(
        sources,
        outside_db,
        &["sqlx::query", "AssertSqlSafe", "QueryBuilder"],
    );
    breaches.extend(lines_with(sources, outside_backend, &["sql!(", "sqlx::"]));
    let gateway =
        |file: &str| file.starts_with("crates/test-gateway/src/") && !file.contains("/store");
    breaches.extend(lines_with(
        sources,
        gateway,
        &["sqlx::query", "AssertSqlSafe"],
    ));
    breaches
}

fn environment_outside_server(sources: &Sources) -> Vec<String> {
    let words = ["env::var", "option_env!("];
    lines_with(
        sources,
        |file| in_src(file) && !file.starts_with("server/src/"),
        &words,
    )
}

fn environment_outside_config(sources: &Sources) -> Vec<String> {
    let elsewhere =
        |file: &str| file.starts_with("server/src/") && file != "server/src/config/source.rs";
    lines_with(sources, elsewhere, &["env::var"])
}

fn wrong_directions(sources: &Sources) -> Vec<String> {
    let forbidden: [(&str, &[&str]); 6] = [
        (
            "crates/domain/",
            &[
                "texts",
                "payments",
                "backend",
                "app",
                "server",
                "test-gateway",
                "leptos",
                "axum",
                "sqlx",
                "tokio",
                "rand",
            ],
        ),
        (
            "crates/texts/",
            &[
                "payments",
                "backend",
                "app",
                "server",
                "test-gateway",
                "leptos",
                "axum",
                "sqlx",
            ],
        ),
        (
            "crates/payments/",
            &["backend", "app", "server", "leptos", "sqlx"],
        ),
        (
            "crates/backend/",
            &["app", "server", "leptos", "axum", "test-gateway"],
        ),
        (
            "crates/test-gateway/",
            &["payments", "backend", "app", "server", "leptos"],
        ),
        (
            "crates/pictures/",
            &["backend", "app", "server", "leptos", "axum", "sqlx"],
        ),
    ];
    let mut breaches = Vec::new();
    for (folder, names) in forbidden {
        let manifest = sources
            .get(&format!("{folder}Cargo.toml"))
            .expect("a manifest");
        // What tests need may point the other way; what is shipped may not.
        let shipped = manifest.split("[dev-dependencies]").next().unwrap_or("");
        for name in names {
            let depends = |line: &str| {
                line.starts_with(&format!("{name}.")) || line.starts_with(&format!("{name} ="))
            };
            if shipped.lines().any(depends) {
                breaches.push(format!("{folder} depends on {name}"));
            }
        }
    }
    breaches
}

fn transactions_outside_use_cases(sources: &Sources) -> Vec<String> {
    lines_with(
        sources,
        |file| {
            in_src(file)
                && !file.starts_with("crates/backend/")
                && !file.starts_with("crates/test-gateway/")
        },
        &["db.begin()"],
    )
}

/// The catalogue's pages are listings and products, each with a sheet of its own.
fn styled_as(noun: &str) -> &str {
    match noun {
        "catalog" => "product",
        other => other,
    }
}

/// The nouns that shoppers meet, each in each layer.
fn missing_nouns(exists: impl Fn(&str) -> bool) -> Vec<String> {
    let mut missing = Vec::new();
    for noun in ["catalog", "search", "cart", "checkout", "orders"] {
        let places = [
            vec![
                format!("crates/domain/src/{noun}.rs"),
                format!("crates/domain/src/{noun}/mod.rs"),
            ],
            vec![
                format!("crates/backend/src/{noun}.rs"),
                format!("crates/backend/src/{noun}/mod.rs"),
            ],
            vec![format!("app/src/{noun}/mod.rs")],
            vec![format!("app/src/{noun}/api.rs")],
            vec![format!("style/{}.css", styled_as(noun))],
            vec![format!("server/tests/it/{noun}.rs")],
            vec![format!("end2end/tests/{noun}.spec.ts")],
        ];
        missing.extend(
            places
                .iter()
                .filter(|p| !p.iter().any(|path| exists(path)))
                .map(|p| p[0].clone()),
        );
    }
    missing
}

fn english() -> String {
    fs::read_to_string(root().join("locales/en.toml")).expect("locales/en.toml")
}

/// Keys of the texts whose function nobody calls.
fn unused_texts(locale: &str, sources: &Sources) -> Vec<String> {
    let all: String = sources
        .iter()
        .filter(|(file, _)| in_src(file) || file.contains("/templates/"))
        .map(|(file, text)| {
            if file.ends_with(".rs") {
                code(text)
            } else {
                text.clone()
            }
        })
        .collect::<Vec<_>>()
        .join(" ");
    let words: BTreeSet<&str> = all
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .collect();
    let table: toml::Table = locale.parse().expect("TOML");
    table
        .iter()
        .flat_map(|(section, keys)| {
            let keys = keys.as_table().expect("a section").keys();
            keys.map(move |key| format!("{section}_{key}"))
        })
        .filter(|name| !words.contains(name.as_str()))
        .collect()
}

fn none(breaches: Vec<String>) {
    assert!(
        breaches.is_empty(),
        "the house's rules are broken:\n{}",
        breaches.join("\n")
    );
}

#[test]
fn only_api_modules_and_the_session_name_the_backend() {
    none(backend_is_named_outside_api(&sources()));
}

#[test]
fn sql_stays_in_its_module() {
    none(sql_outside_its_module(&sources()));
}

#[test]
fn only_the_server_reads_the_environment() {
    none(environment_outside_server(&sources()));
    none(environment_outside_config(&sources()));
}

#[test]
fn dependencies_point_down() {
    none(wrong_directions(&sources()));
}

#[test]
fn only_use_cases_begin_transactions() {
    none(transactions_outside_use_cases(&sources()));
}

#[test]
fn each_noun_has_its_place_in_each_layer() {
    none(missing_nouns(|path| root().join(path).exists()));
}

#[test]
fn every_text_is_used() {
    none(unused_texts(&english(), &sources()));
}

#[test]
fn every_setting_is_described() {
    let book = fs::read_to_string(root().join("docs/operations.md")).expect("docs/operations.md");
    none(
        server::config::NAMES
            .iter()
            .filter(|n| !book.contains(&format!("| `{n}` |")))
            .map(ToString::to_string)
            .collect(),
    );
}

/// Each rule finds the breach that it is there for.
#[test]
fn the_rules_can_be_broken() {
    let with = |file: &str, text: &str| {
        let mut all = sources();
        all.insert(file.to_owned(), text.to_owned());
        all
    };
    let finds = |breaches: Vec<String>, file: &str| {
        assert!(
            breaches.iter().any(|b| b.contains(file)),
            "{file} was not found"
        )
    };
    let page = "app/src/cart/breach.rs";
    finds(
        backend_is_named_outside_api(&with(page, "use backend::cart;")),
        page,
    );
    finds(
        sql_outside_its_module(&with(page, "sql!(\"SELECT 1\")")),
        page,
    );
    let use_case = "crates/backend/src/breach.rs";
    finds(
        sql_outside_its_module(&with(use_case, "sqlx::query(\"SELECT 1\")")),
        use_case,
    );
    finds(
        environment_outside_server(&with(use_case, "std::env::var(\"HOME\")")),
        use_case,
    );
    let router = "server/src/breach.rs";
    finds(
        environment_outside_config(&with(router, "std::env::var(\"HOME\")")),
        router,
    );
    finds(
        transactions_outside_use_cases(&with(router, "ctx.db.begin().await")),
        router,
    );
    finds(
        wrong_directions(&with(
            "crates/domain/Cargo.toml",
            "[dependencies]\nsqlx.workspace = true\n",
        )),
        "crates/domain/",
    );
    finds(
        missing_nouns(|path| path != "style/cart.css"),
        "style/cart.css",
    );
    let forgotten = format!("{}\n[breach]\nforgotten = \"\"\n", english());
    finds(unused_texts(&forgotten, &sources()), "breach_forgotten");
    assert!(backend_is_named_outside_api(&with(page, "// backend::cart in a comment")).is_empty());
}
