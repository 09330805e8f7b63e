import path from 'node:path';
import { defineConfig, type PlaywrightTestConfig } from '@playwright/test';
import shop from '../playwright.config.js';

type Use = NonNullable<PlaywrightTestConfig['use']>;

// A picture of every component (`/en/design`) and of the main pages, compared with those in `baselines`.
// scripts/pixels runs it; scripts/pixels --accept takes the new pictures over.
const widths = [360, 768, 1366];
const themes = ['light', 'dark'] as const;

export default defineConfig({
  ...shop,
  testDir: import.meta.dirname,
  testMatch: '*.spec.ts',
  outputDir: path.join(import.meta.dirname, 'differences'),
  reporter: [['list'], ['json', { outputFile: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ?? path.join(import.meta.dirname, 'differences/report.json') }]],
  snapshotPathTemplate: '{testDir}/baselines/{projectName}/{arg}{ext}',
  timeout: 120_000,
  webServer: { ...(shop.webServer as Extract<typeof shop.webServer, { command: string }>), cwd: path.join(import.meta.dirname, '..') },
  expect: {
    timeout: 10_000,
    toHaveScreenshot: {
      animations: 'disabled',
      caret: 'hide',
      scale: 'css',
      // A pixel may be off by what smoothing of a font's edge makes; more than a handful of such pixels is a change.
      threshold: 0.15,
      maxDiffPixels: 30,
      stylePath: path.join(import.meta.dirname, 'still.css'),
    },
  },
  use: {
    ...shop.use,
    // The shop's policy refuses the style that holds still; what it refuses of the shop's own is tested in ../tests.
    bypassCSP: true,
  },
  projects: [
    ...widths.flatMap((width) => themes.map((colorScheme) => ({ name: `${width}-${colorScheme}`, use: at(width, { colorScheme }) }))),
    // Components alone, for readers who need other colours than ours.
    { name: 'forced-colors', grep: /each component/, use: at(768, { contextOptions: { forcedColors: 'active' } }) },
    { name: 'more-contrast', grep: /each component/, use: at(768, { contextOptions: { contrast: 'more' } }) },
  ],
});

function at(width: number, more: Use): Use {
  const viewport = { width, height: width < 600 ? 740 : 768 };
  return { viewport, deviceScaleFactor: 1, ...more, contextOptions: { reducedMotion: 'reduce', ...more.contextOptions } };
}
