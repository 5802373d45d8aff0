import { lineAt, type SourceFile } from './source-file.ts'

/** A table of conditions, and where it was read. */
export interface ConditionFile {
  readonly path: string
  readonly conditions: Readonly<Record<string, { readonly template: string; readonly sqlState: string }>>
}

const thrown =
  /(?:\bthrow\s+(?:new\s+)?[\w.]+|\bnew\s+\w*(?:Error|Exception))\s*(?:<[^>()]*>)?\(\s*(['"])([A-Z][A-Z0-9_.]+)\1/g
const unnamed = /\bnew\s+(?:Error|TypeError|RangeError)\(/g

/** Conditions that are thrown and not declared, declared and not used, badly formed, or out of order. */
export function conditionViolations(files: readonly SourceFile[], tables: readonly ConditionFile[]): readonly string[] {
  const sources = files.filter((file) => file.path.startsWith('packages/') && !file.isTest)
  const declared = new Set(tables.flatMap((table) => Object.keys(table.conditions)))
  const undeclared = sources.flatMap((file) =>
    [...file.code.matchAll(thrown)]
      .filter((match) => !declared.has(match[2] as string))
      .map((match) => `${file.path}:${lineAt(file, match.index)}: ${match[2]} is in no table of conditions`),
  )
  const prose = sources.flatMap((file) =>
    [...file.bare.matchAll(unnamed)].map((m) => `${file.path}:${lineAt(file, m.index)}: an error without a condition`),
  )
  const rest = tables.flatMap((table) => [...unusedIn(table, sources), ...malformed(table)])
  return [...undeclared, ...prose, ...rest]
}

function unusedIn(table: ConditionFile, sources: readonly SourceFile[]): readonly string[] {
  const text = sources.filter((file) => file.path !== table.path).map((file) => file.code)
  return Object.keys(table.conditions)
    .filter((name) => !text.some((code) => code.includes(`'${name}'`) || code.includes(`"${name}"`)))
    .map((name) => `${table.path}: ${name} is used nowhere`)
}

function malformed(table: ConditionFile): readonly string[] {
  const names = Object.keys(table.conditions)
  const unsorted = names.find((name, i) => i > 0 && (names[i - 1] as string) > name)
  const bad = Object.entries(table.conditions).flatMap(([name, { sqlState, template }]) => [
    ...(/^[A-Z][A-Z0-9_]*(?:\.[A-Z][A-Z0-9_]*)?$/.test(name) ? [] : [`${table.path}: ${name} is no condition name`]),
    ...(/^[0-9A-Z]{5}$/.test(sqlState) ? [] : [`${table.path}: ${name} has no SQLSTATE of five characters`]),
    ...(template.trim() === '' ? [`${table.path}: ${name} has no message`] : []),
  ])
  return unsorted === undefined ? bad : [...bad, `${table.path}: ${unsorted} is not in alphabetical order`]
}
