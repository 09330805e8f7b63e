// Prints Lighthouse's scores of the main pages for phones: the median of several runs beside the goal, and what stands in the way.
import { BY_POLICY, CATEGORIES, auditPages } from './audit.mjs';
import { PAGES, median, runsWanted, table, withShop } from './shop.mjs';

const GOAL = { performance: 98, accessibility: 100, 'best-practices': 100, seo: 100 };
const count = runsWanted();

// A shop that search engines may list: a test shop asks them to stay away, which is right and costs points.
const runs = await withShop('live', async (base) => {
  const runs = [];
  for (let run = 1; run <= count; run++) {
    console.error(`run ${run} of ${count}`);
    runs.push(await auditPages(base));
  }
  return runs;
});

const score = (page, category) => median(runs.map((run) => run[page].scores[category]));
const rows = Object.keys(PAGES).map((page) => [page, ...CATEGORIES.map((category) => `${score(page, category)}${score(page, category) < GOAL[category] ? ' ✗' : ''}`)]);
console.log(`Lighthouse for phones, median of ${count}\n`);
console.log(table(['page', ...CATEGORIES], [...rows, ['goal', ...Object.values(GOAL)]]));

for (const page of Object.keys(PAGES)) {
  const missed = CATEGORIES.filter((category) => score(page, category) < GOAL[category]);
  if (!missed.length) continue;
  console.log(`\n${page}: in the way`);
  // Of the run in the middle; each run says it a little differently.
  const middle = runs.find((run) => run[page].scores[missed[0]] === score(page, missed[0])) ?? runs[0];
  for (const { category, id, text } of middle[page].imperfect.filter(({ category }) => missed.includes(category)))
    console.log(`- ${category}: ${text}${BY_POLICY[page]?.includes(id) ? ' – by policy: what belongs to one shopper is not for search engines' : ''}`);
}
