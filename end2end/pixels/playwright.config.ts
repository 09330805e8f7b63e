import path from 'node:path';
import { defineConfig } from '@playwright/test';
import shop from '../playwright.config.js';

// A picture of every component (`/en/design`) and of the main pages, compared with those in `baselines`.
// scripts/pixels runs it; scripts/pixels --accept takes the new pictures over.
const widths = [360, 768, 1366];
const themes = ['light', 'dark'] as const;

export default defineConfig({
  ...shop,
  testDir: import.meta.dirname,
  outputDir: path.join(import.meta.dirname, 'differences'),
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
  projects: widths.flatMap((width) =>
    themes.map((colorScheme) => ({
      name: `${width}-${colorScheme}`,
      testMatch: '*.spec.ts',
      use: { viewport: { width, height: width < 600 ? 740 : 768 }, deviceScaleFactor: 1, colorScheme, contextOptions: { reducedMotion: 'reduce' as const } },
    })),
  ),
});
