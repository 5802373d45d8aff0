import { type DataType, isCompactDecimal, type StructField, type StructType, sqlType } from '../types/data-type.ts'

/** Turns the internal values of a row of one schema into those of the schema that followed it. */
export type UpgradeValues = (values: readonly unknown[]) => unknown[]

/** What names alone do not tell of two schemas. */
export interface UpgradeHints {
  /** The new name of a field, and the one that it had. */
  readonly renamedFrom: Readonly<Record<string, string>>
  /** The internal values of fields that the old schema does not have; null if they are not here. */
  readonly defaults: ReadonlyMap<string, unknown>
}

/** Why values of one schema cannot become values of another. */
export interface NotUpgradable {
  readonly problem: string
}

/**
 * Prepares the way of values from one schema to the next. Fields go by name, so they may change places; fields may be removed; an added field is its default, else null, and
 * must allow that; types may become wider:
 * - tinyint to smallint to int to bigint, whole numbers up to int and float to double
 * - a decimal that keeps all digits on both sides of the point
 * - elements of arrays, values of maps and fields of structs likewise; the fields of a struct may be added, removed and moved too
 * - what could not be null may be null, not the other way round
 */
export function upgradeValues(
  from: StructType,
  to: StructType,
  hints: UpgradeHints = { renamedFrom: {}, defaults: new Map() },
): UpgradeValues | NotUpgradable {
  const steps: FieldStep[] = []
  const taken = new Set<string>()
  for (const [name, before] of Object.entries(hints.renamedFrom)) {
    if (!to.fields.some((field) => field.name === name)) return { problem: `there is no field ${name} to be renamed` }
    if (!from.fields.some((field) => field.name === before)) continue
    if (to.fields.some((field) => field.name === before)) return { problem: `${before} is renamed and still there` }
    taken.add(before)
  }
  for (const field of to.fields) {
    const step = fieldStep(field, from, { hints, taken })
    if ('problem' in step) return step
    steps.push(step)
  }
  const count = steps.length
  return (values) => {
    const out: unknown[] = new Array(count)
    for (let i = 0; i < count; i++) {
      const { ordinal, convert, missing } = steps[i] as FieldStep
      out[i] = ordinal < 0 ? missing : convertPresent(convert, values[ordinal])
    }
    return out
  }
}

interface FieldStep {
  /** Of the old schema; -1: not there. */
  readonly ordinal: number
  readonly convert: Convert
  readonly missing: unknown
}
type Convert = (value: unknown) => unknown

const same: Convert = (value) => value

function convertPresent(convert: Convert, value: unknown): unknown {
  return value === null ? null : convert(value)
}

function fieldStep(
  field: StructField,
  from: StructType,
  { hints, taken }: { readonly hints: UpgradeHints; readonly taken: ReadonlySet<string> },
): FieldStep | NotUpgradable {
  const renamed = hints.renamedFrom[field.name]
  const known = (name: string): number => from.fields.findIndex((old) => old.name === name)
  const ordinal = renamed !== undefined && known(renamed) >= 0 ? known(renamed) : known(field.name)
  if (ordinal < 0 || (taken.has(field.name) && renamed === undefined)) {
    if (hints.defaults.has(field.name)) return { ordinal: -1, convert: same, missing: hints.defaults.get(field.name) }
    return field.nullable
      ? { ordinal: -1, convert: same, missing: null }
      : { problem: `the field ${field.name} is new, has no default and cannot be null` }
  }
  const old = from.fields[ordinal] as StructField
  if (old.nullable && !field.nullable) return { problem: `the field ${field.name} could be null and now cannot` }
  const convert = widening(old.dataType, field.dataType)
  if (convert === null) {
    return { problem: `the field ${field.name} was ${sqlType(old.dataType)} and is now ${sqlType(field.dataType)}` }
  }
  return { ordinal, convert, missing: null }
}

const integralRank: Readonly<Record<string, number>> = { tinyint: 0, smallint: 1, int: 2 }

/** Null: there is no way without loss. */
function widening(from: DataType, to: DataType): Convert | null {
  switch (to.kind) {
    case 'smallint':
    case 'int':
      return isAtMost(from, integralRank[to.kind] as number) ? same : null
    case 'bigint':
      if (from.kind === 'bigint') return from.as === to.as ? same : to.as === 'bigint' ? toBigInt : toSafeNumber
      return isAtMost(from, 2) ? (to.as === 'bigint' ? toBigInt : same) : null
    case 'double':
      return isAtMost(from, 2) || from.kind === 'float' || from.kind === 'double' ? same : null
    case 'decimal':
      return from.kind === 'decimal' ? widerDecimal(from, to) : null
    case 'array': {
      if (from.kind !== 'array' || (from.containsNull && !to.containsNull)) return null
      const element = widening(from.element, to.element)
      if (element === null || element === same) return element
      return (values) => (values as readonly unknown[]).map((value) => convertPresent(element, value))
    }
    case 'map': {
      if (from.kind !== 'map' || (from.valueContainsNull && !to.valueContainsNull)) return null
      const [key, value] = [widening(from.key, to.key), widening(from.value, to.value)]
      if (key === null || value === null) return null
      if (key === same && value === same) return same
      return (entries) =>
        new Map(
          [...(entries as ReadonlyMap<unknown, unknown>)].map(([k, v]) => [
            convertPresent(key, k),
            convertPresent(value, v),
          ]),
        )
    }
    case 'struct': {
      if (from.kind !== 'struct') return null
      const upgrade = upgradeValues(from, to)
      return typeof upgrade === 'function' ? (values) => upgrade(values as readonly unknown[]) : null
    }
    default:
      return from.kind === to.kind ? same : null
  }
}

function isAtMost(type: DataType, rank: number): boolean {
  const own = integralRank[type.kind]
  return own !== undefined && own <= rank
}

const toBigInt: Convert = (value) => BigInt(value as number)
const toSafeNumber: Convert = (value) => Number(value as bigint)

type DecimalOf = DataType & { readonly kind: 'decimal' }

function widerDecimal(from: DecimalOf, to: DecimalOf): Convert | null {
  if (to.scale < from.scale || to.precision - to.scale < from.precision - from.scale) return null
  if (to.scale === from.scale && isCompactDecimal(to) === isCompactDecimal(from)) return same
  const factor = 10n ** BigInt(to.scale - from.scale)
  const compact = isCompactDecimal(to)
  return (unscaled) => {
    const wide = BigInt(unscaled as number | bigint) * factor
    return compact ? Number(wide) : wide
  }
}
