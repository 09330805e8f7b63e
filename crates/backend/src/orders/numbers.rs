//! Order numbers: short, for people, and telling nothing about other orders.

use domain::payments::Mode;

use crate::Ctx;

/// Crockford's base 32: no I, L, O or U, so that a number can be read out.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A random number of eight digits, `TEST-` before it where no real money moves.
/// Not yet known to be free.
pub(super) fn draw_number(ctx: &Ctx) -> String {
    let random: [u8; 8] = ctx.random_bytes();
    let digits = random
        .iter()
        .map(|byte| char::from(DIGITS[usize::from(byte % 32)]));
    let prefix = match ctx.settings.mode {
        Mode::Test => "TEST-",
        Mode::Live => "",
    };
    prefix.chars().chain(digits).collect()
}
