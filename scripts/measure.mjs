// Called by scripts/measure: starts the release on each database in turn, loads its pages with wrk, and writes the table.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';

const SECONDS = Number(process.argv[2] ?? 10);
const CONNECTIONS = 8;
const WARM_UP_SECONDS = 2;
const REPORT = 'docs/performance.md';
const PAGES = {
  home: '/en',
  listing: '/en/c/seating',
  'listing, filtered': '/en/c/seating?colour=sage&available=yes&sort=price-asc',
  product: '/en/p/dune-stoneware-mug',
  'product, with a cart': '/en/p/dune-stoneware-mug',
  'cart, three lines': '/en/cart',
  search: '/en/search?q=lamp',
};
// What is added before the cart is measured: product, and its choice.
const IN_CART = [
  ['arco-shell-armchair', {}],
  ['dune-stoneware-mug', { colour: 'sage', volume: 'ml250' }],
  ['blue-column-cactus', {}],
];

const { VITRINE_BINARY, VITRINE_SITE, VITRINE_ROOT, TEST_POSTGRES_URL } = process.env;
const freePort = () => new Promise((done) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => done(port));
  });
});
const pause = (millis) => new Promise((done) => setTimeout(done, millis));

/** A running shop: where it is, its log so far, its peak memory in MB, and how to stop it. */
async function start(folder, database, log) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const file = path.join(folder, `log-${port}`);
  const output = openSync(file, 'w');
  const env = {
    PATH: process.env.PATH, HOME: process.env.HOME, PORT: String(port), DATA_DIR: folder, DATABASE_URL: database, MAIL: `file:${folder}/mail`, PUBLIC_URL: url,
    PAYMENTS: 'embedded', CONFIG_FILE: '/dev/null', LOG: log, LOG_FORMAT: 'json', LEPTOS_OUTPUT_NAME: 'vitrine', LEPTOS_HASH_FILES: 'true', LEPTOS_ENV: 'PROD',
    LEPTOS_SITE_ROOT: path.join(VITRINE_ROOT, VITRINE_SITE),
  };
  const shop = spawn(VITRINE_BINARY, ['serve'], { env, stdio: ['ignore', output, output] });
  for (let tries = 0; ; tries++) {
    if (await fetch(`${url}/readyz`).then((answer) => answer.ok, () => false)) break;
    if (tries > 100 || shop.exitCode !== null) throw new Error(`the shop did not start:\n${readFileSync(file)}`);
    await pause(100);
  }
  return {
    url,
    lines: () => readFileSync(file, 'utf8').split('\n').filter(Boolean),
    peakMegabytes: () => Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${shop.pid}/status`, 'utf8'))[1]) / 1024),
    stop: () => new Promise((done) => {
      shop.once('exit', done);
      shop.kill('SIGTERM');
    }),
  };
}

/** The cookies of a shopper with three lines in the cart. */
async function fillCart(url) {
  const jar = new Map();
  for (const [product, choice] of IN_CART) {
    const body = new URLSearchParams({ locale: 'en', product, quantity: '1', ...choice });
    const headers = { origin: url, accept: 'text/html', cookie: cookies(jar) };
    const answer = await fetch(`${url}/api/cart/add`, { method: 'POST', body, headers, redirect: 'manual' });
    if (!answer.headers.get('location')?.endsWith('/cart')) throw new Error(`${product} was not added: ${answer.status} ${answer.headers.get('location')}`);
    for (const cookie of answer.headers.getSetCookie()) jar.set(...cookie.split(';')[0].split(/=(.*)/s).slice(0, 2));
  }
  return cookies(jar);
}

function cookies(jar) {
  return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
}

/** Queries of each page, as the log has them. The second answer counts: the first one may have filled a cache. */
async function countQueries(folder, database) {
  const shop = await start(folder, database, 'info');
  const cookie = await fillCart(shop.url);
  const queries = {};
  for (const [name, address] of Object.entries(PAGES)) {
    for (let time = 0; time < 2; time++) {
      const answer = await fetch(shop.url + address, { headers: { cookie: name.includes('cart') ? cookie : '' } });
      if (answer.status !== 200) throw new Error(`${address} answered ${answer.status}`);
      await answer.text();
    }
    await pause(50);
    const answered = shop.lines().filter((line) => line.startsWith('{')).map((line) => JSON.parse(line).fields).filter((fields) => fields?.message === 'answered');
    queries[name] = answered.at(-1).queries;
  }
  await shop.stop();
  return queries;
}

/** One page under load: requests per second, p50 and p99 in ms. */
function load(url, cookie, seconds) {
  const output = execFileSync('wrk', ['-t2', `-c${CONNECTIONS}`, `-d${seconds}s`, '--latency', '-H', 'Accept-Encoding: br, gzip', ...(cookie ? ['-H', `Cookie: ${cookie}`] : []), url], { encoding: 'utf8' });
  if (/Non-2xx|Socket errors/.test(output)) throw new Error(`${url} failed under load:\n${output}`);
  const [, number, unit] = /Requests\/sec:\s+([\d.]+)(\w?)/.exec(output);
  const millis = (percent) => {
    const [, value, unit] = new RegExp(`${percent}%\\s+([\\d.]+)(us|ms|s)`).exec(output);
    return Number(value) * { us: 0.001, ms: 1, s: 1000 }[unit];
  };
  return { rate: Number(number) * (unit === 'k' ? 1000 : 1), p50: millis(50), p99: millis(99) };
}

async function measure(name, database) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'vitrine-measure-'));
  try {
    const where = database ?? `sqlite:${folder}/vitrine.db`;
    const queries = await countQueries(folder, where);
    const shop = await start(folder, where, 'warn');
    const cookie = await fillCart(shop.url);
    const rows = Object.entries(PAGES).map(([page, address]) => {
      const sent = page.includes('cart') ? cookie : '';
      load(shop.url + address, sent, WARM_UP_SECONDS);
      const { rate, p50, p99 } = load(shop.url + address, sent, SECONDS);
      const row = `| ${name} | ${page} | ${Math.round(rate)} | ${p50.toFixed(2)} | ${p99.toFixed(2)} | ${queries[page]} |`;
      console.log(row);
      return row;
    });
    const memory = shop.peakMegabytes();
    await shop.stop();
    return { rows, memory: `${name} ${memory} MB` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const measured = [await measure('SQLite', null), await measure('PostgreSQL', TEST_POSTGRES_URL)];
const table = [
  '| database | page | requests/s | p50 ms | p99 ms | queries |',
  '|---|---|---:|---:|---:|---:|',
  ...measured.flatMap(({ rows }) => rows),
  '',
  `${CONNECTIONS} connections, ${SECONDS} s a page after ${WARM_UP_SECONDS} s of warm-up, pages compressed, load and shop on the same machine: ${os.cpus().length} cores, ${os.cpus()[0].model.trim()}. Highest memory of the shop's one process: ${measured.map(({ memory }) => memory).join(', ')}.`,
].join('\n');
const report = readFileSync(REPORT, 'utf8');
const between = /(<!-- measured by scripts\/measure -->\n)[^]*?(\n<!-- end -->)/;
if (!between.test(report)) throw new Error(`${REPORT} has no place for the table`);
writeFileSync(REPORT, report.replace(between, (_, begin, end) => begin + table + end));
console.log(`written into ${REPORT}`);
