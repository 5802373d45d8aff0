import { expect, test } from 'vitest'
import { blankText } from './blank-text.ts'
import { conditionViolations } from './condition-use.ts'
import { functionsOf } from './functions.ts'
import { importsOf } from './imports.ts'
import { layerViolations, workspaceViolations } from './layers.ts'
import { ambientViolations, packageViolations } from './packages.ts'
import { cycleViolations, deadFiles } from './reach.ts'
import type { Manifest } from './repository.ts'
import { endingViolations, nameViolations, sizeViolations } from './shape.ts'
import { sourceFile } from './source-file.ts'
import { registryViolations, wordViolations } from './words.ts'

// A rule that finds nothing proves little until it has found a fault that was planted.

const core = 'packages/streamkit/src'
const file = (path: string, text: string) => sourceFile(path, text)
const manifest: Manifest = {
  name: '@streamkit/core',
  exports: { '.': { '@streamkit/source': './src/index.ts' }, './package.json': './package.json' },
  dependencies: { rxjs: '7', zod: '4' },
}
const manifests = new Map([['packages/streamkit', manifest]])

test('comments and literals are blanked, code stays in its place', () => {
  const { code, bare } = blankText(`a /* b */ 'c' // d\n\`e\${f({g: 1})}h\` / 2 /i; x = /[/'"]/.y`)
  expect(code).toBe(`a         'c'     \n\`e\${f({g: 1})}h\` / 2 /i; x = /[/'"]/.y`)
  expect(bare).toBe(`a         ' '     \n\`  {f({g: 1})} \` / 2 /i; x = /     /.y`)
})

test('imports of every form are found, and none in comments or strings', () => {
  const found = importsOf(
    file(
      `${core}/plan/a.ts`,
      `import { b, type C } from './b.ts'
import type { D } from '../types/d.ts'
import 'e'
export * from './f.ts'
export const g = await import('./g.ts')
type H = import('./h.ts').H
const w = new Worker(new URL('./w.ts', import.meta.url))
// import './no.ts'
const no = "import './no.ts'"`,
    ),
  )
  expect(found.map((i) => i.target ?? i.specifier).sort()).toEqual([
    'e',
    ...['b', 'f', 'g', 'h', 'w'].map((name) => `${core}/plan/${name}.ts`),
    `${core}/types/d.ts`,
  ])
})

test('functions of every form are measured', () => {
  const text = `function a(x: Map<A, B>, y = [1, 2]): { r: number } | null {
  // why
  if (x) { return null }

  return f(x, y, 1, 2)
}
class K { m(a: A, b: B, c: C, d: D): asserts a is B { a() } }
const g = <T>(a: T, b: T): Promise<(x: T) => void> => { a }
const h = (a, b) => a + b
function i(): (x: X) => Y { return j }
const k = c ? (d) : { e: 1 }`
  expect(functionsOf(file(`${core}/plan/a.ts`, text))).toEqual([
    { line: 1, parameters: 2, codeLines: 4 },
    { line: 7, parameters: 4, codeLines: 1 },
    { line: 8, parameters: 2, codeLines: 1 },
    { line: 8, parameters: 1, codeLines: 0 },
    { line: 9, parameters: 2, codeLines: 0 },
    { line: 10, parameters: 0, codeLines: 1 },
    { line: 10, parameters: 1, codeLines: 0 },
  ])
})

test.each([
  ['plan/a.ts', '../api/data-frame.ts'],
  ['types/a.ts', '../columnar/column-batch.ts'],
  ['api/a.ts', '../execution/trigger.ts'],
  ['execution/a.ts', '../api/column.ts'],
  ['execution/a.ts', '../state/memory-state-store.ts'],
  ['state/a.ts', '../plan/logical-plan.ts'],
  ['state/a.ts', '../metrics/metrics.ts'],
  ['connectors/csv/a.ts', '../memory/memory-sink.ts'],
  ['connectors/csv/a.ts', '../file/file-source.ts'],
  ['session/a.ts', '../index.ts'],
  ['cellar/a.ts', '../types/data-type.ts'],
])('%s may not import %s, types included', (path, specifier) => {
  expect(layerViolations([file(`${core}/${path}`, `import type { X } from '${specifier}'`)])).toHaveLength(1)
})

test.each([
  ['physical/operators/a.ts', '../planner.ts'],
  ['physical/a.ts', '../plan/logical-plan.ts'],
  ['connectors/csv/a.ts', './csv-options.ts'],
  ['session/a.ts', '../connectors/csv/csv-source.ts'],
  ['index.ts', './session/session.ts'],
])('%s may import %s', (path, specifier) => {
  expect(layerViolations([file(`${core}/${path}`, `import { X } from '${specifier}'`)])).toEqual([])
})

test('a connector package sees the two doors of the core only', () => {
  const path = 'packages/streamkit-postgres/src/sink.ts'
  const text = `import { a } from '@streamkit/core/connector'
import { b } from '@streamkit/core/testing'
import { c } from '../../streamkit/src/plan/logical-plan.ts'`
  expect(workspaceViolations([file(path, text)])).toHaveLength(2)
  expect(workspaceViolations([file(`${core}/plan/a.ts`, `import '@streamkit/postgres'`)])).toHaveLength(1)
})

