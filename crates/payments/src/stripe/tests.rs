use domain::ids::{OrderId, PaymentId};
use domain::locale::Locale;
use domain::money::{Currency, Money};
use domain::payments::Mode;
use domain::time::Timestamp;
use secrecy::SecretString;
use stripe::StripeRequest;

use super::{StripeGateway, StripeOptions, requests};
use crate::gateway::{Attempt, AttemptLine, Gateway, GatewayError};

fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::Usd)
}

fn options(key: &str, mode: Mode) -> StripeOptions {
    StripeOptions::new(
        SecretString::from(key),
        vec![SecretString::from("whsec_of_the_test")],
        mode,
    )
}

fn attempt() -> Attempt {
    Attempt {
        payment_id: PaymentId("pay-1".to_owned()),
        order_id: OrderId("order-1".to_owned()),
        order_number: "TEST-7QK2".to_owned(),
        email: "ada+shop@example.org".to_owned(),
        locale: Locale::PtBr,
        lines: vec![
            AttemptLine {
                name: "Chá verde & branco".to_owned(),
                quantity: 3,
                unit_price: usd(1_050),
            },
            AttemptLine {
                name: "Caneca".to_owned(),
                quantity: 1,
                unit_price: usd(2_000),
            },
        ],
        shipping_name: "Correio".to_owned(),
        shipping: usd(495),
        amount: usd(5_645),
        expires_at: Timestamp(1_790_000_000_000),
        success_url: "https://shop.example/pt-br/pedidos/1?cs={CHECKOUT_SESSION_ID}".to_owned(),
        cancel_url: "https://shop.example/pt-br/checkout".to_owned(),
        idempotency_key: "order-1:1:start".to_owned(),
    }
}

fn form(attempt: &Attempt) -> Result<String, GatewayError> {
    let form = requests::create_session(attempt)?.build().body.unwrap();
    Ok(requests::with_metadata_in_order(form))
}

#[test]
fn a_key_of_the_other_mode_is_refused() {
    let check = |key: &str, mode: Mode, accepted: bool| {
        let outcome = StripeGateway::new(options(key, mode));
        assert_eq!(outcome.is_ok(), accepted, "{key} {mode:?}");
        if let Err(error) = outcome {
            assert!(matches!(error, GatewayError::Config { .. }));
            assert!(key.is_empty() || !error.to_string().contains(key));
        }
    };
    for (key, accepted_in) in [
        ("sk_test_abc", Some(Mode::Test)),
        ("rk_test_abc", Some(Mode::Test)),
        ("sk_live_abc", Some(Mode::Live)),
        ("rk_live_abc", Some(Mode::Live)),
        ("pk_test_abc", None),
        ("sk_test_", None),
        ("sk_test_a b", None),
        ("sk_test_a\nb", None),
        (" sk_test_abc", None),
        ("", None),
    ] {
        for mode in [Mode::Test, Mode::Live] {
            check(key, mode, accepted_in == Some(mode));
        }
    }
}

#[test]
fn one_or_two_webhook_secrets_are_needed() {
    for (secrets, accepted) in [
        (vec![], false),
        (vec!["a"], true),
        (vec!["a", "b"], true),
        (vec!["a", "b", "c"], false),
        (vec!["a", " "], false),
    ] {
        let webhook_secrets = secrets.iter().copied().map(SecretString::from).collect();
        let options = StripeOptions {
            webhook_secrets,
            ..options("sk_test_abc", Mode::Test)
        };
        assert_eq!(StripeGateway::new(options).is_ok(), accepted, "{secrets:?}");
    }
}

#[test]
fn an_address_is_used_with_a_slash_at_its_end() {
    let check = |base: &str, mode: Mode, expected: Option<&str>| {
        assert_eq!(
            super::checks::api_base(base, mode).ok().as_deref(),
            expected,
            "{base}"
        );
    };
    check(
        "http://127.0.0.1:4242",
        Mode::Test,
        Some("http://127.0.0.1:4242/"),
    );
    check(
        "http://127.0.0.1:4242/stripe",
        Mode::Test,
        Some("http://127.0.0.1:4242/stripe/"),
    );
    check(
        "https://api.example/",
        Mode::Live,
        Some("https://api.example/"),
    );
    check("http://api.example/", Mode::Live, None);
    check("ftp://api.example/", Mode::Test, None);
    check("api.example", Mode::Test, None);
    check("http://api.example/?x=1", Mode::Test, None);
    check("http://api.example/#x", Mode::Test, None);
    check("", Mode::Test, None);
}

