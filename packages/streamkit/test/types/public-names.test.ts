import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

// Every public method and function has a type test that compiles and one that must not. Names are read from the text: of the entry points what they export, of each its declaration.

const at = (path: string) => new URL(path, import.meta.url)
const read = (path: string) => readFileSync(at(path), 'utf8')
const withoutComments = (text: string) => text.replace(/\/\*.*?\*\//gs, '').replace(/^\s*\/\/.*$/gm, '')

/** Exported names of an entry point, with their files. */
function exportsOf(entry: string): readonly (readonly [name: string, file: string])[] {
  return [...read(entry).matchAll(/^export (?:type )?\{([^}]*)\} from '\.\/(.+?)'/gm)].flatMap(([, names = '', file]) =>
    names
      .split(',')
      .map((name) => name.trim().replace(/^type /, ''))
      .filter((name) => name !== '')
      .map((name) => [name, `../../src/${file}`] as const),
  )
}

/** A function by its name, a class or an interface by its methods. */
function publicNames(name: string, file: string): readonly string[] {
  const text = withoutComments(read(file))
  if (new RegExp(`^export function\\*? ${name}\\b`, 'm').test(text)) return [name]
  const declared = new RegExp(`^export (?:abstract )?(?:class|interface) ${name}\\b.*?^\\}`, 'ms').exec(text)
  const methods = declared?.[0].matchAll(
    /^ {2}(?:(?:override|abstract|async) )*\*?(?:get )?([a-z]\w*)(?:<.*)?(?:\(|$|<)/gm,
  )
  return [...new Set([...(methods ?? [])].map(([, method = '']) => method))]
    .filter((method) => method !== 'constructor')
    .map((method) => `${name}.${method}`)
}

const typeTests = readdirSync(at('.')).filter((file) => file.endsWith('.test-d.ts'))
const lines = typeTests.flatMap((file) =>
  read(`./${file}`)
    .replace(/^import.*?from '.*?'$/gms, '')
    .split('\n'),
)
const refusedText = lines.flatMap((line, i) => (line.includes('@ts-expect-error') ? statementAt(i + 1) : [])).join('\n')
const allText = withoutComments(lines.join('\n'))

/** The lines of the statement that begins there. */
function statementAt(start: number): readonly string[] {
  const end = lines.findIndex((line, i) => i > start && /^\s*(?:$|\/\/|\}\)|[a-z])/.test(line))
  return lines.slice(start, end === -1 ? undefined : end)
}

/** Nothing can be given to a getter. */
const isGetter = (name: string) =>
  /^(?:DataFrame\.(?:logicalPlan|runtime|schema|columns|na)|Session\.streams|Decimal\.precision|\w+\.grouping)$/.test(
    name,
  )
const isNamed = (text: string, name: string) => new RegExp(`\\b${name.replace(/^.*\./, '')}\\b`).test(text)
const names = ['../../src/index.ts', '../../src/testing.ts']
  .flatMap(exportsOf)
  .flatMap(([name, file]) => publicNames(name, file))

describe('public names', () => {
  test('are found', () => {
    expect(names).toEqual(
      expect.arrayContaining(['DataFrame.join', 'Column.as', 'GroupedData.agg', 'window', 'testStream']),
    )
    expect(names.length).toBeGreaterThan(250)
  })
  test('are in a type test', () => {
    expect(names.filter((name) => !isNamed(allText, name))).toEqual([])
  })
  test('are in a type test that must not compile', () => {
    expect(names.filter((name) => !isGetter(name) && !isNamed(refusedText, name))).toEqual([])
  })
})
