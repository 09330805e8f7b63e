// The embedded test gateway, for the tests beside this file.
//
// Runs the built example `serve` of crates/test-gateway on free ports with a database
// of its own, or uses one that runs already:
//
//   cargo build -p test-gateway --example serve
//   TEST_GATEWAY_BIN=target/debug/examples/serve node --test end2end/oracles/*.test.mjs
//   TEST_GATEWAY_API=http://127.0.0.1:4390 TEST_GATEWAY_KEY=sk_test_… node --test …

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import Stripe from 'stripe'

export const end2end = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
export const WEBHOOK_SECRET = 'whsec_of_the_oracles'

/** A folder inside end2end, so that packages are found from it. */
export function workspace(name) {
  const data = path.join(end2end, '.data')
  mkdirSync(data, { recursive: true })
  return mkdtempSync(path.join(data, `${name}-`))
}

/** A shop that keeps what it is sent. */
export async function listener() {
  const received = []
  const server = createServer((request, response) => {
    const chunks = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      received.push({ body: Buffer.concat(chunks), signature: request.headers['stripe-signature'] })
      response.end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${server.address().port}/webhooks/stripe`
  return { received, url, close: () => server.close() }
}

/**
 * Starts the gateway.
 * @param {string} name of the test, for its folder
 * @param {{ webhookUrl?: string, own?: boolean }} options `own`: even if another one runs
 */
export async function start(name, { webhookUrl, own = false } = {}) {
  const running = process.env.TEST_GATEWAY_API
  if (running && !own) {
    return { api: running, key: process.env.TEST_GATEWAY_KEY, stop: async () => {} }
  }
  // ./test names every example's binary after the example.
  const binary = process.env.TEST_GATEWAY_BIN ?? process.env.SERVE_BIN
  assert.ok(binary, 'TEST_GATEWAY_BIN must name the built example serve of crates/test-gateway')
  const folder = workspace(name)
  const key = 'sk_test_of_the_oracles'
  const child = spawn(path.resolve(binary), {
    env: {
      ...process.env,
      TEST_GATEWAY_API_PORT: '0',
      TEST_GATEWAY_PAGES_PORT: '0',
      TEST_GATEWAY_KEY: key,
      TEST_GATEWAY_DATABASE: path.join(folder, 'gateway.sqlite'),
      TEST_GATEWAY_WEBHOOK_SECRET: WEBHOOK_SECRET,
      ...(webhookUrl ? { TEST_GATEWAY_WEBHOOK_URL: webhookUrl } : {}),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    rmSync(folder, { recursive: true, force: true })
  }
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'exit').then(() => assert.fail('the gateway did not start')),
  ])
  return { ...JSON.parse(line), key, stop }
}

/** Stripe's own library, pointed at the gateway. */
export function client(gateway) {
  const { hostname, port } = new URL(gateway.api)
  return new Stripe(gateway.key, { protocol: 'http', host: hostname, port, telemetry: false })
}

/** A session of two lines, 2790 minor units. */
export const SESSION = {
  mode: 'payment',
  success_url: 'https://shop.example/thanks?session={CHECKOUT_SESSION_ID}',
  cancel_url: 'https://shop.example/cart',
  client_reference_id: 'order-1',
  customer_email: 'ada@example.com',
  locale: 'pt-BR',
  metadata: { order: 'order-1' },
  payment_intent_data: { metadata: { order: 'order-1' } },
  adaptive_pricing: { enabled: false },
  line_items: [
    { quantity: 2, price_data: { currency: 'eur', unit_amount: 1000, product_data: { name: 'Lamp' } } },
    { quantity: 1, price_data: { currency: 'eur', unit_amount: 300, product_data: { name: 'Vase' } } },
  ],
  shipping_options: [
    {
      shipping_rate_data: {
        type: 'fixed_amount',
        display_name: 'Parcel',
        fixed_amount: { amount: 490, currency: 'eur' },
        delivery_estimate: { minimum: { unit: 'business_day', value: 2 }, maximum: { unit: 'business_day', value: 4 } },
      },
    },
  ],
}

/** Pays a session on its hosted page, as a browser does. */
export async function payOnPage(session, number, more = {}) {
  const form = new URLSearchParams({ number, expiry: '12/34', code: '123', name: 'Ada', ...more })
  return fetch(session.url, { method: 'POST', body: form, redirect: 'manual' })
}

/** Waits until a condition holds. */
export async function eventually(condition, what) {
  for (let i = 0; i < 200; i++) {
    if (await condition()) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  assert.fail(`never happened: ${what}`)
}

/** Stripe's signature, computed by its description alone. */
export function sign(secret, time, body) {
  const tag = createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex')
  return `t=${time},v1=${tag}`
}
