//! Idempotency keys: the same request twice has one effect and one answer.
//!
//! The answer is stored in the transaction of the effect. While a request is being
//! worked on, its key is in use; that is known in memory only, because a process
//! that dies takes its unfinished transaction with it.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::errors::ApiError;
use crate::store::Answer;
use crate::work::Work;

/// Stripe's bound.
const LONGEST_KEY: usize = 255;

/// The keys that are being worked on.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeysInUse(Arc<Mutex<HashSet<String>>>);

/// Holds a key while a request is carried out.
#[derive(Debug)]
pub(crate) struct HeldKey {
    key: String,
    keys: KeysInUse,
}

impl KeysInUse {
    /// # Errors
    /// 409 while another request holds the key, 400 for a key that is no key.
    pub(crate) fn hold(&self, key: &str) -> Result<HeldKey, ApiError> {
        if key.is_empty() || key.len() > LONGEST_KEY {
            return Err(ApiError::idempotency(
                "Idempotency keys must have between 1 and 255 characters.",
            ));
        }
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !keys.insert(key.to_owned()) {
            return Err(ApiError::key_in_use(key));
        }
        Ok(HeldKey {
            key: key.to_owned(),
            keys: self.clone(),
        })
    }
}

impl Drop for HeldKey {
    fn drop(&mut self) {
        self.keys
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.key);
    }
}

/// What must be the same when a key is used again.
pub(crate) fn fingerprint(method: &str, path: &str, parameters: &str) -> String {
    let digest = Sha256::digest(format!("{method} {path}\n{parameters}"));
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An answer given before.
#[derive(Debug)]
pub(crate) struct Replay {
    pub(crate) status: u16,
    pub(crate) body: String,
    /// The request that was answered so first.
    pub(crate) request: String,
}

/// The stored answer for a key.
///
/// # Errors
/// 400 where the key was used with other parameters.
pub(crate) async fn replay(
    work: &mut Work,
    key: &str,
    fingerprint: &str,
) -> Result<Option<Replay>, ApiError> {
    let Some(answer) = work.rows.find_answer(key).await? else {
        return Ok(None);
    };
    if answer.fingerprint != fingerprint {
        return Err(ApiError::idempotency(format!(
            "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '{key}' if you meant to execute a different request."
        )));
    }
    let status = u16::try_from(answer.status).unwrap_or(500);
    Ok(Some(Replay {
        status,
        body: answer.body,
        request: answer.request,
    }))
}

/// Keeps an answer in the transaction of its effect.
pub(crate) async fn remember(
    work: &mut Work,
    key: &str,
    fingerprint: &str,
    status: u16,
    body: &Value,
) -> Result<(), ApiError> {
    let answer = Answer {
        fingerprint: fingerprint.to_owned(),
        request: work
            .requester
            .as_ref()
            .map(|r| r.id.clone())
            .unwrap_or_default(),
        status: i64::from(status),
        body: body.to_string(),
    };
    let now = work.now();
    work.rows.insert_answer(key, now, &answer).await
}
