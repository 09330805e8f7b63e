import { MUG, expect, test } from './shop.js';

const PAGES = ['/en', '/en/c/tableware', MUG];
const SCREENS = [360, 768, 1366].flatMap((width) => [1, 2].map((dense) => ({ width, dense })));

/** Of each picture in the page: the width of the file that was chosen over the pixels that its place has. */
function chosen() {
  return [...document.querySelectorAll<HTMLImageElement>('main picture img')]
    .filter((img) => img.complete && img.naturalWidth > 0 && img.clientWidth > 0)
    .map((img) => {
      const file = new URL(img.currentSrc).pathname;
      const width = Number(/-(\d+)\.\w+$/.exec(file)?.[1]);
      // `object-fit: cover` scales to whichever side is wanting.
      const shape = Number(img.getAttribute('height')) / Number(img.getAttribute('width'));
      const shown = Math.max(img.clientWidth, img.clientHeight / shape);
      return { file, picture: file.replace(/-\d+\.\w+$/, ''), width, shown, ratio: width / (shown * devicePixelRatio) };
    });
}

for (const { width, dense } of SCREENS) {
  test(`files fit their places on a screen of ${width} pixels, density ${dense}`, async ({ browser }) => {
    const context = await browser.newContext({
      viewport: { width, height: 800 },
      deviceScaleFactor: dense,
    });
    const page = await context.newPage();
    for (const path of PAGES) {
      await page.goto(path, { waitUntil: 'networkidle' });
      const pictures = await page.evaluate(chosen);
      expect(pictures.length).toBeGreaterThan(2);
      for (const picture of pictures) {
        const place = `${path}: ${picture.file}`;
        // What is there for a larger place is used again for a small one.
        const again = pictures.some((other) => other.picture === picture.picture && other.shown > picture.shown);
        // The smallest file costs next to nothing, the largest has no larger one.
        if (picture.width > 160 && !again) expect.soft(picture.ratio, place).toBeLessThanOrEqual(1.35);
        if (picture.width < 1600) expect.soft(picture.ratio, place).toBeGreaterThanOrEqual(0.79);
      }
    }
    await context.close();
  });
}

test('pictures move nothing when they come', async ({ page }) => {
  await page.addInitScript(() => {
    const shifts = { sum: 0 };
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.sum += (entry as unknown as { value: number }).value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  for (const path of PAGES) {
    await page.goto(path, { waitUntil: 'networkidle' });
    const sum = await page.evaluate(() => (window as unknown as { shifts: { sum: number } }).shifts.sum);
    expect(sum, path).toBeLessThan(0.01);
  }
});

test('one picture, or the first two of a list, is asked for first; what is below waits', async ({ page }) => {
  for (const [path, most] of [['/en', 1], ['/en/c/tableware', 2], [MUG, 1]] as const) {
    await page.goto(path);
    const urgent = page.locator('main img[fetchpriority=high]');
    expect(await urgent.count(), path).toBeGreaterThanOrEqual(1);
    expect(await urgent.count(), path).toBeLessThanOrEqual(most);
    await expect(page.locator('main img[fetchpriority=high][loading=lazy]')).toHaveCount(0);
    await expect(page.locator('main img:not([fetchpriority=high]):not([loading=lazy])')).toHaveCount(0);
  }
});