test('a third-party package in two files, or in no package.json, is found', () => {
  const files = [
    file(`${core}/types/a.ts`, `import { z } from 'zod'\nimport { of } from 'rxjs'`),
    file(`${core}/types/b.ts`, `import type { z } from 'zod/v4'\nimport { of } from 'rxjs'\nimport 'left-pad'`),
  ]
  expect(packageViolations(files, manifests)).toEqual([
    `${core}/types/b.ts: left-pad is not a dependency`,
    `packages/streamkit: zod is imported in 2 files: ${core}/types/a.ts, ${core}/types/b.ts`,
  ])
})

test.each(['Date.now()', 'new Date()', 'Math.random()', 'setTimeout(f, 1)', "import { open } from 'node:fs/promises'"])(
  '%s in the engine is found',
  (text) => expect(ambientViolations([file(`${core}/execution/a.ts`, text)])).toHaveLength(1),
)

test('what the engine may do with dates and pure modules is not found', () => {
  const text = `import { join } from 'node:path'\nconst d = new Date(1)\n// Date.now()`
  expect(ambientViolations([file(`${core}/execution/a.ts`, text)])).toEqual([])
})

test('long files, long functions and long parameter lists are found', () => {
  const lines = (count: number) => 'x\n'.repeat(count)
  expect(sizeViolations([file(`${core}/plan/a.ts`, `${lines(300)}// comment\n\n`)])).toEqual([])
  expect(sizeViolations([file(`${core}/plan/a.ts`, lines(301))])).toHaveLength(1)
  expect(sizeViolations([file(`${core}/plan/a.ts`, `function f(a, b, c) {\n${lines(68)}}`)])).toEqual([])
  expect(sizeViolations([file(`${core}/plan/a.ts`, `function f(a, b, c) {\n${lines(69)}}`)])).toHaveLength(1)
  expect(sizeViolations([file(`${core}/plan/a.ts`, 'const f = (a, b, c, d) => a')])).toHaveLength(1)
})

test('bad names and endings are found', () => {
  expect(nameViolations([file(`${core}/plan/utils.ts`, ''), file(`${core}/plan/LogicalPlan.ts`, '')])).toHaveLength(2)
  expect(nameViolations([file(`${core}/util/binary-heap.test.ts`, '')])).toEqual([])
  expect(endingViolations([file(`${core}/plan/a.ts`, `import './b.js'\nimport './c'\nimport './d.ts'`)])).toHaveLength(
    2,
  )
})

test('a circle is found, types included', () => {
  const files = [
    file(`${core}/plan/a.ts`, `import './b.ts'`),
    file(`${core}/plan/b.ts`, `import type { A } from './c.ts'`),
    file(`${core}/plan/c.ts`, `import './a.ts'`),
    file(`${core}/plan/d.ts`, `import './a.ts'`),
  ]
  expect(cycleViolations(files)).toEqual([
    `circle: ${files
      .slice(0, 3)
      .map((f) => f.path)
      .join(' -> ')}`,
  ])
})

test('a file that only its test imports is dead, and so is an import of nothing', () => {
  const files = [
    file(`${core}/index.ts`, `export * from './plan/a.ts'\nexport * from './plan/gone.ts'`),
    file(`${core}/plan/a.ts`, ''),
    file(`${core}/plan/b.ts`, ''),
    file(`${core}/plan/b.test.ts`, `import './b.ts'`),
  ]
  expect(deadFiles(files, manifests)).toEqual([
    `${core}/plan/b.ts: no entry point leads to it`,
    `${core}/plan/gone.ts: imported, but not there`,
  ])
})

test('conditions that are undeclared, unused, unsorted or unnamed are found', () => {
  const conditions = { B_USED: { template: 'b', sqlState: '42000' }, A_UNUSED: { template: 'a', sqlState: '4' } }
  const text = `throw new AnalysisException('B_USED', {})\nthrow failure('NOT_DECLARED', {})\nthrow new Error('prose')`
  const path = `${core}/errors/conditions.ts`
  expect(conditionViolations([file(`${core}/plan/a.ts`, text)], [{ path, conditions }])).toEqual([
    `${core}/plan/a.ts:2: NOT_DECLARED is in no table of conditions`,
    `${core}/plan/a.ts:3: an error without a condition`,
    `${path}: A_UNUSED is used nowhere`,
    `${path}: A_UNUSED has no SQLSTATE of five characters`,
    `${path}: A_UNUSED is not in alphabetical order`,
  ])
})

test('leftovers, machine paths and registries are found', () => {
  const [todo, home] = [`// ${'TO'}${'DO'}: later`, `see ${'/home'}${'/me/x'}`]
  expect(wordViolations([{ path: 'a.md', text: `${todo}\n${home}\nfine: TODOS, https://x.y/home/page` }])).toHaveLength(
    2,
  )
  expect(registryViolations({ path: 'lock', text: '"resolved": "https://r.example/a.tgz"' })).toHaveLength(1)
})
