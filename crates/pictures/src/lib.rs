//! Pictures as the shop serves them, made from originals.
//!
//! [`Original::read`] refuses what is no sound picture and gives its pixels: upright, in sRGB,
//! without transparency. [`make`] writes them as `{stem}-{width}.avif` and `.webp`. Pixels are all
//! that is carried over, so nothing of what a camera wrote into its file (place, time, owner) is
//! served. The same original gives the same files, whatever machine makes them.
//!
//! `domain::catalog::Picture` names the files again from stem and width; `app::picture` shows them.

mod colour;
mod encode;
mod folder;
mod jpeg;
mod make;
mod original;
mod refusal;
mod store;

pub use folder::{FolderFailure, process as process_folder};
pub use make::{Made, MakeError, Name, Preview, make};
pub use original::{Limits, Original};
pub use refusal::Refusal;
