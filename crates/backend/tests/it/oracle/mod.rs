//! Search and listings against an oracle: random queries with random filters
//! and sorts, answered the same by both.
//!
//! The suite asks a few hundred of a small catalogue. The full form, 5,000 of
//! 20,000 products, takes minutes and is run by
//! `cargo test --release -p backend --test it oracle::full -- --ignored --nocapture`.

mod catalogue;
mod rules;

use std::collections::HashMap;
use std::time::{Duration, Instant};

use backend::catalog::find_listing;
use backend::db::Engine;
use backend::demo;
use backend::search::{search, suggest};
use domain::catalog::{BySlug, Sort};
use domain::facets::{Filters, ListingRequest, Results};
use domain::locale::Locale;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use self::catalogue::{Catalogue, category_code, category_count};
use self::rules::{Broken, Counted, OptionCounts, Oracle};
use crate::shop::TestShop;

/// What both say, in a form that can be compared and read.
#[derive(Debug, PartialEq, Eq)]
struct Answer {
    products: Vec<String>,
    total: usize,
    categories: Vec<(String, i64)>,
    options: OptionCounts,
    available: i64,
    prices: Option<(i64, i64)>,
}

#[derive(Debug)]
enum Asked {
    Query(String),
    Category(usize),
}

#[derive(Debug)]
struct Question {
    language: usize,
    asked: Asked,
    request: ListingRequest,
}

const PAGE_SIZE: usize = 12;

fn question(rng: &mut StdRng, catalogue: &Catalogue) -> Question {
    let language = rng.random_range(0..4);
    let asked = if rng.random_ratio(1, 6) {
        Asked::Category(rng.random_range(0..category_count()))
    } else {
        Asked::Query(catalogue::query(rng, catalogue, language))
    };
    let sort = rng
        .random_ratio(2, 3)
        .then(|| *Sort::ALL.choose(rng).expect("a sort"));
    let request = ListingRequest {
        filters: filters(rng),
        sort,
        page: rng.random_range(1..4),
    };
    Question {
        language,
        asked,
        request,
    }
}

fn filters(rng: &mut StdRng) -> Filters {
    let mut filters = Filters::default();
    for _ in 0..[0, 0, 1, 2, 3, 4][rng.random_range(0..6)] {
        filters = match rng.random_range(0..6) {
            0 => filters.toggle_category(&category_code(rng.random_range(0..category_count()))),
            1 => filters.toggle_option("size", ["s", "m", "l", "xl"][rng.random_range(0..4)]),
            2 => filters.toggle_option("utm_source", "mail"),
            3 => Filters {
                available: true,
                ..filters
            },
            4 => Filters {
                price_min: Some(rng.random_range(0..30_000)),
                price_max: rng
                    .random_ratio(1, 2)
                    .then(|| rng.random_range(10_000..40_000)),
                ..filters
            },
            _ => filters.toggle_option(
                "colour",
                ["grey", "white", "green", "sand", "pink"][rng.random_range(0..5)],
            ),
        };
    }
    filters
}

async fn of_the_shop(shop: &TestShop, question: &Question) -> Answer {
    let locale = Locale::ALL[question.language];
    let results = match &question.asked {
        Asked::Query(query) => {
            search(&shop.ctx, locale, query, &question.request)
                .await
                .expect("an answer")
                .results
        }
        Asked::Category(category) => {
            let slug = category_code(*category);
            match find_listing(&shop.ctx, locale, &slug, &question.request)
                .await
                .expect("an answer")
            {
                BySlug::Found(listing) => listing.results,
                other => panic!("{slug}: {other:?}"),
            }
        }
    };
    answer(results)
}

fn answer(results: Results) -> Answer {
    let facets = results.facets;
    let mut options: OptionCounts = facets
        .options
        .into_iter()
        .map(|option| {
            (
                option.code,
                option
                    .values
                    .into_iter()
                    .map(|v| (v.code, v.count))
                    .collect(),
            )
        })
        .collect();
    options.sort();
    for (_, values) in &mut options {
        values.sort();
    }
    Answer {
        products: results.products.into_iter().map(|card| card.slug).collect(),
        total: usize::try_from(results.total).expect("no less than none"),
        categories: facets
            .categories
            .into_iter()
            .map(|v| (v.code, v.count))
            .collect(),
        options,
        available: facets.available,
        prices: facets.prices.map(|(low, high)| (low.minor, high.minor)),
    }
}

