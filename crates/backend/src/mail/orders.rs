//! The mails about an order, and the jobs that send them.

use askama::Template;
use domain::address::Field;
use domain::ids::OrderId;
use domain::orders::{OrderSummary, PaymentStatus};
use mrml::prelude::render::RenderOptions;
use serde::{Deserialize, Serialize};
use texts::Texts;

use super::letter::{Letter, failure};
use super::parts::{HtmlPart, Parts, TextPart};
use super::transport;
use crate::jobs::{JobInfo, Task, TaskError};
use crate::{Ctx, InternalError, orders};

/// A relay that is down for some hours loses no mail.
const ATTEMPTS: i64 = 18;

/// Tells the shopper that the order is there and waits for the payment.
#[derive(Serialize, Deserialize)]
pub(crate) struct SendOrderReceived {
    pub(crate) order_id: OrderId,
}

/// Tells the shopper that the payment has arrived.
#[derive(Serialize, Deserialize)]
pub(crate) struct SendPaymentReceived {
    pub(crate) order_id: OrderId,
}

/// Sends the link to the order again, because somebody has asked for it.
#[derive(Serialize, Deserialize)]
pub(crate) struct SendOrderLink {
    pub(crate) order_id: OrderId,
}

crate::task!(SendOrderReceived);
crate::task!(SendOrderLink);
crate::task!(SendPaymentReceived);

impl Task for SendOrderReceived {
    const KIND: &'static str = "send_order_received";
    const QUEUE: &'static str = "mail";
    const MAX_ATTEMPTS: i64 = ATTEMPTS;

    async fn run(self, ctx: &Ctx, info: &JobInfo) -> Result<(), TaskError> {
        send(ctx, &self.order_id, Occasion::Received, info).await
    }
}

impl Task for SendPaymentReceived {
    const KIND: &'static str = "send_payment_received";
    const QUEUE: &'static str = "mail";
    const MAX_ATTEMPTS: i64 = ATTEMPTS;

    async fn run(self, ctx: &Ctx, info: &JobInfo) -> Result<(), TaskError> {
        send(ctx, &self.order_id, Occasion::Paid, info).await
    }
}

impl Task for SendOrderLink {
    const KIND: &'static str = "send_order_link";
    const QUEUE: &'static str = "mail";
    // Whoever waits for it asks again before long.
    const MAX_ATTEMPTS: i64 = 5;

    async fn run(self, ctx: &Ctx, info: &JobInfo) -> Result<(), TaskError> {
        send(ctx, &self.order_id, Occasion::Link, info).await
    }
}

/// Why we write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Occasion {
    Received,
    Paid,
    /// The shopper has asked for the link.
    Link,
}

impl Occasion {
    /// Part of the Message-ID. An order has one mail of each kind, but as many links as were asked for.
    fn kind(self, info: &JobInfo) -> String {
        match self {
            Self::Received => "received".to_owned(),
            Self::Paid => "paid".to_owned(),
            Self::Link => format!("link.{}", info.id),
        }
    }

    fn subject(self, texts: Texts, number: &str) -> String {
        match self {
            Self::Received => texts.mail_received_subject(number),
            Self::Paid => texts.mail_paid_subject(number),
            Self::Link => texts.mail_link_subject(number),
        }
    }

    pub(super) fn heading(self, texts: Texts) -> &'static str {
        match self {
            Self::Received => texts.mail_received_heading(),
            Self::Paid => texts.mail_paid_heading(),
            Self::Link => texts.mail_link_heading(),
        }
    }

    pub(super) fn text(self, texts: Texts, shop: &str, order: &OrderSummary) -> String {
        match self {
            Self::Received => texts.mail_received_text(shop),
            Self::Paid => texts.mail_paid_text(&order.total.text, &order.number),
            Self::Link => texts.mail_link_text(&order.number, shop),
        }
    }
}

async fn send(
    ctx: &Ctx,
    id: &OrderId,
    occasion: Occasion,
    info: &JobInfo,
) -> Result<(), TaskError> {
    let Some((order, to, name)) = load(ctx, id).await? else {
        return Err(TaskError::Hopeless(format!("there is no order {id}")));
    };
    let over = matches!(
        order.status,
        PaymentStatus::Cancelled | PaymentStatus::Expired
    );
    if occasion == Occasion::Received && over {
        // Late mail about an order that is over would only confuse.
        return Ok(());
    }
    let own_name = Letter::name(id, &occasion.kind(info));
    let letter = compose(ctx, &order, (&to, &name), occasion, own_name)?;
    Ok(transport::send(ctx, &letter).await?)
}

/// The order in its own language, and the address and name of whoever placed it.
async fn load(
    ctx: &Ctx,
    id: &OrderId,
) -> Result<Option<(OrderSummary, String, String)>, InternalError> {
    let mut reader = ctx.db.read().await?;
    let head = orders::find_head(&mut reader, id).await?;
    let recipient = orders::find_recipient(&mut reader, id).await?;
    drop(reader);
    let Some((head, recipient)) = head.zip(recipient) else {
        return Ok(None);
    };
    let order = orders::find_order(ctx, id, head.locale).await?;
    let name = recipient.address.get(Field::Name).to_owned();
    Ok(order.map(|order| (order, recipient.email, name)))
}

/// `to` and `name`: whom we write to.
fn compose(
    ctx: &Ctx,
    order: &OrderSummary,
    (to, name): (&str, &str),
    occasion: Occasion,
    own_name: String,
) -> Result<Letter, InternalError> {
    let texts = Texts::new(order.locale);
    let subject = match (occasion.subject(texts, &order.number), order.is_test) {
        (subject, true) => texts.mail_test_subject(subject),
        (subject, false) => subject,
    };
    let parts = Parts::new(ctx, order, &subject, name, occasion);
    Ok(Letter {
        from: ctx.settings.mail_from.clone(),
        to: to.to_owned(),
        html: html(&parts)?,
        text: TextPart { parts: &parts }.render().map_err(failure)?,
        message_id: Letter::message_id(ctx, &own_name),
        name: own_name,
        sent_at: ctx.now(),
        subject,
    })
}

fn html(parts: &Parts<'_>) -> Result<String, InternalError> {
    let source = HtmlPart { parts }.render().map_err(failure)?;
    let mjml = mrml::parse(source).map_err(failure)?;
    // No fonts from elsewhere: opening a mail must tell nobody.
    let options = RenderOptions {
        fonts: Default::default(),
        ..RenderOptions::default()
    };
    mjml.element.render(&options).map_err(failure)
}
