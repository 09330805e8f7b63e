//! How far one word is from another: letters put in, left out, exchanged, or swapped with the next.

/// Fewer letters are too few to tell a slip from another word.
pub const SHORTEST_MISTYPED: usize = 4;

/// Whether at most one slip makes one word of the other.
pub fn within_one(one: &[char], other: &[char]) -> bool {
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    if long.len() - short.len() > 1 {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(s, l)| s == l).count();
    let (short, long) = (&short[same..], &long[same..]);
    match (short, long) {
        ([], _) => true,
        _ if short.len() < long.len() => *short == long[1..],
        ([_, rest @ ..], [_, others @ ..]) if rest == others => true,
        ([a, b, rest @ ..], [c, d, others @ ..]) => a == d && b == c && rest == others,
        _ => false,
    }
}

/// Whether at most one slip makes `typed` the beginning of `word`.
pub fn begins_within_one(typed: &[char], word: &[char]) -> bool {
    let lengths = typed.len().saturating_sub(1)..=typed.len() + 1;
    lengths
        .filter(|length| *length <= word.len())
        .any(|length| within_one(typed, &word[..length]))
}

/// How many slips it takes to make one word of the other, no letter being touched twice.
pub fn distance(one: &[char], other: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let exchanged = last[j] + usize::from(a != b);
            let mut least = exchanged.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == other[j - 1] && one[i - 1] == *b {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[other.len()]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::{begins_within_one, distance, within_one};

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn one_slip_is_a_letter_put_in_left_out_exchanged_or_swapped() {
        let check = |one: &str, other: &str, expected| {
            assert_eq!(
                within_one(&chars(one), &chars(other)),
                expected,
                "{one} {other}"
            );
        };
        check("sofa", "sofa", true);
        check("sofa", "soffa", true);
        check("sofa", "sfa", true);
        check("sofa", "zofa", true);
        check("sofa", "sfoa", true);
        check("sofa", "osfa", true);
        check("sofa", "osaf", false);
        check("sofa", "so", false);
        check("диван", "дивна", true);
    }

    #[test]
    fn the_beginning_may_be_mistyped() {
        assert!(begins_within_one(&chars("lnte"), &chars("lantern")));
        assert!(begins_within_one(&chars("lent"), &chars("lantern")));
        assert!(!begins_within_one(&chars("lanx"), &chars("la")));
    }

    proptest! {
        #[test]
        fn one_slip_is_a_distance_of_one(one in "[abc]{0,6}", other in "[abc]{0,6}") {
            let (one, other) = (chars(&one), chars(&other));
            prop_assert_eq!(within_one(&one, &other), distance(&one, &other) <= 1);
        }
    }
}
