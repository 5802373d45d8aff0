/**
 * Compares SQL texts between a real Spark and StreamKit: rows, names and types, or that both refuse. Needs a Python with pyspark, whose path is the first argument; the second is the number of random texts,
 * the third a file for Spark's answers, which is used if it is there.
 * Prints what differs.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { DataFrame } from '../../../src/api/data-frame.ts'
import { isStreamKitError } from '../../../src/errors/streamkit-error.ts'
import { createSession, simpleString } from '../../../src/index.ts'
import { randomStatements } from './random-statements.ts'
import { statements } from './sql-statements.ts'

const views = [
  {
    name: 't',
    schema: 'a INT, b BIGINT, c DOUBLE, s STRING, g STRING, d DECIMAL(10,2)',
    rows: [
      [1, 10, 1.5, 'apple', 'x', null],
      [2, 20, -0.5, 'Banana', 'y', null],
      [3, null, 2.25, 'cherry', 'x', null],
      [null, 40, null, null, 'y', null],
      [5, 50, 0.25, '', null, null],
      [-7, 7, 100.125, 'a_b%c', 'x', null],
    ],
  },
  {
    name: 'u',
    schema: 'id INT, g STRING, n INT',
    rows: [
      [1, 'x', 100],
      [2, 'y', 200],
      [3, 'z', null],
      [null, 'x', 400],
    ],
  },
] as const

interface Answer {
  readonly columns?: readonly string[]
  readonly types?: readonly string[]
  readonly rows?: readonly (readonly (string | null)[])[]
  readonly error?: string
}

const [python = 'python3', count = '300', answers] = process.argv.slice(2)
const texts = [...statements, ...randomStatements(Number(count))]
const script = new URL('./run-sql.py', import.meta.url).pathname
const input = texts.map((text) => JSON.stringify(text)).join('\n')
const recorded = answers !== undefined && existsSync(answers) ? readFileSync(answers, 'utf8') : null
const { stdout, stderr } =
  recorded !== null
    ? { stdout: recorded, stderr: '' }
    : spawnSync(python, [script, JSON.stringify(views)], { input, encoding: 'utf8', maxBuffer: 1 << 28 })
const lines = stdout.split('\n').filter((line) => line !== '')
if (recorded === null && lines.length !== texts.length) throw new Error(stderr.slice(-2000))

if (answers !== undefined) writeFileSync(answers, stdout)

await using session = createSession()
for (const { name, schema, rows } of views) {
  const names = schema.split(', ').map((column) => column.split(' ')[0] as string)
  const bigint = (value: unknown, column: string) =>
    column === 'b' && typeof value === 'number' ? BigInt(value) : value
  const objects = rows.map((row) => Object.fromEntries(names.map((column, i) => [column, bigint(row[i], column)])))
  session.createDataFrame(objects as never, schema).createOrReplaceTempView(name)
}

async function answer(text: string): Promise<Answer> {
  try {
    const frame = session.sql(text)
    const columns = frame.columns
    const types = frame.schema.fields.map((field) => simpleString(field.dataType))
    const fields = frame.schema.fields.map(({ name, dataType, nullable }, ordinal) => ({
      kind: 'alias' as const,
      child: {
        kind: 'cast' as const,
        child: { kind: 'bound' as const, ordinal, name, dataType, nullable },
        to: { kind: 'string' as const },
        mode: 'ansi' as const,
      },
      name: `c${ordinal}`,
    }))
    const asText = new DataFrame<Record<string, string | null>>(frame.runtime, {
      kind: 'project',
      child: frame.logicalPlan,
      expressions: fields,
    })
    const rows = (await asText.collect()).map((row) => fields.map(({ name }) => row[name] ?? null))
    return { columns, types, rows }
  } catch (error) {
    if (isStreamKitError(error)) return { error: error.condition }
    return { error: `BUG ${String((error as Error).stack).slice(0, 400)}` }
  }
}

const isOrdered = (text: string) => /ORDER BY/i.test(text)
const sorted = (rows: Answer['rows'], text: string) =>
  isOrdered(text) ? rows : [...(rows ?? [])].sort((x, y) => (JSON.stringify(x) < JSON.stringify(y) ? -1 : 1))
let differences = 0
for (const [i, text] of texts.slice(0, lines.length).entries()) {
  const spark = JSON.parse(lines[i] as string) as Answer
  const own = await answer(text)
  const same =
    spark.error === undefined
      ? JSON.stringify([spark.columns, spark.types, sorted(spark.rows, text)]) ===
        JSON.stringify([own.columns, own.types, sorted(own.rows, text)])
      : own.error?.replace(/\..*/, '') === spark.error.replace(/\..*/, '')
  if (same) continue
  differences++
  console.log(`\n${text}\n  Spark ${JSON.stringify(spark)}\n  own   ${JSON.stringify(own)}`)
}
console.log(`${lines.length} texts, ${differences} differ`)
