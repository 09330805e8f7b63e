import { CHAIR, GOOD_CARD, US, add, contact, expect, payButton, payWith, shipping, status, test } from './shop.js';

test('each step has an address, Back walks them, and what was typed is still there', async ({ page }) => {
  await add(page, CHAIR);
  await contact(page, 'en', 'steps@example.com');
  await shipping(page);
  await page.goBack();
  await expect(page).toHaveURL(/\/checkout\/shipping$/);
  await expect(page.locator('input[type=radio][value=standard]')).toBeChecked();
  await page.goBack();
  await expect(page).toHaveURL(/\/checkout\/contact$/);
  await page.reload();
  await expect(page.locator('[name=email]')).toHaveValue('steps@example.com');
  for (const [name, text] of Object.entries(US.fields)) await expect(page.locator(`[name=${name}]`)).toHaveValue(text);
});

test('finished steps fold to summaries that can be edited, the order stays in sight, nothing leads away', async ({ page }) => {
  await add(page, CHAIR);
  await contact(page, 'en', 'fold@example.com');
  await shipping(page);
  const finished = page.locator('main section.finished');
  await expect(finished).toHaveCount(2);
  await expect(finished.first()).toContainText('fold@example.com');
  await expect(finished.last()).toContainText(/\d/);
  await expect(page.locator('aside.order-summary')).toContainText('Arco shell armchair');
  await expect(page.locator('aside.order-summary')).toContainText('$183.90');
  await expect(page.locator('header nav')).toHaveCount(0);
  await expect(page.locator('header input')).toHaveCount(0);
  await finished.first().getByRole('link').click();
  await expect(page).toHaveURL(/\/checkout\/contact$/);
});

test('the contact form asks for little, in one column, with the right keyboards and names for filling in', async ({ page }) => {
  await add(page, CHAIR);
  await page.goto('/en/checkout/contact');
  await expect(page.locator('main')).toContainText(/guest|account/i);
  const fields = await page.locator('main form[action$="/api/checkout/contact"]').evaluate((form) =>
    [...form.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input:not([type=hidden], [type=checkbox]), select')]
      .filter((input) => input.checkVisibility())
      .map((input) => ({
        name: input.name,
        required: input.required || input.getAttribute('aria-required') === 'true' || !/optional/i.test(input.labels?.[0]?.textContent ?? ''),
        autocomplete: input.getAttribute('autocomplete'),
        type: input.getAttribute('type'),
        inputmode: input.getAttribute('inputmode'),
        left: Math.round(input.getBoundingClientRect().left),
      })),
  );
  const field = (name: string) => fields.find((field) => field.name === name)!;
  // Country is chosen, not typed; the rest of the address follows it.
  expect(fields.filter((field) => field.required && field.name !== 'country').length).toBeLessThanOrEqual(8);
  expect(new Set(fields.map(({ left }) => left)).size, 'one column').toBe(1);
  expect(field('email')).toMatchObject({ type: 'email', inputmode: 'email', autocomplete: 'email' });
  expect(field('name').autocomplete).toMatch(/name$/);
  expect(field('street').autocomplete).toMatch(/address-line1|street-address/);
  expect(field('postal_code').autocomplete).toMatch(/postal-code$/);
  expect(field('country').autocomplete).toMatch(/country$/);
  const order = fields.map(({ name }) => name);
  expect(order.indexOf('country')).toBeLessThan(order.indexOf('street'));
  expect(fields.filter(({ name, required }) => name === 'phone' && required)).toEqual([]);
  await expect(page.locator('[name=billing_same]')).toBeChecked();
  // Company and the second line are folded or not asked for.
  await expect(page.locator('[name=company]:visible, [name=line2]:visible')).toHaveCount(0);
});

test('shipping says when it arrives', async ({ page }) => {
  await add(page, CHAIR);
  await contact(page);
  for (const way of await page.locator('main form[action$="/api/checkout/shipping"] label').all()) await expect(way).toContainText(/\b(January|February|March|April|May|June|July|August|September|October|November|December|Mon|Tue|Wed|Thu|Fri|Sat|Sun)/);
});

test('the confirmation tells number, items, totals, address, arrival and the masked e-mail', async ({ page }) => {
  await add(page, CHAIR);
  await contact(page, 'en', 'confirmation@example.com');
  await shipping(page);
  await payButton(page).click();
  await payWith(page, GOOD_CARD);
  await expect(status(page)).toHaveText('Paid');
  const main = page.locator('main');
  for (const text of ['TEST-', 'Arco shell armchair', '$183.90', '548 Market Street', 'c•']) await expect(main).toContainText(text);
  await expect(main).not.toContainText('confirmation@example.com');
  await expect(main).toContainText(/arriv/i);
});
