//! The secret that a browser keeps its cart by.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::Ctx;
use crate::digest::sha256_hex;

/// 32 random bytes as base64url text: what the cookie holds. Whoever has it has
/// the cart, so the database knows its digest only and logs nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct CartToken(String);

impl CartToken {
    pub fn generate(ctx: &Ctx) -> Self {
        Self(URL_SAFE_NO_PAD.encode(ctx.random_bytes::<32>()))
    }

    /// Reads a cookie's value; `None` unless it is written exactly as we write it.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        (bytes.len() == 32).then(|| Self(text.to_owned()))
    }

    /// The cookie's value.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `carts.token_hash`
    pub(super) fn hash(&self) -> String {
        sha256_hex(self.0.as_bytes())
    }
}

impl std::fmt::Debug for CartToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CartToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::CartToken;

    #[test]
    fn only_our_own_way_of_writing_32_bytes_is_a_token() {
        let check = |text: &str, expected: bool| {
            assert_eq!(CartToken::parse(text).is_some(), expected, "{text}")
        };
        check(&"A".repeat(43), true);
        check("", false);
        check(&"A".repeat(42), false);
        check(&"A".repeat(44), false);
        check(&format!("{}=", "A".repeat(43)), false);
        check(&format!("{}+", "A".repeat(42)), false);
        // The last digit holds two bits that no byte has.
        check(&format!("{}B", "A".repeat(42)), false);
        check(&"é".repeat(43), false);
    }

    #[test]
    fn a_token_is_not_printed() {
        let token = CartToken::parse(&"A".repeat(43)).expect("a token");
        assert!(!format!("{token:?}").contains('A'));
    }
}
