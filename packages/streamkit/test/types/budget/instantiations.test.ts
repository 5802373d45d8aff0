import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../../tidy/repository.ts'

// The time that an editor takes to answer grows with what the compiler instantiates; a count is the same on every machine.

const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const budget: { readonly pipelines: number } = JSON.parse(readFileSync(pathOf('./instantiations.json'), 'utf8'))

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamkit-types-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** How many types and signatures the compiler instantiates for a program. Throws what it has to say against it. */
function instantiations(program: string): number {
  const config = join(folder, 'tsconfig.json')
  writeFileSync(config, JSON.stringify({ ...settings, files: [program] }))
  const compiler = join(root, 'node_modules/.bin/tsc')
  const args = [compiler, '-p', config, '--extendedDiagnostics', '--singleThreaded', '--pretty', 'false']
  const printed = execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  return Number(/^Instantiations:\s+(\d+)/m.exec(printed)?.[1])
}

test('typical pipelines cost the compiler no more than was agreed', () => {
  const library = instantiations(join(root, 'packages/streamkit/src/index.ts'))
  const pipelines = instantiations(pathOf('./pipelines.ts')) - library
  expect(
    pipelines,
    `instantiations of the pipelines; the budget is in ${pathOf('./instantiations.json')}`,
  ).toBeLessThan(budget.pipelines)
  // A budget that is far too high would watch over nothing.
  expect(pipelines).toBeGreaterThan(budget.pipelines / 2)
})

const settings = {
  extends: join(root, 'tsconfig.base.json'),
  compilerOptions: {
    composite: false,
    declaration: false,
    declarationMap: false,
    emitDeclarationOnly: false,
    isolatedDeclarations: false,
    noEmit: true,
    allowImportingTsExtensions: true,
    rewriteRelativeImportExtensions: false,
    typeRoots: [join(root, 'node_modules/@types')],
  },
}
