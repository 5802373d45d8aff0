import { checkedDecimal } from './checked-decimal.ts'
import type { DecimalType } from './data-type.ts'
import { Decimal, type DecimalInput } from './decimal.ts'

/** Under this key the definition of a zod type keeps its decimal type. */
export const decimalMark: unique symbol = Symbol.for('@streamkit/core/zod-decimal') as never

interface Payload {
  value: unknown
  issues: unknown[]
}

/** What zod asks of a type that stands in its objects and arrays: the members of its internals that this type has a meaning for. */
interface Internals<Output> {
  readonly output: Output
  readonly input: DecimalInput | (null extends Output ? null : never) | (undefined extends Output ? undefined : never)
  readonly def: { readonly type: 'custom'; readonly [decimalMark]?: DecimalType }
  // biome-ignore lint/suspicious/noExplicitAny: every minor version of zod 4 has its own literal here
  readonly version: any
  readonly deferred: undefined
  readonly traits: Set<string>
  readonly optin?: 'optional' | undefined
  readonly optout?: 'optional' | undefined
  readonly pattern: undefined
  readonly bag: Record<string, unknown>
  // biome-ignore lint/suspicious/noExplicitAny: zod's own declaration
  readonly constr: any
  // biome-ignore lint/suspicious/noExplicitAny: zod's own declaration
  readonly isst: any
  // biome-ignore lint/suspicious/noExplicitAny: zod's own declaration
  run(payload: any, context: unknown): any
  // biome-ignore lint/suspicious/noExplicitAny: zod's own declaration
  parse(payload: any, context: unknown): any
  readonly toJSONSchema: () => unknown
}

/** A zod 4 type of exact decimals, made by {@link decimal}. It parses text, numbers and bigints to {@link Decimal}. */
export interface ZodDecimal<Output = Decimal> {
  readonly _zod: Internals<Output>
  readonly '~standard': {
    readonly version: 1
    readonly vendor: 'streamkit'
    readonly validate: (
      value: unknown,
    ) => { readonly value: Output } | { readonly issues: readonly { readonly message: string }[] }
    readonly types?: { readonly input: Internals<Output>['input']; readonly output: Output }
  }
  /** Allows null. */
  nullable(): ZodDecimal<Output | null>
  /** Allows a missing value, which is null in rows. */
  optional(): ZodOptionalDecimal<Output | undefined>
}

/** A {@link ZodDecimal} whose key may be missing. */
export interface ZodOptionalDecimal<Output> extends Omit<ZodDecimal<Output>, '_zod'> {
  readonly _zod: Internals<Output> & { readonly optin: 'optional'; readonly optout: 'optional' }
}

/**
 * A zod type for exact decimal numbers: DECIMAL(precision, scale), {@link Decimal} in rows. zod itself is not loaded.
 *
 * Throws INVALID_DECIMAL_TYPE for a precision that is not 1 to 38 or a scale that is not 0 to the precision.
 *
 * @example
 * const Purchase = z.object({ price: decimal(10, 2), discount: decimal(5, 2).nullable() })
 */
export function decimal(precision: number, scale = 0): ZodDecimal {
  return zodDecimal<Decimal>(checkedDecimal(precision, scale), 'plain')
}

type Wrapper = 'plain' | 'nullable' | 'optional'

function zodDecimal<Output>(type: DecimalType, wrapper: Wrapper, inner?: unknown): ZodDecimal<Output> {
  const check = (value: unknown): Checked => {
    if (wrapper === 'nullable' && value === null) return { value }
    if (wrapper === 'optional' && value === undefined) return { value }
    const base = inner as ZodDecimal | undefined
    if (base !== undefined) {
      const result = base['~standard'].validate(value)
      return 'value' in result ? result : { message: result.issues[0]?.message ?? 'Invalid input' }
    }
    return fitted(value, type)
  }
  const run = (payload: Payload): Payload => {
    const checked = check(payload.value)
    if ('message' in checked)
      payload.issues.push({ code: 'custom', input: payload.value, path: [], message: checked.message, inst: self })
    else payload.value = checked.value
    return payload
  }
  const internals = {
    def: wrapper === 'plain' ? { type: 'custom', [decimalMark]: type } : { type: wrapper, innerType: inner },
    version: { major: 4, minor: 0, patch: 0 },
    traits: new Set(['$ZodType', 'ZodType']),
    ...(wrapper === 'optional' ? { optin: 'optional', optout: 'optional' } : {}),
    deferred: undefined,
    pattern: undefined,
    bag: {},
    run,
    parse: run,
    toJSONSchema: () => ({ type: 'string', pattern: '^[+-]?\\d+(\\.\\d+)?$' }),
  }
  const self = {
    _zod: internals,
    '~standard': {
      version: 1,
      vendor: 'streamkit',
      validate: (value: unknown) => {
        const checked = check(value)
        return 'message' in checked ? { issues: [{ message: checked.message }] } : { value: checked.value }
      },
    },
    nullable: () => zodDecimal(type, 'nullable', self),
    optional: () => zodDecimal(type, 'optional', self),
  }
  // zod's internals have members for the compiler only (`output`, `input`), which no value has
  return self as unknown as ZodDecimal<Output>
}

type Checked = { readonly value: unknown } | { readonly message: string }

function fitted(value: unknown, type: DecimalType): Checked {
  const isInput = typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
  const parsed = Decimal.is(value) ? value : isInput ? Decimal.tryParse(String(value)) : null
  if (parsed === null) return { message: `Invalid input: expected a decimal number` }
  const exact = parsed.setScale(type.scale)
  return exact.equals(parsed) && exact.precision <= type.precision
    ? { value: exact }
    : { message: `Invalid input: ${parsed} does not fit DECIMAL(${type.precision},${type.scale})` }
}
