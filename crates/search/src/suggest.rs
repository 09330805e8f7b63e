//! Words to offer: how a query that is being typed may go on, and what else
//! could be meant where nothing was found.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::edits;
use crate::index::shown;
use crate::query::{LastWord, Ranks, Searcher, Slips, read};
use crate::terms::Term;
use crate::words::{self, Token};

impl Searcher<'_> {
    /// Queries that this one may become when its last word is written to its
    /// end, those first that most products answer.
    pub fn completions(&self, query: &str, limit: usize) -> Vec<String> {
        let normal = words::normal(query);
        let placed = words::placed(&normal);
        let Some(last) = placed.last() else {
            return Vec::new();
        };
        let open = normal.ends_with(last.token.text());
        if !open {
            return Vec::new();
        }
        let mut tokens = read(&normal[..last.start], LastWord::Whole);
        let whole = tokens.len();
        let text = last.token.text();
        let starts = text.char_indices().map(|(start, _)| start);
        // A run may hold whole words before the one that is being typed.
        let starts = match last.token {
            Token::Word(_) => starts.take(1).collect::<Vec<_>>(),
            Token::Run(_) => starts.collect(),
        };
        for start in starts {
            let (head, tail) = text.split_at(start);
            if !head.is_empty() {
                tokens.truncate(whole);
                tokens.push(Token::Run(head.to_owned()));
            }
            let words = self.words_that_go_on(&tokens, tail, limit);
            if !words.is_empty() {
                let kept = &normal[..last.start + start];
                return words
                    .iter()
                    .map(|word| format!("{}{word}", kept.trim_start()))
                    .collect();
            }
        }
        Vec::new()
    }

    fn words_that_go_on(&self, before: &[Token], typed: &str, limit: usize) -> Vec<String> {
        let answers =
            (!before.is_empty()).then(|| self.answer(before, Slips::None, LastWord::Whole));
        let mut words: Vec<(Reverse<usize>, &str)> = self
            .index
            .words_beginning_with(typed)
            .iter()
            .map(|term| (Reverse(count(term, answers.as_ref())), shown(term).1))
            .filter(|(Reverse(count), word)| *count > 0 && *word != typed)
            .collect();
        words.sort_unstable();
        words.truncate(limit);
        words.into_iter().map(|(_, word)| word.to_owned()).collect()
    }

    /// Words of the catalogue that are nearest to those of a query, the nearest first.
    pub fn alternatives(&self, query: &str, limit: usize) -> Vec<String> {
        let mut nearest: HashMap<&str, (usize, Reverse<usize>)> = HashMap::new();
        for token in read(query, LastWord::Whole) {
            let typed: Vec<char> = words::folded(token.text()).chars().collect();
            for term in self.index.words() {
                let (plain, word) = shown(term);
                let Some(distance) = distance(&token, &typed, plain) else {
                    continue;
                };
                let key = (distance, Reverse(term.postings.len()));
                let best = nearest.entry(word).or_insert(key);
                *best = key.min(*best);
            }
        }
        let mut nearest: Vec<_> = nearest.into_iter().map(|(word, key)| (key, word)).collect();
        nearest.sort_unstable();
        nearest.truncate(limit);
        nearest
            .into_iter()
            .map(|(_, word)| word.to_owned())
            .collect()
    }
}

fn count(term: &Term, answers: Option<&Ranks>) -> usize {
    match answers {
        None => term.postings.len(),
        Some(answers) => {
            let answering = |slot: u32| answers.get(slot).is_some();
            term.postings.iter().filter(|p| answering(p.slot())).count()
        }
    }
}

/// How far a word is from what was typed; `None`: too far to be meant.
fn distance(token: &Token, typed: &[char], word: &str) -> Option<usize> {
    let letters: Vec<char> = word.chars().collect();
    match token {
        Token::Word(_) => {
            let most = (typed.len() / 3).clamp(1, 3);
            if letters.len().abs_diff(typed.len()) > most {
                return None;
            }
            Some(edits::distance(typed, &letters)).filter(|distance| *distance <= most)
        }
        Token::Run(_) => {
            let shared = typed.iter().filter(|c| letters.contains(c)).count();
            (shared > 0).then_some(typed.len() - shared)
        }
    }
}
