import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'

export interface EnvFile {
  readonly values: Readonly<Record<string, string>>
  readonly problems: readonly string[]
}

const assignment = /^\s*(?:export\s+)?[A-Za-z_]\w*\s*=\s*(?<text>.*)$/
const quotes = /^["'`]/

/**
 * Reads a `.env` file: `NAME=value` lines, `export` before them, comments, and quotes of three kinds, within which
 * a value may go over several lines. `$NAME` inside a value stays as it is: nothing is interpolated.
 *
 * A line that is none of this is a problem, named by its number; its text is not shown.
 *
 * @param required - whether a missing file is a problem
 */
export function readEnvFile(path: string, required: boolean): EnvFile {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' && !required) return { values: {}, problems: [] }
    return { values: {}, problems: [`${path}: cannot be read (${code ?? 'unknown error'})`] }
  }
  return { values: parseEnv(text) as Record<string, string>, problems: oddLines(text, path) }
}

/** `parseEnv` skips silently what it does not understand; a forgotten `=` must not pass unseen. */
function oddLines(text: string, path: string): string[] {
  const problems: string[] = []
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? ''
    if (/^\s*(#|$)/.test(line)) continue
    const value = assignment.exec(line)?.groups?.text
    if (value === undefined) {
      problems.push(`${path}: line ${index + 1} is not NAME=value`)
      continue
    }
    const quote = quotes.exec(value)?.[0]
    if (quote === undefined || value.indexOf(quote, 1) > 0) continue
    const end = lines.findIndex((later, at) => at > index && later.includes(quote))
    if (end < 0) problems.push(`${path}: the quote opened in line ${index + 1} is never closed`)
    else index = end
  }
  return problems
}