fn of_the_oracle(oracle: &Oracle<'_>, question: &Question) -> Answer {
    let request = &question.request;
    let (found, filters, usual) = match &question.asked {
        Asked::Query(query) => (
            oracle.find(query, false),
            request.filters.clone(),
            Sort::Relevance,
        ),
        Asked::Category(category) => {
            let own = |(place, product): (usize, &catalogue::Product)| {
                (product.category == *category).then_some((place, 0))
            };
            let places = oracle
                .catalogue
                .products
                .iter()
                .enumerate()
                .filter_map(own)
                .collect();
            let mut filters = request.filters.clone();
            filters.categories.clear();
            (places, filters, Sort::Featured)
        }
    };
    let ranks: HashMap<usize, u16> = found.iter().copied().collect();
    let mut list: Vec<usize> = ranks.keys().copied().collect();
    list.sort_unstable();
    let Counted {
        mut places,
        categories,
        options,
        available,
        prices,
    } = oracle.narrow(&list, &filters);
    let sort = request.sort.unwrap_or(usual);
    let sort = if sort == Sort::Relevance { usual } else { sort };
    oracle.sort(&mut places, sort, &ranks);
    let pages = places.len().div_ceil(PAGE_SIZE).max(1);
    let page = usize::try_from(request.page)
        .expect("a page")
        .clamp(1, pages);
    let shown = places.iter().skip((page - 1) * PAGE_SIZE).take(PAGE_SIZE);
    Answer {
        products: shown
            .map(|place| oracle.catalogue.products[*place].code.clone())
            .collect(),
        total: places.len(),
        categories: if matches!(question.asked, Asked::Category(_)) {
            Vec::new()
        } else {
            categories
        },
        options,
        available,
        prices,
    }
}

async fn shop_with(engine: Engine, catalogue: &Catalogue) -> TestShop {
    let mut shop = TestShop::empty(engine).await;
    shop.configure(|settings| settings.page_size = i64::try_from(PAGE_SIZE).expect("small"));
    demo::seed_catalogue(&shop.ctx, &catalogue.json())
        .await
        .expect("seeded");
    for (language, groups) in catalogue::SYNONYMS.iter().enumerate() {
        for group in *groups {
            let tag = catalogue::TAGS[language];
            shop.meddle(format!(
                "INSERT INTO search_synonyms (locale, words) VALUES ('{tag}', '{group}')"
            ))
            .await;
        }
    }
    shop
}

/// Asks; gives how many were answered otherwise by the oracle.
async fn differences(
    shop: &TestShop,
    catalogue: &Catalogue,
    questions: &[Question],
    broken: Broken,
) -> usize {
    let mut different = 0;
    for language in 0..4 {
        let oracle = Oracle::new(catalogue, language, broken);
        for question in questions
            .iter()
            .filter(|question| question.language == language)
        {
            let (ours, expected) = (
                of_the_shop(shop, question).await,
                of_the_oracle(&oracle, question),
            );
            if ours != expected {
                different += 1;
                if broken == Broken::Nothing {
                    eprintln!("{question:?}\n  ours:   {ours:?}\n  oracle: {expected:?}");
                }
            }
        }
    }
    different
}

fn questions(catalogue: &Catalogue, count: usize, seed: u64) -> Vec<Question> {
    let mut rng = StdRng::seed_from_u64(seed);
    (0..count).map(|_| question(&mut rng, catalogue)).collect()
}

