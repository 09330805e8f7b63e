#!/usr/bin/env node
// compress <folder>: beside each script, style and WASM a .br and a .gz at full strength, once, so that the server compresses
// nothing of them again and again at a weaker level.
import { readFileSync, readdirSync, writeFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const folder = process.argv[2];
for (const name of readdirSync(folder).filter((name) => /\.(js|css|wasm)$/.test(name))) {
  const file = path.join(folder, name);
  const content = readFileSync(file);
  const made = {
    br: () => brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }),
    gz: () => gzipSync(content, { level: 9 }),
  };
  // Names hold hashes of the content: what is there already is right.
  for (const [ending, make] of Object.entries(made)) if (!existsSync(`${file}.${ending}`)) writeFileSync(`${file}.${ending}`, make());
}
