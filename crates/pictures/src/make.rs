//! An original into the files of one picture.

use std::fs;
use std::io;
use std::path::Path;

use domain::catalog::{AVIF_WIDTHS, WEBP_WIDTHS, widths_of};
use image::RgbImage;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::encode::{self, scale_to_width};
use crate::original::Original;
use crate::store;

/// Goes into names that are made from pixels: a change of quality gives new names, so that
/// nobody keeps seeing the old files.
const RECIPE: &str = "1";

/// What the files are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name<'a> {
    /// As said: small letters, digits and hyphens.
    Stem(&'a str),
    /// After the pixels: the same picture has the same name, another never has.
    FromPixels,
}

/// Whether a picture for links elsewhere (`{stem}-og.jpg`) is made too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preview {
    With,
    Without,
}

/// The picture, as `catalogue.json` and `product_pictures` keep it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Made {
    /// File stem.
    pub file: String,
    /// Pixels of the largest size.
    pub width: u32,
    pub height: u32,
    /// The average colour in CSS.
    pub placeholder: String,
}

/// Why no picture was made of a sound original.
#[derive(Debug, thiserror::Error)]
pub enum MakeError {
    #[error("{0:?} is no name for a picture: small letters, digits and hyphens, at most 80")]
    Name(String),
    #[error("the picture could not be encoded: {0}")]
    Encoding(String),
    #[error("the picture could not be written: {0}")]
    Writing(#[from] io::Error),
}

/// Makes all files of a picture in `folder`, which is made if need be.
///
/// Each file appears whole. Files of the same name are replaced.
///
/// # Errors
/// [`MakeError`]; then some of the files may be there, none of them half.
pub fn make(
    original: &Original,
    name: Name<'_>,
    preview: Preview,
    folder: &Path,
) -> Result<Made, MakeError> {
    let file = stem(name, original)?;
    let largest = largest(&original.pixels);
    let files = encode_all(&file, &largest, preview).map_err(MakeError::Encoding)?;
    fs::create_dir_all(folder)?;
    for (name, content) in files {
        store::write(folder, &name, &content)?;
    }
    store::settle(folder)?;
    Ok(Made {
        file,
        width: largest.width(),
        height: largest.height(),
        placeholder: original.placeholder(),
    })
}

fn stem(name: Name<'_>, original: &Original) -> Result<String, MakeError> {
    match name {
        Name::Stem(stem) if is_stem(stem) => Ok(stem.to_owned()),
        Name::Stem(stem) => Err(MakeError::Name(stem.to_owned())),
        Name::FromPixels => Ok(name_from_pixels(&original.pixels)),
    }
}

/// What is safe in a path, a URL and a `srcset`.
fn is_stem(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !text.is_empty() && text.len() <= 80 && text.chars().all(fits)
}

/// 80 bits: no two pictures of a shop meet.
fn name_from_pixels(pixels: &RgbImage) -> String {
    let mut hash = Sha256::new();
    hash.update(RECIPE);
    hash.update(pixels.width().to_be_bytes());
    hash.update(pixels.as_raw());
    hash.finalize()
        .iter()
        .take(10)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// At most as wide as the widest that is served.
fn largest(pixels: &RgbImage) -> RgbImage {
    let widest = u32::try_from(domain::catalog::WIDEST).unwrap_or(u32::MAX);
    scale_to_width(pixels, pixels.width().min(widest))
}

/// A file's name and content each.
type Files = Vec<(String, Vec<u8>)>;

fn encode_all(file: &str, largest: &RgbImage, preview: Preview) -> Result<Files, String> {
    let mut files = Files::new();
    for width in widths(&AVIF_WIDTHS, largest) {
        let content = encode::avif(&scale_to_width(largest, width))?;
        files.push((format!("{file}-{width}.avif"), content));
    }
    for width in widths(&WEBP_WIDTHS, largest) {
        let content = encode::webp(&scale_to_width(largest, width))?;
        files.push((format!("{file}-{width}.webp"), content));
    }
    if preview == Preview::With {
        files.push((format!("{file}-og.jpg"), encode::preview(largest)?));
    }
    Ok(files)
}

fn widths(ladder: &[i64], largest: &RgbImage) -> Vec<u32> {
    widths_of(ladder, i64::from(largest.width()))
        .filter_map(|width| u32::try_from(width).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_in_paths_and_addresses() {
        for good in ["mug-sage-1", "0", &"a".repeat(80)] {
            assert!(is_stem(good), "{good}");
        }
        for bad in ["", "../up", "Mug", "a b", "a,b", "ä", &"a".repeat(81)] {
            assert!(!is_stem(bad), "{bad}");
        }
    }

    #[test]
    fn a_name_from_pixels_tells_shapes_apart() {
        let wide = name_from_pixels(&RgbImage::new(4, 2));
        assert_eq!(wide, name_from_pixels(&RgbImage::new(4, 2)));
        assert_ne!(wide, name_from_pixels(&RgbImage::new(2, 4)));
        assert!(is_stem(&wide));
    }
}
