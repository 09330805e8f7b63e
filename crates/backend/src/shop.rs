//! What this database may be used for: one row, written at the first start, never changed.
//!
//! A database of test orders must not become a live shop's, nor change its
//! currency: amounts are stored without one.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::money::Currency;
use domain::payments::Mode;
use domain::time::Timestamp;

use crate::db::{Db, uninterrupted};
use crate::{InternalError, sql};

/// The database's marker row. Has no `Debug`, so that no log can hold the key.
#[derive(Clone, PartialEq, Eq)]
pub struct ShopRow {
    pub mode: Mode,
    pub currency: Currency,
    /// Signs links to orders.
    pub link_key: [u8; 32],
}

/// Claims the database for a mode and a currency, or finds that it is claimed already.
///
/// `candidate` are 32 random bytes, which become the key if this start is the
/// first. Of several first starts at once, one wins and all get its key.
///
/// # Errors
/// [`InternalError::Setup`] if the database is of another mode or currency.
pub async fn claim(
    db: &Db,
    mode: Mode,
    currency: Currency,
    now: Timestamp,
    candidate: [u8; 32],
) -> Result<ShopRow, InternalError> {
    let db = db.clone();
    let row = uninterrupted(async move {
        let mut tx = db.begin().await?;
        sql!(
            "INSERT INTO shop (id, mode, currency, link_key, created_at) VALUES (1, $1, $2, $3, $4)
             ON CONFLICT (id) DO NOTHING",
            mode.as_str(),
            currency.code(),
            URL_SAFE_NO_PAD.encode(candidate),
            now.0
        )
        .execute(&mut tx)
        .await?;
        let row: (String, String, String) =
            sql!("SELECT mode, currency, link_key FROM shop WHERE id = 1")
                .fetch_one(&mut tx)
                .await?;
        tx.commit().await?;
        parse(row)
    })
    .await?;
    refuse_another(&row, mode, currency)?;
    Ok(row)
}

/// What the database is claimed for, if it is.
///
/// # Errors
/// [`InternalError::Setup`] if it is of another currency.
pub async fn find(db: &Db, currency: Currency) -> Result<Option<ShopRow>, InternalError> {
    let row: Option<(String, String, String)> =
        sql!("SELECT mode, currency, link_key FROM shop WHERE id = 1")
            .fetch_optional(&mut db.read().await?)
            .await?;
    let row = row.map(parse).transpose()?;
    if let Some(row) = &row {
        refuse_another(row, row.mode, currency)?;
    }
    Ok(row)
}

fn parse((mode, currency, link_key): (String, String, String)) -> Result<ShopRow, InternalError> {
    let corrupt = |column| InternalError::Corrupt {
        table: "shop",
        column,
        id: "1".to_owned(),
    };
    Ok(ShopRow {
        mode: Mode::parse(&mode).ok_or_else(|| corrupt("mode"))?,
        currency: Currency::from_code(&currency).ok_or_else(|| corrupt("currency"))?,
        link_key: URL_SAFE_NO_PAD
            .decode(link_key)
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| corrupt("link_key"))?,
    })
}

fn refuse_another(row: &ShopRow, mode: Mode, currency: Currency) -> Result<(), InternalError> {
    if row.mode != mode {
        return Err(InternalError::Setup(format!(
            "this database belongs to a {} shop and cannot be used in {} mode; use another DATABASE_URL",
            row.mode.as_str(),
            mode.as_str()
        )));
    }
    if row.currency != currency {
        return Err(InternalError::Setup(format!(
            "this database's amounts are in {} and cannot be used with {}; use another DATABASE_URL",
            row.currency.code(),
            currency.code()
        )));
    }
    Ok(())
}
