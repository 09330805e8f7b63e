//! The addresses of a list: every choice of the shopper is in them, and nothing that goes without saying.

use domain::catalog::Sort;
use domain::facets::{Filters, ListingRequest, Results};
use domain::locale::Locale;
use domain::money::Currency;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::page::{Listed, Visit, href};

/// What stays as it is in a query: RFC 3986, unreserved characters.
const ESCAPED: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Where a list of products lives.
#[derive(Clone)]
pub(crate) struct Place {
    /// Behind the language: `/c/mugs`, `/search`.
    path: String,
    /// What was searched for; `None` in a category.
    query: Option<String>,
    /// The order that needs no saying.
    sort: Sort,
    currency: Currency,
}

impl Place {
    pub(crate) fn category(visit: &Visit, slug: &str) -> Self {
        Self {
            path: format!("/c/{slug}"),
            query: None,
            sort: Sort::Featured,
            currency: visit.visitor.currency(),
        }
    }

    pub(crate) fn search(visit: &Visit, query: &str) -> Self {
        Self {
            path: "/search".to_owned(),
            query: Some(query.to_owned()),
            sort: Sort::Relevance,
            currency: visit.visitor.currency(),
        }
    }

    /// Another category's place, everything else as here.
    pub(crate) fn moved_to(&self, slug: &str) -> Self {
        Self {
            path: format!("/c/{slug}"),
            ..self.clone()
        }
    }

    /// What the visit's address asks for.
    pub(crate) fn request(&self, visit: &Visit) -> ListingRequest {
        let page = visit.query("page").and_then(|text| text.parse().ok());
        ListingRequest {
            filters: Filters::read(visit.query_pairs(), self.currency),
            sort: visit.query("sort").and_then(|text| self.parse_sort(&text)),
            page: page.unwrap_or(1),
        }
    }

    /// The orders that there are here, the usual one first.
    pub(crate) fn sorts(&self) -> impl Iterator<Item = Sort> + use<> {
        let searched = self.query.is_some();
        Sort::ALL.into_iter().filter(move |sort| match sort {
            Sort::Relevance => searched,
            Sort::Featured => !searched,
            _ => true,
        })
    }

    fn parse_sort(&self, text: &str) -> Option<Sort> {
        Sort::parse(text).filter(|sort| self.sorts().any(|known| known == *sort))
    }

    /// An order as the address names it; empty where it needs no saying.
    pub(crate) fn sort_name(&self, sort: Sort) -> &'static str {
        if sort == self.sort { "" } else { sort.as_str() }
    }

    pub(crate) fn currency(&self) -> Currency {
        self.currency
    }

    pub(crate) fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// Path without a query: where the form of filters goes.
    pub(crate) fn path(&self, locale: Locale) -> String {
        href(locale, &self.path)
    }

    /// Path and query of a page of this list.
    pub(crate) fn href(&self, locale: Locale, filters: &Filters, sort: Sort, page: i64) -> String {
        let mut pairs = Vec::new();
        let query = self.query.iter();
        pairs.extend(query.map(|words| ("q".to_owned(), words.clone())));
        pairs.extend(filters.write(self.currency));
        if sort != self.sort {
            pairs.push(("sort".to_owned(), sort.as_str().to_owned()));
        }
        if page > 1 {
            pairs.push(("page".to_owned(), page.to_string()));
        }
        format!("{}{}", self.path(locale), written(&pairs))
    }

    /// The same page of the list in another language.
    pub(crate) fn here(&self, locale: Locale, results: &Results) -> String {
        self.href(locale, &results.filters, results.sort, results.page)
    }

    /// The page with this number and nothing chosen.
    pub(crate) fn plain(&self, locale: Locale, page: i64) -> String {
        self.href(locale, &Filters::default(), self.sort, page)
    }

    /// Narrowed down or in another order, a list is not another page to a search engine.
    pub(crate) fn listed(&self, results: &Results) -> Listed {
        if results.filters.is_empty() && results.sort == self.sort && self.query.is_none() {
            Listed::Yes
        } else {
            Listed::No
        }
    }

    /// The address that stands for the page: a choice's is the list without it.
    pub(crate) fn canonical(&self, locale: Locale, results: &Results) -> String {
        let chosen = !results.filters.is_empty() || results.sort != self.sort;
        self.plain(locale, if chosen { 1 } else { results.page })
    }
}

/// A query with its mark, or nothing.
fn written(pairs: &[(String, String)]) -> String {
    let escaped = |text: &str| utf8_percent_encode(text, &ESCAPED).to_string();
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", escaped(name), escaped(value)))
        .collect();
    let mark = if pairs.is_empty() { "" } else { "?" };
    format!("{mark}{}", pairs.join("&"))
}

/// The path of a search for these words.
pub(crate) fn search_path(locale: Locale, words: &str) -> String {
    let pair = ("q".to_owned(), words.to_owned());
    format!("{}{}", href(locale, "/search"), written(&[pair]))
}

#[cfg(test)]
mod tests {
    use domain::catalog::Sort;
    use domain::facets::Filters;
    use domain::locale::Locale;
    use domain::money::Currency;

    use super::{Place, search_path};

    fn place(query: Option<&str>, sort: Sort) -> Place {
        Place {
            path: "/c/mugs".to_owned(),
            query: query.map(str::to_owned),
            sort,
            currency: Currency::Usd,
        }
    }

    #[test]
    fn an_address_says_only_what_differs() {
        let check = |place: Place, filters: &Filters, sort, page, expected: &str| {
            assert_eq!(place.href(Locale::En, filters, sort, page), expected);
        };
        let none = Filters::default();
        let mugs = || place(None, Sort::Featured);
        check(mugs(), &none, Sort::Featured, 1, "/en/c/mugs");
        check(mugs(), &none, Sort::Name, 3, "/en/c/mugs?sort=name&page=3");
        let sage = none.toggle_option("colour", "sage");
        check(mugs(), &sage, Sort::Featured, 1, "/en/c/mugs?colour=sage");
        let searched = place(Some("чашка & co"), Sort::Relevance);
        let expected =
            "/en/c/mugs?q=%D1%87%D0%B0%D1%88%D0%BA%D0%B0%20%26%20co&colour=sage&sort=featured";
        check(searched, &sage, Sort::Featured, 1, expected);
    }

    #[test]
    fn a_category_is_not_sorted_by_relevance_and_a_search_not_by_hand() {
        assert_eq!(place(None, Sort::Featured).parse_sort("relevance"), None);
        assert_eq!(
            place(Some("mug"), Sort::Relevance).parse_sort("featured"),
            None
        );
        assert_eq!(
            place(None, Sort::Featured).parse_sort("name"),
            Some(Sort::Name)
        );
    }

    #[test]
    fn words_are_escaped() {
        assert_eq!(search_path(Locale::Ru, "a+b"), "/ru/search?q=a%2Bb");
    }
}
