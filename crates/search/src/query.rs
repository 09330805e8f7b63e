//! What answers a query, and how well.
//!
//! Every word of the query must be found in a document. A word is found as it
//! is written or inflected; or, in the query's last word while it is typed, by
//! its beginning; or, in its names and choices, by what means the same; or,
//! where nothing answers without that, with one wrong letter. In this order,
//! and then by where it was found, a document ranks.

use crate::edits::{self, SHORTEST_MISTYPED};
use crate::index::Index;
use crate::synonyms::Synonyms;
use crate::terms::{Field, Posting, Terms};
use crate::words::{self, Token};

/// More of a query is not read.
const MOST_CHARS: usize = 200;
const MOST_TOKENS: usize = 12;
/// A part of a SKU that is shorter says nothing.
const SHORTEST_SKU: usize = 3;

/// How a word was found; the better way is the smaller.
#[derive(Clone, Copy)]
enum Way {
    Written,
    Begun,
    Meant,
    Mistyped,
}

/// Whether one wrong letter is forgiven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slips {
    None,
    One,
}

/// Whether the query's last word may be the beginning of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LastWord {
    Whole,
    Begun,
}

/// What is asked.
pub struct Searcher<'s> {
    pub index: &'s Index,
    pub synonyms: &'s Synonyms,
    /// SKUs of all documents, [`words::squeezed`].
    pub skus: &'s Terms,
    /// All documents' slots are below.
    pub slots: usize,
}

/// How well each document answers, by slot.
#[derive(Clone, Debug)]
pub struct Ranks(Vec<u16>);

impl Ranks {
    const NONE: u16 = u16::MAX;

    fn none(slots: usize) -> Self {
        Self(vec![Self::NONE; slots])
    }

    /// The smaller the better; `None`: it does not answer.
    pub fn get(&self, slot: u32) -> Option<u16> {
        self.0
            .get(slot as usize)
            .copied()
            .filter(|rank| *rank != Self::NONE)
    }

    /// Slots of documents that answer, with their rank.
    pub fn found(&self) -> impl Iterator<Item = (u32, u16)> + '_ {
        (0..)
            .zip(&self.0)
            .filter(|(_, rank)| **rank != Self::NONE)
            .map(|(slot, rank)| (slot, *rank))
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|rank| *rank == Self::NONE)
    }

    fn lay(&mut self, postings: &[Posting], way: Way) {
        for posting in postings {
            let rank = rank(way, posting.place());
            if let Some(best) = self.0.get_mut(posting.slot() as usize) {
                *best = rank.min(*best);
            }
        }
    }

    /// What answers both; ranks add up.
    fn and(&mut self, other: &Self) {
        for (rank, more) in self.0.iter_mut().zip(&other.0) {
            *rank = rank.saturating_add(*more);
        }
    }

    /// What answers one of them; the better rank counts.
    fn or(&mut self, other: &Self) {
        for (rank, more) in self.0.iter_mut().zip(&other.0) {
            *rank = *more.min(rank);
        }
    }

    fn each(mut self, change: impl Fn(u16) -> u16) -> Self {
        for rank in self.0.iter_mut().filter(|rank| **rank != Self::NONE) {
            *rank = change(*rank);
        }
        self
    }
}

const fn rank(way: Way, place: u16) -> u16 {
    way as u16 * Field::COUNT + place
}

/// The tokens of a query, as far as it is read. Small words are left out where
/// there are others, except one that may be the beginning of another.
pub fn read(query: &str, last: LastWord) -> Vec<Token> {
    let mut tokens = words::tokens(&query.chars().take(MOST_CHARS).collect::<String>());
    let begun = tokens.pop_if(|_| last == LastWord::Begun);
    if begun.is_some() || tokens.iter().any(|token| !words::is_small(token)) {
        tokens.retain(|token| !words::is_small(token));
    }
    tokens.truncate(MOST_TOKENS);
    tokens.extend(begun);
    tokens
}

