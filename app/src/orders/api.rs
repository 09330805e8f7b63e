//! Between the pages about orders and `backend`.

use backend::InternalError;
use backend::checkout::{ChangeError, Changed};
use backend::payments::StartError;
use domain::contact::{Email, EmailError};
use domain::ids::OrderId;
use domain::orders::{OrderSummary, PaymentStatus};
use leptos::prelude::*;
use texts::Texts;

use crate::desk::Desk;
use crate::error::ShopError;
use crate::flash::{Flash, Problem};
use crate::page::{Refusal, Visit};
use crate::session::{SignedLink, Visitor};
use crate::wire::FormPost;

/// Path of an order behind the language.
pub(super) fn path_of(order: &OrderId, query: &str) -> String {
    format!("/orders/{order}{query}")
}

/// Whether nothing more will happen to the order's payment by itself.
const fn is_settled(status: PaymentStatus) -> bool {
    !matches!(
        status,
        PaymentStatus::AwaitingPayment | PaymentStatus::Processing
    )
}

/// An order as its page shows it.
pub(super) struct Found {
    pub(super) order: OrderSummary,
    /// The gateway could not be asked, so that its status may be an old one.
    pub(super) unanswered: bool,
}

/// The order, once the gateway was asked about a payment that may still move.
/// `None`: there is none, or it is none of this visitor's business.
///
/// # Errors
/// [`Refusal::Failed`].
pub(super) async fn find_order(
    visit: &Visit,
    id: &OrderId,
    link: &SignedLink,
) -> Result<Option<Found>, Refusal> {
    let visitor = &visit.visitor;
    visitor.forbid_storing();
    if !visitor.may_see(id, link).await {
        return Ok(None);
    }
    let find = || backend::orders::find_order(&visitor.ctx, id, visit.locale);
    let failed = |error: InternalError| visitor.failed(&error);
    let Some(order) = find().await.map_err(failed)? else {
        return Ok(None);
    };
    if is_settled(order.status) {
        return Ok(Some(Found {
            order,
            unanswered: false,
        }));
    }
    let unanswered = ask_gateway(visitor, id).await.is_none();
    let now = find().await.map_err(failed)?;
    Ok(now.map(|order| Found { order, unanswered }))
}

/// `None` if the gateway does not answer; the order can be shown as it was.
async fn ask_gateway(visitor: &Visitor, order: &OrderId) -> Option<PaymentStatus> {
    let asked = backend::payments::reconcile_order(&visitor.ctx, order).await;
    asked
        .inspect_err(|error| tracing::warn!(%error, %order, "the gateway was not asked"))
        .ok()
}

/// Where the order's payment stands now, for the page that waits for it.
///
/// # Errors
/// [`ShopError::Refused`] for anybody else's order.
#[server(protocol = FormPost, prefix = "/api", endpoint = "orders/status")]
pub async fn order_status(
    order: OrderId,
    #[server(default)] expires: Option<String>,
    #[server(default)] signature: Option<String>,
) -> Result<PaymentStatus, ShopError> {
    let visitor = Visitor::current().ok_or(ShopError::Unreadable)?;
    let link = SignedLink::new(expires, signature);
    if !visitor.may_see(&order, &link).await {
        visitor.set_status(404);
        return Err(ShopError::Refused(String::new()));
    }
    // No answer is no news: the page asks again.
    Ok(ask_gateway(&visitor, &order)
        .await
        .unwrap_or(PaymentStatus::Processing))
}

/// Leads to the page where the order can be paid.
#[server(prefix = "/api", endpoint = "orders/pay")]
pub async fn pay_order(
    order: OrderId,
    #[server(default)] locale: String,
    #[server(default)] expires: Option<String>,
    #[server(default)] signature: Option<String>,
) -> Result<(), ShopError> {
    let desk = Desk::open(&locale)?;
    known_form(&desk, &order)?;
    let link = SignedLink::new(expires, signature);
    if !may_pay(&desk, &order, &link).await? {
        desk.lead(&path_of(&order, ""), Flash::default()).await;
        return Ok(());
    }
    // The way back from the gateway carries no signature.
    desk.visitor.remember_order(&order).await;
    go_and_pay(&desk, &order, &link.query()).await;
    Ok(())
}

async fn may_pay(desk: &Desk, order: &OrderId, link: &SignedLink) -> Result<bool, ShopError> {
    if desk.visitor.may_see(order, link).await {
        return Ok(true);
    }
    match desk.visitor.has_cart_of(order).await {
        Ok(own) => Ok(own),
        Err(error) => Err(desk.fail(&error, "/cart").await),
    }
}

/// An id of ours, refused early if it is none: nothing else may reach a header or the database.
fn known_form(desk: &Desk, order: &OrderId) -> Result<(), ShopError> {
    if order.is_well_formed() {
        return Ok(());
    }
    desk.visitor.set_status(400);
    Err(ShopError::Unreadable)
}

