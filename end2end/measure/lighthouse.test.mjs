// Lighthouse once, for what does not depend on how busy a machine is: accessibility, best practices, search engines.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { BY_POLICY, auditPages } from './audit.mjs';
import { PAGES, withShop } from './shop.mjs';

const ASKED = ['accessibility', 'best-practices', 'seo'];

describe('Lighthouse', { timeout: 1_900_000 }, () => {
  let results;
  before(async () => {
    results = await withShop('live', (base) => auditPages(base, ASKED));
  });

  for (const page of Object.keys(PAGES)) {
    test(`finds nothing on the ${page} page but what policy wants`, () => {
      const byPolicy = BY_POLICY[page] ?? [];
      assert.deepEqual(results[page].imperfect.filter(({ id }) => !byPolicy.includes(id)).map(({ category, text }) => `${category}: ${text}`), []);
      assert.deepEqual(results[page].imperfect.filter(({ id }) => byPolicy.includes(id)).map(({ id }) => id), byPolicy, 'policy does what it says');
      for (const category of ASKED.filter((category) => category !== 'seo' || !byPolicy.length)) assert.equal(results[page].scores[category], 100, category);
    });
  }
});
