import path from 'node:path';
import { defineConfig, devices } from '@playwright/test';

// Where the shop answers. SERVER=running says that somebody else starts it (`cargo leptos end-to-end` does); otherwise the release
// is served from an empty data folder, unless a shop answers there already.
const baseURL = process.env.BASE_URL ??= 'http://127.0.0.1:3000';
const serverIsRunning = process.env.SERVER === 'running';
// The server writes here, journeys read here (e-mail, for example): DATA_DIR/mail holds one file per message.
process.env.DATA_DIR ??= path.join(import.meta.dirname, serverIsRunning ? '../data' : '.data/shop');

export default defineConfig({
  testDir: './tests',
  outputDir: './test-results',
  // The shop's state is shared, and the machine has two cores: one browser at a time, and no second chances.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: !!process.env.CI,
  timeout: 30_000,
  expect: { timeout: 5_000 },
  reporter: [
    ['list'],
    ['json', { outputFile: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ?? 'test-results/report.json' }],
  ],
  use: {
    ...devices['Desktop Chrome'],
    baseURL,
    viewport: { width: 1366, height: 768 },
    locale: 'en-US',
    timezoneId: 'UTC',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  // By file name: cart.spec.ts, cart.nojs.spec.ts or cart.phone.spec.ts.
  projects: [
    { name: 'wasm', testMatch: '**/*.spec.ts', testIgnore: /\.(nojs|phone)\.spec\.ts$/ },
    { name: 'no-js', testMatch: '**/*.nojs.spec.ts', use: { javaScriptEnabled: false } },
    { name: 'phone', testMatch: '**/*.phone.spec.ts', use: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } },
  ],
  webServer: {
    command: serverIsRunning ? 'sleep infinity' : '../scripts/serve-for-tests',
    url: baseURL,
    reuseExistingServer: true,
    // Long enough to build the release first.
    timeout: serverIsRunning ? 120_000 : 1_800_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
    stdout: 'pipe',
  },
});
