//! The colours of `style/tokens.css`, and how well they stand out from each other.
//!
//! Read from the style sheet itself and computed, so the figures on the page
//! are those of the colours that shoppers see.
//!
//! # Source
//! WCAG 2.2, relative luminance and contrast ratio; OKLab by Björn Ottosson.

#![allow(
    clippy::float_arithmetic,
    reason = "colours are fractions; no money is near"
)]

const TOKENS: &str = include_str!("../../../style/tokens.css");

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Theme {
    Light,
    Dark,
}

impl Theme {
    pub(super) const ALL: [Self; 2] = [Self::Light, Self::Dark];
}

/// Two tokens that meet on the pages, and the ratio at which they can be told apart.
pub(super) struct Pair {
    pub(super) front: &'static str,
    pub(super) back: &'static str,
    pub(super) least: f64,
}

/// 4.5 for texts, 3 for what only shows where something begins or is.
pub(super) const PAIRS: [Pair; 24] = [
    pair("text", "ground", 4.5),
    pair("text", "card", 4.5),
    pair("text", "muted", 4.5),
    pair("text-muted", "ground", 4.5),
    pair("text-muted", "card", 4.5),
    pair("text-muted", "muted", 4.5),
    pair("accent", "ground", 4.5),
    pair("accent", "card", 4.5),
    pair("accent", "muted", 4.5),
    pair("accent", "accent-soft", 4.5),
    pair("accent-strong", "accent-soft", 4.5),
    pair("on-accent", "accent", 4.5),
    pair("on-accent", "accent-strong", 4.5),
    pair("danger", "ground", 4.5),
    pair("danger", "card", 4.5),
    pair("danger", "danger-soft", 4.5),
    pair("on-danger", "danger-fill", 4.5),
    pair("warning", "warning-soft", 4.5),
    pair("on-tile", "tile", 4.5),
    pair("border-strong", "ground", 3.0),
    pair("border-strong", "card", 3.0),
    pair("focus", "ground", 3.0),
    pair("focus", "card", 3.0),
    pair("focus", "muted", 3.0),
];

const fn pair(front: &'static str, back: &'static str, least: f64) -> Pair {
    Pair { front, back, least }
}

impl Pair {
    /// From 1 (the same colour) to 21.
    ///
    /// `None` if the style sheet has no such token.
    pub(super) fn contrast(&self, theme: Theme) -> Option<f64> {
        let (front, back) = (luminance(self.front, theme)?, luminance(self.back, theme)?);
        Some((front.max(back) + 0.05) / (front.min(back) + 0.05))
    }
}

/// Every token that is a colour, in the order of the style sheet.
pub(super) fn names() -> Vec<&'static str> {
    declarations()
        .filter(|(_, value)| {
            ["oklch(", "light-dark("]
                .iter()
                .any(|start| value.trim().starts_with(start))
        })
        .map(|(name, _)| name)
        .collect()
}

fn declarations() -> impl Iterator<Item = (&'static str, &'static str)> {
    // What follows is for whoever asks for more contrast.
    let (usual, _) = TOKENS.split_once("@media").unwrap_or((TOKENS, ""));
    usual
        .lines()
        .filter_map(|line| line.trim().strip_prefix("--")?.split_once(':'))
}

/// Lightness, chroma, hue of a token; the second colour of `light-dark()` is the dark theme's.
fn oklch(name: &str, theme: Theme) -> Option<[f64; 3]> {
    let (_, value) = declarations().find(|(declared, _)| *declared == name)?;
    let colours: Vec<&str> = value.split("oklch(").skip(1).collect();
    let colour = match theme {
        Theme::Light => colours.first(),
        Theme::Dark => colours.last(),
    };
    let (_, hue) = declarations().find(|(declared, _)| *declared == "hue")?;
    let colour = colour?.replace("var(--hue)", hue.trim().trim_end_matches(';'));
    let numbers = colour.split(')').next()?.split_whitespace();
    let numbers: Vec<f64> = numbers.filter_map(|number| number.parse().ok()).collect();
    numbers.try_into().ok()
}

fn luminance(name: &str, theme: Theme) -> Option<f64> {
    let [red, green, blue] = linear_rgb(oklch(name, theme)?).map(|part| part.clamp(0.0, 1.0));
    Some(0.2126 * red + 0.7152 * green + 0.0722 * blue)
}

fn linear_rgb([lightness, chroma, hue]: [f64; 3]) -> [f64; 3] {
    let (a, b) = (
        chroma * hue.to_radians().cos(),
        chroma * hue.to_radians().sin(),
    );
    let long = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let medium = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let short = (lightness - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
    [
        4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short,
        -1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short,
        -0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701 * short,
    ]
}

#[cfg(test)]
mod tests {
    use super::{PAIRS, Theme, linear_rgb, names};

    #[test]
    fn every_pair_of_colours_can_be_told_apart_in_both_themes() {
        for pair in PAIRS {
            for theme in Theme::ALL {
                let contrast = pair.contrast(theme).expect("tokens of the style sheet");
                let (front, back, least) = (pair.front, pair.back, pair.least);
                assert!(
                    contrast >= least,
                    "--{front} on --{back}, {theme:?}: {contrast:.2}"
                );
            }
        }
    }

    #[test]
    fn colours_are_computed_as_browsers_do() {
        let check = |colour, expected: [f64; 3]| {
            let found = linear_rgb(colour);
            let near = found
                .iter()
                .zip(expected)
                .all(|(f, e)| (f - e).abs() < 1e-3);
            assert!(near, "{colour:?}: {found:?}");
        };
        check([1.0, 0.0, 0.0], [1.0, 1.0, 1.0]);
        check([0.0, 0.0, 0.0], [0.0, 0.0, 0.0]);
        // Pure red, lime and blue of sRGB.
        check([0.627_955, 0.257_683, 29.233_9], [1.0, 0.0, 0.0]);
        check([0.866_44, 0.294_827, 142.495_3], [0.0, 1.0, 0.0]);
        check([0.452_014, 0.313_214, 264.052], [0.0, 0.0, 1.0]);
        assert!(names().len() > 10);
    }
}
