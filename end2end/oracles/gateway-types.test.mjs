// What the embedded test gateway answers, judged by the types of Stripe's own
// library: each kind of object in each of its states is written into a source file
// as a constant of its type, and `tsc --strict` must have no objection. Missing
// fields, unknown fields and wrong kinds of values are errors there.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'

import { client, end2end, payOnPage, SESSION, start, workspace } from './gateway.mjs'

const tsc = path.join(end2end, 'node_modules', 'typescript', 'bin', 'tsc')

// On the wire a decimal is a text; the library makes an object of it. Its lists of words
// are open (`… | OtherString`); here only the words that are spelled out count.
const HEAD = `import type Stripe from 'stripe'
type Words<T> = T extends string ? (string extends T ? never : T) : never
type Texts<T> = [Words<T>] extends [never] ? Extract<T, string> : Words<T>
type Wire<T> = Texts<T> | Others<Exclude<T, string>>
type Others<T> = T extends Stripe.Decimal ? string
  : T extends number | boolean | null | undefined | void ? T
  : T extends (infer U)[] ? Wire<U>[]
  : { [K in keyof T]: Wire<T[K]> }
`

let folder
let gateway
let stripe

before(async () => {
  folder = workspace('types')
  gateway = await start('types')
  stripe = client(gateway)
})

after(async () => {
  await gateway?.stop()
  if (folder) rmSync(folder, { recursive: true, force: true })
})

/** The JSON itself, not what the library makes of it. */
async function raw(pathname) {
  const response = await fetch(gateway.api + pathname, { headers: { authorization: `Bearer ${gateway.key}` } })
  assert.equal(response.status, 200, pathname)
  return response.json()
}

/** What the compiler says of a source text; empty when it has no objection. */
function objections(name, source) {
  writeFileSync(path.join(folder, name), source)
  const compilerOptions = {
    strict: true, noEmit: true, skipLibCheck: true, types: ['node'],
    target: 'es2022', module: 'nodenext', moduleResolution: 'nodenext',
  }
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [name] }))
  const run = spawnSync(process.execPath, [tsc, '--project', folder], { encoding: 'utf8' })
  assert.equal(run.error, undefined)
  return run.status === 0 ? '' : `${run.stdout}${run.stderr}`
}

function source(constants) {
  const lines = constants.map(
    ([type, value], i) => `export const value${i}: Wire<${type}> = ${JSON.stringify(value, null, 1)}`,
  )
  return [HEAD, ...lines, ''].join('\n')
}

const EVERYTHING = 'expand[]=line_items&expand[]=payment_intent.latest_charge.refunds&expand[]=payment_intent.payment_method'

/** Sessions in each state, with all that belongs to them. */
async function sessions() {
  const coupon = await stripe.coupons.create({ amount_off: 100, currency: 'eur', duration: 'once', max_redemptions: 1 })
  const open = await stripe.checkout.sessions.create(SESSION)
  const expired = await stripe.checkout.sessions.create(SESSION)
  await stripe.checkout.sessions.expire(expired.id)
  const paid = await stripe.checkout.sessions.create({ ...SESSION, discounts: [{ coupon: coupon.id }] })
  await payOnPage(paid, '4242424242424242')
  const declined = await stripe.checkout.sessions.create(SESSION)
  await payOnPage(declined, '4000000000000002')
  const challenged = await stripe.checkout.sessions.create(SESSION)
  await payOnPage(challenged, '4000002500003155')
  const delayed = await stripe.checkout.sessions.create(SESSION)
  await payOnPage(delayed, '4242424242424242', { delayed: 'on' })
  const { payment_intent } = await stripe.checkout.sessions.retrieve(paid.id)
  await stripe.refunds.create({ payment_intent, amount: 100 })
  return [open, expired, paid, declined, challenged, delayed].map((session) => session.id)
}

let captured

test('every object in every state is accepted by the types', async () => {
  const constants = []
  for (const id of await sessions()) {
    constants.push(['Stripe.Checkout.Session', await raw(`/v1/checkout/sessions/${id}`)])
    constants.push(['Stripe.Checkout.Session', await raw(`/v1/checkout/sessions/${id}?${EVERYTHING}`)])
    constants.push(['Stripe.ApiList<Stripe.LineItem>', await raw(`/v1/checkout/sessions/${id}/line_items`)])
  }
  const lists = {
    coupons: 'Coupon', products: 'Product', prices: 'Price', shipping_rates: 'ShippingRate',
    payment_intents: 'PaymentIntent', charges: 'Charge', refunds: 'Refund',
  }
  for (const [name, type] of Object.entries(lists)) {
    const list = await raw(`/v1/${name}?limit=100`)
    assert.ok(list.data.length > 0, name)
    constants.push([`Stripe.ApiList<Stripe.${type}>`, list])
  }
  const intents = await raw('/v1/payment_intents?limit=100')
  const states = new Set(intents.data.map((intent) => intent.status))
  for (const state of ['succeeded', 'processing', 'requires_action', 'requires_payment_method']) {
    assert.ok(states.has(state), state)
  }
  for (const { payment_method: method } of intents.data.filter((intent) => intent.payment_method)) {
    constants.push(['Stripe.PaymentMethod', await raw(`/v1/payment_methods/${method}`)])
  }
  captured = constants
  assert.equal(objections('objects.ts', source(constants)), '')
})

test('every event and what it is about is accepted by the types', async () => {
  const { data } = await raw('/v1/events?limit=100')
  const constants = data.map((event) => {
    const words = event.type.split(/[._]/).map((word) => word[0].toUpperCase() + word.slice(1))
    return [`Stripe.${words.join('')}Event`, event]
  })
  const types = new Set(data.map((event) => event.type))
  for (const type of [
    'payment_intent.created', 'payment_intent.succeeded', 'payment_intent.payment_failed', 'charge.succeeded',
    'charge.failed', 'charge.refunded', 'refund.created', 'checkout.session.completed', 'checkout.session.expired',
  ]) {
    assert.ok(types.has(type), type)
  }
  assert.equal(objections('events.ts', source(constants)), '')
})

test('the types would not accept an answer that is wrong', () => {
  const session = captured.find(([type]) => type === 'Stripe.Checkout.Session')[1]
  const { livemode, ...incomplete } = session
  assert.equal(livemode, false)
  const wrong = [incomplete, { ...session, colour: 'red' }, { ...session, created: 'now' }, { ...session, status: 'finished' }]
  const charges = captured.find(([type]) => type === 'Stripe.ApiList<Stripe.Charge>')[1]
  const [{ outcome, ...charge }] = charges.data
  const constants = [
    ...wrong.map((value) => ['Stripe.Checkout.Session', value]),
    ['Stripe.ApiList<Stripe.Charge>', { ...charges, data: [charge] }],
    ['Stripe.ApiList<Stripe.Charge>', { ...charges, data: [{ ...charge, outcome: { ...outcome, type: 1 } }] }],
  ]
  // One run for all: a statement that is not objected to is itself an error.
  const lines = constants.map(
    ([type, value], i) => `// @ts-expect-error\nexport const wrong${i}: Wire<${type}> = ${JSON.stringify(value)}`,
  )
  assert.equal(objections('wrong.ts', [HEAD, ...lines, ''].join('\n')), '')
})