async fn a_small_catalogue_is_searched_as_the_oracle_does(engine: Engine) {
    let catalogue = Catalogue::new(250, 11);
    let shop = shop_with(engine, &catalogue).await;
    let questions = questions(&catalogue, 400, 12);
    assert_eq!(
        differences(&shop, &catalogue, &questions, Broken::Nothing).await,
        0
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite() {
    a_small_catalogue_is_searched_as_the_oracle_does(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() {
    a_small_catalogue_is_searched_as_the_oracle_does(Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rule_that_is_left_out_is_noticed() {
    let catalogue = Catalogue::new(120, 13);
    let shop = shop_with(Engine::Sqlite, &catalogue).await;
    let questions = questions(&catalogue, 400, 14);
    for broken in [
        Broken::Inflection,
        Broken::Slips,
        Broken::Synonyms,
        Broken::Meanings,
        Broken::Fields,
        Broken::OneVariant,
        Broken::OwnFacet,
    ] {
        let different = differences(&shop, &catalogue, &questions, broken).await;
        assert!(different > 0, "{broken:?} is not noticed");
    }
}

/// Every product that is suggested answers the query, the best first, and there is no better one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn suggested_products_are_the_oracles() {
    let catalogue = Catalogue::new(120, 15);
    let shop = shop_with(Engine::Sqlite, &catalogue).await;
    let mut rng = StdRng::seed_from_u64(16);
    for language in 0..4 {
        let oracle = Oracle::new(&catalogue, language, Broken::Nothing);
        for _ in 0..60 {
            let mut query = catalogue::query(&mut rng, &catalogue, language);
            query.truncate(query.floor_char_boundary(rng.random_range(1..=query.len())));
            let suggested = suggest(&shop.ctx, Locale::ALL[language], &query, 10)
                .await
                .expect("suggestions");
            let ranks: HashMap<usize, u16> = oracle.find(&query, true).into_iter().collect();
            let mut places: Vec<usize> = ranks.keys().copied().collect();
            oracle.sort(&mut places, Sort::Relevance, &ranks);
            let expected: Vec<&str> = places
                .iter()
                .map(|place| catalogue.products[*place].code.as_str())
                .take(10 - suggested.queries.len() - suggested.categories.len())
                .collect();
            let ours: Vec<&str> = suggested
                .products
                .iter()
                .map(|product| product.slug.as_str())
                .collect();
            assert_eq!(ours, expected, "{query:?} in {language}");
        }
    }
}

mod full {
    use super::{
        Broken, Catalogue, Duration, Engine, Instant, Locale, StdRng, catalogue, differences,
        of_the_shop, questions, shop_with, suggest,
    };
    use rand::{RngExt, SeedableRng};

    fn percentiles(mut times: Vec<Duration>) -> String {
        times.sort_unstable();
        let at = |percent: usize| times[(times.len() - 1) * percent / 100];
        format!("p50 {:?}, p99 {:?}, longest {:?}", at(50), at(99), at(100))
    }

    /// Of this process; 0 where the system does not tell.
    fn resident_megabytes() -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        kilobytes.unwrap_or(0_u64) / 1_024
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    #[ignore = "takes minutes; see the head of the file"]
    async fn twenty_thousand_products_are_searched_as_the_oracle_does() {
        let catalogue = Catalogue::new(20_000, 1);
        let started = Instant::now();
        let mut shop = shop_with(Engine::Sqlite, &catalogue).await;
        // Looking at 20,000 products' ledgers is another test's.
        shop.must_be_sound = false;
        eprintln!("seeded in {:?}", started.elapsed());
        let (started, before) = (Instant::now(), resident_megabytes());
        suggest(&shop.ctx, Locale::En, "a", 8)
            .await
            .expect("suggestions");
        eprintln!(
            "read in {:?}; memory {before} MB before, {} MB after",
            started.elapsed(),
            resident_megabytes()
        );
        let questions = questions(&catalogue, 5_000, 2);
        let mut times = Vec::new();
        for question in &questions {
            let started = Instant::now();
            of_the_shop(&shop, question).await;
            times.push(started.elapsed());
        }
        eprintln!("searches and listings: {}", percentiles(times));
        let mut rng = StdRng::seed_from_u64(3);
        let mut times = Vec::new();
        for _ in 0..5_000 {
            let language = rng.random_range(0..4);
            let mut query = catalogue::query(&mut rng, &catalogue, language);
            query.truncate(query.floor_char_boundary(rng.random_range(1..=query.len())));
            let started = Instant::now();
            suggest(&shop.ctx, Locale::ALL[language], &query, 10)
                .await
                .expect("suggestions");
            times.push(started.elapsed());
        }
        eprintln!("suggestions: {}", percentiles(times));
        let started = Instant::now();
        assert_eq!(
            differences(&shop, &catalogue, &questions, Broken::Nothing).await,
            0
        );
        eprintln!("5000 questions compared in {:?}", started.elapsed());
    }
}
