// The shop that is measured: the release on a folder of its own, unless BASE_URL names one that runs.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
export const CHROMIUM_ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** The pages that are measured. */
export const PAGES = { home: '/en', listing: '/en/c/seating', product: '/en/p/arco-shell-armchair', cart: '/en/cart' };

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

async function answers(url, seconds, shop) {
  for (const until = Date.now() + seconds * 1000; Date.now() < until; await new Promise((done) => setTimeout(done, 200))) {
    if (shop.exitCode !== null) throw new Error(`the shop ended with exit code ${shop.exitCode}`);
    if (await fetch(url).then((answer) => answer.ok, () => false)) return;
  }
  throw new Error(`nothing answers at ${url}`);
}

/** Runs `measure` with the address of a shop; `kind` as scripts/serve-for-tests takes it in SHOP_KIND. */
export async function withShop(kind, measure) {
  if (process.env.BASE_URL) return measure(process.env.BASE_URL.replace(/\/$/, ''));
  const base = `http://127.0.0.1:${await freePort()}`;
  const folder = mkdtempSync(path.join(tmpdir(), 'vitrine-measure-'));
  const script = path.join(import.meta.dirname, '../../scripts/serve-for-tests');
  const env = { ...process.env, BASE_URL: base, DATA_DIR: path.join(folder, 'shop'), SHOP_KIND: kind };
  const shop = spawn(script, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    // Long enough to build the release first.
    await answers(`${base}/readyz`, 1_800, shop);
    return await measure(base);
  } finally {
    const ended = new Promise((done) => shop.once('exit', done));
    if (shop.exitCode === null) {
      shop.kill('SIGTERM');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A cart with something in it, as the cookies of its owner. */
export async function filledCart(base) {
  const form = new URLSearchParams({ locale: 'en', product: PAGES.product.split('/').at(-1), quantity: '2' });
  const answer = await fetch(`${base}/api/cart/add`, { method: 'POST', body: form, redirect: 'manual', headers: { accept: 'text/html', referer: `${base}/en` } });
  const cookies = answer.headers.getSetCookie().map((line) => line.split(';')[0]);
  if (!cookies.length) throw new Error(`nothing was put into the cart: ${answer.status}`);
  return cookies;
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** `--runs 3`; 5 without. */
export function runsWanted(given = process.argv.slice(2)) {
  if (!given.length) return 5;
  const runs = Number(given[1]);
  if (given[0] !== '--runs' || !Number.isInteger(runs) || runs < 1) {
    console.error('usage: [--runs <number>], 5 unless told; BASE_URL=http://… measures a shop that runs already');
    process.exit(2);
  }
  return runs;
}

/** A table in Markdown. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, column) => (column ? '--:' : '---'))), ...rows.map(line)].join('\n');
}
