//! Waiting for a payment that is on its way, without the shopper doing anything.

use std::time::Duration;

use domain::ids::OrderId;
use leptos::html::Span;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::api::{is_settled, order_status};
use crate::wire::in_browser;

const EVERY: Duration = Duration::from_secs(2);
/// Five minutes; whoever waits longer reloads, or reads the mail.
const ATTEMPTS: u32 = 150;

/// Asks for the order's status until it is settled, then shows the page anew.
/// Without script the page reloads itself (`Page::refresh_seconds`).
#[island]
pub fn StatusPoll(
    order: OrderId,
    expires: Option<String>,
    signature: Option<String>,
) -> impl IntoView {
    let place = NodeRef::<Span>::new();
    let wait = Wait {
        order,
        expires,
        signature,
        place,
    };
    in_browser(|| wait.ask_later(ATTEMPTS));
    view! { <span node_ref=place hidden=true></span> }
}

#[derive(Clone)]
struct Wait {
    order: OrderId,
    expires: Option<String>,
    signature: Option<String>,
    place: NodeRef<Span>,
}

impl Wait {
    fn ask_later(self, left: u32) {
        set_timeout(move || spawn_local(self.ask(left)), EVERY);
    }

    async fn ask(self, left: u32) {
        // Another page was navigated to: nobody waits here any more.
        let still_here = self
            .place
            .get_untracked()
            .is_some_and(|place| place.is_connected());
        if !still_here || left == 0 {
            return;
        }
        let asked = self.clone();
        match order_status(asked.order, asked.expires, asked.signature).await {
            Ok(status) if is_settled(status) => {
                let _ = window().location().reload();
            }
            _ => self.ask_later(left - 1),
        }
    }
}
