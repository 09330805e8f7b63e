//! Whose word counts about where a request came from.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::Response;

/// The shopper's address as far as it can be trusted; a request extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientAddress(pub IpAddr);

/// Address ranges of proxies whose `X-Forwarded-For` is believed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<(IpAddr, u8)>);

impl TrustedProxies {
    /// Reads `10.0.0.0/8, 2001:db8::1`; empty trusts nobody.
    ///
    /// # Errors
    /// A sentence naming the part that is no address range.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts = text.split(',').map(str::trim).filter(|p| !p.is_empty());
        let ranges = parts.map(|part| {
            parse_range(part).ok_or_else(|| {
                format!("TRUSTED_PROXIES holds {part:?}, which is no address or range")
            })
        });
        Ok(Self(ranges.collect::<Result<_, _>>()?))
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0
            .iter()
            .any(|(base, bits)| same_prefix(*base, address, *bits))
    }

    /// The nearest address that is not one of ours: from the right of
    /// `X-Forwarded-For`, as long as trusted proxies wrote it.
    pub fn client(&self, peer: IpAddr, forwarded_for: Option<&str>) -> IpAddr {
        let mut client = peer.to_canonical();
        let mut hops = forwarded_for.unwrap_or("").rsplit(',').map(str::trim);
        while self.trusts(client) {
            match hops.next().and_then(|hop| hop.parse::<IpAddr>().ok()) {
                Some(hop) => client = hop.to_canonical(),
                None => break,
            }
        }
        client
    }
}

fn parse_range(part: &str) -> Option<(IpAddr, u8)> {
    let (address, bits) = part
        .split_once('/')
        .map_or((part, None), |(a, b)| (a, Some(b)));
    let address: IpAddr = address.parse().ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let bits = bits.map_or(Some(most), |b| b.parse().ok())?;
    (bits <= most).then_some((address, bits))
}

fn same_prefix(base: IpAddr, address: IpAddr, bits: u8) -> bool {
    let bits = u32::from(bits);
    match (base, address) {
        (IpAddr::V4(a), IpAddr::V4(b)) => (a.to_bits() ^ b.to_bits()).leading_zeros() >= bits,
        (IpAddr::V6(a), IpAddr::V6(b)) => (a.to_bits() ^ b.to_bits()).leading_zeros() >= bits,
        _ => false,
    }
}

/// Puts the [`ClientAddress`] into the request.
pub async fn note_client(
    State(proxies): State<TrustedProxies>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0.ip());
    // Several header lines mean the same as one with commas.
    let forwarded: Vec<&str> = request
        .headers()
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|v| v.to_str().ok())
        .collect();
    if let Some(peer) = peer {
        let client = proxies.client(peer, Some(&forwarded.join(",")));
        request.extensions_mut().insert(ClientAddress(client));
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::TrustedProxies;

    #[test]
    fn only_trusted_proxies_are_believed() {
        let check = |trusted: &str, peer: &str, header: Option<&str>, expected: &str| {
            let proxies = TrustedProxies::parse(trusted).expect("ranges");
            let client = proxies.client(peer.parse().expect("address"), header);
            assert_eq!(client.to_string(), expected, "{trusted} {peer} {header:?}");
        };
        check("", "203.0.113.9", Some("1.2.3.4"), "203.0.113.9");
        check("10.0.0.0/8", "10.1.2.3", Some("1.2.3.4"), "1.2.3.4");
        check(
            "10.0.0.0/8",
            "10.1.2.3",
            Some("6.6.6.6, 1.2.3.4, 10.9.9.9"),
            "1.2.3.4",
        );
        check("10.0.0.0/8", "11.1.2.3", Some("1.2.3.4"), "11.1.2.3");
        check("10.0.0.0/8", "10.1.2.3", Some("nonsense"), "10.1.2.3");
        check("10.0.0.0/8", "10.1.2.3", None, "10.1.2.3");
        check(
            "2001:db8::/32",
            "2001:db8::1",
            Some("::ffff:1.2.3.4"),
            "1.2.3.4",
        );
        check("127.0.0.1", "::ffff:127.0.0.1", Some("1.2.3.4"), "1.2.3.4");
    }
}
