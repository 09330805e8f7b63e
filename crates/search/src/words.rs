//! What a word is, and in which forms it is looked for.
//!
//! Texts are compared without regard to case, width (`ＬＥＤ`), accents and ё.
//! A word is looked for by its letters and by its stems; languages written
//! without spaces make runs, which are looked for by pairs of neighbours.

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The language of an index. Words in letters that are not its own are English or Russian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    English,
    Portuguese,
    Russian,
    Chinese,
}

/// A piece of a text that is looked for by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// Letters and digits, in small letters, with their accents.
    Word(String),
    /// Characters of a script that is written without spaces.
    Run(String),
}

impl Token {
    pub fn text(&self) -> &str {
        match self {
            Self::Word(text) | Self::Run(text) => text,
        }
    }
}

/// A token and where it stands in the normal form of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    pub token: Token,
    /// Bytes.
    pub start: usize,
    /// Whether a hyphen joins it to the token before.
    pub joined: bool,
}

/// Small letters of one width, without apostrophes.
pub fn normal(text: &str) -> String {
    text.nfkc()
        .flat_map(char::to_lowercase)
        .filter(|c| !matches!(c, '\'' | '’' | 'ʼ'))
        .map(|c| if c == 'ё' { 'е' } else { c })
        .nfc()
        .collect()
}

/// The tokens of a text, in its order.
pub fn tokens(text: &str) -> Vec<Token> {
    placed(&normal(text)).into_iter().map(|p| p.token).collect()
}

/// The tokens of a text that is in its normal form.
pub fn placed(normal: &str) -> Vec<Placed> {
    let mut found: Vec<Placed> = Vec::new();
    let mut before: Option<char> = None;
    for (start, c) in normal.char_indices() {
        let kind = Kind::of(c);
        if kind != Kind::Space {
            match found.last_mut().map(|placed| &mut placed.token) {
                Some(Token::Word(text))
                    if continues(before, Kind::Letter) && kind == Kind::Letter =>
                {
                    text.push(c);
                }
                Some(Token::Run(text)) if continues(before, Kind::Run) && kind == Kind::Run => {
                    text.push(c);
                }
                last => {
                    let joined = last.is_some() && before.is_some_and(is_hyphen);
                    found.push(Placed {
                        token: kind.token(c),
                        start,
                        joined,
                    });
                }
            }
        }
        before = Some(c);
    }
    found
}

fn continues(before: Option<char>, kind: Kind) -> bool {
    before.is_some_and(|c| Kind::of(c) == kind)
}

const fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑')
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    Run,
    Space,
}

impl Kind {
    fn of(c: char) -> Self {
        match c {
            // Of what, or what kind of: between two words.
            '的' => Self::Space,
            // Kana, ideographs and their extensions.
            '\u{3005}'..='\u{3007}'
            | '\u{3041}'..='\u{30fa}'
            | '\u{30fc}'..='\u{30ff}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}' => Self::Run,
            _ if c.is_alphanumeric() || is_combining_mark(c) => Self::Letter,
            _ => Self::Space,
        }
    }

    fn token(self, c: char) -> Token {
        match self {
            Self::Run => Token::Run(c.into()),
            Self::Letter | Self::Space => Token::Word(c.into()),
        }
    }
}

/// A word in normal form without its accents.
pub fn folded(word: &str) -> String {
    let mut plain = String::with_capacity(word.len());
    for c in word.nfd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'ß' => plain.push_str("ss"),
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            'ø' => plain.push('o'),
            'ł' => plain.push('l'),
            'đ' => plain.push('d'),
            'ı' => plain.push('i'),
            _ => plain.push(c),
        }
    }
    plain
}

