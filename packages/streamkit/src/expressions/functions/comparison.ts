import { vectorKindOf } from '../../columnar/vector-kind-of.ts'
import { AnalysisException } from '../../errors/streamkit-error.ts'
import { booleanType, type DataType, isIntegral, sqlType } from '../../types/data-type.ts'
import { commonTypeOf, comparisonType } from '../common-type.ts'
import type { CallSite, FunctionDefinition, Kernel, Signature } from '../function-definition.ts'
import { strict, withNulls } from '../kernel.ts'
import { compareOf, equalOf, isOrderable } from '../ordering.ts'
import { anyNullable, argumentAt, dataDiffTypes, describeCall, differentTypes, requireArguments } from '../signature.ts'
import { asDecimal } from './arithmetic-operands.ts'

type Relation = '=' | '<' | '<=' | '>' | '>='

/** What a comparison is made on, as generated code sees it. */
type Form = 'plain' | 'double' | 'object'

function formOf(type: DataType): Form {
  if (type.kind === 'double' || type.kind === 'float') return 'double'
  return type.kind === 'string' || vectorKindOf(type) === 'object'
    ? type.kind === 'decimal'
      ? 'plain'
      : 'object'
    : 'plain'
}

function comparisonSignature(name: string, site: CallSite): Signature {
  requireArguments(name, site, [2])
  const [a, b] = [argumentAt(site, 0), argumentAt(site, 1)]
  const left =
    a.dataType.kind !== 'decimal' && isIntegral(a.dataType) && b.dataType.kind === 'decimal'
      ? asDecimal(a.dataType, a)
      : a.dataType
  const right =
    b.dataType.kind !== 'decimal' && isIntegral(b.dataType) && a.dataType.kind === 'decimal'
      ? asDecimal(b.dataType, b)
      : b.dataType
  const type = comparisonType(left, right, site.conf)
  if (type === null) throw differentTypes(name, site)
  requireOrderable(name, site, type)
  return { inputs: [type, type], dataType: booleanType, nullable: anyNullable(site) }
}

/** Fails for types whose values have no order. */
export function requireOrderable(name: string, site: CallSite, type: DataType): void {
  if (isOrderable(type)) return
  throw new AnalysisException('DATATYPE_MISMATCH.INVALID_ORDERING_TYPE', {
    expression: describeCall(name, site),
    dataType: sqlType(type),
  })
}

function comparison(name: string, relation: Relation): FunctionDefinition {
  return {
    name,
    signature: (site) => comparisonSignature(name, site),
    kernel: (_site, { inputs }) => relationKernel(relation, inputs[0] as DataType),
  }
}

function relationKernel(relation: Relation, type: DataType): Kernel {
  if (relation === '=') return equalKernel(type, false)
  const compare = compareOf(type) as (a: unknown, b: unknown) => number
  const evaluate = relationOf(relation, compare)
  switch (formOf(type)) {
    case 'plain':
      return strict(evaluate, ([a, b]) => `(${a} ${relation} ${b})`)
    case 'double':
      return strict(evaluate, ([a, b]) => doubleText(relation, a as string, b as string))
    case 'object':
      return strict(evaluate, ([a, b], ref) => `(${ref(compare)}(${a}, ${b}) ${relation} 0)`)
  }
}

function relationOf(relation: Relation, compare: (a: unknown, b: unknown) => number) {
  switch (relation) {
    case '<':
      return (a: unknown, b: unknown) => compare(a, b) < 0
    case '<=':
      return (a: unknown, b: unknown) => compare(a, b) <= 0
    case '>':
      return (a: unknown, b: unknown) => compare(a, b) > 0
    default:
      return (a: unknown, b: unknown) => compare(a, b) >= 0
  }
}

/** NaN is greater than every other number: what `<` alone does not say. */
function doubleText(relation: Relation, a: string, b: string): string {
  switch (relation) {
    case '<':
      return `(${a} < ${b} || (${b} !== ${b} && ${a} === ${a}))`
    case '<=':
      return `(${a} <= ${b} || ${b} !== ${b})`
    case '>':
      return `(${a} > ${b} || (${a} !== ${a} && ${b} === ${b}))`
    default:
      return `(${a} >= ${b} || ${a} !== ${a})`
  }
}

