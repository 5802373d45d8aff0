import { expectTypeOf, test } from 'vitest'
import type { Column, NamedColumn } from '../../src/api/column.ts'
import { type UDFRegistration, udaf, udf } from '../../src/index.ts'
import { read } from './frames.ts'

declare const text: NamedColumn<'text', string>
declare const value: NamedColumn<'value', number | null>
declare const registration: UDFRegistration
const batch = read().format('csv').schema('k STRING NOT NULL, v DOUBLE').load('in')

const mean = udaf({
  input: { value: 'double', unit: 'string' },
  state: 'total DOUBLE NOT NULL, n BIGINT NOT NULL',
  result: 'double',
  zero: { total: 0, n: 0n },
  reduce(state, row) {
    expectTypeOf(state).toEqualTypeOf<{ total: number; n: bigint }>()
    expectTypeOf(row).toEqualTypeOf<{ readonly value: number | null; readonly unit: string | null }>()
    return { total: state.total + (row.value ?? 0), n: state.n + 1n }
  },
  merge: (a, b) => ({ total: a.total + b.total, n: a.n + b.n }),
  finish: (state) => state.total / Number(state.n),
})

test('an aggregate function is typed by its input, state and result', () => {
  expectTypeOf(mean({ value, unit: text })).toEqualTypeOf<Column<number | null>>()
  expectTypeOf(mean({ value: 1, unit: null })).toEqualTypeOf<Column<number | null>>()
  const rows = batch.groupBy('k').agg(($) => ({ m: mean({ value: $.v, unit: $.k }) }))
  expectTypeOf(rows.collect()).resolves.toEqualTypeOf<{ k: string; m: number | null }[]>()
})

test('its operands are named and of their types', () => {
  // @ts-expect-error an operand is missing
  mean({ value })
  // @ts-expect-error text where a number is read
  mean({ value: text, unit: text })
})

test('its parts fit together', () => {
  const parts = {
    input: { v: 'int' },
    state: 'n INT NOT NULL',
    result: 'int',
    zero: { n: 0 },
    reduce: (s: { n: number }) => s,
    merge: (s: { n: number }) => s,
    finish: (s: { n: number }) => s.n,
  } as const
  udaf(parts)
  // @ts-expect-error the zero is no state
  udaf({ ...parts, zero: { m: 0 } })
  // @ts-expect-error the result is an int
  udaf({ ...parts, finish: (s: { n: number }) => `${s.n}` })
  // @ts-expect-error a state is given back
  udaf({ ...parts, reduce: () => 1 })
})

test('what is registered is a function of the user', () => {
  expectTypeOf(registration.register('mean', mean)).toEqualTypeOf<typeof mean>()
  registration.register(
    'initial',
    udf('string', (s: string | null) => s?.[0] ?? null),
  )
  // @ts-expect-error a plain function says no type
  registration.register('plain', (s: string) => s)
})
