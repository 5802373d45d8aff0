import { expect, test } from 'vitest'
import { count, createSession, hash, lit, when } from '../../src/index.ts'

const session = createSession()
const hostile = 'a`*/ process.exit(1) //'
const sales = () =>
  session.createDataFrame(
    [
      { id: 1, n: 2, [hostile]: 'x' },
      { id: 2, n: null, [hostile]: 'y' },
    ],
    `id INT NOT NULL, n INT, \`a\`\`*/ process.exit(1) //\` STRING`,
  )
const query = () =>
  sales()
    .filter(($) => $.n.gt(1))
    .select(($) => ({ twice: $.n.mul(2), h: hash($[hostile] as never) }))

test('extended shows every plan, and which rules made the last of them', () => {
  const text = sales()
    .filter(($) => $.n.gt(lit(1).add(1)))
    .select('id')
    .explain('extended')
  for (const title of ['Parsed Logical', 'Analyzed Logical', 'Optimized Logical', 'Physical']) {
    expect(text).toContain(`== ${title} Plan ==`)
  }
  expect(text).toMatch(
    /== Optimizer Rules That Changed the Plan ==\nConstantFolding\nPushFilterThroughWatermark\n|== Optimizer Rules That Changed the Plan ==\nConstantFolding\n/,
  )
  expect(text).toContain('Filter (n > 2)')
})

test('formatted numbers the operators from the leaves up and tells of each what it takes and gives', () => {
  expect(
    sales()
      .filter(($) => $.n.gt(1))
      .select('id')
      .explain('formatted'),
  ).toBe(`== Physical Plan ==
* Stage (2)
+- LocalScan (1)


(1) LocalScan
Output [2]: [id, n]
Arguments: 2 rows [id, n]

(2) Stage
Input [2]: [id, n]
Output [1]: [id]
Arguments: Filter (n > 1) → Project [id]
`)
})

test('codegen shows the code of each stage, with names of columns beside it and never in it', () => {
  const text = query().explain('codegen')
  const code = text.slice(text.indexOf('Generated code:'))
  expect(text).toContain('Found 1 stages of generated code.')
  expect(text).toContain(`= ${hostile}`)
  expect(code).toContain('for (let i = 0; i < length; i++)')
  expect(code).not.toContain('process')
  const interpreted = createSession({ wholeStageCodegen: false }).createDataFrame([{ id: 1 }], 'id INT')
  expect(interpreted.filter(($) => $.id.gt(0)).explain('codegen')).toBe('Found 0 stages of generated code.\n')
})

test('cost of what has not run says how many rows there can be, and that nothing was measured', () => {
  expect(sales().explain('cost')).toContain('rows unknown')
  expect(sales().limit(3).explain('cost')).toContain('rows at most 3')
  expect(
    sales()
      .filter(() => lit(false))
      .explain('cost'),
  ).toContain('rows at most 0')
  expect(
    sales()
      .agg(($) => ({ c: count($.id) }))
      .explain('cost'),
  ).toContain('rows at most 1')
})

test('cost of a query that runs tells rows, time and state of each operator, and so does its progress', async () => {
  const stream = session.memoryStream('id INT, n INT')
  const running = stream
    .toDF()
    .filter(($) => $.n.gt(0))
    .dropDuplicates('id')
    .select(($) => ({ v: when($.id.gt(1), $.n).otherwise(0) }))
    .writeStream.format('noop')
    .outputMode('append')
    .start()
  try {
    expect(running.explain('cost')).toContain('not run yet')
    stream.addData({ id: 1, n: 1 }, { id: 1, n: 2 }, { id: 2, n: 0 })
    await running.processAllAvailable()
    stream.addData({ id: 3, n: 1 }, { id: 1, n: 1 })
    await running.processAllAvailable()
    const rows = running.lastProgress?.operators?.map(({ name, numOutputRows }) => [name, numOutputRows])
    expect(rows).toEqual([
      ['Stage', 1],
      ['StreamingDeduplicate', 1],
      ['Stage', 2],
      ['StreamingScan', 2],
    ])
    const text = running.explain('cost')
    expect(text).toMatch(/measured until batch 1 ==/)
    expect(text).toMatch(
      /StreamingDeduplicate.*\| last batch: 1 rows, [\d.]+ ms; total: 2 rows, [\d.]+ ms; state: 2 rows/,
    )
    expect(text).toMatch(/StreamingScan.*\| last batch: 2 rows, .* total: 5 rows/)
    expect(running.explain('formatted')).toContain('State: operator 0, dedupe')
    expect(running.explain('codegen')).toContain('Found 2 stages')
  } finally {
    await running.stop()
  }
})
