// What a narrow screen, zoom and long words do to every page. 320 CSS pixels are also 1280 at a zoom of 400 %.
import type { Page } from '@playwright/test';
import { expect, sights, test, type Language, type Stage } from './states.js';

const PHONE = { width: 320, height: 640 };
/** A window of 1280 × 1024 at 400 %. */
const ZOOMED = { width: 320, height: 256 };

const QUESTIONS = {
  sideways: 'no page scrolls sideways at 320 px',
  targets: 'targets are 44 px, but for those in a line of text',
  inputs: 'letters in inputs are 16 px',
  cut: 'at a zoom of 400 % no text is cut',
  covered: 'at a zoom of 400 % nothing that sticks covers what has the focus',
  longer: 'texts 30 % longer push nothing out of the page and are not cut',
};
type Question = keyof typeof QUESTIONS;
type Findings = Record<Question, string[]> & { pages: number };

test.use({ trace: 'off' });

for (const language of ['en', 'ru'] as const) {
  test(`every page fits a phone of 320 px, fingers, a zoom of 400 % and texts 30 % longer: ${language}`, async ({ browser, stage }) => {
    test.setTimeout(240_000);
    const page = await browser.newPage({ viewport: PHONE, isMobile: true, hasTouch: true, deviceScaleFactor: 4, reducedMotion: 'reduce' });
    const { pages, ...found } = await walk(page, stage, language);
    await page.context().close();
    console.log(`phone, ${language}: ${pages} page states`);
    expect(pages).toBeGreaterThan(10);
    for (const [question, answer] of Object.entries(QUESTIONS)) expect.soft(found[question as Question], answer).toEqual([]);
  });
}

async function walk(page: Page, stage: Stage, language: Language): Promise<Findings> {
  const found: Findings = { sideways: [], targets: [], inputs: [], cut: [], covered: [], longer: [], pages: 0 };
  for (const sight of sights().filter((sight) => sight.language === language)) {
    await stage.show(sight, page.context(), async (path) => {
      await page.setViewportSize(PHONE);
      await page.goto(path);
      const note = (question: Question, problems: string[]) => found[question].push(...problems.map((problem) => `${sight.title}: ${problem}`));
      note('sideways', await sideways(page));
      note('targets', await narrowTargets(page));
      note('inputs', await smallInputs(page));
      await page.setViewportSize(ZOOMED);
      const cutBefore = await cut(page);
      note('cut', cutBefore);
      note('covered', await covered(page));
      // Russian is what English grows to.
      if (language === 'ru') return void found.pages++;
      await lengthen(page);
      note('longer', [...(await cut(page)).filter((place) => !cutBefore.includes(place)), ...(await sideways(page))]);
      found.pages++;
    });
  }
  return found;
}

/** The page must not scroll sideways; what may is a strip of its own (overflow-x in itself). */
async function sideways(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const outside = [...document.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > width + 1);
    return [`scrolls sideways, ${document.documentElement.scrollWidth} of ${width} px: ${outside.slice(-1).map((e) => e.outerHTML.slice(0, 90))}`];
  });
}

/**
 * Targets are 44 px in both directions, but for those in a line of text, which WCAG 2.2 excepts (2.5.8): the line decides.
 * A label belongs to its input's target; a link that fills a card counts by its pseudo-element.
 */
async function narrowTargets(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const selector = 'a[href], button, summary, select, input:not([type=hidden]), textarea, [role=button], [role=option], [tabindex="0"]:not(pre)';
    const box = (element: Element) => {
      const boxes = [element, ...((element as HTMLInputElement).labels ?? [])].map((part) => part.getBoundingClientRect());
      const stretched = getComputedStyle(element, '::after');
      if (stretched.content !== 'none' && stretched.position === 'absolute' && stretched.inset === '0px') boxes.push(offsetBox(element));
      return { width: Math.max(...boxes.map(({ width }) => width)), height: Math.max(...boxes.map(({ height }) => height)) };
    };
    const offsetBox = (element: Element) => {
      let parent = element.parentElement;
      while (parent && getComputedStyle(parent).position === 'static') parent = parent.parentElement;
      return (parent ?? element).getBoundingClientRect();
    };
    const seen = (element: Element) => element.checkVisibility({ checkOpacity: false, checkVisibilityCSS: true }) && element.getBoundingClientRect().width > 1;
    /** Words of the same paragraph stand beside it. */
    const inText = (element: Element) => {
      const { display } = getComputedStyle(element);
      const beside = [...(element.parentElement?.childNodes ?? [])].filter((node) => node.nodeType === Node.TEXT_NODE);
      return display === 'inline' && beside.some((node) => node.textContent!.trim().length > 1);
    };
    return [...document.querySelectorAll(selector)].filter((element) => seen(element) && !element.matches('[tabindex="-1"]')).flatMap((element) => {
      const { width, height } = box(element);
      const enough = inText(element) || Math.min(width, height) >= 43.5;
      return enough ? [] : [`target of ${width.toFixed(0)} × ${height.toFixed(0)} px: ${element.outerHTML.slice(0, 100)}`];
    });
  });
}

