import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { analyze } from '../../src/analysis/analyzer.ts'
import { withoutQualifiers } from '../../src/analysis/resolve-projection.ts'
import {
  avg,
  col,
  count,
  createSession,
  type DataFrame,
  desc,
  expr,
  type Session,
  type Stream,
  sum,
  window,
} from '../../src/index.ts'

type Sale = { id: string; category: string | null; price: number | null; at: Date }

const schema = 'id STRING NOT NULL, category STRING, price DOUBLE, at TIMESTAMP NOT NULL'
const at = (minute: number) => new Date(Date.UTC(2024, 0, 1, 10, minute))
const rows: Sale[] = [
  { id: 'a', category: 'books', price: 10, at: at(0) },
  { id: 'b', category: 'books', price: 20, at: at(1) },
  { id: 'c', category: 'music', price: 5, at: at(6) },
  { id: 'd', category: null, price: null, at: at(7) },
]

// biome-ignore lint/suspicious/noExplicitAny: the frames of both ways differ in their types
let session: Session<any>
let sales: DataFrame<Sale>

beforeAll(() => {
  session = createSession()
  sales = session.createDataFrame(rows, schema) as never
  sales.createOrReplaceTempView('sales')
  session
    .createDataFrame(
      [
        { category: 'books', tax: 0.07 },
        { category: 'music', tax: 0.19 },
      ],
      'category STRING NOT NULL, tax DOUBLE',
    )
    .createOrReplaceTempView('taxes')
})
afterAll(() => session.stop())

/** The resolved plan without the names of frames, which SQL gives and methods need not. */
function plan(frame: { readonly logicalPlan: unknown }): unknown {
  const resolved = analyze(frame.logicalPlan as never, { timeZone: 'UTC', ansi: true })
  const strip = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(strip)
    if (typeof part !== 'object' || part === null) return part
    const { schema: own, ...rest } = part as { schema?: { kind: string } }
    const parts = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, strip(value)]))
    return own === undefined ? parts : { ...parts, schema: withoutQualifiers(own as never) }
  }
  return strip({ ...resolved, relation: undefined })
}

describe('SQL gives the plans of the methods', () => {
  test.each<[string, () => { readonly logicalPlan: unknown }]>([
    ['SELECT * FROM sales', () => sales],
    [
      'SELECT id, price * 2 AS twice FROM sales WHERE price > 5',
      () => sales.filter(col('price').gt(5)).select('id', col('price').mul(2).as('twice')),
    ],
    [
      'SELECT category, count(*) AS n, sum(price) AS total FROM sales GROUP BY category',
      () => sales.groupBy('category').agg(count().as('n'), sum(col('price')).as('total')),
    ],
    [
      'SELECT category, count(*) AS n FROM sales GROUP BY 1 HAVING n > 1',
      () => sales.groupBy('category').agg(count().as('n')).filter(col('n').gt(1)),
    ],
    [
      'SELECT category, avg(price) AS mean FROM sales GROUP BY category ORDER BY mean DESC',
      () =>
        sales
          .groupBy('category')
          .agg(avg(col('price')).as('mean'))
          .orderBy(desc(col('mean'))),
    ],
    ['SELECT DISTINCT category FROM sales', () => sales.select('category').distinct()],
    [
      'SELECT id FROM sales ORDER BY price LIMIT 2',
      () =>
        sales
          .select('id')
          .orderBy(col('price') as never)
          .limit(2),
    ],
    ['SELECT * FROM sales JOIN taxes USING (category)', () => sales.join(session.table('taxes'), 'category' as never)],
    [
      "SELECT window(at, '5 minutes') AS window, count(*) AS n FROM sales GROUP BY window(at, '5 minutes')",
      () => sales.groupBy(window('at', '5 minutes')).agg(count().as('n')),
    ],
  ])('%s', (text, frame) => {
    expect(plan(session.sql(text))).toEqual(plan(frame()))
  })
})

