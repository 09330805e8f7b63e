import { expect, test } from './shop.js';

/** A page of the shop as a crawler sees it. */
interface Crawled {
  html: string;
  ids: Set<string>;
}

const unescaped = (text: string) => text.replaceAll('&amp;', '&').replaceAll('&#x2F;', '/').replaceAll('&quot;', '"');

/** Addresses in attributes that a browser follows or loads, and in structured data. */
function addressesIn(html: string): string[] {
  const single = [...html.matchAll(/<(?!form)[a-z-]+\b[^>]*?\s(?:href|src|poster|formaction)="([^"]+)"/g)].map((found) => found[1]!);
  const further = [...html.matchAll(/<(?:a|link|img|source)\b[^>]*\s(?:href|src)="([^"]+)"/g)].map((found) => found[1]!);
  const sets = [...html.matchAll(/\s(?:imagesrcset|srcset)="([^"]+)"/g)].flatMap((found) => found[1]!.split(',').map((part) => part.trim().split(/\s+/)[0]!));
  const forms = [...html.matchAll(/<form\b([^>]*)>/g)].filter(([, given]) => !/method="post"|method="dialog"/.test(given!)).flatMap(([, given]) => given!.match(/action="([^"]+)"/)?.[1] ?? []);
  const images = [...html.matchAll(/<meta property="og:(?:image|url)" content="([^"]+)"/g)].map((found) => found[1]!);
  const data = [...html.matchAll(/<script type="application\/ld\+json"[^>]*>(.*?)<\/script>/gs)].flatMap((found) => [...found[1]!.matchAll(/"(https?:[^"]+)"/g)].map((url) => url[1]!));
  // What a reader is to fill in (`{search_term_string}` in structured data) leads nowhere yet.
  return [...single, ...further, ...sets, ...forms, ...images, ...data].map(unescaped).filter((address) => !address.includes('{'));
}

class Crawl {
  readonly pages = new Map<string, Crawled>();
  readonly problems: string[] = [];
  private readonly asked = new Map<string, Promise<Crawled | null>>();
  links = 0;

  constructor(private readonly origin: string) {}

  /** Looks at what a page leads to, and at what those lead to, until there is nothing new. */
  async from(starts: string[]): Promise<void> {
    let next = starts.map((path) => ({ url: new URL(path, this.origin), on: 'the start' }));
    while (next.length) {
      const found: typeof next = [];
      for (let at = 0; at < next.length; at += 8) {
        const part = next.slice(at, at + 8);
        await Promise.all(part.map(async ({ url, on }) => found.push(...(await this.follow(url, on)))));
      }
      next = found;
    }
  }

  private async follow(url: URL, on: string): Promise<{ url: URL; on: string }[]> {
    const key = url.pathname + url.search;
    const isNew = !this.asked.has(key);
    if (isNew) this.asked.set(key, this.load(key, on));
    const page = await this.asked.get(key)!;
    const id = decodeURIComponent(url.hash.slice(1));
    if (page && id && !page.ids.has(id)) this.problems.push(`${on}: ${key} has no element with the id ${id}`);
    // Choices of filters multiply: each that a page offers is tried, the pages behind them are not asked for theirs.
    if (!isNew || !page || /\?(?!page=\d+$)/.test(key)) return [];
    return addressesIn(page.html).flatMap((address) => {
      const to = new URL(address, url);
      this.links++;
      return to.origin === this.origin ? [{ url: to, on: key }] : [];
    });
  }

  private async load(key: string, on: string): Promise<Crawled | null> {
    const answer = await fetch(this.origin + key, { headers: { accept: 'text/html' } });
    const isPage = answer.headers.get('content-type')?.startsWith('text/html');
    const text = isPage ? await answer.text() : (await answer.arrayBuffer(), '');
    if (!answer.ok) this.problems.push(`${on}: ${key} answers ${answer.status}`);
    // The cart is empty and the checkout leads there; both are what a link may do.
    if (!isPage || !answer.ok) return null;
    const page = { html: text, ids: new Set([...text.matchAll(/\sid="([^"]*)"/g)].map((found) => unescaped(found[1]!))) };
    this.pages.set(key, page);
    return page;
  }
}

/** What search engines are told of, where there is a sitemap; the front pages anyway. */
async function starts(origin: string): Promise<string[]> {
  const paths = ['/en', '/pt-br', '/zh-hans', '/ru'];
  const sitemap = await fetch(`${origin}/sitemap.xml`);
  if (!sitemap.ok) return paths;
  const text = await sitemap.text();
  return [...paths, ...[...text.matchAll(/(?:<loc>|href=")(https?:[^<"]+)/g)].map((found) => unescaped(found[1]!))];
}

let crawl: Crawl;

test.describe('a crawl through every page', () => {
  test.describe.configure({ mode: 'serial', timeout: 120_000 });

  test('every internal link, picture, script and fragment resolves', async () => {
    const origin = new URL(process.env.BASE_URL!).origin;
    crawl = new Crawl(origin);
    await crawl.from(await starts(origin));
    console.log(`links: ${crawl.pages.size} pages, ${crawl.links} links followed`);
    expect(crawl.problems).toEqual([]);
    // All products, in four languages, were among them.
    expect([...crawl.pages.keys()].filter((path) => /^\/[a-z-]+\/p\/[^?]+$/.test(path)).length).toBeGreaterThan(100);
  });

  test('languages name each other: absolute, reciprocal, with a default and themselves', async () => {
    const origin = new URL(process.env.BASE_URL!).origin;
    const alternates = new Map<string, Map<string, string>>();
    for (const [path, { html }] of crawl.pages) {
      const own = [...html.matchAll(/<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"/g)];
      if (own.length) alternates.set(origin + path, new Map(own.map(([, tag, href]) => [tag!, unescaped(href!)])));
    }
    const problems: string[] = [];
    for (const [address, languages] of alternates) {
      const canonical = unescaped(crawl.pages.get(address.slice(origin.length))!.html.match(/<link rel="canonical" href="([^"]+)"/)?.[1] ?? '');
      if (canonical !== address) continue;
      const all = JSON.stringify([...languages].sort());
      for (const tag of ['en', 'pt-BR', 'zh-Hans', 'ru', 'x-default']) if (!languages.has(tag)) problems.push(`${address}: no ${tag}`);
      if (![...languages.values()].includes(address)) problems.push(`${address} does not name itself`);
      for (const [tag, href] of languages) {
        if (!href.startsWith(`${origin}/`)) problems.push(`${address}: ${tag} is ${href}, not absolute`);
        const back = alternates.get(href);
        if (!back) problems.push(`${address}: ${tag} is ${href}, which names no languages`);
        else if (JSON.stringify([...back].sort()) !== all) problems.push(`${address}: ${href} names other pages`);
      }
    }
    expect(problems).toEqual([]);
    expect(alternates.size).toBeGreaterThan(150);
  });

  test('each page that may be listed has a title and a description of its own', async () => {
    const origin = new URL(process.env.BASE_URL!).origin;
    for (const part of [/<title>([^<]*)<\/title>/, /<meta name="description" content="([^"]*)"/]) {
      const places = new Map<string, string[]>();
      for (const [path, { html }] of crawl.pages) {
        if (/<meta name="robots" content="noindex/.test(html)) continue;
        if (unescaped(html.match(/<link rel="canonical" href="([^"]+)"/)?.[1] ?? '') !== origin + path) continue;
        const text = html.match(part)?.[1] ?? '';
        const lang = path.split('/')[1];
        places.set(`${lang} ${text}`, [...(places.get(`${lang} ${text}`) ?? []), path]);
      }
      expect(places.size).toBeGreaterThan(150);
      expect([...places].filter(([, paths]) => paths.length > 1).map(([text, paths]) => `${text}: ${paths.join(', ')}`)).toEqual([]);
    }
  });
});
