import { ExecutionException } from '../../errors/streamkit-error.ts'
import { booleanType, intType, stringType } from '../../types/data-type.ts'
import type { FunctionDefinition, Kernel } from '../function-definition.ts'
import { strict, withNulls } from '../kernel.ts'
import { anyNullable } from '../signature.ts'
import { codePointsBefore, codePointsOf, unitOffset } from './code-points.ts'
import { alias, defineFunction, prepared } from './define-function.ts'

function textTest(name: string, evaluate: (text: string, part: string) => boolean): FunctionDefinition {
  return defineFunction({ name, takes: [stringType, stringType], returns: booleanType, evaluate })
}

/** The position from 1 of a part, at or behind `start`; 0: none. */
function positionOf(part: string, text: string, start: number): number {
  if (start < 1) return 0
  if (part === '') return 1
  const found = text.indexOf(part, start === 1 ? 0 : unitOffset(text, start - 1))
  return found < 0 ? 0 : codePointsBefore(text, found) + 1
}

const instr = defineFunction({
  name: 'instr',
  takes: [stringType, stringType],
  returns: intType,
  evaluate: (text: string, part: string) => positionOf(part, text, 1),
})

/** A null start is no position: 0, not null. */
const locate = defineFunction({
  name: 'locate',
  takes: [stringType, stringType, intType],
  required: 2,
  returns: intType,
  kernel: (site): Kernel => {
    if (site.args.length === 2) return strict((part: string, text: string) => positionOf(part, text, 1))
    return withNulls((part: string | null, text: string | null, start: number | null) => {
      if (start === null) return 0
      return part === null || text === null ? null : positionOf(part, text, start)
    }, anyNullable(site))
  },
})

const replace = defineFunction({
  name: 'replace',
  takes: [stringType, stringType, stringType],
  required: 2,
  returns: stringType,
  evaluate: (text: string, search: string, replacement = '') =>
    search === '' || !text.includes(search) ? text : text.split(search).join(replacement),
})

/** Each character of `from` becomes the one at its place in `to`, or goes away if there is none. */
const translate = defineFunction({
  name: 'translate',
  takes: [stringType, stringType, stringType],
  returns: stringType,
  kernel: () => {
    const tableOf = prepared((from: string, to: string) => {
      const target = codePointsOf(to)
      const table = new Map<string, string>()
      for (const [i, c] of codePointsOf(from).entries()) if (!table.has(c)) table.set(c, target[i] ?? '')
      return table
    })
    return strict((text: string, from: string, to: string) => {
      const table = tableOf(from, to)
      let out = ''
      for (const c of text) out += table.get(c) ?? c
      return out
    })
  },
})

/** What stands before the `count`-th delimiter; negative: behind the `count`-th from the end. */
function substringIndex(text: string, delimiter: string, count: number): string {
  if (delimiter === '' || count === 0) return ''
  if (count > 0) {
    let at = -1
    for (let i = 0; i < count; i++) {
      at = text.indexOf(delimiter, at + 1)
      if (at < 0) return text
    }
    return text.slice(0, at)
  }
  let at = text.length
  for (let i = 0; i < -count; i++) {
    at = at === 0 ? -1 : text.lastIndexOf(delimiter, at - 1)
    if (at < 0) return text
  }
  return text.slice(at + delimiter.length)
}

/** The `index`-th part from 1, or from the end; empty if there is none. */
function splitPart(text: string, delimiter: string, index: number): string {
  if (index === 0) throw new ExecutionException('INVALID_INDEX_OF_ZERO', {})
  const parts = delimiter === '' ? [text] : text.split(delimiter)
  return parts[index > 0 ? index - 1 : parts.length + index] ?? ''
}

/** The place from 1 in a list with commas; 0: not in it, or no single item. */
function findInSet(item: string, list: string): number {
  return item.includes(',') ? 0 : list.split(',').indexOf(item) + 1
}

const position = alias('position', locate)

/** Finding, replacing and cutting by literal text. */
export const stringSearchFunctions: readonly FunctionDefinition[] = [
  textTest('contains', (text, part) => text.includes(part)),
  textTest('startswith', (text, part) => text.startsWith(part)),
  textTest('endswith', (text, part) => text.endsWith(part)),
  instr,
  locate,
  position,
  alias('charindex', locate),
  replace,
  translate,
  defineFunction({
    name: 'substring_index',
    takes: [stringType, stringType, intType],
    returns: stringType,
    evaluate: substringIndex,
  }),
  defineFunction({
    name: 'split_part',
    takes: [stringType, stringType, intType],
    returns: stringType,
    evaluate: splitPart,
  }),
  defineFunction({ name: 'find_in_set', takes: [stringType, stringType], returns: intType, evaluate: findInSet }),
]
