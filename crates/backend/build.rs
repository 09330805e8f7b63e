//! Migrations are compiled in; a changed folder must compile them in again.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
