import type { Page } from '@playwright/test';
import axe from 'axe-core';
import { expect, gaps, routes, routesOf, sights, test } from './states.js';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const THEMES = ['light', 'dark'] as const;

// A hundred pages in one trace: slower than the checks themselves.
test.use({ trace: 'off' });

test('every route of the application is in the list of states', () => {
  expect(routes().length).toBeGreaterThan(15);
  expect(gaps(routes())).toEqual([]);
  // The check itself: what nobody listed is found, what is commented out is none.
  const made = routesOf('<Route path=path!("/:locale/gifts") view=X/>\n  // path!("/no")');
  expect(gaps(made)).toEqual(['/:locale/gifts: end2end/tests/states.ts does not know it']);
});

// By language, so that a run says early what is wrong, and one slow page fails no hundred.
for (const language of ['en', 'ru', 'pt-br', 'zh-hans'] as const) {
  const list = sights().filter((sight) => sight.language === language);

  test(`axe finds nothing on any route, in any state and both themes: ${language}`, async ({ page, stage, watch }) => {
    test.setTimeout(300_000);
    // Pages that are to fail, and the mail's frame, which takes no script, not even the test's own.
    watch.expected.push('404', '500', 'Blocked script execution');
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const found: string[] = [];
    let checked = 0;
    let undecided = 0;
    for (const sight of list) {
      await stage.show(sight, page.context(), async (path) => {
        const answer = await page.goto(path);
        expect.soft(answer?.status(), sight.title).toBe(sight.state.status ?? 200);
        await expect(page.locator('h1'), sight.title).toBeVisible();
        await page.evaluate(axe.source);
        for (const colorScheme of THEMES) {
          await page.emulateMedia({ colorScheme });
          await settled(page);
          const result = await ask(page);
          undecided += result.undecided;
          found.push(...result.violations.map((violation) => `${sight.title}, ${colorScheme}: ${violation}`));
          checked++;
        }
      });
    }
    console.log(`accessibility, ${language}: ${checked} page states checked (${list.length} × ${THEMES.length} themes); of ${undecided} elements axe could not tell the contrast`);
    expect(found).toEqual([]);
    expect(checked).toBe(list.length * THEMES.length);
  });
}

/** What axe finds, and how much it leaves to people: text over pictures, mostly. */
async function ask(page: Page): Promise<{ violations: string[]; undecided: number }> {
  return page.evaluate(async (values) => {
    const { axe: checker } = window as unknown as { axe: typeof axe };
    const results = await checker.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations', 'incomplete'], iframes: false });
    const violations = results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
    return { violations, undecided: results.incomplete.filter(({ id }) => id === 'color-contrast').reduce((sum, { nodes }) => sum + nodes.length, 0) };
  }, TAGS);
}

/** A colour on its way from one theme to the other is neither; an inherited one sets out only when its parent's has arrived. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let still = 0, frames = 0; still < 2 && frames < 120; frames++) {
      await new Promise(requestAnimationFrame);
      still = document.getAnimations().length === 0 ? still + 1 : 0;
    }
  });
}
