import { CHAIR, add, contact, expect, shipping, test } from './shop.js';

test('on a phone the total is in sight, and its parts unfold', async ({ page }) => {
  await add(page, CHAIR);
  await contact(page);
  await shipping(page);
  const bar = page.locator('details.summary-bar');
  await expect(bar.locator('summary')).toBeInViewport();
  await expect(bar.locator('summary')).toContainText('$183.90');
  await expect(bar.locator('.summary-line')).toBeHidden();
  await bar.locator('summary').click();
  await expect(bar.locator('.summary-line')).toContainText('Arco shell armchair');
  await expect(page.locator('aside.order-summary')).toBeHidden();
});
