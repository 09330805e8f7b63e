//! Colours: into sRGB, off transparency, and their average.
#![expect(
    clippy::float_arithmetic,
    reason = "light is measured in fractions; no money is near"
)]

use image::{DynamicImage, RgbImage, RgbaImage};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// `--tile` of `style/base.css`, in light: what a picture stands on.
pub(crate) const TILE: [u8; 3] = [0xf3, 0xf5, 0xf3];

/// The picture in sRGB, laid on the tile where it is transparent.
///
/// Without a profile, or with one that cannot be used, it counts as sRGB, as in browsers.
pub(crate) fn opaque_srgb(picture: DynamicImage, profile: Option<&[u8]>) -> RgbImage {
    let transparent = picture.color().has_alpha();
    let mut pixels = picture.into_rgba8();
    if let Some(profile) = profile {
        convert(&mut pixels, profile);
    }
    if transparent {
        lay_on_tile(&mut pixels);
    }
    DynamicImage::ImageRgba8(pixels).into_rgb8()
}

fn convert(pixels: &mut RgbaImage, profile: &[u8]) {
    let Ok(profile) = ColorProfile::new_from_slice(profile) else {
        return;
    };
    // Grey and CMYK were turned into RGB by the decoder; their profile no longer fits.
    if profile.color_space != DataColorSpace::Rgb {
        return;
    }
    let srgb = ColorProfile::new_srgb();
    let options = TransformOptions::default();
    if let Ok(transform) = profile.create_transform_8bit(Layout::Rgba, &srgb, Layout::Rgba, options)
    {
        let mut converted = vec![0; pixels.as_raw().len()];
        if transform.transform(pixels, &mut converted).is_ok() {
            pixels.copy_from_slice(&converted);
        }
    }
}

fn lay_on_tile(pixels: &mut RgbaImage) {
    for pixel in pixels.pixels_mut() {
        let alpha = u16::from(pixel[3]);
        for (channel, tile) in TILE.into_iter().enumerate() {
            let mixed = u16::from(pixel[channel]) * alpha + u16::from(tile) * (255 - alpha);
            pixel[channel] = u8::try_from((mixed + 127) / 255).unwrap_or(u8::MAX);
        }
        pixel[3] = u8::MAX;
    }
}

/// The average in linear light, which is what an eye that cannot make out the picture sees.
pub(crate) fn average(pixels: &RgbImage) -> String {
    let linear: Vec<f64> = (0..=u8::MAX).map(to_linear).collect();
    let mut sums = [0.0; 3];
    for pixel in pixels.pixels() {
        for (sum, channel) in sums.iter_mut().zip(pixel.0) {
            *sum += linear[usize::from(channel)];
        }
    }
    let count = f64::from(pixels.width()) * f64::from(pixels.height());
    let [red, green, blue] = sums.map(|sum| nearest(&linear, sum / count));
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// # Source
/// IEC 61966-2-1, sRGB.
fn to_linear(channel: u8) -> f64 {
    let value = f64::from(channel) / 255.0;
    if value <= 0.04045 {
        value / 12.92
    } else {
        ((value + 0.055) / 1.055).powf(2.4)
    }
}

/// The channel whose light is nearest.
fn nearest(linear: &[f64], light: f64) -> u8 {
    let above = linear.partition_point(|&value| value < light).min(255);
    let below = above.saturating_sub(1);
    let nearer_below = light - linear[below] < linear[above] - light;
    u8::try_from(if nearer_below { below } else { above }).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, Rgba};

    #[test]
    fn half_black_half_white_is_the_grey_of_half_the_light() {
        let mut pixels = RgbImage::new(2, 1);
        pixels.put_pixel(1, 0, Rgb([255, 255, 255]));
        assert_eq!(average(&pixels), "#bcbcbc");
    }

    #[test]
    fn an_even_picture_is_its_own_average() {
        for colour in [[0, 0, 0], [1, 127, 254], [255, 255, 255]] {
            let pixels = RgbImage::from_pixel(3, 5, Rgb(colour));
            let [red, green, blue] = colour;
            assert_eq!(average(&pixels), format!("#{red:02x}{green:02x}{blue:02x}"));
        }
    }

    #[test]
    fn what_is_transparent_shows_the_tile() {
        let mut pixels = RgbaImage::new(2, 1);
        pixels.put_pixel(1, 0, Rgba([10, 20, 30, 255]));
        let opaque = opaque_srgb(DynamicImage::ImageRgba8(pixels), None);
        assert_eq!(opaque.get_pixel(0, 0).0, TILE);
        assert_eq!(opaque.get_pixel(1, 0).0, [10, 20, 30]);
    }

    #[test]
    fn a_wide_gamut_is_brought_into_srgb() {
        let profile = ColorProfile::new_display_p3().encode().expect("a profile");
        let grey_and_green = || {
            let mut pixels = RgbImage::from_pixel(2, 1, Rgb([128, 128, 128]));
            pixels.put_pixel(1, 0, Rgb([90, 160, 100]));
            DynamicImage::ImageRgb8(pixels)
        };
        let converted = opaque_srgb(grey_and_green(), Some(&profile));
        assert_eq!(converted.get_pixel(0, 0).0, [128, 128, 128]);
        // The same green is further from grey in the smaller space.
        let [red, green, _] = converted.get_pixel(1, 0).0;
        assert!(red < 85 && green > 160, "{red} {green}");
        let untouched = opaque_srgb(grey_and_green(), Some(b"no profile"));
        assert_eq!(untouched.get_pixel(1, 0).0, [90, 160, 100]);
    }
}
