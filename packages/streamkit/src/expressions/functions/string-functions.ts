import { arrayType, binaryType, type DataType, intType, sameType, stringType } from '../../types/data-type.ts'
import type { ArgumentInfo, CallSite, FunctionDefinition, Kernel } from '../function-definition.ts'
import { strict, withNulls } from '../kernel.ts'
import { anyNullable, argumentAt, dataDiffTypes } from '../signature.ts'
import { codePointLength, codePointsOf, sliceCodePoints, substringBounds } from './code-points.ts'
import { alias, defineFunction, prepared } from './define-function.ts'

/** Binary stays binary, everything else is text. */
const textOrBinary = ({ dataType }: ArgumentInfo): DataType => (dataType.kind === 'binary' ? dataType : stringType)
const isBinary = (site: CallSite, index = 0): boolean => argumentAt(site, index).dataType.kind === 'binary'
const typeOfFirst = (site: CallSite): DataType => (isBinary(site) ? binaryType : stringType)

/** Texts joined; all binary: bytes joined; all arrays: elements joined. */
const concat: FunctionDefinition = {
  name: 'concat',
  signature: (site) => {
    const dataType = concatType(site)
    return { inputs: site.args.map(() => dataType), dataType, nullable: anyNullable(site) }
  },
  kernel: (_, { dataType }) => {
    switch (dataType.kind) {
      case 'array':
        return strict((...arrays: readonly unknown[][]) => arrays.flat(1))
      case 'binary':
        return strict((...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts)))
      default:
        return strict(
          (...texts: readonly string[]) => texts.join(''),
          (args) => `(${args.length === 0 ? '""' : args.map((arg) => `(${arg})`).join(' + ')})`,
        )
    }
  },
}

function concatType(site: CallSite): DataType {
  const types = site.args.map((a) => a.dataType).filter((type) => type.kind !== 'void')
  const first = types[0]
  if (first === undefined) return stringType
  if (types.every((type) => type.kind === 'binary')) return binaryType
  if (!types.some((type) => type.kind === 'array')) return stringType
  if (first.kind !== 'array' || !types.every((type) => sameType(type, first))) throw dataDiffTypes('concat', site)
  return arrayType(
    first.element,
    types.some((type) => type.kind === 'array' && type.containsNull),
  )
}

/** Null only if the separator is; nulls between are left out. */
const concatWs: FunctionDefinition = defineFunction({
  name: 'concat_ws',
  takes: [stringType],
  more: ({ dataType }) => (dataType.kind === 'array' ? arrayType(stringType, dataType.containsNull) : stringType),
  returns: stringType,
  nullable: (site) => argumentAt(site, 0).nullable,
  kernel: (site) =>
    withNulls((separator: string | null, ...parts: readonly (string | null | readonly (string | null)[])[]) => {
      if (separator === null) return null
      let text = ''
      let empty = true
      const add = (part: string): void => {
        text = empty ? part : text + separator + part
        empty = false
      }
      for (const part of parts) {
        if (typeof part === 'string') add(part)
        else if (part !== null) for (const item of part) if (item !== null) add(item)
      }
      return text
    }, argumentAt(site, 0).nullable),
})

type Ends = 'both' | 'left' | 'right'

/** Cuts off spaces and nothing else, or the characters of a second argument. (SQL text has them in front; expressions do not.) */
function trimFunction(name: string, ends: Ends): FunctionDefinition {
  const trimSpaces = spaceTrimmer(ends)
  return defineFunction({
    name,
    takes: [stringType, stringType],
    required: 1,
    returns: stringType,
    kernel: (site) => {
      if (site.args.length === 1) return strict(trimSpaces)
      const setOf = prepared((characters: string) => new Set(codePointsOf(characters)))
      return strict((text: string, characters: string) => trimSet(text, setOf(characters), ends))
    },
  })
}

function spaceTrimmer(ends: Ends): (text: string) => string {
  const isSpace = (text: string, at: number): boolean => text.charCodeAt(at) === 0x20
  return (text) => {
    let start = 0
    let end = text.length
    if (ends !== 'right') while (start < end && isSpace(text, start)) start++
    if (ends !== 'left') while (end > start && isSpace(text, end - 1)) end--
    return start === 0 && end === text.length ? text : text.slice(start, end)
  }
}

function trimSet(text: string, set: ReadonlySet<string>, ends: Ends): string {
  const points = codePointsOf(text)
  let start = 0
  let end = points.length
  if (ends !== 'right') while (start < end && set.has(points[start] as string)) start++
  if (ends !== 'left') while (end > start && set.has(points[end - 1] as string)) end--
  return start === 0 && end === points.length ? text : points.slice(start, end).join('')
}

const maxLength = 2_147_483_647

const substring = defineFunction({
  name: 'substring',
  takes: [textOrBinary, intType, intType],
  required: 2,
  returns: typeOfFirst,
  kernel: (site): Kernel => {
    if (isBinary(site)) {
      return strict((bytes: Uint8Array, position: number, length = maxLength) => {
        const [start, end] = substringBounds(bytes.length, position, length)
        return bytes.slice(Math.max(start, 0), Math.max(end, 0))
      })
    }
    return strict((text: string, position: number, length = maxLength) => {
      // the number of code points is needed only to count from the end
      const [start, end] = substringBounds(position < 0 ? codePointLength(text) : 0, position, length)
      return sliceCodePoints(text, start, end)
    })
  },
})

const left = defineFunction({
  name: 'left',
  takes: [stringType, intType],
  returns: stringType,
  evaluate: (text: string, length: number) => sliceCodePoints(text, 0, length),
})

const right = defineFunction({
  name: 'right',
  takes: [stringType, intType],
  returns: stringType,
  evaluate: (text: string, length: number) => {
    if (length <= 0) return ''
    const count = codePointLength(text)
    return sliceCodePoints(text, count - length, count)
  },
})

const length = defineFunction({
  name: 'length',
  takes: [textOrBinary],
  returns: intType,
  kernel: (site) => strict(isBinary(site) ? (bytes: Uint8Array) => bytes.length : codePointLength),
})

function byteLength(site: CallSite): (value: never) => number {
  return isBinary(site) ? (bytes: Uint8Array) => bytes.length : (text: string) => Buffer.byteLength(text)
}

const octetLength = defineFunction({
  name: 'octet_length',
  takes: [textOrBinary],
  returns: intType,
  kernel: (site) => strict(byteLength(site)),
})

const bitLength = defineFunction({
  name: 'bit_length',
  takes: [textOrBinary],
  returns: intType,
  kernel: (site) => {
    const bytesOf = byteLength(site)
    return strict((value: never) => bytesOf(value) * 8)
  },
})

const upper = defineFunction({
  name: 'upper',
  takes: [stringType],
  returns: stringType,
  evaluate: (text: string) => text.toUpperCase(),
})

const lower = defineFunction({
  name: 'lower',
  takes: [stringType],
  returns: stringType,
  evaluate: (text: string) => text.toLowerCase(),
})

/** Joining, cutting, measuring, cases. */
export const stringFunctions: readonly FunctionDefinition[] = [
  concat,
  alias('||', concat),
  concatWs,
  trimFunction('trim', 'both'),
  trimFunction('btrim', 'both'),
  trimFunction('ltrim', 'left'),
  trimFunction('rtrim', 'right'),
  substring,
  alias('substr', substring),
  left,
  right,
  length,
  alias('len', length),
  alias('char_length', length),
  alias('character_length', length),
  octetLength,
  bitLength,
  upper,
  alias('ucase', upper),
  lower,
  alias('lcase', lower),
]