function equalKernel(type: DataType, negated: boolean): Kernel {
  const equal = equalOf(type) as (a: unknown, b: unknown) => boolean
  const not = negated ? '!' : ''
  const evaluate = negated ? (a: unknown, b: unknown) => !equal(a, b) : equal
  if (formOf(type) === 'double') {
    return strict(evaluate, ([a, b]) => `${not}(${a} === ${b} || (${a} !== ${a} && ${b} !== ${b}))`)
  }
  if (type.kind === 'string' || formOf(type) === 'plain') return strict(evaluate, ([a, b]) => `${not}(${a} === ${b})`)
  return strict(evaluate)
}

const notEqual: FunctionDefinition = {
  name: '!=',
  signature: (site) => comparisonSignature('!=', site),
  kernel: (_site, { inputs }) => equalKernel(inputs[0] as DataType, true),
}

/** `<=>`: equality in which null equals null. Never null. */
function nullSafeEqual(name: string): FunctionDefinition {
  return {
    name,
    signature: (site) => ({ ...comparisonSignature(name, site), nullable: false }),
    kernel: (_site, { inputs }) => {
      const equal = equalOf(inputs[0] as DataType) as (a: unknown, b: unknown) => boolean
      return withNulls((a: unknown, b: unknown) => (a === null || b === null ? a === b : equal(a, b)), false)
    },
  }
}

/** Types that a Set finds by JavaScript's own equality. */
function isHashable(type: DataType): boolean {
  return formOf(type) === 'plain' || type.kind === 'string'
}

/** `in(value, item...)`: null if nothing is equal but something was null. */
const isIn: FunctionDefinition = {
  name: 'in',
  signature: (site) => {
    requireArguments('in', site, [2, null])
    const type = commonTypeOf(
      site.args.map((a) => a.dataType),
      site.conf,
    )
    if (type === null) throw dataDiffTypes('in', site)
    requireOrderable('in', site, type)
    return { inputs: site.args.map(() => type), dataType: booleanType, nullable: anyNullable(site) }
  },
  kernel: (_site, { inputs }) => inKernel(inputs[0] as DataType),
}

function inKernel(type: DataType): Kernel {
  const equal = equalOf(type) as (a: unknown, b: unknown) => boolean
  return withNulls((value: unknown, ...items: unknown[]) => {
    if (value === null) return null
    let sawNull = false
    for (const item of items) {
      if (item === null) sawNull = true
      else if (equal(value, item)) return true
    }
    return sawNull ? null : false
  }, true)
}

/** The kernel of `in` over constants: a look-up instead of a loop. Null when the type has no hash. */
export function inSetKernel(type: DataType, items: readonly unknown[]): Kernel | null {
  if (!isHashable(type)) return null
  const known: ReadonlySet<unknown> = new Set<unknown>(items.filter((item) => item !== null))
  const missing = items.includes(null) ? null : false
  if (missing === false)
    return strict(
      (value: unknown) => known.has(value),
      ([a], ref) => `${ref(known)}.has(${a})`,
    )
  return { nulls: 'propagate', mayReturnNull: true, evaluate: (value: unknown) => (known.has(value) ? true : null) }
}

function extreme(name: string, pick: (order: number) => boolean): FunctionDefinition {
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [2, null])
      const type = commonTypeOf(
        site.args.map((a) => a.dataType),
        site.conf,
      )
      // Text is not converted here, in either mode.
      const texts = site.args.filter((a) => a.dataType.kind === 'string').length
      const mixed = texts > 0 && site.args.some(({ dataType: { kind } }) => kind !== 'string' && kind !== 'void')
      if (type === null || mixed) throw dataDiffTypes(name, site)
      requireOrderable(name, site, type)
      return { inputs: site.args.map(() => type), dataType: type, nullable: site.args.every((a) => a.nullable) }
    },
    kernel: (_site, { dataType, nullable }) => {
      const compare = compareOf(dataType) as (a: unknown, b: unknown) => number
      return withNulls((...values: unknown[]) => {
        let best: unknown = null
        for (const value of values) {
          if (value !== null && (best === null || pick(compare(value, best)))) best = value
        }
        return best
      }, nullable)
    },
  }
}

/** Comparisons. Both sides are cast to a common type first. */
export const comparisonFunctions: readonly FunctionDefinition[] = [
  comparison('=', '='),
  comparison('==', '='),
  notEqual,
  { ...notEqual, name: '<>' },
  comparison('<', '<'),
  comparison('<=', '<='),
  comparison('>', '>'),
  comparison('>=', '>='),
  nullSafeEqual('<=>'),
  nullSafeEqual('equal_null'),
  isIn,
  extreme('greatest', (order) => order > 0),
  extreme('least', (order) => order < 0),
]
