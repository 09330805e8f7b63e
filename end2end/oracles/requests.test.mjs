// The requests our Stripe gateway sends, judged by the types of Stripe's own
// library for Node.
//
// The example `record_requests` of crates/payments prints what it sends; each
// form becomes an object again, and `tsc --strict` checks it as the parameters
// of the call it belongs to. Unknown names and wrong kinds of values are errors
// there; its lists of words are open (`… | OtherString`), so the words we use
// are checked once more against the lists without that way out.
//
//   cargo build -p payments --example record_requests
//   RECORD_REQUESTS_BIN=target/debug/examples/record_requests node --test end2end/oracles/requests.test.mjs

import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const end2end = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const tsc = path.join(end2end, 'node_modules', 'typescript', 'bin', 'tsc')

const PARAMETERS = {
  start: 'Stripe.Checkout.SessionCreateParams',
  fetch: 'Stripe.Checkout.SessionRetrieveParams',
  expire: 'Stripe.Checkout.SessionExpireParams',
  refund: 'Stripe.RefundCreateParams',
}

const WORDS = {
  locale: 'Stripe.Checkout.SessionCreateParams.Locale',
  mode: 'Stripe.Checkout.SessionCreateParams.Mode',
}

// `Known` drops what stands for any text and keeps the words that are spelled out.
const HEAD = `import type Stripe from 'stripe'
type Known<T> = T extends string ? ({} extends Record<T, 1> ? never : T) : never`

// Texts, even where one consists of digits. Everything else in a form that
// reads as a number or as true or false is meant as one.
const TEXT = [/^metadata\[/, /\[metadata\]/, /\[name\]$/, /\[description\]$/, /^client_reference_id$/, /^customer_email$/]

let requests = []
let workspace

before(() => {
  const recorder = process.env.RECORD_REQUESTS_BIN
  assert.ok(recorder, 'RECORD_REQUESTS_BIN must name the built example record_requests')
  requests = JSON.parse(execFileSync(path.resolve(recorder), { encoding: 'utf8' }))
  // Inside end2end, so that `stripe` is found.
  mkdirSync(path.join(end2end, '.data'), { recursive: true })
  workspace = mkdtempSync(path.join(end2end, '.data', 'requests-'))
})

after(() => workspace && rmSync(workspace, { recursive: true, force: true }))

function typed(key, text) {
  if (TEXT.some((pattern) => pattern.test(key))) return text
  if (/^(0|-?[1-9][0-9]*)$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text)
  return { true: true, false: false }[text] ?? text
}

/** `a[b][0][c]=1` as `{a: {b: [{c: 1}]}}`. */
function nested(form) {
  const root = {}
  for (const [key, text] of new URLSearchParams(form)) {
    const steps = key.split('[').map((step) => step.replace(/\]$/, ''))
    let place = root
    steps.forEach((step, i) => {
      if (i === steps.length - 1) {
        assert.ok(!Object.hasOwn(place, step), `${key} was sent twice`)
        place[step] = typed(key, text)
      } else {
        place[step] ??= /^\d+$/.test(steps[i + 1]) ? [] : {}
        place = place[step]
      }
    })
  }
  return root
}

/** What the compiler says of a source text; empty when it has no objection. */
function objections(name, source) {
  writeFileSync(path.join(workspace, name), source)
  const compilerOptions = {
    strict: true, noEmit: true, skipLibCheck: true, types: ['node'],
    target: 'es2022', module: 'nodenext', moduleResolution: 'nodenext',
  }
  writeFileSync(path.join(workspace, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [name] }))
  const run = spawnSync(process.execPath, [tsc, '--project', workspace], { encoding: 'utf8' })
  assert.equal(run.error, undefined)
  return run.status === 0 ? '' : `${run.stdout}${run.stderr}`
}

function starts() {
  return requests.filter((request) => request.operation === 'start').map((request) => nested(request.body))
}

function source(constants) {
  const lines = constants.map(
    ([type, value], i) => `export const value${i}: ${type} = ${JSON.stringify(value, null, 2)}`,
  )
  return [HEAD, ...lines, ''].join('\n')
}

test('every operation was recorded, where and how Stripe expects it', () => {
  const seen = new Map()
  for (const request of requests) seen.set(request.operation, request)
  assert.deepEqual([...seen.keys()].sort(), Object.keys(PARAMETERS).sort())
  const line = (operation) => `${seen.get(operation).method} ${seen.get(operation).path}`
  assert.equal(line('start'), 'POST /v1/checkout/sessions')
  assert.match(line('fetch'), /^GET \/v1\/checkout\/sessions\/cs_\w+$/)
  assert.match(line('expire'), /^POST \/v1\/checkout\/sessions\/cs_\w+\/expire$/)
  assert.equal(line('refund'), 'POST /v1/refunds')
  for (const operation of ['start', 'refund']) assert.ok(seen.get(operation).idempotency_key, operation)
})

test("every request is accepted by the types of Stripe's library", () => {
  const constants = requests.map((request) => [
    PARAMETERS[request.operation],
    nested(request.method === 'GET' ? request.query : request.body),
  ])
  for (const [name, list] of Object.entries(WORDS)) {
    const used = new Set(starts().map((start) => start[name]))
    constants.push([`Known<${list}>[]`, [...used]])
  }
  for (const version of new Set(requests.map((request) => request.stripe_version))) {
    constants.push(['Stripe.WebhookEndpointCreateParams.ApiVersion', version])
  }
  assert.equal(objections('requests.ts', source(constants)), '')
})

test('the types would not accept a request that is wrong', () => {
  const [start] = starts()
  const wrong = [
    [PARAMETERS.start, { ...start, client_reference: 'x' }],
    [PARAMETERS.start, { ...start, adaptive_pricing: { enable: false } }],
    [PARAMETERS.start, { ...start, expires_at: 'tomorrow' }],
    [PARAMETERS.start, { ...start, line_items: { price: 'x' } }],
    [PARAMETERS.refund, { payment_intent: 1 }],
    ...Object.values(WORDS).map((list) => [`Known<${list}>`, 'zh-Hans']),
  ]
  // One run for all: a statement that is not objected to is itself an error.
  const lines = wrong.map(
    ([type, value], i) => `// @ts-expect-error\nexport const wrong${i}: ${type} = ${JSON.stringify(value)}`,
  )
  assert.equal(objections('wrong.ts', [HEAD, ...lines, ''].join('\n')), '')
})
