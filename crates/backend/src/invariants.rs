//! What must hold in every shop at every moment.

use crate::{Ctx, InternalError};

pub async fn check(_ctx: &Ctx) -> Result<Vec<String>, InternalError> {
    Err(InternalError::Setup("nothing is checked yet".to_owned()))
}
