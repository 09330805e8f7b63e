//! Pixels into files.

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{Rgb, RgbImage};
use ravif::{BitDepth, Img, RGB8};

use crate::colour::TILE;

/// A format that could not be written, in the encoder's words.
pub(crate) type EncodeError = String;

/// Steps of the AVIF encoder from 1 (small) to 10 (quick).
const AVIF_SPEED: u8 = 6;

/// The size that networks and messengers ask for.
const PREVIEW: (u32, u32) = (1200, 630);

/// Large sizes are shown on dense screens, where a coarser picture looks the same.
const fn avif_quality(width: u32) -> f32 {
    match width {
        ..=360 => 62.0,
        361..=960 => 58.0,
        _ => 50.0,
    }
}

const fn webp_quality(width: u32) -> f32 {
    match width {
        ..=480 => 60.0,
        481..=960 => 54.0,
        _ => 34.0,
    }
}

pub(crate) fn avif(pixels: &RgbImage) -> Result<Vec<u8>, EncodeError> {
    let colours: Vec<RGB8> = pixels
        .pixels()
        .map(|pixel| RGB8::new(pixel[0], pixel[1], pixel[2]))
        .collect();
    let encoded = ravif::Encoder::new()
        .with_quality(avif_quality(pixels.width()))
        .with_speed(AVIF_SPEED)
        // Ten bits keep walls and shadows free of bands.
        .with_bit_depth(BitDepth::Ten)
        // More would cut the picture into tiles, and the file would depend on the machine.
        .with_num_threads(Some(1))
        .encode_rgb(Img::new(
            &colours,
            pixels.width() as usize,
            pixels.height() as usize,
        ))
        .map_err(|error| error.to_string())?;
    Ok(encoded.avif_file)
}

pub(crate) fn webp(pixels: &RgbImage) -> Result<Vec<u8>, EncodeError> {
    let quality = webp_quality(pixels.width());
    webp::Encoder::from_rgb(pixels, pixels.width(), pixels.height())
        .encode_simple(false, quality)
        .map(|encoded| encoded.to_vec())
        .map_err(|error| format!("{error:?}"))
}

/// The picture for links elsewhere: a JPEG of 1200 × 630 that shows all of it.
pub(crate) fn preview(pixels: &RgbImage) -> Result<Vec<u8>, EncodeError> {
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, 76)
        .encode_image(&framed(pixels))
        .map_err(|error| error.to_string())?;
    Ok(file)
}

/// The whole picture on the tile; one of nearly this shape fills the frame and loses its rims.
fn framed(pixels: &RgbImage) -> RgbImage {
    let (width, height) = PREVIEW;
    let whole = RgbImage::from_pixel(width, height, Rgb(TILE));
    let scaled = match scale_to_height(pixels, height) {
        tall if tall.width() * 10 < width * 9 => tall,
        _ => scale_to_width(pixels, width),
    };
    let mut framed = whole;
    let left = (i64::from(width) - i64::from(scaled.width())) / 2;
    let top = (i64::from(height) - i64::from(scaled.height())) / 2;
    imageops::replace(&mut framed, &scaled, left, top);
    framed
}

fn scale_to_height(pixels: &RgbImage, height: u32) -> RgbImage {
    let width = proportion(pixels.width(), height, pixels.height());
    imageops::resize(pixels, width, height, FilterType::Lanczos3)
}

/// The same picture `width` pixels wide; its height is rounded and at least one pixel.
pub(crate) fn scale_to_width(pixels: &RgbImage, width: u32) -> RgbImage {
    if width == pixels.width() {
        return pixels.clone();
    }
    let height = proportion(pixels.height(), width, pixels.width());
    imageops::resize(pixels, width, height, FilterType::Lanczos3)
}

/// `length * to / from`, rounded, at least one.
fn proportion(length: u32, to: u32, from: u32) -> u32 {
    let (length, to, from) = (u64::from(length), u64::from(to), u64::from(from).max(1));
    u32::try_from((length * to + from / 2) / from)
        .unwrap_or(u32::MAX)
        .max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RED: Rgb<u8> = Rgb([200, 20, 30]);

    #[test]
    fn a_tall_picture_stands_whole_on_the_tile() {
        let framed = framed(&RgbImage::from_pixel(400, 500, RED));
        assert_eq!(framed.dimensions(), PREVIEW);
        assert_eq!(framed.get_pixel(5, 315).0, TILE);
        assert_eq!(framed.get_pixel(600, 2), &RED);
        assert_eq!(framed.get_pixel(600, 627), &RED);
    }

    #[test]
    fn a_wide_picture_fills_the_frame() {
        let framed = framed(&RgbImage::from_pixel(1600, 900, RED));
        assert_eq!(framed.dimensions(), PREVIEW);
        assert_eq!(framed.get_pixel(0, 0), &RED);
        assert_eq!(framed.get_pixel(1199, 629), &RED);
    }

    #[test]
    fn proportions_are_rounded() {
        assert_eq!(proportion(5, 480, 4), 600);
        assert_eq!(proportion(2, 3, 4), 2);
        assert_eq!(proportion(1, 1, 1600), 1);
    }
}
