//! Slugs: one per language, the fallback's where there is none, former ones kept.

use domain::catalog::{BySlug, LocalizedSlug};
use domain::locale::Locale;

use super::FALLBACK;
use crate::db::Connection;
use crate::{InternalError, sql};

/// One slug for each language, from rows of (language tag, slug).
pub(super) fn in_all_languages(rows: &[(String, String)]) -> Vec<LocalizedSlug> {
    let of = |tag: &str| {
        rows.iter()
            .find(|row| row.0 == tag)
            .map(|row| row.1.clone())
    };
    Locale::ALL
        .into_iter()
        .filter_map(|locale| {
            Some(LocalizedSlug {
                locale,
                slug: of(locale.tag()).or_else(|| of(FALLBACK))?,
            })
        })
        .collect()
}

/// What a slug that is nobody's leads to.
pub(super) fn moved<T>(current: Option<(String,)>) -> Result<BySlug<T>, InternalError> {
    Ok(current.map_or(BySlug::Unknown, |(slug,)| BySlug::Moved { slug }))
}

/// Today's slug of the category that once had this one in the language, or else in the fallback's.
pub(super) async fn find_moved_category(
    connection: &mut impl Connection,
    locale: Locale,
    slug: &str,
) -> Result<Option<(String,)>, InternalError> {
    sql!(
        "SELECT COALESCE(t.slug, f.slug)
         FROM slug_redirects r
         JOIN category_translations f ON f.category_id = r.target_id AND f.locale = $2
         LEFT JOIN category_translations t ON t.category_id = r.target_id AND t.locale = $1
         WHERE r.kind = 'category' AND r.slug = $3 AND r.locale IN ($1, $2)
         ORDER BY CASE WHEN r.locale = $1 THEN 0 ELSE 1 END LIMIT 1",
        locale.tag(),
        FALLBACK,
        slug
    )
    .fetch_optional(connection)
    .await
}

/// The same of a product; one off sale has no page to lead to.
pub(super) async fn find_moved_product(
    connection: &mut impl Connection,
    locale: Locale,
    slug: &str,
) -> Result<Option<(String,)>, InternalError> {
    sql!(
        "SELECT COALESCE(t.slug, f.slug)
         FROM slug_redirects r
         JOIN products p ON p.id = r.target_id AND p.on_sale
         JOIN product_translations f ON f.product_id = p.id AND f.locale = $2
         LEFT JOIN product_translations t ON t.product_id = p.id AND t.locale = $1
         WHERE r.kind = 'product' AND r.slug = $3 AND r.locale IN ($1, $2)
         ORDER BY CASE WHEN r.locale = $1 THEN 0 ELSE 1 END LIMIT 1",
        locale.tag(),
        FALLBACK,
        slug
    )
    .fetch_optional(connection)
    .await
}

#[cfg(test)]
mod tests {
    use super::in_all_languages;
    use domain::locale::Locale;

    #[test]
    fn a_language_without_a_slug_has_the_english_one() {
        let rows = [
            ("en".to_owned(), "mug".to_owned()),
            ("ru".to_owned(), "kruzhka".to_owned()),
        ];
        let slugs: Vec<(Locale, String)> = in_all_languages(&rows)
            .into_iter()
            .map(|s| (s.locale, s.slug))
            .collect();
        let expected = [
            (Locale::En, "mug"),
            (Locale::PtBr, "mug"),
            (Locale::ZhHans, "mug"),
            (Locale::Ru, "kruzhka"),
        ];
        assert_eq!(
            slugs,
            expected.map(|(locale, slug)| (locale, slug.to_owned()))
        );
    }
}
