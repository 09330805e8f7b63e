// `cargo leptos watch` is how the shop is developed: a text edited under it must be served without further doing.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

const root = path.join(import.meta.dirname, '../..');
const texts = path.join(root, 'locales/en.toml');
const BUILD_MS = 20 * 60_000;

function freePort() {
  return new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}

async function serves(url, words, milliseconds) {
  const end = Date.now() + milliseconds;
  while (Date.now() < end) {
    const page = await fetch(url).then((answer) => answer.text()).catch(() => '');
    if (page.includes(words)) return true;
    await new Promise((later) => setTimeout(later, 500));
  }
  return false;
}

test('a text edited under cargo leptos watch is served', { timeout: 2 * BUILD_MS }, async () => {
  const before = readFileSync(texts, 'utf8');
  const edited = 'Edited while it is watched.';
  const lead = /^lead = "(.*)"$/m.exec(before)[1];
  assert.notEqual(lead, edited);
  const data = mkdtempSync(path.join(tmpdir(), 'vitrine-watch-'));
  const port = await freePort();
  const reload = await freePort();
  const environment = {
    // What a build needs, and no setting of the developer's own shop.
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(PATH|HOME|LANG|TMPDIR|CI)$|^(CARGO|RUSTUP|XDG)_/.test(name))),
    PORT: `${port}`,
    DATA_DIR: data,
    CONFIG_FILE: '/dev/null',
    PAYMENTS: 'embedded',
    LEPTOS_SITE_ADDR: `127.0.0.1:${port}`,
    LEPTOS_RELOAD_PORT: `${reload}`,
  };
  const watch = spawn('cargo', ['leptos', 'watch'], { cwd: root, env: environment, stdio: 'inherit', detached: true });
  // The whole group: cargo-leptos, and the shop that it started.
  const end = () => {
    writeFileSync(texts, before);
    try {
      process.kill(-watch.pid, 'SIGTERM');
    } catch {
      // It is gone already.
    }
    rmSync(data, { recursive: true, force: true });
  };
  // A test that is stopped must not leave its edit behind.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => (end(), process.exit(1)));
  try {
    const home = `http://127.0.0.1:${port}/en`;
    assert.ok(await serves(home, lead, BUILD_MS), 'the shop was built and serves its home page');
    const edit = () => writeFileSync(texts, before.replace(`lead = "${lead}"`, `lead = "${edited}"`));
    // The watcher begins to look only a little after the shop answers. What was written before that is written again, but
    // seldom: an edit during a rebuild makes it start anew.
    await new Promise((later) => setTimeout(later, 5_000));
    edit();
    const again = setInterval(edit, 5 * 60_000);
    const served = await serves(home, edited, BUILD_MS);
    clearInterval(again);
    assert.ok(served, 'the edited text is served');
  } finally {
    end();
  }
});
