import { type DataType, intType } from '@streamkit/core/connector'
import fc from 'fast-check'
import { expect } from 'vitest'
import { chunkOf, schemaOf, streamOf, withUtf8Text } from './chunks.ts'
import type { TestDatabase } from './test-database.ts'
import { testWriter } from './test-writer.ts'

/** A column of a query and of a table. */
export interface RoundTripColumn {
  readonly type: DataType
  readonly sql: string
  /** SQL that turns the stored value into text to compare. */
  readonly read?: string
  /** Text goes as UTF-8. */
  readonly asBytes?: boolean
}

export interface RoundTrip {
  /** Writes values into a column of a new table and gives what `read` makes of each, in order. */
  stored(column: RoundTripColumn, values: readonly unknown[]): Promise<readonly unknown[]>
  /** Every stored value, and null, reads back as `expected` says. */
  holds<T>(column: RoundTripColumn, values: fc.Arbitrary<T>, expected: (value: T) => unknown): Promise<void>
}

export function roundTrip(database: () => TestDatabase): RoundTrip {
  let tables = 0
  async function stored(column: RoundTripColumn, values: readonly unknown[]): Promise<readonly unknown[]> {
    const { connectionString, run, rows } = database()
    const table = `roundtrip_${++tables}`
    await run(`CREATE TABLE ${table} (i int PRIMARY KEY, v ${column.sql})`)
    const schema = schemaOf({ i: intType, v: column.type })
    const writer = await testWriter({ connectionString, table, key: ['i'] }, schema)
    const chunk = chunkOf(
      schema,
      values.map((value, i) => [i, value]),
    )
    try {
      await writer.writeChunks(0, () => streamOf(column.asBytes === true ? withUtf8Text(chunk) : chunk))
    } finally {
      await writer.close()
    }
    const result = await rows(`SELECT ${column.read ?? 'v::text'} AS v FROM ${table} ORDER BY i`)
    await run(`DROP TABLE ${table}`)
    return result.map((row) => row.v)
  }
  return {
    stored,
    async holds(column, values, expected) {
      await fc.assert(
        fc.asyncProperty(fc.array(nullable(values), { minLength: 1, maxLength: 600 }), async (list) => {
          expect(await stored(column, list)).toEqual(list.map((value) => (value === null ? null : expected(value))))
        }),
        { numRuns: 6 },
      )
    },
  }
}

export function nullable<T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.option(values, { nil: null, freq: 8 })
}
