//! Every query in the source was run on both engines by the tests before this one.
//!
//! Cargo runs a package's test programs in alphabetical order: `it` first.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use backend::db::call_sites;

#[test]
fn every_query_was_run_on_both_engines() {
    let ran = ran();
    let missing: Vec<String> = call_sites()
        .into_iter()
        .flat_map(|site| {
            ["sqlite", "postgres"].map(|engine| format!("{engine} {}:{}", site.file, site.line))
        })
        .filter(|line| !ran.contains(line))
        .collect();
    assert!(
        missing.is_empty(),
        "never run by a test:\n{}",
        missing.join("\n")
    );
}

/// The call sites that this program knows are those of the source, none dropped by the linker.
#[test]
fn the_registry_has_every_query_of_the_source() {
    let known: BTreeSet<&str> = call_sites().into_iter().map(|site| site.file).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let forgotten: Vec<PathBuf> = sources(&root)
        .into_iter()
        .filter(|file| !file.ends_with("db/query.rs"))
        .filter(|file| {
            std::fs::read_to_string(file)
                .expect("a source file")
                .contains("sql!(")
        })
        .filter(|file| {
            !known
                .iter()
                .any(|name| file.ends_with(name.trim_start_matches("crates/backend/")))
        })
        .collect();
    assert_eq!(forgotten, Vec::<PathBuf>::new());
}

/// All lines noted since this program was built: older ones may name other lines of the source.
fn ran() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("sql-coverage");
    let built = changed(&std::env::current_exe().expect("this program"));
    let notes = std::fs::read_dir(&folder)
        .expect("target/sql-coverage is missing: run all tests, scripts/with-postgres cargo test -p backend");
    notes
        .map(|entry| entry.expect("a file of notes").path())
        .filter(|file| changed(file) >= built)
        .flat_map(|file| {
            let text = std::fs::read_to_string(file).expect("notes are text");
            text.lines().map(str::to_owned).collect::<Vec<_>>()
        })
        .collect()
}

fn changed(file: &Path) -> SystemTime {
    file.metadata()
        .and_then(|metadata| metadata.modified())
        .expect("a time of change")
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder)
        .expect("a folder of source")
        .map(|entry| entry.expect("an entry").path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                sources(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}
