import { CHAIR, expect, test } from './shop.js';

test('from home to checkout no document is loaded; focus, title and scroll are right', async ({ page }) => {
  await page.goto('/en', { waitUntil: 'networkidle' });
  let documents = 0;
  page.on('request', (request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) documents++;
  });
  const moved = async (title: RegExp) => {
    await expect(page).toHaveTitle(title);
    const focused = await page.evaluate(() => !!document.activeElement?.closest('main'));
    expect(focused).toBe(true);
  };
  await page.locator('main a[href$="/c/seating"]').first().click();
  await moved(/Seating/);
  await page.evaluate(() => scrollTo(0, 400));
  await page.waitForTimeout(200);
  // Where the reader is when they leave: to click, the page may be scrolled once more.
  await page.evaluate(() => addEventListener('click', () => (document.documentElement.dataset.left = `${Math.round(scrollY)}`), { capture: true, once: true }));
  await page.locator(`main a[href*="${CHAIR}"]`).first().click();
  await moved(/Arco shell armchair/);
  const left = await page.evaluate(() => Number(document.documentElement.dataset.left));
  expect(left).toBeGreaterThan(0);
  await page.evaluate(() => scrollTo(0, 0));
  await page.goBack();
  await moved(/Seating/);
  await expect.poll(() => page.evaluate(() => Math.round(scrollY))).toBe(left);
  await page.goForward();
  await moved(/Arco shell armchair/);
  await page.locator('form[action$="/api/cart/add"] button[type=submit]').click();
  await page.getByRole('dialog').getByRole('link', { name: 'View cart' }).click();
  await moved(/Your cart/);
  await page.locator('main a[href*="/checkout"]').first().click();
  await moved(/Contact/);
  expect(documents).toBe(0);
});

test('a page that is not there swaps in as well, with its title', async ({ page, watch }) => {
  watch.expected.push('404');
  await page.goto('/en', { waitUntil: 'networkidle' });
  await page.evaluate(() => {
    const link = document.createElement('a');
    link.href = '/en/p/nothing-here';
    link.textContent = 'nothing';
    document.querySelector('main')!.prepend(link);
  });
  await page.getByRole('link', { name: 'nothing', exact: true }).click();
  await expect(page).toHaveTitle(/not found/i);
});

test('sorting keeps the focus on the choice', async ({ page }) => {
  await page.goto('/en/c/seating', { waitUntil: 'networkidle' });
  await page.locator('#sort').focus();
  await page.locator('#sort').selectOption('name');
  await expect(page).toHaveURL(/sort=name/);
  await expect(page.locator('#announcements')).toContainText('Seating');
  await expect(page.locator('#sort')).toHaveValue('name');
  await expect(page.locator('#sort')).toBeFocused();
});
