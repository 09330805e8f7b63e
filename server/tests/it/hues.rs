//! The design keeps its contrast with whatever hue the shop sets.

#![allow(clippy::float_arithmetic, reason = "colours are computed")]

use std::collections::BTreeMap;

/// Colours that carry text or signs, each on what it stands on, and the ratio that WCAG 2.2 asks for.
const PAIRS: [(&str, &str, f64); 14] = [
    ("accent", "ground", 4.5),
    ("accent", "card", 4.5),
    ("accent", "muted", 4.5),
    ("accent", "accent-soft", 4.5),
    ("on-accent", "accent", 4.5),
    ("on-accent", "accent-strong", 4.5),
    ("accent-strong", "accent-soft", 4.5),
    ("accent-strong", "ground", 4.5),
    ("text", "ground", 4.5),
    ("text", "muted", 4.5),
    ("text-muted", "ground", 4.5),
    ("text-muted", "muted", 4.5),
    ("border-strong", "card", 3.0),
    ("border-strong", "ground", 3.0),
];

/// Lightness, chroma, and the hue where it is not the shop's.
#[derive(Clone, Copy, Debug)]
struct Oklch(f64, f64, Option<f64>);

/// The tokens of the style sheets, light and dark.
fn tokens() -> BTreeMap<String, [Oklch; 2]> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../style");
    let files = std::fs::read_dir(folder).expect("the style sheets");
    let texts = files.map(|file| {
        let path = file.expect("a file").path();
        std::fs::read_to_string(path).expect("a style sheet")
    });
    let mut tokens = BTreeMap::new();
    for (name, colours) in texts.flat_map(|css| css.lines().filter_map(token).collect::<Vec<_>>()) {
        // What comes later is for those who ask for more contrast.
        tokens.entry(name).or_insert(colours);
    }
    tokens
}

/// `--name: light-dark(oklch(…), oklch(…));`
fn token(line: &str) -> Option<(String, [Oklch; 2])> {
    let (name, value) = line
        .trim()
        .strip_prefix("--")?
        .split_once(": light-dark(")?;
    let mut colours = value.split("oklch(").skip(1).filter_map(colour);
    Some((name.to_owned(), [colours.next()?, colours.next()?]))
}

fn colour(text: &str) -> Option<Oklch> {
    let mut parts = text.split_whitespace();
    let (light, chroma) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let hue = parts.next()?.trim_end_matches([')', ',', ';']);
    let own = hue.parse().ok();
    assert!(own.is_some() || hue.starts_with("var(--hue"), "{text}");
    Some(Oklch(light, chroma, own))
}

/// # Source
/// B. Ottosson, "A perceptual color space for image processing"; WCAG 2.2, relative luminance.
fn luminance(Oklch(light, chroma, own): Oklch, hue: f64) -> f64 {
    let angle = own.unwrap_or(hue).to_radians();
    let (a, b) = (chroma * angle.cos(), chroma * angle.sin());
    let l = (light + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (light - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (light - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
    // What a screen cannot show is cut off.
    let red = (4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s).clamp(0.0, 1.0);
    let green = (-1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s).clamp(0.0, 1.0);
    let blue = (-0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s).clamp(0.0, 1.0);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: f64, other: f64) -> f64 {
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn luminance_is_that_of_known_colours() {
    let near = |found: f64, expected: f64| assert!((found - expected).abs() < 0.002, "{found}");
    near(luminance(Oklch(1.0, 0.0, None), 0.0), 1.0);
    near(luminance(Oklch(0.0, 0.0, None), 0.0), 0.0);
    // Pure red, green and blue of sRGB.
    near(
        luminance(Oklch(0.627_96, 0.257_68, Some(29.234)), 0.0),
        0.2126,
    );
    near(
        luminance(Oklch(0.866_44, 0.294_83, Some(142.495)), 0.0),
        0.7152,
    );
    near(
        luminance(Oklch(0.452_01, 0.313_21, Some(264.052)), 0.0),
        0.0722,
    );
}

#[test]
fn text_can_be_read_with_every_hue() {
    let tokens = tokens();
    for (front, back, least) in PAIRS {
        for hue in 0..360_u32 {
            for (theme, name) in ["light", "dark"].iter().enumerate() {
                let of = |token: &str| {
                    let found = tokens.get(token);
                    let found = found.unwrap_or_else(|| panic!("no --{token} in the style sheets"));
                    luminance(found[theme], f64::from(hue))
                };
                let ratio = contrast(of(front), of(back));
                assert!(
                    ratio >= least,
                    "--{front} on --{back}, {name}, hue {hue}: {ratio:.2}"
                );
            }
        }
    }
}

/// Danger and warning keep their own hue; whatever else has a tint has the shop's.
#[test]
fn the_shops_hue_reaches_every_tint() {
    let own = |name: &str| name.starts_with("danger") || name.starts_with("warning");
    for (name, themes) in tokens() {
        for Oklch(_, chroma, hue) in themes {
            let follows = hue.is_none() || chroma <= 0.0;
            assert!(own(&name) || follows, "--{name} has a hue of its own");
        }
    }
}