describe('queries give their rows', () => {
  test.each<[string, readonly (readonly unknown[])[]]>([
    [
      'SELECT category, count(*) FROM sales GROUP BY category ORDER BY category NULLS LAST',
      [
        ['books', 2],
        ['music', 1],
        [null, 1],
      ],
    ],
    [
      'SELECT count(*) AS n, category AS c FROM sales GROUP BY category HAVING sum(price) > 4 ORDER BY max(price)',
      [
        [1, 'music'],
        [2, 'books'],
      ],
    ],
    [
      'SELECT upper(category) AS k, sum(price) FROM sales GROUP BY k ORDER BY 2 DESC',
      [
        ['BOOKS', 30],
        ['MUSIC', 5],
        [null, null],
      ],
    ],
    [
      'SELECT s.id, t.tax FROM sales s JOIN taxes t ON s.category = t.category ORDER BY s.id',
      [
        ['a', 0.07],
        ['b', 0.07],
        ['c', 0.19],
      ],
    ],
    ['SELECT id FROM sales WHERE category IN (SELECT category FROM taxes WHERE tax < 0.1) ORDER BY id', [['a'], ['b']]],
    ['SELECT id, (SELECT max(tax) FROM taxes) AS most FROM sales WHERE id = :id', [['b', 0.19]]],
    ['SELECT id FROM sales WHERE EXISTS (SELECT * FROM taxes WHERE tax > 1)', []],
    ['WITH dear AS (SELECT * FROM sales WHERE price > 5) SELECT count(*) FROM dear', [[2]]],
    [
      "SELECT x, y FROM VALUES (1, 'a'), (2, 'b') AS v(x, y) ORDER BY x DESC",
      [
        [2, 'b'],
        [1, 'a'],
      ],
    ],
    [
      'SELECT id, v.part FROM sales LATERAL VIEW explode(array(1, 2)) v AS part WHERE id = :id',
      [
        ['b', 1],
        ['b', 2],
      ],
    ],
    [
      'SELECT id FROM sales QUALIFY row_number() OVER (PARTITION BY category ORDER BY price DESC) = 1 ORDER BY id',
      [['b'], ['c'], ['d']],
    ],
    [
      'SELECT id, rank() OVER w AS r FROM sales WHERE category IS NOT NULL WINDOW w AS (ORDER BY price) ORDER BY r LIMIT 1 OFFSET 1',
      [['a', 2]],
    ],
    ['SELECT category, count(*) AS n FROM sales GROUP BY ROLLUP(category) ORDER BY n DESC LIMIT 1', [[null, 4]]],
    [
      "SELECT window.start = TIMESTAMP '2024-01-01 10:00:00' AS early, count(*) AS n FROM sales GROUP BY window(at, '5 minutes') ORDER BY n, early",
      [
        [false, 2],
        [true, 2],
      ],
    ],
    ['SELECT category FROM sales INTERSECT SELECT category FROM taxes ORDER BY category', [['books'], ['music']]],
    ['SELECT 1 AS one, :list[1] AS x', [[1, 20]]],
  ])('%s', async (text, expected) => {
    const found = await session.sql(text, { id: 'b', list: [10, 20] }).collect()
    expect(found.map((row) => Object.values(row))).toEqual(expected)
  })

  test('a parameter is never read as SQL', async () => {
    expect(await session.sql('SELECT id FROM sales WHERE id = :id', { id: "' OR 1 = 1 --" }).collect()).toEqual([])
  })
})

test('texts stand for columns and conditions', async () => {
  const dear = sales.where('price >= 10 AND category IN (SELECT category FROM taxes)')
  expect(await dear.selectExpr('id', 'price * 2 AS twice', 'upper(id)').collect()).toEqual([
    { id: 'a', twice: 20, 'upper(id)': 'A' },
    { id: 'b', twice: 40, 'upper(id)': 'B' },
  ])
  const totals = sales.groupBy('category').agg(expr<number>('sum(price) + 1').as('total'))
  expect(
    await totals
      .orderBy(desc(col('total')))
      .limit(1)
      .collect(),
  ).toEqual([{ category: 'books', total: 31 }])
})

test('a stream with a watermark is grouped by windows in SQL', async () => {
  const input = session.memoryStream(schema)
  input.toDF().withWatermark('at', '1 minute').createOrReplaceTempView('events')
  const text = "SELECT window.end, category, count(*) AS n FROM events GROUP BY window(at, '5 minutes'), category"
  const counts = session.sql<{ end: Date; category: string; n: number }, Stream<'end'>>(text)
  const query = counts.writeStream.format('memory').queryName('sql_counts').outputMode('append').start()
  input.addData(...(rows as never[]))
  await query.processAllAvailable()
  input.addData({ ...rows[0], at: at(30) } as never)
  await query.processAllAvailable()
  await query.stop()
  expect(await session.sql('SELECT * FROM sql_counts WHERE n > 1').collect()).toEqual([
    { end: at(5), category: 'books', n: 2 },
  ])
})

