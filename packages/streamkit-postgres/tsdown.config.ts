import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/embedded.ts'],
  format: 'esm',
  platform: 'node',
  target: 'node22.12',
  tsconfig: 'tsconfig.src.json',
  dts: true,
  sourcemap: true,
  fixedExtension: false,
})
