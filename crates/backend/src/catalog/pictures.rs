//! Pictures of products, and which of them shows a variant.

use domain::catalog::Picture;
use domain::locale::Locale;

use super::FALLBACK;
use crate::db::Connection;
use crate::{InternalError, sql};

/// A picture and what can be seen on it.
pub(super) struct ProductPicture {
    id: i64,
    pub(super) product_id: i64,
    pub(super) picture: Picture,
    /// (option, value) that it shows; empty: it stands for all variants.
    shows: Vec<(i64, i64)>,
}

#[derive(sqlx::FromRow)]
struct PictureRow {
    id: i64,
    product_id: i64,
    file: String,
    width: i64,
    height: i64,
    placeholder: String,
    alt: String,
    option_id: Option<i64>,
    value_id: Option<i64>,
}

/// All pictures of the products, each product's in its order.
pub(super) async fn load(
    connection: &mut impl Connection,
    locale: Locale,
    products: &[i64],
) -> Result<Vec<ProductPicture>, InternalError> {
    let rows: Vec<PictureRow> = sql!(
        "SELECT pp.id, pp.product_id, pp.file, pp.width, pp.height, pp.placeholder,
                COALESCE(t.alt, f.alt, '') AS alt, ov.option_id, pv.value_id
         FROM product_pictures pp
         LEFT JOIN product_picture_translations t ON t.picture_id = pp.id AND t.locale = $1
         LEFT JOIN product_picture_translations f ON f.picture_id = pp.id AND f.locale = $2
         LEFT JOIN product_picture_values pv ON pv.picture_id = pp.id
         LEFT JOIN option_values ov ON ov.id = pv.value_id
         WHERE pp.product_id IN ({list})
         ORDER BY pp.product_id, pp.position, pp.id",
        locale.tag(),
        FALLBACK
    )
    .list(products.iter().copied())
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().fold(Vec::new(), put_together))
}

/// One picture from its rows, of which it has one per value that it shows.
fn put_together(mut pictures: Vec<ProductPicture>, row: PictureRow) -> Vec<ProductPicture> {
    let PictureRow {
        id,
        product_id,
        file,
        width,
        height,
        placeholder,
        alt,
        option_id,
        value_id,
    } = row;
    if pictures.last().is_none_or(|last| last.id != id) {
        let picture = Picture {
            file,
            width,
            height,
            placeholder,
            alt,
        };
        pictures.push(ProductPicture {
            id,
            product_id,
            picture,
            shows: Vec::new(),
        });
    }
    if let Some(last) = pictures.last_mut() {
        last.shows.extend(option_id.zip(value_id));
    }
    pictures
}

impl ProductPicture {
    /// Whether of every option that it shows, one of the values shown is the variant's.
    fn fits(&self, variant: &[(i64, i64)]) -> bool {
        self.shows.iter().all(|(option, _)| {
            self.shows
                .iter()
                .any(|shown| shown.0 == *option && variant.contains(shown))
        })
    }
}

/// The index of the picture for a variant with these (option, value): the first
/// that shows them, else the first that stands for all, else the first.
///
/// A general picture is second choice even when it comes first: choosing a
/// colour should show that colour.
pub(super) fn choose<'p>(
    pictures: impl Iterator<Item = &'p ProductPicture> + Clone,
    variant: &[(i64, i64)],
) -> usize {
    let first = |wanted: &dyn Fn(&ProductPicture) -> bool| pictures.clone().position(wanted);
    first(&|p| !p.shows.is_empty() && p.fits(variant))
        .or_else(|| first(&|p| p.shows.is_empty()))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{ProductPicture, choose};
    use domain::catalog::Picture;

    fn picture(shows: &[(i64, i64)]) -> ProductPicture {
        let picture = Picture {
            file: String::new(),
            width: 1,
            height: 1,
            placeholder: String::new(),
            alt: String::new(),
        };
        ProductPicture {
            id: 0,
            product_id: 0,
            picture,
            shows: shows.to_vec(),
        }
    }

    #[test]
    fn a_variant_is_shown_by_the_first_picture_with_its_values() {
        let check = |pictures: &[&[(i64, i64)]], variant: &[(i64, i64)], expected: usize| {
            let pictures: Vec<_> = pictures.iter().map(|shows| picture(shows)).collect();
            assert_eq!(choose(pictures.iter(), variant), expected);
        };
        let (sage, sand, large) = ((1, 10), (1, 11), (2, 20));
        check(&[&[sage], &[sand]], &[sand, large], 1);
        check(&[&[], &[sand]], &[sand, large], 1);
        check(&[&[sage], &[]], &[sand, large], 1);
        check(&[&[sage]], &[sand], 0);
        check(&[&[(1, 12)], &[sage, sand]], &[sand], 1);
        check(&[&[sand, (2, 21)], &[sand, large]], &[sand, large], 1);
        check(&[], &[sand], 0);
    }
}
