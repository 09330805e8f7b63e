//! A limit on how often one address may try to pay or look for an order,
//! against testing of cards and guessing of numbers.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::{DefaultKeyedRateLimiter, Quota};

use crate::proxies::ClientAddress;

/// The paths that start or repeat a payment, or have mail sent.
const GUARDED: [&str; 3] = [
    "/api/checkout/place",
    "/api/orders/pay",
    "/api/orders/lookup",
];

/// Counts attempts by address; IPv6 by its /64, which one household has whole.
#[derive(Clone)]
pub struct Throttle(Arc<DefaultKeyedRateLimiter<IpAddr>>);

impl Throttle {
    /// So many attempts a minute from one address; as many at once.
    pub fn per_minute(attempts: NonZeroU32) -> Self {
        Self(Arc::new(DefaultKeyedRateLimiter::keyed(Quota::per_minute(
            attempts,
        ))))
    }

    fn admits(&self, address: IpAddr) -> bool {
        let admitted = self.0.check_key(&network_of(address)).is_ok();
        if self.0.len() > 10_000 {
            self.0.retain_recent();
        }
        admitted
    }
}

fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() >> 64 << 64).into()),
    }
}

/// Answers 429 once an address has tried too often.
pub async fn guard(State(throttle): State<Throttle>, request: Request, next: Next) -> Response {
    let address = request.extensions().get::<ClientAddress>().copied();
    match address {
        Some(ClientAddress(ip))
            if GUARDED.contains(&request.uri().path()) && !throttle.admits(ip) =>
        {
            tracing::warn!("too many attempts from one address");
            let wait = [(header::RETRY_AFTER, HeaderValue::from_static("60"))];
            (StatusCode::TOO_MANY_REQUESTS, wait).into_response()
        }
        _ => next.run(request).await,
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::Throttle;

    const THIRTY: NonZeroU32 = NonZeroU32::new(30).expect("not zero");

    #[test]
    fn one_address_is_stopped_and_others_are_not() {
        let throttle = Throttle::per_minute(THIRTY);
        let address = |text: &str| text.parse().expect("address");
        let admitted = (0..100)
            .filter(|_| throttle.admits(address("192.0.2.1")))
            .count();
        assert_eq!(admitted, 30);
        assert!(throttle.admits(address("192.0.2.2")));
    }

    #[test]
    fn an_ipv6_household_counts_as_one() {
        let throttle = Throttle::per_minute(THIRTY);
        let admitted = (0..100_u32)
            .filter(|n| throttle.admits(format!("2001:db8::{n:x}").parse().expect("address")))
            .count();
        assert_eq!(admitted, 30);
    }
}