/// Cancels the unpaid order; its lines are in the cart again.
#[server(prefix = "/api", endpoint = "orders/change")]
pub async fn change_order(
    order: OrderId,
    #[server(default)] locale: String,
) -> Result<(), ShopError> {
    let desk = Desk::open(&locale)?;
    known_form(&desk, &order)?;
    let page = path_of(&order, "");
    let Some(token) = desk.visitor.cart_token() else {
        desk.lead(&page, Flash::default()).await;
        return Ok(());
    };
    match backend::checkout::change_order(&desk.visitor.ctx, &token, &order).await {
        Ok(Changed::LinesBack) => {
            count_again(&desk).await;
            desk.lead("/cart", Flash::default()).await;
        }
        Ok(Changed::AlreadyPaid) => desk.lead(&page, Flash::default()).await,
        Err(error) => refuse_change(&desk, error, &page).await,
    }
    Ok(())
}

/// Has a link to the order sent to the address that it was placed with. The
/// answer is the same whether there is such an order or not.
#[server(prefix = "/api", endpoint = "orders/lookup")]
pub async fn look_up_order(
    #[server(default)] locale: String,
    #[server(default)] number: String,
    #[server(default)] email: String,
) -> Result<(), ShopError> {
    let desk = Desk::open(&locale)?;
    let page = LOOKUP;
    let entries = [("number", &number), ("email", &email)];
    let entries = entries.map(|(name, text)| (name.to_owned(), text.chars().take(254).collect()));
    let kept = Flash {
        entries: entries.into(),
        ..Flash::default()
    };
    let email = match lookup_problems(desk.texts, &number, &email) {
        Ok(email) => email,
        Err(problems) => {
            desk.lead(page, Flash { problems, ..kept }).await;
            return Ok(());
        }
    };
    match backend::orders::request_link(&desk.visitor.ctx, &number, &email).await {
        Ok(()) => desk.lead(page, Flash::done(desk.texts.lookup_sent())).await,
        Err(error) => {
            desk.apologize(&error, page, kept).await;
        }
    }
    Ok(())
}

/// Path of the page to look for an order at, behind the language.
const LOOKUP: &str = "/orders/lookup";

/// The address, or what is wrong with the form.
fn lookup_problems(t: Texts, number: &str, email: &str) -> Result<Email, Vec<Problem>> {
    let problem = |field: &str, text: String| Problem {
        field: field.to_owned(),
        text,
    };
    let no_number = number
        .trim()
        .is_empty()
        .then(|| problem("number", t.errors_required(t.order_number())));
    let email = Email::parse(email).map_err(|error| {
        let text = match error {
            EmailError::Missing => t.errors_email_required(),
            EmailError::Malformed => t.errors_email_invalid(),
        };
        problem("email", text.to_owned())
    });
    match (no_number, email) {
        (None, Ok(email)) => Ok(email),
        (no_number, email) => Err(no_number.into_iter().chain(email.err()).collect()),
    }
}

async fn refuse_change(desk: &Desk, error: ChangeError, page: &str) {
    match error {
        ChangeError::NotFound => desk.lead(page, Flash::default()).await,
        ChangeError::Gateway => {
            let flash = Flash::refused(desk.texts.order_change_later());
            desk.lead(page, flash).await;
        }
        ChangeError::Internal(error) => {
            desk.apologize(&error, page, Flash::default()).await;
        }
    }
}

/// Answers with the gateway's page, or with the order's and why it cannot be paid now.
pub(crate) async fn go_and_pay(desk: &Desk, order: &OrderId, query: &str) {
    let t = desk.texts;
    let page = path_of(order, query);
    match backend::payments::start_payment(&desk.visitor.ctx, order).await {
        Ok(url) => desk.visitor.redirect(303, &url),
        Err(StartError::NotPayable(_)) => desk.lead(&page, Flash::default()).await,
        Err(StartError::GatewayUnavailable | StartError::Mismatch) => {
            desk.lead(&page, Flash::refused(t.errors_gateway_down()))
                .await;
        }
        Err(StartError::PaymentsDisabled) => {
            desk.lead(&page, Flash::refused(t.errors_payments_disabled()))
                .await;
        }
        Err(StartError::Internal(error)) => {
            desk.apologize(&error, &page, Flash::default()).await;
        }
    }
}

/// The header's number of pieces, after the cart was changed.
async fn count_again(desk: &Desk) {
    let visitor = &desk.visitor;
    let token = visitor.cart_token();
    match backend::cart::view_cart(&visitor.ctx, token.as_ref(), desk.locale).await {
        Ok(cart) => visitor.remember_count(cart.count),
        // The cart's page shows the right number in any case.
        Err(error) => tracing::warn!(%error, "the cart was not counted"),
    }
}
