//! Links to the pages of a list.

use leptos::prelude::*;

use super::results::List;
use crate::html::{Html, IntoHtml};
use crate::page::Visit;

/// Nothing where all fits on one page.
pub(super) fn page_links(list: &List<'_>, visit: &Visit) -> Html {
    let (page, pages) = (list.results.page, list.results.pages);
    if pages < 2 {
        return ().into_html();
    }
    let t = visit.texts;
    let to = |number| list.href(visit, &list.results.filters, number);
    let previous = (page > 1)
        .then(|| view! { <li><a rel="prev" href=to(page - 1)>{t.listing_previous()}</a></li> });
    let next = (page < pages)
        .then(|| view! { <li><a rel="next" href=to(page + 1)>{t.listing_next()}</a></li> });
    let numbers = shown_pages(page, pages)
        .into_iter()
        .map(|shown| match shown {
            Some(number) => view! {
                <li>
                    <a
                        href=to(number)
                        aria-current=(number == page).then_some("page")
                        aria-label=t.listing_page(number)
                    >
                        {number}
                    </a>
                </li>
            }
            .into_html(),
            None => view! { <li class="gap" aria-hidden="true">"…"</li> }.into_html(),
        });
    view! {
        <nav class="pages" aria-label=t.listing_pages()>
            <ul>{previous}{numbers.collect_view()}{next}</ul>
        </nav>
    }
    .into_html()
}

/// First, last, and those around the current one; `None` stands for two or more left out.
fn shown_pages(page: i64, pages: i64) -> Vec<Option<i64>> {
    let near = (page - 1).max(1)..=(page + 1).min(pages);
    let mut numbers: Vec<i64> = [1].into_iter().chain(near).chain([pages]).collect();
    numbers.dedup();
    let mut shown = Vec::new();
    let mut last = 0;
    for number in numbers {
        match number - last {
            ..=0 => continue,
            1 => {}
            // A gap of one takes no less room than its page.
            2 => shown.push(Some(number - 1)),
            _ => shown.push(None),
        }
        shown.push(Some(number));
        last = number;
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::shown_pages;

    #[test]
    fn long_lists_of_pages_are_short() {
        let check = |page, pages, expected: &str| {
            let words = shown_pages(page, pages).into_iter();
            let words: Vec<_> = words
                .map(|shown| shown.map_or("…".to_owned(), |number| number.to_string()))
                .collect();
            assert_eq!(words.join(" "), expected, "page {page} of {pages}");
        };
        check(1, 1, "1");
        check(1, 2, "1 2");
        check(2, 3, "1 2 3");
        check(1, 4, "1 2 3 4");
        check(1, 5, "1 2 … 5");
        check(3, 5, "1 2 3 4 5");
        check(5, 20, "1 … 4 5 6 … 20");
        check(4, 20, "1 2 3 4 5 … 20");
        check(20, 20, "1 … 19 20");
    }
}
