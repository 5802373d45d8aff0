import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readText, root } from '../tidy/repository.ts'

/** An exported function and what its comment says of it. */
export interface FunctionDoc {
  readonly name: string
  readonly file: string
  /** Spark's names of it, as the comment gives them. */
  readonly spark: string
  /** What stands between name and body. */
  readonly signature: string
  /** The first paragraph, without Spark's name. */
  readonly summary: string
  /** Lines `code // => value` of the example. */
  readonly examples: readonly FunctionExample[]
}
export interface FunctionExample {
  readonly code: string
  readonly expected: string
}

const folder = 'packages/streamkit/src/api/functions'

/** All column functions, by file and in their order there. */
export function functionDocs(): readonly FunctionDoc[] {
  return readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.ts') && !file.includes('.test'))
    .sort()
    .flatMap((file) => docsIn(readText(`${folder}/${file}`), file.slice(0, -3)))
}

function docsIn(text: string, file: string): readonly FunctionDoc[] {
  return [...text.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport function (\w+)([\s\S]*?) \{\n/g)].flatMap(
    ([, comment = '', name = '', signature = '']) => {
      const lines = comment.split('\n').map((line) => line.replace(/^\s*\* ?/, '').trim())
      const plain = lines.join(' ').replace(/\{@link (\w+)\}/g, '`$1`')
      const said = /^(.*?)\s*Spark: (`[^.]*?)\.(?:\s|$)/.exec(plain)
      if (said === null) return []
      const [, summary = '', spark = ''] = said
      return [
        { name, file, spark, signature: oneLine(signature), summary: summary.trim(), examples: examplesIn(lines) },
      ]
    },
  )
}

function examplesIn(lines: readonly string[]): readonly FunctionExample[] {
  return lines.flatMap((line) => {
    const [, code, expected] = /^(.*\S)\s*\/\/ => (.*)$/.exec(line) ?? []
    return code === undefined || expected === undefined ? [] : [{ code, expected }]
  })
}

/** The parameters, without the type parameters before them. */
function oneLine(signature: string): string {
  return signature.replace(/\s+/g, ' ').trim()
}
