import { defineConfig } from 'vitest/config'

// The packages as they are published: packed, installed elsewhere and run without the source condition.
// Apart from the other tests, because the packages must have been built: `npm run test:packages` does both.
export default defineConfig({
  test: {
    name: 'packages',
    root: 'packages/streamkit',
    include: ['test/packages/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
