// Signatures both ways: what the embedded test gateway sends is verified by
// Stripe's own library, and what that library signs is what the gateway would send.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { client, eventually, listener, payOnPage, SESSION, sign, start, WEBHOOK_SECRET } from './gateway.mjs'

let gateway
let shop
let stripe

before(async () => {
  shop = await listener()
  gateway = await start('webhooks', { webhookUrl: shop.url, own: true })
  stripe = client(gateway)
})

after(async () => {
  await gateway?.stop()
  shop?.close()
})

test("Stripe's library verifies every delivery of a payment", async () => {
  const session = await stripe.checkout.sessions.create(SESSION)
  await payOnPage(session, '4242424242424242')
  await eventually(() => shop.received.length >= 4, 'four deliveries')
  const events = shop.received.map(({ body, signature }) => stripe.webhooks.constructEvent(body, signature, WEBHOOK_SECRET))
  assert.deepEqual(events.map((event) => event.type).sort(), [
    'charge.succeeded', 'checkout.session.completed', 'payment_intent.created', 'payment_intent.succeeded',
  ])
  const completed = events.find((event) => event.type === 'checkout.session.completed')
  assert.equal(completed.data.object.id, session.id)
  assert.equal(completed.livemode, false)
})

test('a changed body or another secret is not verified', async () => {
  const [{ body, signature }] = shop.received
  const changed = Buffer.from(body.toString().replace('"livemode":false', '"livemode":true'))
  assert.throws(() => stripe.webhooks.constructEvent(changed, signature, WEBHOOK_SECRET))
  assert.throws(() => stripe.webhooks.constructEvent(body, signature, 'whsec_of_someone_else'))
})

test('the library signs like the gateway', () => {
  const [{ body, signature }] = shop.received
  const timestamp = Number(/t=(\d+)/.exec(signature)[1])
  const payload = body.toString()
  const theirs = stripe.webhooks.generateTestHeaderString({ payload, secret: WEBHOOK_SECRET, timestamp })
  assert.equal(signature, theirs)
  assert.equal(signature, sign(WEBHOOK_SECRET, timestamp, body))
})