impl Searcher<'_> {
    /// What answers the query: as it is written, else as the beginning of a
    /// SKU, else with one wrong letter in each of its words. A whole SKU
    /// answers before everything.
    pub fn find(&self, query: &str, last: LastWord) -> Ranks {
        let tokens = read(query, last);
        let mut found = self.answer(&tokens, Slips::None, last);
        let sku = words::squeezed(&query.chars().take(MOST_CHARS).collect::<String>());
        // Room for those whose SKU it is.
        found = found.each(|rank| rank + 1);
        if !sku.is_empty() {
            for posting in self.skus.get(&sku) {
                found.0[posting.slot() as usize] = 0;
            }
        }
        if found.is_empty() && sku.chars().count() >= SHORTEST_SKU {
            for term in self.skus.beginning_with(&sku) {
                found.lay(&term.postings, Way::Begun);
            }
        }
        if found.is_empty() {
            return self.answer(&tokens, Slips::One, last).each(|rank| rank + 1);
        }
        found
    }

    /// What answers all of the tokens; nothing answers none.
    pub fn answer(&self, tokens: &[Token], slips: Slips, last: LastWord) -> Ranks {
        let mut all: Option<Ranks> = None;
        for (index, token) in tokens.iter().enumerate() {
            let last = if index + 1 == tokens.len() {
                last
            } else {
                LastWord::Whole
            };
            let found = self.token(token, slips, last);
            match &mut all {
                Some(all) => all.and(&found),
                None => all = Some(found),
            }
        }
        all.unwrap_or_else(|| Ranks::none(self.slots))
    }

    fn token(&self, token: &Token, slips: Slips, last: LastWord) -> Ranks {
        match token {
            Token::Word(word) => self.word(word, slips, last),
            Token::Run(run) => self.run_or_synonyms(run, slips),
        }
    }

    fn word(&self, word: &str, slips: Slips, last: LastWord) -> Ranks {
        let forms = words::forms(word, self.index.language());
        let mut found = Ranks::none(self.slots);
        for form in &forms {
            found.lay(self.index.terms().get(form), Way::Written);
        }
        if last == LastWord::Begun {
            for term in self.index.terms().beginning_with(&words::folded(word)) {
                found.lay(&term.postings, Way::Begun);
            }
        }
        for stand in self.synonyms.of_word(&forms) {
            found.or(&self.stand(stand));
        }
        if slips == Slips::One && !words::has_digits(word) {
            self.lay_mistyped(&mut found, &forms, last);
        }
        found
    }

    /// What answers another word instead. In running text that says little: a plant
    /// that wants no full light is no lamp.
    fn stand(&self, stand: &[Token]) -> Ranks {
        let mut all: Option<Ranks> = None;
        for token in stand {
            let found = match token {
                Token::Word(word) => {
                    let mut found = Ranks::none(self.slots);
                    for form in words::forms(word, self.index.language()) {
                        found.lay(self.index.terms().get(&form), Way::Meant);
                    }
                    found
                }
                Token::Run(run) => self.run(run, Slips::None, Way::Meant),
            };
            match &mut all {
                // The worst of several words is where the meaning was found.
                Some(all) => all
                    .0
                    .iter_mut()
                    .zip(found.0)
                    .for_each(|(rank, more)| *rank = more.max(*rank)),
                None => all = Some(found),
            }
        }
        let in_text = rank(Way::Meant, Field::Text as u16);
        all.unwrap_or_else(|| Ranks::none(self.slots))
            .each(|rank| if rank == in_text { Ranks::NONE } else { rank })
    }

    fn lay_mistyped(&self, found: &mut Ranks, forms: &[String], last: LastWord) {
        let typed: Vec<Vec<char>> = forms
            .iter()
            .map(|form| form.chars().collect::<Vec<_>>())
            .filter(|form| form.len() >= SHORTEST_MISTYPED)
            .collect();
        let mut letters = Vec::new();
        for term in self.index.terms().all() {
            letters.clear();
            letters.extend(term.text.chars());
            let near = |typed: &Vec<char>| match last {
                LastWord::Whole => edits::within_one(typed, &letters),
                LastWord::Begun => edits::begins_within_one(typed, &letters),
            };
            if typed.iter().any(near) {
                found.lay(&term.postings, Way::Mistyped);
            }
        }
    }

    fn run_or_synonyms(&self, run: &str, slips: Slips) -> Ranks {
        let mut found = self.run(run, slips, Way::Written);
        for stand in self.synonyms.of_run(run) {
            found.or(&self.stand(&stand));
        }
        found
    }

    /// A run is found where each of its characters stands beside a neighbour
    /// that it has in the run; with a slip, all but one in four or more.
    fn run(&self, run: &str, slips: Slips, way: Way) -> Ranks {
        let mut found = Ranks::none(self.slots);
        let pairs = words::pairs(run);
        if pairs.is_empty() {
            found.lay(self.index.terms().get(run), way);
            return found;
        }
        let places: Vec<Vec<u16>> = pairs.iter().map(|pair| self.places(pair)).collect();
        for (slot, best) in found.0.iter_mut().enumerate() {
            let pairs: Vec<u16> = places.iter().map(|places| places[slot]).collect();
            *best = run_rank(&pairs, slips, way);
        }
        found
    }

    /// The best place of a term in each document.
    fn places(&self, term: &str) -> Vec<u16> {
        let mut places = vec![Ranks::NONE; self.slots];
        for posting in self.index.terms().get(term) {
            if let Some(place) = places.get_mut(posting.slot() as usize) {
                *place = posting.place();
            }
        }
        places
    }
}