/// Letters and digits only: `MUG-SAGE-S` as `mugsages`.
pub fn squeezed(text: &str) -> String {
    folded(&normal(text))
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// What a word is looked for by, without accents: its letters, its stem, and
/// the stem that it has when its accents were not typed. Two words are the same
/// if they have one of them in common. In Russian the stem's stem is one, too:
/// `диваном` becomes `диван`, but `диваны`, taken for a verb, `дива`.
pub fn forms(word: &str, language: Language) -> Vec<String> {
    let plain = folded(word);
    let mut forms = Vec::new();
    if !has_digits(&plain) {
        let algorithm = algorithm(word, language);
        let stemmer = Stemmer::create(algorithm);
        let stem = stemmer.stem(word);
        if algorithm == Algorithm::Russian {
            forms.push(folded(&stemmer.stem(&stem)));
        }
        forms.push(folded(&stem));
        forms.push(folded(&stemmer.stem(&plain)));
    }
    forms.push(plain);
    forms.retain(|form| !form.is_empty());
    forms.sort_unstable();
    forms.dedup();
    forms
}

/// Words that say little by themselves, in all languages together.
const SMALL: [&str; 43] = [
    "a", "an", "and", "for", "in", "of", "on", "or", "the", "to", "with", "as", "com", "da", "das",
    "de", "do", "dos", "e", "em", "na", "nas", "no", "nos", "o", "os", "ou", "para", "um", "uma",
    "в", "для", "и", "из", "или", "к", "на", "о", "от", "по", "с", "со", "у",
];

pub fn is_small(token: &Token) -> bool {
    SMALL.contains(&token.text())
}

pub fn has_digits(word: &str) -> bool {
    word.chars().any(char::is_numeric)
}

fn algorithm(word: &str, language: Language) -> Algorithm {
    let russian = word.chars().any(|c| ('\u{400}'..='\u{4ff}').contains(&c));
    match language {
        _ if russian => Algorithm::Russian,
        Language::Portuguese => Algorithm::Portuguese,
        Language::English | Language::Russian | Language::Chinese => Algorithm::English,
    }
}

/// The pairs of neighbours in a run, as terms.
pub fn pairs(run: &str) -> Vec<String> {
    let chars: Vec<char> = run.chars().collect();
    chars.windows(2).map(|pair| pair.iter().collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Language, Token, forms, pairs, squeezed, tokens};

    fn word(text: &str) -> Token {
        Token::Word(text.to_owned())
    }

    fn run(text: &str) -> Token {
        Token::Run(text.to_owned())
    }

    fn same(language: Language, one: &str, other: &str) -> bool {
        let forms_of = |text: &str| match &tokens(text)[..] {
            [token] => forms(token.text(), language),
            tokens => panic!("{tokens:?}"),
        };
        let others = forms_of(other);
        forms_of(one).iter().any(|form| others.contains(form))
    }

    #[test]
    fn texts_fall_into_words_and_runs() {
        assert_eq!(
            tokens("Oslo  Sofa, 3-seat"),
            [word("oslo"), word("sofa"), word("3"), word("seat")]
        );
        assert_eq!(
            tokens("ＬＥＤ灯・白色 ёж"),
            [word("led"), run("灯"), run("白色"), word("еж")]
        );
        assert_eq!(tokens("women’s"), [word("womens")]);
        assert_eq!(tokens(" –  "), []);
    }

    #[test]
    fn inflected_words_are_the_same() {
        assert!(same(Language::English, "Lamps", "lamp"));
        assert!(same(Language::Russian, "диваном", "Диваны"));
        assert!(same(Language::Russian, "sofas", "SOFA"));
        assert!(same(Language::Portuguese, "cadeiras", "cadeira"));
        assert!(same(Language::Portuguese, "decorações", "decoração"));
        assert!(!same(Language::English, "lamp", "camp"));
    }

    #[test]
    fn accents_need_not_be_typed() {
        assert!(same(Language::Portuguese, "sofa", "sofá"));
        assert!(same(Language::Portuguese, "decoracao", "decoração"));
        assert!(same(Language::Russian, "елка", "ёлка"));
        assert!(same(Language::Russian, "ЧАЙНИК", "чайник"));
        assert!(same(Language::English, "cafe", "CAFÉ"));
    }

    #[test]
    fn runs_are_looked_for_by_pairs() {
        assert_eq!(pairs("灰沙发"), ["灰沙", "沙发"]);
        assert_eq!(pairs("灯"), Vec::<String>::new());
    }

    #[test]
    fn skus_are_letters_and_digits() {
        assert_eq!(squeezed("Mug-Sage/1２"), "mugsage12");
    }
}
