//! From a file's bytes to pixels that can be shown.

use std::io::{Cursor, ErrorKind};

use image::error::ImageError;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, RgbImage};

use crate::refusal::Refusal;
use crate::{colour, jpeg};

/// What is taken.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub bytes: u64,
    /// Million pixels; known from the file's head before memory is taken for them.
    pub megapixels: u64,
}

impl Default for Limits {
    /// What the cameras of telephones make.
    fn default() -> Self {
        Self {
            bytes: 30 << 20,
            megapixels: 60,
        }
    }
}

/// How much longer than wide, or wider than long, a picture may be.
const MOST_NARROW: u32 = 20;

/// Eight bytes for a pixel (RGBA of 16 bits) and as much again for a decoder's own work.
const BYTES_PER_PIXEL: u64 = 16;

/// The pixels of an original: upright, sRGB, opaque.
#[derive(Debug)]
pub struct Original {
    pub(crate) pixels: RgbImage,
}

impl Original {
    /// Reads a JPEG, PNG or WebP. Of a moving picture it takes the first frame.
    ///
    /// # Errors
    /// [`Refusal`], for whoever chose the file.
    pub fn read(bytes: &[u8], limits: Limits) -> Result<Self, Refusal> {
        let size = bytes.len() as u64;
        if size == 0 {
            return Err(Refusal::Empty);
        }
        if size > limits.bytes {
            return Err(Refusal::TooManyBytes {
                bytes: size,
                limit: limits.bytes,
            });
        }
        let format = format(bytes)?;
        if is_truncated(bytes, format) {
            return Err(Refusal::Truncated);
        }
        let pixels = decode(bytes, format, limits).map_err(refusal)?;
        Ok(Self { pixels: pixels? })
    }

    /// Width and height in pixels, upright.
    pub fn dimensions(&self) -> (u32, u32) {
        self.pixels.dimensions()
    }

    /// The average colour, as CSS writes it: `#d8d2c9`.
    pub fn placeholder(&self) -> String {
        colour::average(&self.pixels)
    }
}

/// By what the file begins with; its name says nothing for certain.
fn format(bytes: &[u8]) -> Result<ImageFormat, Refusal> {
    let known = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP];
    image::guess_format(bytes)
        .ok()
        .filter(|format| known.contains(format))
        .ok_or(Refusal::UnknownFormat)
}

/// Decoders take half a file differently: grey for the rest, or an error like any other.
fn is_truncated(bytes: &[u8], format: ImageFormat) -> bool {
    match format {
        ImageFormat::Jpeg => !jpeg::has_end(bytes),
        // The name of a PNG's last chunk.
        ImageFormat::Png => !bytes.windows(4).any(|name| name == b"IEND"),
        _ => riff_size(bytes).is_none_or(|size| size > bytes.len() as u64),
    }
}

/// How long a WebP says it is, with the eight bytes before what it counts.
fn riff_size(bytes: &[u8]) -> Option<u64> {
    let size = bytes.get(4..8)?.try_into().ok()?;
    Some(u64::from(u32::from_le_bytes(size)) + 8)
}

fn decode(
    bytes: &[u8],
    format: ImageFormat,
    limits: Limits,
) -> Result<Result<RgbImage, Refusal>, ImageError> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut memory = image::Limits::no_limits();
    memory.max_alloc = Some(limits.megapixels * 1_000_000 * BYTES_PER_PIXEL);
    reader.limits(memory);
    let mut decoder = reader.into_decoder()?;
    if let Err(refusal) = check_size(decoder.dimensions(), limits) {
        return Ok(Err(refusal));
    }
    let orientation = decoder.orientation()?;
    let profile = decoder.icc_profile()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    Ok(Ok(colour::opaque_srgb(picture, profile.as_deref())))
}

fn check_size((width, height): (u32, u32), limits: Limits) -> Result<(), Refusal> {
    if u64::from(width) * u64::from(height) > limits.megapixels * 1_000_000 {
        return Err(Refusal::TooManyPixels {
            width,
            height,
            limit: limits.megapixels,
        });
    }
    if width.max(height) > width.min(height).saturating_mul(MOST_NARROW) {
        return Err(Refusal::TooNarrow { width, height });
    }
    Ok(())
}

fn refusal(error: ImageError) -> Refusal {
    let detail = error.to_string();
    match error {
        ImageError::Unsupported(_) => Refusal::Unsupported { detail },
        ImageError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => {
            Refusal::Truncated
        }
        _ => Refusal::Damaged { detail },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_measured_before_it_is_decoded() {
        let limits = Limits {
            bytes: 100,
            megapixels: 1,
        };
        assert_eq!(check_size((1000, 1000), limits), Ok(()));
        assert_eq!(
            check_size((1001, 1000), limits),
            Err(Refusal::TooManyPixels {
                width: 1001,
                height: 1000,
                limit: 1
            })
        );
        assert_eq!(
            check_size((u32::MAX, u32::MAX), limits),
            Err(Refusal::TooManyPixels {
                width: u32::MAX,
                height: u32::MAX,
                limit: 1
            })
        );
        assert!(check_size((0, 10), limits).is_err());
    }
}
