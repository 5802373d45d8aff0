import { Decimal } from '../types/decimal.ts'

/** A row as a line: equal rows give equal lines, whatever the order of their properties. What is not there counts as null. */
export function rowText(row: unknown): string {
  return valueText(row)
}

function valueText(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'null'
    case 'string':
      return `'${value}'`
    case 'bigint':
      return `${value}n`
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value)
    case 'object':
      return value === null ? 'null' : objectText(value)
    default:
      return String(value)
  }
}

function objectText(value: object): string {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  if (Decimal.is(value)) return `Decimal(${value.toString()})`
  if (value instanceof Uint8Array)
    return `0x${Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`
  if (value instanceof Map) {
    const entries = [...value].map(([key, of]) => `${valueText(key)} => ${valueText(of)}`)
    return `Map{${entries.sort().join(', ')}}`
  }
  const fields = Object.entries(value).map(([name, of]) => `${name}: ${valueText(of)}`)
  return `{${fields.sort().join(', ')}}`
}

/** Whether two lists hold the same rows: as often, and with `inOrder` in the same order. */
export function sameRows(expected: readonly unknown[], actual: readonly unknown[], inOrder: boolean): boolean {
  const lines = (rows: readonly unknown[]) => {
    const texts = rows.map(rowText)
    return inOrder ? texts : texts.sort()
  }
  const [left, right] = [lines(expected), lines(actual)]
  return left.length === right.length && left.every((line, i) => line === right[i])
}

/** Two lists of rows side by side; what only one of them has is marked. */
export function sideBySide(expected: readonly unknown[], actual: readonly unknown[], inOrder: boolean): string {
  const pairs = inOrder ? pairsInOrder(expected, actual) : pairsByText(expected, actual)
  const heads: Pair = [`expected, ${expected.length} rows`, `actual, ${actual.length} rows`]
  const width = Math.max(...[heads, ...pairs].map(([left]) => left?.length ?? 0))
  const line = ([left, right]: Pair, mark: string) => `${mark} ${(left ?? '').padEnd(width)} | ${right ?? ''}`.trimEnd()
  return [line(heads, ' '), ...pairs.map((pair) => line(pair, pair[0] === pair[1] ? ' ' : '!'))].join('\n')
}

type Pair = readonly [string | null, string | null]

function pairsInOrder(expected: readonly unknown[], actual: readonly unknown[]): readonly Pair[] {
  return Array.from(
    { length: Math.max(expected.length, actual.length) },
    (_, i): Pair => [i < expected.length ? rowText(expected[i]) : null, i < actual.length ? rowText(actual[i]) : null],
  )
}

function pairsByText(expected: readonly unknown[], actual: readonly unknown[]): readonly Pair[] {
  const [left, right] = [expected.map(rowText).sort(), actual.map(rowText).sort()]
  const pairs: Pair[] = []
  for (let l = 0, r = 0; l < left.length || r < right.length; ) {
    const [a, b] = [left[l], right[r]]
    if (a === b) {
      pairs.push([a as string, b as string])
      l++
      r++
    } else if (b === undefined || (a !== undefined && a < b)) {
      pairs.push([a as string, null])
      l++
    } else {
      pairs.push([null, b])
      r++
    }
  }
  return pairs
}