#[test]
fn printing_shows_no_secret() {
    let options = options("sk_test_very_secret", Mode::Test);
    let printed = format!(
        "{options:?} {:?}",
        StripeGateway::new(options.clone()).unwrap()
    );
    assert!(
        !printed.contains("very_secret") && !printed.contains("whsec"),
        "{printed}"
    );
}

#[test]
fn the_hosted_page_and_the_dashboard_are_stripes() {
    let test = StripeGateway::new(options("sk_test_abc", Mode::Test)).unwrap();
    assert_eq!(test.page_origin(), "https://checkout.stripe.com");
    assert_eq!(
        test.dashboard_url("pi_1").as_deref(),
        Some("https://dashboard.stripe.com/test/payments/pi_1")
    );
    let live = StripeGateway::new(options("sk_live_abc", Mode::Live)).unwrap();
    assert_eq!(
        live.dashboard_url("pi_1").as_deref(),
        Some("https://dashboard.stripe.com/payments/pi_1")
    );
    let own = StripeOptions {
        api_base: Some("http://127.0.0.1:12111".to_owned()),
        hosted_origin: Some("https://shop.example".to_owned()),
        ..options("sk_test_abc", Mode::Test)
    };
    let own = StripeGateway::new(own).unwrap();
    assert_eq!(own.page_origin(), "https://shop.example");
    assert_eq!(own.dashboard_url("pi_1"), None);
}

#[test]
fn the_same_attempt_is_sent_in_the_same_bytes() {
    let first = form(&attempt()).unwrap();
    for _ in 0..20 {
        assert_eq!(form(&attempt()).unwrap(), first);
    }
}

#[test]
fn lines_that_do_not_sum_to_the_amount_are_not_sent() {
    let refused = |change: fn(&mut Attempt)| {
        let mut changed = attempt();
        change(&mut changed);
        matches!(form(&changed), Err(GatewayError::Config { .. }))
    };
    assert!(!refused(|_| ()));
    assert!(refused(|a| a.amount = usd(5_644)));
    assert!(refused(|a| a.shipping = usd(0)));
    assert!(refused(|a| a.shipping = Money::new(495, Currency::Eur)));
    assert!(refused(|a| a.lines[0].quantity = i64::MAX));
    assert!(refused(|a| {
        a.lines[0].quantity = 0;
        a.amount = usd(2_495);
    }));
    assert!(refused(|a| {
        a.lines[1].unit_price = usd(-100);
        a.amount = usd(3_545);
    }));
    assert!(refused(|a| {
        a.lines.clear();
        a.shipping = usd(0);
        a.amount = usd(0);
    }));
}

#[test]
fn an_order_of_too_many_lines_is_one_line() {
    let mut long = attempt();
    long.lines = vec![
        AttemptLine {
            name: "Chá".to_owned(),
            quantity: 1,
            unit_price: usd(10)
        };
        100
    ];
    long.amount = usd(1_495);
    let form = form(&long).unwrap();
    assert!(
        form.contains("=1495") && form.contains("TEST-7QK2"),
        "{form}"
    );
    assert!(
        !form.contains("line_items[1]") && !form.contains("line_items%5B1%5D"),
        "{form}"
    );
}

#[test]
fn a_reference_that_is_no_session_is_not_found() {
    assert!(requests::session_id("cs_test_a1B2").is_ok());
    for reference in [
        "",
        "cs_",
        "pi_1",
        "cs_test/../../refunds",
        "cs_1?expand=x",
        "cs_1 ",
        "cs_\u{e9}",
    ] {
        assert_eq!(
            requests::session_id(reference).err(),
            Some(GatewayError::NotFound),
            "{reference}"
        );
    }
    assert!(requests::session_id(&format!("cs_{}", "a".repeat(300))).is_err());
}

#[test]
fn a_refund_of_nothing_is_not_sent() {
    for minor in [0, -5] {
        assert!(requests::create_refund("pi_1", usd(minor)).is_err());
    }
    assert!(requests::create_refund("pi_1", usd(1)).is_ok());
}