describe('a SELECT', () => {
  const valuesOf = async (text: string) =>
    (await session.sql(text).collect()).map((row) => Object.values(row as object))

  test('may use the names of its columns before, where the rows have none of that name', async () => {
    expect(await valuesOf('SELECT price * 2 AS twice, twice + 1 AS more, more * 2 FROM sales WHERE id = "a"')).toEqual([
      [20, 21, 42],
    ])
    expect(await valuesOf('SELECT id AS category, category AS c FROM sales WHERE id = "a"')).toEqual([['a', 'books']])
    expect(
      await valuesOf('SELECT category, count(*) AS n, n * 10 AS m FROM sales GROUP BY category ORDER BY category'),
    ).toEqual([
      [null, 1, 10],
      ['books', 2, 20],
      ['music', 1, 10],
    ])
    expect(await valuesOf('SELECT id AS x, transform(array(1, 2), x -> x + 1) AS y FROM sales WHERE id = "a"')).toEqual(
      [['a', [2, 3]]],
    )
  })

  test('groups by the sets that GROUPING SETS says', async () => {
    const sets =
      'SELECT category, id, count(*) AS n, CAST(grouping_id() AS INT) AS g FROM sales WHERE price >= 10 GROUP BY'
    const expected = [
      [null, null, 2, 3],
      [null, 'a', 1, 2],
      [null, 'b', 1, 2],
      ['books', null, 2, 1],
    ]
    expect(await valuesOf(`${sets} GROUPING SETS ((category), id, ()) ORDER BY category, id`)).toEqual(expected)
    expect(await valuesOf(`${sets} category, id GROUPING SETS (category, (id), ()) ORDER BY 1, 2`)).toEqual(expected)
  })

  test('names its columns as Spark does', () => {
    const texts = {
      'price::int': 'price',
      'try_cast(price AS INT)': 'price',
      '1 << 2': '(1 << 2)',
      'shiftleft(1, 2)': 'shiftleft(1, 2)',
      "trim(BOTH 'x' FROM id)": 'TRIM(BOTH x FROM id)',
      "ltrim('x', id)": 'TRIM(LEADING x FROM id)',
      'trim(id)': 'trim(id)',
      'extract(YEAR FROM at)': 'extract(YEAR FROM at)',
      "id ILIKE 'A'": 'ilike(id, A)',
      "id NOT RLIKE 'A'": '(NOT RLIKE(id, A))',
      "regexp_like(id, 'A')": 'REGEXP_LIKE(id, A)',
      "id LIKE 'a/%' ESCAPE '/'": "id LIKE a/% ESCAPE '/'",
    }
    for (const [text, name] of Object.entries(texts)) {
      expect(session.sql(`SELECT ${text} FROM sales`).columns).toEqual([name])
    }
  })

  test('trims the characters that come first', async () => {
    expect(await valuesOf("SELECT trim('x', 'xax'), ltrim('x', 'xax'), rtrim('x', 'xax')")).toEqual([['a', 'ax', 'xa']])
  })
})

describe('the catalog', () => {
  test('lists views and tables, and forgets views', () => {
    sales.createTempView('short_lived')
    expect(session.catalog.listTables().map(({ name }) => name)).toContain('short_lived')
    expect(() => sales.createTempView('SHORT_lived')).toThrow('TEMP_TABLE_OR_VIEW_ALREADY_EXISTS')
    expect(() => sales.createTempView('a.b')).toThrow('TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS')
    expect(session.catalog.tableExists('Short_Lived')).toBe(true)
    expect(session.catalog.dropTempView('short_lived')).toBe(true)
    expect(session.catalog.dropTempView('short_lived')).toBe(false)
    expect(() => session.sql('SELECT * FROM salse')).toThrow('Did you mean `sales`')
  })
})

describe('a query that is wrong is refused with its condition', () => {
  test.each([
    ['SELECT id FROM sales GROUP', 'PARSE_SYNTAX_ERROR'],
    ['DELETE FROM sales', 'PARSE_SYNTAX_ERROR'],
    ['SELECT nope FROM sales', 'UNRESOLVED_COLUMN.WITH_SUGGESTION'],
    ['SELECT x.* FROM sales', 'CANNOT_RESOLVE_STAR_EXPAND'],
    ['SELECT id, count(*) FROM sales GROUP BY category', 'MISSING_AGGREGATION'],
    ['SELECT id FROM sales GROUP BY 3', 'GROUP_BY_POS_OUT_OF_RANGE'],
    ['SELECT count(*) FROM sales GROUP BY 1', 'GROUP_BY_POS_AGGREGATE'],
    ['SELECT id FROM sales ORDER BY 2', 'ORDER_BY_POS_OUT_OF_RANGE'],
    ['VALUES (1), (2, 3)', 'INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH'],
    ['SELECT * FROM sales AS s(a, b)', 'NUM_TABLE_COLUMN_ALIASES_MISMATCH'],
    ['SELECT id FROM sales LIMIT -1', 'INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE'],
    ['SELECT id FROM sales LIMIT price', 'INVALID_LIMIT_LIKE_EXPRESSION.IS_UNFOLDABLE'],
    ["SELECT id FROM sales LIMIT 'x'", 'INVALID_LIMIT_LIKE_EXPRESSION.DATA_TYPE'],
    ['SELECT id, FROM sales', 'TRAILING_COMMA_IN_SELECT'],
    ['SELECT price AS x, price + 1 AS x, x FROM sales', 'AMBIGUOUS_LATERAL_COLUMN_ALIAS'],
    ['SELECT uuid() AS x, upper(x) AS y FROM sales', 'UNSUPPORTED_FEATURE'],
    ['SELECT price AS x FROM sales WHERE x > 1', 'UNRESOLVED_COLUMN.WITH_SUGGESTION'],
    ['SELECT :nope', 'UNBOUND_SQL_PARAMETER'],
  ])('%s', (text, condition) => {
    expect(() => session.sql(text)).toThrow(`[${condition}]`)
  })
})
