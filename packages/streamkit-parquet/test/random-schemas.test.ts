import {
  arrayType,
  binaryType,
  booleanType,
  type DataType,
  dateType,
  decimalType,
  doubleType,
  floatType,
  intType,
  mapType,
  parseDdl,
  simpleString,
  smallintType,
  stringType,
  structField,
  structType,
  timestampNtzType,
  timestampType,
  tinyintType,
} from '@streamkit/core/connector'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { batchOf } from './support/batch-of.ts'
import { canonicalRows } from './support/canonical-value.ts'
import { parquetFiles } from './support/parquet-files.ts'
import { randomNumbers, randomRows } from './support/random-rows.ts'

const exactBigint = (parseDdl('n BIGINT').fields[0] as { readonly dataType: DataType }).dataType

const leaf: fc.Arbitrary<DataType> = fc.oneof(
  fc.constantFrom<DataType>(
    booleanType,
    tinyintType,
    smallintType,
    intType,
    exactBigint,
    floatType,
    doubleType,
    stringType,
    binaryType,
    dateType,
    timestampType,
    timestampNtzType,
  ),
  fc
    .integer({ min: 1, max: 38 })
    .chain((precision) => fc.integer({ min: 0, max: precision }).map((scale) => decimalType(precision, scale))),
)
/** Keys of which no two different ones are one: NaN and -0 are left to the values. */
const key = fc.constantFrom<DataType>(stringType, intType, exactBigint, dateType)

const { type } = fc.letrec<{ type: DataType }>((tie) => ({
  type: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.tuple(tie('type'), fc.boolean()).map(([element, hasNull]) => arrayType(element, hasNull)),
    fc.tuple(key, tie('type'), fc.boolean()).map(([of, to, hasNull]) => mapType(of, to, hasNull)),
    fc
      .array(fc.tuple(tie('type'), fc.boolean()), { minLength: 1, maxLength: 3 })
      .map((fields) => structType(fields.map(([of, nullable], i) => structField(`f${i}`, of, nullable)))),
  ),
}))
const schemas = fc
  .array(fc.tuple(type, fc.boolean()), { minLength: 1, maxLength: 4 })
  .map((fields) => structType(fields.map(([of, nullable], i) => structField(`c${i}`, of, nullable))))

test('random rows of random schemas survive being written and read', { timeout: 60_000 }, async () => {
  const compressions = fc.constantFrom('none', 'snappy', 'gzip')
  const property = fc.asyncProperty(
    schemas,
    fc.integer(),
    fc.integer({ min: 0, max: 60 }),
    fc.tuple(compressions, fc.constantFrom(1, 300, 1 << 20)),
    async (schema, seed, count, [compression, blockBytes]) => {
      const rows = randomRows(schema, count, randomNumbers(seed))
      const files = parquetFiles({ compression, 'parquet.block.size': String(blockBytes) })
      const batches = [rows.slice(0, count >> 1), rows.slice(count >> 1)].map((some) => batchOf(schema, some))
      await files.write('/f.parquet', schema, batches)
      const inferred = await files.inferred('/f.parquet')
      // what may be null is not told by files: for Spark, everything may
      expect(simpleString(inferred)).toBe(simpleString(schema))
      expect(await canonicalRows(files.read('/f.parquet', schema), schema)).toEqual(rows)
    },
  )
  await fc.assert(property, { numRuns: 150 })
})
