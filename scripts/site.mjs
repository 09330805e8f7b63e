#!/usr/bin/env node
// site.mjs <made> <site> <hash file>: the folder that a release serves its files from.
//   made       what wasm-bindgen wrote: vitrine.js, vitrine_bg.wasm
//   site       gets public/ as it is, and pkg/ with script, WASM and styles: minified, named by their content, compressed
//   hash file  gets the hashes, where the server reads them: a line `js: …` for each kind, as `cargo leptos` writes it
// NPM_TOOLS names the folder whose node_modules holds the minifiers.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const [made, site, hashFile] = process.argv.slice(2);
const need = createRequire(path.join(process.env.NPM_TOOLS, 'package.json'));
const esbuild = need('esbuild');
const lightningcss = need('lightningcss');

// The same as `browserquery` in Cargo.toml: islands and soft navigation work from these on, the shop itself in older ones too.
const BROWSERS = { chrome: [111, 0], firefox: [114, 0], safari: [16, 4] };

const wasm = readFileSync(path.join(made, 'vitrine_bg.wasm'));
const wasmHash = hash(wasm);
const js = minifiedScript(readFileSync(path.join(made, 'vitrine.js'), 'utf8').replaceAll('vitrine_bg.wasm', `vitrine.${wasmHash}.wasm`));
const css = minifiedStyles('style/main.css');
const hashes = { js: hash(js), wasm: wasmHash, css: hash(css) };

cpSync('public', site, { recursive: true });
for (const script of ['navigate.js', 'search.js']) writeFileSync(path.join(site, script), minifiedScript(readFileSync(`public/${script}`, 'utf8')));
const pkg = path.join(site, 'pkg');
mkdirSync(pkg, { recursive: true });
for (const [kind, content] of Object.entries({ js, wasm, css })) publish(path.join(pkg, `vitrine.${hashes[kind]}.${kind}`), content);
writeFileSync(hashFile, Object.entries(hashes).map(([kind, hash]) => `${kind}: ${hash}\n`).join(''));

function hash(content) {
  return createHash('sha256').update(content).digest('base64url').slice(0, 16);
}

function minifiedScript(text) {
  const target = Object.entries(BROWSERS).map(([browser, version]) => browser + version.join('.'));
  return Buffer.from(esbuild.transformSync(text, { minify: true, format: 'esm', target }).code);
}

function minifiedStyles(filename) {
  const targets = Object.fromEntries(Object.entries(BROWSERS).map(([browser, [major, minor]]) => [browser, (major << 16) | (minor << 8)]));
  return Buffer.from(lightningcss.bundle({ filename, minify: true, targets }).code);
}

/** A .br and a .gz beside it at full strength, once, so that the server compresses nothing again and again at a weaker level. */
function publish(file, content) {
  const size = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  const files = [file, `${file}.br`, `${file}.gz`];
  // The name holds the content's hash: what is there already is right. Its date says that it is still wanted.
  if (files.every((file) => existsSync(file))) {
    for (const file of files) utimesSync(file, new Date(), new Date());
    return;
  }
  writeFileSync(file, content);
  writeFileSync(`${file}.br`, brotliCompressSync(content, { params: size }));
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
}
