import { posix } from 'node:path'
import { functionsOf } from './functions.ts'
import { importsOf } from './imports.ts'
import { codeLines, type SourceFile } from './source-file.ts'

/** The sizes of the house. */
export const limits = { fileLines: 300, testFileLines: 600, frameLines: 600, functionLines: 70, parameters: 3 } as const

/** TypeScript has no partial classes: all that a frame can do is one file. */
const framePath = 'packages/streamkit/src/api/data-frame.ts'

/** Files and functions that are too long, and functions that take too much. */
export function sizeViolations(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => {
    const lines = codeLines(file.code)
    // a test file is made of long lists of cases, a table of conditions is one list
    const limit = file.isTest ? limits.testFileLines : file.path === framePath ? limits.frameLines : limits.fileLines
    const isTable = file.path.endsWith('/conditions.ts')
    const tooLong = lines > limit && !isTable ? [`${file.path}: ${lines} lines of code, limit ${limit}`] : []
    return file.isTest ? tooLong : [...tooLong, ...functionViolations(file)]
  })
}

function functionViolations(file: SourceFile): readonly string[] {
  return functionsOf(file).flatMap((shape) => {
    const at = `${file.path}:${shape.line}`
    const long = shape.codeLines > limits.functionLines
    const wide = shape.parameters > limits.parameters
    return [
      ...(long ? [`${at}: a function of ${shape.codeLines} lines, limit ${limits.functionLines}`] : []),
      ...(wide ? [`${at}: ${shape.parameters} parameters, limit ${limits.parameters}: take an options object`] : []),
    ]
  })
}

const kebab = /^[a-z0-9]+(?:-[a-z0-9]+)*$/
const nameless = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'misc', 'shared', 'stuff'])

/** Files whose names are not kebab-case, or say nothing. */
export function nameViolations(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path }) => {
    const parts = path.replace(/(?:\.(?:test|test-d|bench))?\.ts$/, '').split('/')
    const wrong = parts.find((part) => !kebab.test(part))
    const name = parts.at(-1) as string
    return [
      ...(wrong === undefined ? [] : [`${path}: ${wrong} is not kebab-case`]),
      ...(nameless.has(name) ? [`${path}: ${name} does not say what is in it`] : []),
    ]
  })
}

/** Relative imports that do not name a TypeScript file as it is on disk. */
export function endingViolations(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) =>
    importsOf(file)
      .filter(({ specifier, target }) => target !== null && !/\.(?:ts|json)$/.test(posix.basename(specifier)))
      .map(({ specifier }) => `${file.path}: ${specifier} does not end in .ts`),
  )
}
