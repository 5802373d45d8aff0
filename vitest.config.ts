import { defineConfig } from 'vitest/config'

// The workspaces are tested from their TypeScript sources: the private condition must reach Vite's
// resolver, its server-side resolver, and Node itself (workers and child processes of a test).
const condition = '@streamkit/source'
const conditions = [condition, 'module', 'node', 'development|production']

const unit = (name: string, root: string) => ({
  extends: true as const,
  test: { name, root, include: ['src/**/*.test.ts', 'test/**/*.test.ts'], exclude: ['test/packages/**'] },
})

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    execArgv: [`--conditions=${condition}`],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: { provider: 'v8', include: ['packages/*/src/**/*.ts', 'examples/*/src/**/*.ts'] },
    projects: [
      unit('core', 'packages/streamkit'),
      unit('postgres', 'packages/streamkit-postgres'),
      unit('kafka', 'packages/streamkit-kafka'),
      unit('parquet', 'packages/streamkit-parquet'),
      unit('example-ecommerce', 'examples/ecommerce'),
      unit('benchmarks', 'benchmarks'),
      {
        extends: true,
        test: {
          name: 'types',
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            checker: 'tsc',
            tsconfig: 'tsconfig.types.json',
            include: ['packages/*/src/**/*.test-d.ts', 'packages/*/test/**/*.test-d.ts'],
          },
        },
      },
    ],
  },
})
