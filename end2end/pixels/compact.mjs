// Makes the baselines small: colours that no eye and no comparison tells apart become one, and then a palette mostly suffices.
// Changes no part of a pixel by more than 8 of 255, far below the comparison's threshold. Safe to run again.
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
const folder = path.join(import.meta.dirname, 'baselines');

function chunksOf(png) {
  const chunks = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

/** Undoes the filters of PNG's lines. */
function pixelsOf(lines, width, height, bytes) {
  const stride = width * bytes;
  const pixels = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = lines[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const left = x < bytes ? 0 : pixels[y * stride + x - bytes];
      const up = y === 0 ? 0 : pixels[(y - 1) * stride + x];
      const corner = x < bytes || y === 0 ? 0 : pixels[(y - 1) * stride + x - bytes];
      const add = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      pixels[y * stride + x] = lines[y * (stride + 1) + 1 + x] + add;
    }
  }
  return pixels;
}

function paeth(left, up, corner) {
  const guess = left + up - corner;
  const [l, u, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return l <= u && l <= c ? left : u <= c ? up : corner;
}

/** To a multiple of the step, but white stays white. */
const rounded = (value, step) => Math.min(255, value > 255 - step / 2 ? 255 : Math.round(value / step) * step);

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

function crc32(bytes) {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

/** The same picture with a palette, or null where it has one already or 256 colours are too few. */
function compact(png) {
  const chunks = chunksOf(png);
  const header = chunks[0].data;
  const [width, height, kind] = [header.readUInt32BE(0), header.readUInt32BE(4), header[9]];
  const bytes = { 2: 3, 6: 4 }[kind];
  if (!bytes || header[8] !== 8) return null;
  const lines = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)));
  const pixels = pixelsOf(lines, width, height, bytes);
  const found = [2, 4, 8, 16].map((step) => indexed(pixels, width, height, bytes, step)).find(({ palette }) => palette.length <= 256 * 3);
  if (!found) return null;
  const newHeader = Buffer.from(header);
  newHeader[9] = 3;
  return Buffer.concat([SIGNATURE, chunk('IHDR', newHeader), chunk('PLTE', found.palette), chunk('IDAT', deflateSync(found.lines, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}

/** Lines of places in a palette, unfiltered. */
function indexed(pixels, width, height, bytes, step) {
  const places = new Map();
  const lines = Buffer.alloc((width + 1) * height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [red, green, blue] = [0, 1, 2].map((part) => rounded(pixels[pixel * bytes + part], step));
    const colour = (red << 16) | (green << 8) | blue;
    if (!places.has(colour)) places.set(colour, places.size);
    lines[Math.floor(pixel / width) * (width + 1) + 1 + (pixel % width)] = places.get(colour);
  }
  return { lines, palette: Buffer.from([...places.keys()].flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255])) };
}

let total = 0;
for (const name of readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.png'))) {
  const file = path.join(folder, name);
  const small = compact(readFileSync(file));
  if (small) writeFileSync(file, small);
  total += statSync(file).size;
}
console.log(`baselines: ${(total / 1_048_576).toFixed(1)} MB`);