/// The rank of a document in which the pairs of a run were found in these places.
fn run_rank(pairs: &[u16], slips: Slips, way: Way) -> u16 {
    let characters = pairs.len() + 1;
    let place = |at: usize| {
        let before = at
            .checked_sub(1)
            .map_or(Ranks::NONE, |before| pairs[before]);
        before.min(pairs.get(at).copied().unwrap_or(Ranks::NONE))
    };
    let lonely = (0..characters)
        .filter(|at| place(*at) == Ranks::NONE)
        .count();
    let worst = (0..characters)
        .map(place)
        .filter(|place| *place != Ranks::NONE)
        .max();
    match (lonely, worst) {
        (0, Some(place)) => rank(way, place),
        (1, Some(place)) if slips == Slips::One && characters >= SHORTEST_MISTYPED => {
            rank(Way::Mistyped, place)
        }
        _ => Ranks::NONE,
    }
}

#[cfg(test)]
mod tests {
    use super::{LastWord, Searcher};
    use crate::index::{Document, Index};
    use crate::synonyms::Synonyms;
    use crate::terms::{Collected, Field, Terms};
    use crate::words::{self, Language};

    struct Catalogue {
        index: Index,
        synonyms: Synonyms,
        skus: Terms,
        slots: usize,
    }

    fn catalogue(
        language: Language,
        products: &[(&str, &str, &str)],
        groups: &[&str],
    ) -> Catalogue {
        let texts = |text: &str| vec![text.to_owned()];
        let documents: Vec<Document> = products
            .iter()
            .map(|(name, choice, text)| Document {
                names: texts(name),
                choices: texts(choice),
                texts: texts(text),
            })
            .collect();
        let mut skus = Collected::default();
        for (slot, (name, ..)) in (0..).zip(products) {
            skus.add(&words::squeezed(&format!("x-{name}-1")), slot, Field::Name);
        }
        Catalogue {
            index: Index::new(language).changed(&[], (0..).zip(&documents)),
            synonyms: Synonyms::new(language, groups.iter().copied()),
            skus: Terms::default().changed(&[], skus),
            slots: products.len(),
        }
    }

    impl Catalogue {
        fn searcher(&self) -> Searcher<'_> {
            Searcher {
                index: &self.index,
                synonyms: &self.synonyms,
                skus: &self.skus,
                slots: self.slots,
            }
        }