/** Below 16 px a phone zooms in when an input gets the focus. */
async function smallInputs(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea')]
      .filter((element) => parseFloat(getComputedStyle(element).fontSize) < 16)
      .map((element) => `letters of ${getComputedStyle(element).fontSize}: ${element.outerHTML.slice(0, 100)}`),
  );
}

/** Elements that hide a part of their own text. Those that scroll, or are for screen readers only, cut nothing. */
async function cut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const hides = (value: string) => value === 'hidden' || value === 'clip';
    return [...document.body.querySelectorAll<HTMLElement>('*')]
      .filter((element) => {
        const style = getComputedStyle(element);
        if (!element.checkVisibility() || element.closest('.visually-hidden, [aria-hidden=true], svg, picture, iframe') || !element.innerText?.trim()) return false;
        // Made for screen readers only, by whatever style: a pixel cuts nothing that was to be seen.
        if (element.clientWidth <= 1 || element.clientHeight <= 1) return false;
        const wide = (hides(style.overflowX) || style.textOverflow === 'ellipsis') && element.scrollWidth > element.clientWidth + 1;
        const high = hides(style.overflowY) && element.scrollHeight > element.clientHeight + 1;
        return wide || high;
      })
            // By place, not by text: that of the same element differs once it is longer.
      .map((element) => `${element.tagName.toLowerCase()}.${element.className} in ${element.parentElement!.className || element.parentElement!.tagName}`);
  });
}

/** Makes each text almost a third longer, by a word where it is one word: so other languages are. */
async function lengthen(page: Page): Promise<void> {
  await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const nodes: Text[] = [];
    while (walker.nextNode()) nodes.push(walker.currentNode as Text);
    for (const node of nodes) {
      const text = node.data.trim();
      if (!text || node.parentElement!.closest('script, style, option, pre')) continue;
      const more = 'ewxyzlmnop '.repeat(100).slice(0, Math.ceil(text.length * 0.3));
      // Half of it makes the last word longer, the rest follows as words: both happen.
      node.data = node.data.replace(/\s*$/, (end) => more.slice(0, 3).trim() + (more.length > 4 ? ` ${more.slice(4).trim()}` : '') + end);
    }
  });
}

/** Each element in turn gets the focus as by the Tab key; something of it must be what the eye meets there. */
async function covered(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const selector = 'a[href], button, summary, select, input:not([type=hidden]), textarea, [tabindex="0"]';
    const found: string[] = [];
    const within = (element: Element) => element.getBoundingClientRect().top >= 0;
    for (const element of document.querySelectorAll<HTMLElement>(selector)) {
      if (!element.checkVisibility({ checkVisibilityCSS: true }) || element.matches(':disabled, [tabindex="-1"]')) continue;
      element.focus({ focusVisible: true } as FocusOptions);
      if (document.activeElement !== element) continue;
      // The skip link comes into sight by a style of its own.
      for (let frames = 0; frames < 30 && !within(element); frames++) await new Promise(requestAnimationFrame);
      // What is drawn in its place (a swatch for its radio button) is its label's.
      const parts = [element, ...((element as HTMLInputElement).labels ?? [])];
      const rects = parts.flatMap((part) => [...part.getClientRects()]).filter(({ width, height }) => width > 1 && height > 1);
      const points = rects.flatMap(({ left, top, width, height }) => [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [left + width * x, top + height * y] as const)));
      const hit = points.some(([x, y]) => {
        const top = document.elementFromPoint(x, y);
        return !!top && parts.some((part) => part.contains(top) || top.contains(part));
      });
      if (!hit) found.push(`covered while it has the focus: ${element.outerHTML.slice(0, 100)}`);
    }
    return found;
  });
}
