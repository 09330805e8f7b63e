import { CHAIR, add, change, expect, test } from './shop.js';

test('an added product opens the drawer and is counted', async ({ page }) => {
  await page.goto(CHAIR);
  await page.locator('form[action$="/api/cart/add"] button[type=submit]').click();
  const drawer = page.getByRole('dialog');
  await expect(drawer).toBeVisible();
  await expect(drawer).toContainText('Arco shell armchair');
  await page.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
  await expect(page.locator('header a[href$="/cart"]')).toContainText('1');
});

test('a quantity saves itself, a removal can be undone', async ({ page }) => {
  await add(page, CHAIR);
  await page.goto('/en/cart');
  await page.locator('main [name=quantity]').fill('3');
  await page.locator('main [name=quantity]').blur();
  await expect(page.locator('main')).toContainText('$537.00');
  await page.getByRole('button', { name: /Remove/ }).click();
  await expect(page.locator('main')).toContainText('removed');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('main')).toContainText('$537.00');
  await expect(page.getByRole('button', { name: 'Remove Arco shell armchair' })).toBeFocused();
  await page.reload();
  await expect(page.locator('main')).toContainText('$537.00');
});

test('when the server refuses, the page rolls back and says why', async ({ page, watch }) => {
  watch.expected.push('422');
  await add(page, CHAIR);
  await page.goto('/en/cart');
  await expect(page.locator('main [name=quantity]')).toHaveValue('1');
  change(`UPDATE variants SET stock = 0 WHERE sku = 'ARC-CHR-BLK'`);
  try {
    await page.locator('main [name=quantity]').fill('2');
    await page.locator('main [name=quantity]').blur();
    await expect(page.locator('body')).toContainText(/sold out/i);
    await expect(page.locator('main [name=quantity]')).toHaveValue('1');
  } finally {
    change(`UPDATE variants SET stock = 26 WHERE sku = 'ARC-CHR-BLK'`);
  }
});

test('the cart offers a next step when it is empty, and a way to every product when not', async ({ page }) => {
  await page.goto('/en/cart');
  await expect(page.locator('.empty .category-tile')).toHaveCount(6);
  await add(page, CHAIR);
  await page.goto('/en/cart');
  await expect(page.locator('.empty')).toBeHidden();
  await expect(page.locator('.cart-summary .promises')).toContainText('Arrives');
  // The link of the name lies over the picture.
  await page.locator('.cart-line .thumb').click({ force: true });
  await expect(page).toHaveURL(CHAIR);
});
