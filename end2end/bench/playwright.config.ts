// How the browser benchmarks run: `make figures`, on the release server, one after the other, nothing beside them.
import { defineConfig } from '@playwright/test'
import base from '../playwright.config.ts'

export default defineConfig({
  ...base,
  testDir: '.',
  testMatch: '*.bench.ts',
  outputDir: '../test-results/bench',
  workers: 1,
  fullyParallel: false,
  timeout: 600_000,
  reporter: [['line']],
  use: { ...base.use, trace: 'off', screenshot: 'off' },
})
