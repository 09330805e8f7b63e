import { HtmlValidate, type ConfigData } from 'html-validate';
import { expect, sights, test } from './states.js';

/** The recommended rules and those for assistive technology; what is switched off has its reason. */
const RULES: ConfigData = {
  extends: ['html-validate:recommended', 'html-validate:a11y'],
  rules: {
    // Taste in writing, which no browser and no reader of the page meets: Leptos writes the markup, not we.
    'attribute-boolean-style': 'off',
    // Boxes of one facet have one name: any of them will do.
    'form-dup-name': ['error', { shared: ['radio', 'checkbox', 'button', 'submit', 'reset'] }],
    'attribute-empty-style': 'off',
    'attr-quotes': 'off',
    'doctype-style': 'off',
    'no-trailing-whitespace': 'off',
    'void-style': 'off',
    'no-implicit-button-type': 'off', // A button in a form sends it: that is what ours are for.
    // Lists may have a name, and ours with more than one on a page do.
    'aria-label-misuse': ['error', { allowAnyNamable: true }],
    'long-title': 'off', // A product's name is as long as it is; search engines cut where they please.
    'tel-non-breaking': 'off', // Line breaks are a matter of style, and the only numbers here are an order's.
    'no-redundant-for': 'off', // A label around its input that names it as well: software that is spoken to knows the one or the other.
    // Wants hashes of files that are our own, from our own origin, named by their content.
    'require-sri': 'off',
  },
  elements: [
    'html5',
    {
      // Leptos' marker around what the browser hydrates; it is `display: contents`, so it may be wherever its content may be.
      'leptos-island': { flow: true, phrasing: true, transparent: true },
    },
  ],
};

test('the HTML of every page is valid, as the server sends it', async ({ page, stage }) => {
  test.setTimeout(180_000);
  const validator = new HtmlValidate(RULES);
  // The validator itself: a page that is wrong is found.
  expect((await validator.validateString('<p><div></div></p><img src="x">')).errorCount).toBeGreaterThan(1);
  const found: string[] = [];
  const list = sights();
  for (const sight of list) {
    await stage.show(sight, page.context(), async (path) => {
      const answer = await page.request.get(path, { headers: { accept: 'text/html' } });
      expect.soft(answer.status(), sight.title).toBe(sight.state.status ?? 200);
      const report = await validator.validateString(comments(await answer.text()), sight.title);
      for (const { messages } of report.results) found.push(...messages.map(({ ruleId, message, selector }) => `${sight.title}: ${ruleId}: ${message} (${selector})`));
    });
  }
  console.log(`HTML: ${list.length} page states checked`);
  expect(found).toEqual([]);
});

/** Leptos marks places by `<!>`; by the standard every browser reads that as an empty comment, but it is a slip all the same. */
function comments(html: string): string {
  return html.replaceAll('<!>', '<!---->');
}
