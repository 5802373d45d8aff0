import { describe, expect, test } from 'vitest'
import { createSession } from '../../src/index.ts'

const session = createSession()
const legacy = createSession({ ansi: false })

/** The value of an expression, or the condition of its failure. */
async function resultOf(text: string, given = session): Promise<unknown> {
  try {
    const [row] = await given.sql<{ v: string | null }>(`SELECT CAST(${text} AS STRING) AS v`).collect()
    return row?.v
  } catch (error) {
    return (error as { readonly condition: string }).condition
  }
}

// Asked of Spark 4.3.
describe('values that Spark gives', () => {
  test.each([
    ["greatest(1, '2')", 'DATATYPE_MISMATCH.DATA_DIFF_TYPES'],
    ['greatest(1, null, 2)', '2'],
    ["least('b', null, 'a')", 'a'],
    ["array_contains(array(1, 2), '2')", 'DATATYPE_MISMATCH.ARRAY_FUNCTION_DIFF_TYPES'],
    ['array_contains(array(1, 2), null)', 'DATATYPE_MISMATCH.NULL_TYPE'],
    ['array_contains(array(1, 2), 2.0)', 'true'],
    ['map_contains_key(map(1, 2), null)', 'DATATYPE_MISMATCH.NULL_TYPE'],
    ['1 BETWEEN null AND 0', 'false'],
    ['1 BETWEEN null AND 2', null],
    ['abs(CAST(-128 AS TINYINT))', 'ARITHMETIC_OVERFLOW'],
    ['-CAST(-32768 AS SMALLINT)', 'ARITHMETIC_OVERFLOW'],
    ["overlay('Spark SQL' PLACING '_' FROM -3)", '_QL'],
    ["overlay('Spark SQL' PLACING '_' FROM -3 FOR 2)", '_L'],
    ["overlay('Spark SQL' PLACING 'ANSI ' FROM 7 FOR 0)", 'Spark ANSI SQL'],
    ["overlay('abc' PLACING 'X' FROM -20)", 'Xabc'],
    ["overlay('abc' PLACING 'XYZ' FROM 10)", 'abcXYZ'],
    ["to_number('1 2', '999')", '12'],
    ["to_number('- 12', 'S99')", '-12'],
    ["to_number(' -12', 'S99')", 'INVALID_FORMAT.MISMATCH_INPUT'],
    ["to_number('$ 12', '$99')", '12'],
    ["to_number('< 12 >', '99PR')", '-12'],
    ['CASE WHEN null THEN 1 ELSE 2 END', 'DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE'],
    ['if(null, 1, 2)', '2'],
    ["date_format(TIMESTAMP '2024-07-01 12:00:00', 'g')", '60492'],
    ["to_timestamp('60000', 'g')", '2023-02-25 00:00:00'],
  ])('%s', async (text, expected) => {
    expect(await resultOf(text)).toBe(expected)
  })

  test('a date is null as a number with ANSI off', async () => {
    for (const type of ['INT', 'BIGINT', 'DOUBLE', 'DECIMAL(10, 2)', 'BOOLEAN']) {
      expect(await resultOf(`CAST(DATE '2024-01-01' AS ${type})`, legacy)).toBeNull()
      expect(await resultOf(`CAST(DATE '2024-01-01' AS ${type})`)).toMatch(/^DATATYPE_MISMATCH/)
    }
  })
})
