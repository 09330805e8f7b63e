import { CHAIR, MUG, expect, test } from './shop.js';

test('without script pictures lead to their files, topics unfold, and the button adds', async ({ page }) => {
  await page.goto(CHAIR);
  await expect(page.locator('.strip a').first()).toHaveAttribute('href', /\/media\/.+-1600\.webp$/);
  await expect(page.locator('.steps-bar').first()).toBeHidden();
  await expect(page.locator('.buy-bar')).toBeHidden();
  const returns = page.locator('details.accordion').nth(2);
  await returns.locator('summary').click();
  await expect(returns).toContainText('within 30 days');
  await page.locator('#buy .add').click();
  await expect(page).toHaveURL(/\/en\/cart$/);
});

test('without script a small picture leads to its large one', async ({ page }) => {
  await page.goto(MUG);
  await page.locator('.thumbnails a').nth(1).click();
  await expect(page.locator('#picture-2')).toBeInViewport({ ratio: 0.5 });
});
