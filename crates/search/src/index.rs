//! The words of all documents in one language.

use std::collections::HashMap;

use crate::terms::{Collected, Field, Term, Terms};
use crate::words::{self, Language, Placed, Token};

/// Between a word without accents and the word itself, so that they sort by the first.
const SEPARATOR: char = '\u{0}';

/// A document's texts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Document {
    pub names: Vec<String>,
    pub choices: Vec<String>,
    pub texts: Vec<String>,
}

/// Never changed; [`Index::changed`] makes another.
#[derive(Clone, Debug)]
pub struct Index {
    language: Language,
    /// Forms of words, single characters and pairs of runs.
    terms: Terms,
    /// Words and whole runs of names and choices as they are shown.
    shown: Terms,
}

impl Index {
    pub fn new(language: Language) -> Self {
        Self {
            language,
            terms: Terms::default(),
            shown: Terms::default(),
        }
    }

    pub const fn language(&self) -> Language {
        self.language
    }

    pub(crate) const fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The index without these documents (sorted), and with others in these slots.
    #[must_use]
    pub fn changed<'d>(
        &self,
        gone: &[u32],
        documents: impl IntoIterator<Item = (u32, &'d Document)>,
    ) -> Self {
        let mut collector = Collector::new(self.language);
        for (slot, document) in documents {
            collector.read(slot, document);
        }
        Self {
            language: self.language,
            terms: self.terms.changed(gone, collector.terms),
            shown: self.shown.changed(gone, collector.shown),
        }
    }

    /// The words to be shown that begin with these letters, accents or not.
    pub(crate) fn words_beginning_with(&self, typed: &str) -> &[Term] {
        self.shown.beginning_with(&words::folded(typed))
    }

    pub(crate) fn words(&self) -> &[Term] {
        self.shown.all()
    }
}

/// A word to be shown as (without accents, as it is).
pub(crate) fn shown(term: &Term) -> (&str, &str) {
    term.text
        .split_once(SEPARATOR)
        .unwrap_or((&term.text, &term.text))
}

/// Reads documents; remembers the forms of words, which are dear.
struct Collector {
    language: Language,
    terms: Collected,
    shown: Collected,
    forms: HashMap<String, Vec<String>>,
}

impl Collector {
    fn new(language: Language) -> Self {
        Self {
            language,
            terms: Collected::default(),
            shown: Collected::default(),
            forms: HashMap::new(),
        }
    }

    fn read(&mut self, slot: u32, document: &Document) {
        let fields = [
            (Field::Name, &document.names),
            (Field::Choice, &document.choices),
            (Field::Text, &document.texts),
        ];
        for (field, texts) in fields {
            for text in texts {
                self.read_text(slot, field, text);
            }
        }
    }

    fn read_text(&mut self, slot: u32, field: Field, text: &str) {
        let tokens = words::placed(&words::normal(text));
        for Placed { token, .. } in &tokens {
            match token {
                Token::Word(word) => self.read_word(slot, field, word),
                Token::Run(run) => self.read_run(slot, field, run),
            }
            if field != Field::Text {
                let text = token.text();
                let key = format!("{}{SEPARATOR}{text}", words::folded(text));
                self.shown.add(&key, slot, field);
            }
        }
        // "t-shirt" is also found as "tshirt".
        for compound in compounds(&tokens) {
            self.read_word(slot, field, &compound);
        }
    }

    fn read_word(&mut self, slot: u32, field: Field, word: &str) {
        if !self.forms.contains_key(word) {
            let forms = words::forms(word, self.language);
            self.forms.insert(word.to_owned(), forms);
        }
        for form in &self.forms[word] {
            self.terms.add(form, slot, field);
        }
    }

    fn read_run(&mut self, slot: u32, field: Field, run: &str) {
        for pair in words::pairs(run) {
            self.terms.add(&pair, slot, field);
        }
        let mut letter = [0; 4];
        for c in run.chars() {
            self.terms.add(c.encode_utf8(&mut letter), slot, field);
        }
    }
}

/// Words that hyphens join, written as one.
fn compounds(tokens: &[Placed]) -> Vec<String> {
    let mut found: Vec<(String, usize)> = Vec::new();
    for Placed { token, joined, .. } in tokens {
        match (token, found.last_mut()) {
            (Token::Word(word), Some((compound, parts))) if *joined => {
                compound.push_str(word);
                *parts += 1;
            }
            (Token::Word(word), _) => found.push((word.clone(), 1)),
            (Token::Run(_), _) => found.push((String::new(), 0)),
        }
    }
    found.retain(|(_, parts)| *parts > 1);
    found.into_iter().map(|(compound, _)| compound).collect()
}
