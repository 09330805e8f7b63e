//! `vitrine pictures`: a folder of originals into what the shop serves.

use std::path::{Path, PathBuf};

use pictures::{Made, Preview, process_folder};

use crate::command::Failure;

/// Where a source tree keeps the pictures of its demo shop.
const MEDIA: &str = "public/media";

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
struct Order {
    originals: PathBuf,
    into: PathBuf,
    preview: Preview,
}

/// Prints the pictures as JSON, what was refused to standard error.
///
/// # Errors
/// [`Failure`] if one original or more could not be made into pictures; the others are.
pub(crate) fn run(words: &[&str]) -> Result<(), Failure> {
    let order = parse(words)?;
    let results =
        process_folder(&order.originals, &order.into, order.preview).map_err(Failure::start)?;
    let (made, failures): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
    let made: Vec<Made> = made.into_iter().flatten().collect();
    println!(
        "{}",
        serde_json::to_string_pretty(&made).map_err(Failure::start)?
    );
    let count = failures.len();
    for failure in failures.into_iter().filter_map(Result::err) {
        eprintln!("{failure}");
    }
    if count == 0 {
        Ok(())
    } else {
        Err(Failure::start(format!(
            "{count} of the files gave no picture"
        )))
    }
}

fn parse(words: &[&str]) -> Result<Order, Failure> {
    let mut originals = None;
    let mut into = Path::new(MEDIA);
    let mut preview = Preview::Without;
    let mut rest = words;
    while let [word, after @ ..] = rest {
        rest = after;
        match (*word, after) {
            ("--og", _) => preview = Preview::With,
            ("--into", [folder, after @ ..]) => {
                into = Path::new(folder);
                rest = after;
            }
            (folder, _) if originals.is_none() && !folder.starts_with('-') => {
                originals = Some(PathBuf::from(folder));
            }
            (word, _) => return Err(Failure::usage(format!("pictures: what is {word}?"))),
        }
    }
    Ok(Order {
        originals: originals.ok_or_else(|| Failure::usage("pictures: of which folder?"))?,
        into: into.to_owned(),
        preview,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_enough() {
        let order = parse(&["originals"]).expect("an order");
        assert_eq!(order.originals, Path::new("originals"));
        assert_eq!(order.into, Path::new("public/media"));
        assert_eq!(order.preview, Preview::Without);
    }

    #[test]
    fn options_stand_anywhere() {
        let expected = Order {
            originals: "a".into(),
            into: "b".into(),
            preview: Preview::With,
        };
        for words in [["a", "--into", "b", "--og"], ["--og", "--into", "b", "a"]] {
            assert_eq!(parse(&words).expect("an order"), expected);
        }
    }

    #[test]
    fn what_is_not_understood_is_a_mistake_in_usage() {
        for words in [&[][..], &["a", "b"], &["a", "--into"], &["a", "--fast"]] {
            assert_eq!(parse(words).expect_err("refused").exit_code, 2, "{words:?}");
        }
    }
}
