//! Words that mean the same.

use std::collections::HashMap;

use crate::words::{self, Language, Token};

/// What may stand for a word: other words, all of which must be there.
pub(crate) type Stand = Vec<Token>;

/// Groups of words of one language that stand for each other. What stands for
/// a word may be several words; what it stands for is one.
#[derive(Clone, Debug, Default)]
pub struct Synonyms {
    groups: Vec<Vec<Stand>>,
    /// Groups by the forms of their words.
    by_form: HashMap<String, Vec<usize>>,
    /// Runs with their groups.
    runs: Vec<(String, usize)>,
}

impl Synonyms {
    /// `groups` are lists of words between commas.
    pub fn new<'g>(language: Language, groups: impl IntoIterator<Item = &'g str>) -> Self {
        let mut synonyms = Self::default();
        for group in groups {
            let stands: Vec<Stand> = group
                .split([',', '，', '、'])
                .map(words::tokens)
                .filter(|stand| !stand.is_empty())
                .collect();
            synonyms.add(language, stands);
        }
        synonyms
    }

    fn add(&mut self, language: Language, stands: Vec<Stand>) {
        let group = self.groups.len();
        for stand in &stands {
            match &stand[..] {
                [Token::Word(word)] => {
                    for form in words::forms(word, language) {
                        let groups = self.by_form.entry(form).or_default();
                        if groups.last() != Some(&group) {
                            groups.push(group);
                        }
                    }
                }
                [Token::Run(run)] => self.runs.push((run.clone(), group)),
                _ => {}
            }
        }
        self.groups.push(stands);
    }

    /// What stands for a word with these forms.
    pub(crate) fn of_word(&self, forms: &[String]) -> Vec<&Stand> {
        let mut groups: Vec<usize> = forms
            .iter()
            .filter_map(|form| self.by_form.get(form))
            .flatten()
            .copied()
            .collect();
        groups.sort_unstable();
        groups.dedup();
        groups.into_iter().flat_map(|g| &self.groups[g]).collect()
    }

    /// The run with a part of it exchanged, in all ways that there are.
    pub(crate) fn of_run(&self, run: &str) -> Vec<Stand> {
        let mut stands = Vec::new();
        for (part, group) in self.runs.iter().filter(|(part, _)| run.contains(part)) {
            for stand in self.groups[*group].iter() {
                let text: Vec<&str> = stand.iter().map(Token::text).collect();
                let other = text.join(" ");
                if other != *part {
                    stands.push(words::tokens(&run.replace(part, &other)));
                }
            }
        }
        stands
    }
}