        /// Slots, the best first.
        fn find(&self, query: &str, last: LastWord) -> Vec<u32> {
            let ranks = self.searcher().find(query, last);
            let mut found: Vec<_> = ranks.found().map(|(slot, rank)| (rank, slot)).collect();
            found.sort_unstable();
            found.into_iter().map(|(_, slot)| slot).collect()
        }
    }

    fn english() -> Catalogue {
        catalogue(
            Language::English,
            &[
                ("Table lamp", "Lighting", "Stands beside a sofa."),
                ("Oslo sofa", "Living room Grey", "Three seats."),
                ("Camp chair", "Garden Green", "Folds. A T-shirt fits in."),
            ],
            &["couch, sofa", "light, lamp, table lamp"],
        )
    }

    #[test]
    fn all_words_must_be_found_and_names_come_first() {
        let shop = english();
        let check = |query: &str, expected: &[u32]| {
            assert_eq!(shop.find(query, LastWord::Whole), expected, "{query}")
        };
        check("sofa", &[1, 0]);
        check("grey SOFAS", &[1]);
        check("green sofa", &[]);
        check("lamp", &[0]);
        check("lapm", &[0]);
        check("zamp", &[0, 2]);
        check("couch", &[1]);
        check("lights", &[0]);
        check("a sofa in grey", &[1]);
        check("sofa in", &[1, 0]);
        check("in", &[2]);
        check("tshirt", &[2]);
        check("t-shirt", &[2]);
        check("", &[]);
        check("sof", &[]);
    }

    #[test]
    fn the_last_word_may_be_begun() {
        let shop = english();
        assert_eq!(shop.find("grey so", LastWord::Begun), [1]);
        assert_eq!(shop.find("so grey", LastWord::Begun), [0_u32; 0]);
        assert_eq!(shop.find("ligth", LastWord::Begun), [0]);
    }

    #[test]
    fn skus_are_found_whole_and_by_their_beginning() {
        let shop = english();
        for query in ["X-OSLO-SOFA-1", "xoslosofa1", "x-oslo", "x oslo so"] {
            assert_eq!(shop.find(query, LastWord::Whole), [1], "{query}");
        }
    }

    #[test]
    fn chinese_needs_no_spaces() {
        let shop = catalogue(
            Language::Chinese,
            &[
                ("奥斯陆沙发", "灰色 客厅", "三人座。"),
                ("台灯", "白色 照明", "LED灯。"),
                ("长沙风光画", "灰色", "发光。"),
            ],
            &["沙发，躺椅"],
        );
        let check = |query: &str, expected: &[u32]| {
            assert_eq!(shop.find(query, LastWord::Whole), expected, "{query}")
        };
        check("沙发", &[0]);
        check("灰色沙发", &[0]);
        check("灰色躺椅", &[0]);
        check("灯", &[1]);
        check("ｌｅｄ灯", &[1]);
        check("奥斯路沙发", &[0]);
        check("白色沙发", &[]);
        check("灰色的沙发", &[0]);
    }

    #[test]
    fn russian_is_inflected() {
        let shop = catalogue(
            Language::Russian,
            &[
                ("Кушетка «Ёлка»", "Гостиная", "Мягкая."),
                ("Oslo sofa", "Гостиная", ""),
            ],
            &["диван, кушетка, sofa"],
        );
        let check = |query: &str, expected: &[u32]| {
            assert_eq!(shop.find(query, LastWord::Whole), expected, "{query}")
        };
        check("кушетками", &[0, 1]);
        check("елку", &[0]);
        check("кушедка", &[0]);
        check("диваны", &[0, 1]);
        // Latin words are inflected as in English, so this is one of the synonyms, too.
        check("sofas", &[1, 0]);
    }

    #[test]
    fn queries_are_completed_and_near_words_offered() {
        let shop = english();
        let searcher = shop.searcher();
        assert_eq!(searcher.completions("Grey s", 3), ["grey sofa"]);
        assert_eq!(searcher.completions("l", 3), ["lamp", "lighting", "living"]);
        assert_eq!(searcher.completions("lamp ", 3), [""; 0]);
        assert_eq!(searcher.alternatives("slo xyz", 3), ["oslo"]);
    }
}
