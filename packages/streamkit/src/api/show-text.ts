import { rowReader } from '../columnar/rows.ts'
import type { LogicalPlan } from '../plan/logical-plan.ts'
import { type StructType, stringType } from '../types/data-type.ts'
import { tableText } from '../util/table-text.ts'
import type { FrameRuntime } from './frame-runtime.ts'
import { aliased, columnNamed } from './projection-of.ts'

/** How `show` prints. */
export interface ShowOptions {
  /** Whether values are cut to 20 characters, or the number of characters. Default true. */
  readonly truncate?: boolean | number
  /** A line a value instead of a line a row. Default false. */
  readonly vertical?: boolean
}

interface Shown {
  readonly runtime: FrameRuntime
  readonly plan: LogicalPlan
  readonly schema: StructType
}

/** The first rows as a table; values are written as a cast to STRING writes them, so that time zones and numbers look as in Spark. */
export async function showText(
  { runtime, plan, schema }: Shown,
  numRows: number,
  options: ShowOptions,
): Promise<string> {
  const { truncate = true, vertical = false } = options
  const names = schema.fields.map((f) => f.name)
  const expressions = names.map((name, i) =>
    aliased({ kind: 'cast', child: columnNamed(name), to: stringType, mode: 'ansi' }, `c${i}`),
  )
  const limited: LogicalPlan = { kind: 'limit', child: plan, count: numRows + 1 }
  const analyzed = runtime.analyze({ kind: 'project', child: limited, expressions })
  const reader = rowReader(analyzed.schema)
  const rows: string[][] = []
  for await (const batch of runtime.execute(analyzed.plan)) {
    for (const row of reader.iterate(batch)) rows.push(names.map((_, i) => String(row[`c${i}`] ?? 'NULL')))
  }
  const width = typeof truncate === 'number' ? truncate : truncate ? 20 : 0
  const table = tableText(names, rows.slice(0, numRows), { truncate: width, vertical })
  const noun = numRows === 1 ? 'row' : 'rows'
  return rows.length > numRows ? `${table}\nonly showing top ${numRows} ${noun}\n` : `${table}\n`
}
