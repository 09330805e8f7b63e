// Stripe's own library for Node against the embedded test gateway: a purchase,
// a decline, refunds, retries and errors, as any Stripe client sees them.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import Stripe from 'stripe'

import { client, payOnPage, SESSION, start } from './gateway.mjs'

let gateway
let stripe

before(async () => {
  gateway = await start('client')
  stripe = client(gateway)
})

after(() => gateway?.stop())

test('a purchase through the hosted page', async () => {
  const created = await stripe.checkout.sessions.create(SESSION)
  assert.equal(created.amount_total, 2790)
  const paid = await payOnPage(created, '4242 4242 4242 4242')
  assert.equal(paid.status, 303)
  assert.equal(paid.headers.get('location'), `https://shop.example/thanks?session=${created.id}`)
  const session = await stripe.checkout.sessions.retrieve(created.id, { expand: ['payment_intent.latest_charge'] })
  assert.equal(session.payment_status, 'paid')
  assert.equal(session.payment_intent.metadata.order, 'order-1')
  assert.equal(session.payment_intent.latest_charge.amount_captured, 2790)
  const found = await stripe.checkout.sessions.list({ payment_intent: session.payment_intent.id })
  assert.deepEqual(found.data.map((s) => s.id), [created.id])
})

test('a payment intent is confirmed with a ready-made card', async () => {
  const intent = await stripe.paymentIntents.create({ amount: 1500, currency: 'usd', payment_method_types: ['card'] })
  const paid = await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' })
  assert.equal(paid.status, 'succeeded')
})

test('a decline arrives as a card error with its codes', async () => {
  const declined = stripe.paymentIntents.create({
    amount: 1500, currency: 'usd', confirm: true, payment_method: 'pm_card_chargeDeclined',
    payment_method_types: ['card'],
  })
  await assert.rejects(declined, (error) => {
    assert.ok(error instanceof Stripe.errors.StripeCardError)
    assert.equal(error.code, 'card_declined')
    assert.equal(error.decline_code, 'generic_decline')
    assert.equal(error.statusCode, 402)
    assert.ok(error.requestId.startsWith('req_'))
    assert.equal(error.payment_intent.status, 'requires_payment_method')
    return true
  })
})

test('the same idempotency key has one effect', async () => {
  const options = { idempotencyKey: 'order-7:1:start' }
  const first = await stripe.checkout.sessions.create(SESSION, options)
  const second = await stripe.checkout.sessions.create(SESSION, options)
  assert.equal(second.id, first.id)
  assert.equal(second.lastResponse.headers['idempotent-replayed'], 'true')
  const other = stripe.checkout.sessions.create({ ...SESSION, client_reference_id: 'order-8' }, options)
  await assert.rejects(other, Stripe.errors.StripeIdempotencyError)
})

test('refunds stay within what was paid', async () => {
  const intent = await stripe.paymentIntents.create({
    amount: 1000, currency: 'usd', confirm: true, payment_method: 'pm_card_visa', payment_method_types: ['card'],
  })
  const refund = await stripe.refunds.create({ payment_intent: intent.id, amount: 400, reason: 'requested_by_customer' })
  assert.equal(refund.status, 'succeeded')
  const tooMuch = stripe.refunds.create({ payment_intent: intent.id, amount: 601 })
  await assert.rejects(tooMuch, Stripe.errors.StripeInvalidRequestError)
  const { data } = await stripe.refunds.list({ payment_intent: intent.id })
  assert.deepEqual(data.map((r) => r.amount), [400])
})

test('an expired session is refused a second end', async () => {
  const { id } = await stripe.checkout.sessions.create(SESSION)
  assert.equal((await stripe.checkout.sessions.expire(id)).status, 'expired')
  await assert.rejects(stripe.checkout.sessions.expire(id), Stripe.errors.StripeInvalidRequestError)
})

test('errors are of the classes that their status codes mean', async () => {
  const stranger = client({ ...gateway, key: 'sk_test_of_a_stranger' })
  await assert.rejects(stranger.events.list(), Stripe.errors.StripeAuthenticationError)
  await assert.rejects(stripe.coupons.retrieve('nothing'), (error) => error.code === 'resource_missing')
  const unknown = stripe.coupons.create({ percent_off: 10, colour: 'red' })
  await assert.rejects(unknown, (error) => error.code === 'parameter_unknown' && error.param === 'colour')
})

test('lists are paged by the library', async () => {
  const made = []
  for (let i = 0; i < 5; i++) made.push((await stripe.coupons.create({ percent_off: 10 })).id)
  const seen = []
  for await (const coupon of stripe.coupons.list({ limit: 2 })) {
    seen.push(coupon.id)
    if (seen.length === 5) break
  }
  assert.deepEqual(seen, made.reverse())
})
