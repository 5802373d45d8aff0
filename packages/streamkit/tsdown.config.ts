import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: [
    'src/index.ts',
    'src/connector.ts',
    'src/testing.ts',
    'src/metrics.ts',
    'src/state-lmdb.ts',
    'src/otel.ts',
    'src/cli.ts',
  ],
  format: 'esm',
  platform: 'node',
  target: 'node22.12',
  tsconfig: 'tsconfig.src.json',
  dts: true,
  sourcemap: true,
  // The sources are in the package beside the maps: they need not be there twice.
  outputOptions: { sourcemapExcludeSources: true },
  fixedExtension: false,
  // The files of the live page lie beside the chunk that serves them.
  copy: [{ from: 'src/ui/page', to: 'dist' }],
})
