//! What this database may be used for.

use domain::money::Currency;
use domain::payments::Mode;
use domain::time::Timestamp;

use crate::InternalError;
use crate::db::Db;

/// The database's marker row.
#[derive(Clone, PartialEq, Eq)]
pub struct ShopRow {
    pub mode: Mode,
    pub currency: Currency,
    /// Signs links to orders.
    pub link_key: [u8; 32],
}

pub async fn claim(
    _db: &Db,
    _mode: Mode,
    _currency: Currency,
    _now: Timestamp,
    _candidate: [u8; 32],
) -> Result<ShopRow, InternalError> {
    Err(InternalError::Setup("there is no marker row yet".to_owned()))
}
