import type { StructType } from '../types/data-type.ts'
import { NamedColumn } from './column.ts'
import type { Columns } from './frame-columns.ts'

/**
 * The `$` of `$ => $.name`: a column for every name that is asked for, whatever the name is (`$['a.b']` is one name). A name that the frame does not have is refused where
 * the column is used. `{ ...$ }` are all columns of the frame.
 */
export function columnsOf<R>(schema: StructType): Columns<R> {
  const columns: Record<string, NamedColumn<string, unknown>> = Object.create(null)
  for (const { name } of schema.fields) columns[name] = column(name)
  return new Proxy(columns, {
    get: (known, name) => (typeof name === 'symbol' ? undefined : (known[name] ?? column(name))),
  }) as Columns<R>
}

function column(name: string): NamedColumn<string, unknown> {
  return new NamedColumn(name, { kind: 'attribute', nameParts: [name] })
}
