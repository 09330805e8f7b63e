//! Terms in their order, each with the documents that it occurs in.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// Where a term occurs in a document; the better place is the smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    Name,
    /// What the document belongs to or comes in: category, colour, size.
    Choice,
    Text,
}

impl Field {
    pub(crate) const COUNT: u16 = 3;
}

/// A document and the best place in it where a term occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posting(u32);

impl Posting {
    pub(crate) const fn new(slot: u32, field: Field) -> Self {
        Self(slot << 2 | field as u32)
    }

    pub const fn slot(self) -> u32 {
        self.0 >> 2
    }

    pub(crate) const fn place(self) -> u16 {
        (self.0 & 3) as u16
    }
}

#[derive(Clone, Debug)]
pub struct Term {
    pub text: Arc<str>,
    /// By slot, each once.
    pub postings: Arc<Vec<Posting>>,
}

/// Sorted by text. Cheap to make another of: what stayed the same is shared.
#[derive(Clone, Debug, Default)]
pub struct Terms(Vec<Term>);

impl Terms {
    pub fn get(&self, text: &str) -> &[Posting] {
        match self.0.binary_search_by(|term| (*term.text).cmp(text)) {
            Ok(index) => &self.0[index].postings,
            Err(_) => &[],
        }
    }

    pub fn all(&self) -> &[Term] {
        &self.0
    }

    pub fn beginning_with(&self, prefix: &str) -> &[Term] {
        &self.0[self.range(prefix)]
    }

    fn range(&self, prefix: &str) -> Range<usize> {
        let start = self.0.partition_point(|term| *term.text < *prefix);
        let length = self.0[start..].partition_point(|term| term.text.starts_with(prefix));
        start..start + length
    }

    /// The terms without these documents (sorted), and with what was collected of others.
    #[must_use]
    pub fn changed(&self, gone: &[u32], collected: Collected) -> Self {
        let mut new = collected.0.into_iter().collect::<Vec<_>>();
        new.sort_unstable();
        let mut new = new.into_iter().peekable();
        let mut terms = Vec::with_capacity(self.0.len());
        for term in &self.0 {
            while let Some((text, postings)) = new.next_if(|(text, _)| **text < *term.text) {
                terms.push(Term::new(text, postings));
            }
            let more = new.next_if(|(text, _)| **text == *term.text);
            terms.extend(term.changed(gone, more.map(|(_, postings)| postings)));
        }
        terms.extend(new.map(|(text, postings)| Term::new(text, postings)));
        Self(terms)
    }
}

impl Term {
    fn new(text: String, mut postings: Vec<Posting>) -> Self {
        postings.sort_unstable();
        Self {
            text: text.into(),
            postings: Arc::new(postings),
        }
    }

    /// Whether in one of these (sorted) documents; looks for the fewer among the more.
    fn occurs_in(&self, slots: &[u32]) -> bool {
        let postings = &self.postings;
        if slots.len() < postings.len() {
            let has = |slot: &u32| postings.binary_search_by_key(slot, |p| p.slot()).is_ok();
            slots.iter().any(has)
        } else {
            let is_in = |posting: &Posting| slots.binary_search(&posting.slot()).is_ok();
            postings.iter().any(is_in)
        }
    }

    fn changed(&self, gone: &[u32], more: Option<Vec<Posting>>) -> Option<Self> {
        if more.is_none() && !self.occurs_in(gone) {
            return Some(self.clone());
        }
        let stay = |posting: &&Posting| gone.binary_search(&posting.slot()).is_err();
        let mut postings: Vec<Posting> = self.postings.iter().filter(stay).copied().collect();
        postings.extend(more.into_iter().flatten());
        postings.sort_unstable();
        (!postings.is_empty()).then(|| Self {
            text: self.text.clone(),
            postings: Arc::new(postings),
        })
    }
}

/// Postings of documents that are read one after the other.
#[derive(Debug, Default)]
pub struct Collected(HashMap<String, Vec<Posting>>);

impl Collected {
    pub fn add(&mut self, term: &str, slot: u32, field: Field) {
        let posting = Posting::new(slot, field);
        match self.0.get_mut(term) {
            Some(postings) => match postings.last_mut() {
                Some(last) if last.slot() == slot => *last = posting.min(*last),
                _ => postings.push(posting),
            },
            None => {
                self.0.insert(term.to_owned(), vec![posting]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Collected, Field, Terms};

    fn terms(terms: &Terms) -> Vec<(&str, Vec<u32>)> {
        let of = |term: &'_ super::Term| term.postings.iter().map(|p| p.slot()).collect();
        terms.all().iter().map(|t| (&*t.text, of(t))).collect()
    }

    #[test]
    fn changed_documents_leave_their_terms_and_come_back_with_others() {
        let mut first = Collected::default();
        for (term, slot) in [("a", 1), ("b", 1), ("b", 2), ("d", 2)] {
            first.add(term, slot, Field::Name);
        }
        let before = Terms::default().changed(&[], first);
        let mut second = Collected::default();
        for (term, slot) in [("b", 1), ("c", 1), ("e", 1)] {
            second.add(term, slot, Field::Text);
        }
        let after = before.changed(&[1], second);
        assert_eq!(
            terms(&after),
            [
                ("b", vec![1, 2]),
                ("c", vec![1]),
                ("d", vec![2]),
                ("e", vec![1])
            ]
        );
        assert_eq!(after.get("b")[0].place(), 2);
        assert_eq!(
            terms(&before),
            [("a", vec![1]), ("b", vec![1, 2]), ("d", vec![2])]
        );
    }

    #[test]
    fn a_document_is_named_once_with_its_best_place() {
        let mut collected = Collected::default();
        collected.add("a", 3, Field::Text);
        collected.add("a", 3, Field::Name);
        let all = Terms::default().changed(&[], collected);
        assert_eq!((all.get("a").len(), all.get("a")[0].place()), (1, 0));
    }

    #[test]
    fn beginnings_are_found() {
        let mut collected = Collected::default();
        for term in ["sof", "sofa", "sofas", "soft", "t"] {
            collected.add(term, 1, Field::Name);
        }
        let all = Terms::default().changed(&[], collected);
        let found: Vec<&str> = all
            .beginning_with("sofa")
            .iter()
            .map(|t| &*t.text)
            .collect();
        assert_eq!(found, ["sofa", "sofas"]);
        assert_eq!(all.beginning_with("x").len(), 0);
    }
}
