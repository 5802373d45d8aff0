import { expect, test } from 'vitest'
import { type ConditionFile, conditionViolations } from './tidy/condition-use.ts'
import { exceptions, mostExceptions } from './tidy/exceptions.ts'
import { importsOf } from './tidy/imports.ts'
import { layerViolations, workspaceViolations } from './tidy/layers.ts'
import { ambientViolations, packageViolations, staleAllowances } from './tidy/packages.ts'
import { cycleViolations, deadFiles } from './tidy/reach.ts'
import { manifests, readText, root, sourceFiles, textFiles } from './tidy/repository.ts'
import { endingViolations, nameViolations, sizeViolations } from './tidy/shape.ts'
import { registryViolations, wordViolations } from './tidy/words.ts'

// The rules of the house, read from the text of the files: no compiler, well under a second.

const tolerated = new Set<string>()

/** What is wrong, without what is on the list of exceptions. */
function wrong(violations: readonly string[]): readonly string[] {
  return violations.filter((violation) => {
    const exception = exceptions.find(({ where }) => violation.startsWith(`${where}:`))
    if (exception !== undefined) tolerated.add(exception.where)
    return exception === undefined
  })
}

test('the rules see the files of every workspace and their imports', () => {
  for (const workspace of [
    'packages/streamkit',
    'packages/streamkit-postgres',
    'packages/streamkit-kafka',
    'packages/streamkit-parquet',
  ]) {
    const files = sourceFiles.filter((file) => file.workspace === workspace && !file.isTest)
    expect(files.length, workspace).toBeGreaterThan(0)
    expect(manifests.get(workspace)?.name).toMatch(/^@streamkit\//)
  }
  expect(sourceFiles.length).toBeGreaterThan(10)
  expect(sourceFiles.flatMap(importsOf).length).toBeGreaterThan(20)
  expect(textFiles).toEqual(expect.arrayContaining(['package.json', 'CONTRIBUTING.md', '.ci/run']))
})

test('imports follow the layers of the core', () => {
  expect(wrong(layerViolations(sourceFiles))).toEqual([])
})

test('workspaces meet through the doors of packages', () => {
  expect(wrong(workspaceViolations(sourceFiles))).toEqual([])
})

test('no files import each other in a circle', () => {
  expect(wrong(cycleViolations(sourceFiles))).toEqual([])
})

test('a third-party package is declared and lives in one file', () => {
  expect(wrong(packageViolations(sourceFiles, manifests))).toEqual([])
  expect(staleAllowances(sourceFiles)).toEqual([])
})

test('files, time and randomness come through the contracts', () => {
  expect(wrong(ambientViolations(sourceFiles))).toEqual([])
})

test('files and functions are small and functions take few parameters', () => {
  expect(wrong(sizeViolations(sourceFiles))).toEqual([])
})

test('names of files are kebab-case and say what is inside', () => {
  expect(wrong(nameViolations(sourceFiles))).toEqual([])
})

test('imports name TypeScript files as they are on disk', () => {
  expect(wrong(endingViolations(sourceFiles))).toEqual([])
})

test('every error has a condition that is declared, and every condition is used', async () => {
  const paths = sourceFiles.map((file) => file.path).filter((path) => /^packages\/.*\/conditions\.ts$/.test(path))
  const tables = await Promise.all(
    paths.map(async (path): Promise<ConditionFile> => {
      const { conditions } = (await import(`${root}${path}`)) as Pick<ConditionFile, 'conditions'>
      return { path, conditions }
    }),
  )
  expect(wrong(conditionViolations(sourceFiles, tables))).toEqual([])
})

test('an entry point leads to every source file', () => {
  expect(wrong(deadFiles(sourceFiles, manifests))).toEqual([])
})

test('nothing is left undone and no text knows a machine', () => {
  const files = textFiles.filter((path) => path !== 'package-lock.json').map((path) => ({ path, text: readText(path) }))
  expect(wrong(wordViolations(files))).toEqual([])
})

test('the lock file names no registry', () => {
  const path = 'package-lock.json'
  expect(registryViolations({ path, text: readText(path) })).toEqual([])
})

test('the list of exceptions only shrinks', () => {
  expect(exceptions.filter(({ where }) => !tolerated.has(where))).toEqual([])
  expect(exceptions.length).toBeLessThanOrEqual(mostExceptions)
})
