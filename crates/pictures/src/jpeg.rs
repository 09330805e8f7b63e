//! The marker at the end of a JPEG.
//!
//! # Source
//! ITU-T T.81, B.1.1: markers, and B.1.1.5: a 0xFF among coded data is followed by a zero.

const MARKER: u8 = 0xFF;
const START_OF_SCAN: u8 = 0xDA;
const END_OF_IMAGE: u8 = 0xD9;

/// Whether the coded data is followed by the marker that ends a picture.
///
/// Segments before the data are stepped over by their length: a small picture that a camera puts
/// there has an end of its own.
pub(crate) fn has_end(bytes: &[u8]) -> bool {
    let end = [MARKER, END_OF_IMAGE];
    coded_data(bytes).is_some_and(|data| data.windows(2).any(|pair| pair == end))
}

/// What follows the head of the first scan.
fn coded_data(bytes: &[u8]) -> Option<&[u8]> {
    // After the two bytes that begin a picture.
    let mut rest = bytes.get(2..)?;
    loop {
        let start = rest.iter().position(|&byte| byte != MARKER)?;
        let (&kind, after) = rest.get(start..)?.split_first()?;
        let length = after.get(..2)?;
        let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
        rest = after.get(length..)?;
        if kind == START_OF_SCAN {
            return Some(rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_inside_a_segment_is_not_the_pictures() {
        let head = [
            0xFF, 0xD8, 0xFF, 0xE1, 0, 4, 0xFF, 0xD9, 0xFF, 0xDA, 0, 2, 1, 2,
        ];
        assert!(!has_end(&head));
        assert!(has_end(&[&head[..], &[0xFF, 0xD9]].concat()));
        assert!(has_end(&[&head[..], &[0xFF, 0xD9, 0, 0]].concat()));
        assert!(!has_end(&head[..9]));
        assert!(!has_end(&[]));
    }
}
