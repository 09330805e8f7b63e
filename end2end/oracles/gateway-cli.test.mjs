// The official `stripe` command line against the embedded test gateway: its
// fixtures must run to their end and leave the events that they are named after.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'

import { client, end2end, start, workspace } from './gateway.mjs'

const cli = path.join(end2end, 'node_modules', '.bin', 'stripe')
const run = promisify(execFile)

let gateway
let home

before(async () => {
  gateway = await start('cli')
  home = workspace('cli-home')
  mkdirSync(path.join(home, 'stripe'), { recursive: true })
})

after(async () => {
  await gateway?.stop()
  if (home) rmSync(home, { recursive: true, force: true })
})

/** Runs a fixture; nothing of the developer's own configuration is read or written. */
async function trigger(event) {
  const args = ['trigger', event, '--api-base', gateway.api, '--api-key', gateway.key]
  const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home, STRIPE_CLI_TELEMETRY_OPTOUT: '1' }
  const { stdout, stderr } = await run(cli, args, { env, timeout: 60_000 })
  return stdout + stderr
}

async function types() {
  const events = await client(gateway).events.list({ limit: 100 })
  return events.data.map((event) => event.type)
}

const FIXTURES = [
  'checkout.session.completed',
  'checkout.session.expired',
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'charge.succeeded',
  'charge.failed',
  'charge.refunded',
]

for (const event of FIXTURES) {
  test(`stripe trigger ${event} runs to its end`, async () => {
    const count = async () => (await types()).filter((type) => type === event).length
    const before = await count()
    assert.match(await trigger(event), /Trigger succeeded!/)
    assert.equal(await count(), before + 1)
  })
}

test('a delayed payment of the command line completes unpaid', async () => {
  assert.match(await trigger('checkout.session.async_payment_succeeded'), /Trigger succeeded!/)
  const { data } = await client(gateway).checkout.sessions.list({ limit: 1 })
  assert.equal(data[0].status, 'complete')
  assert.ok(['paid', 'unpaid'].includes(data[0].payment_status))
})
