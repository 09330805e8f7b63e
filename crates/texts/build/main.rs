//! Turns `locales/*.toml` into one typed function per key, or says what is wrong with them.

mod catalog;
mod generate;

use std::path::Path;

#[allow(
    clippy::disallowed_methods,
    reason = "Cargo tells a build script its folder in OUT_DIR"
)]
fn main() {
    println!("cargo::rerun-if-changed=build");
    let sources = catalog::LANGUAGES.map(|language| {
        // Cargo runs build scripts in the folder of their package.
        let file = format!("../../locales/{}.toml", language.tag);
        println!("cargo::rerun-if-changed={file}");
        std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"))
    });
    match catalog::read_all(&sources) {
        Ok(catalogs) => {
            let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
            std::fs::write(
                Path::new(&out).join("texts.rs"),
                generate::functions(&catalogs),
            )
            .expect("OUT_DIR is writable");
        }
        // Cargo shows each of these and fails the build.
        Err(problems) => problems
            .iter()
            .for_each(|problem| println!("cargo::error={problem}")),
    }
}
