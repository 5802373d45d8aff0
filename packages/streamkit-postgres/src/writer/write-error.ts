import { isStreamKitError } from '@streamkit/core/connector'
import { raise } from '../conditions.ts'
import { isTransient, reasonOf, serverError } from '../connection/server-error.ts'

/** What was being done when an error came. */
export interface WriteErrorContext {
  /** `batch 7` */
  readonly what: string
  readonly table: string
  /** Empty before they are known. */
  readonly columns: readonly { readonly name: string; readonly field: string; readonly type: string }[]
}

/** Gives an error of the server its condition: what, where, which column and which row if the server says so. Passing troubles and our own errors stay as they are. */
export function writeError(thrown: unknown, context: WriteErrorContext): unknown {
  if (isStreamKitError(thrown) || isTransient(thrown)) return thrown
  const { state, isSqlState, where, column: named } = serverError(thrown)
  if (!isSqlState) return thrown
  const { what, table } = context
  const sqlState = state as string
  const reason = reasonOf(thrown)
  if (sqlState === '42P01')
    return raise('SINK_TABLE_NOT_FOUND', { table, hint: ` any more (${reason})` }, { cause: thrown })
  const column = stagedColumn(where, context) ?? named
  if (sqlState.startsWith('22') && column !== null) {
    const type = context.columns.find((c) => c.field === column || c.name === column)?.type ?? 'the table'
    const line = /, line (\d+)/.exec(where ?? '')?.[1]
    const at = line === undefined ? '' : ` (row ${line} of ${what})`
    return raise('INVALID_VALUE', { column, target: type, reason: `${reason}${at}` }, { cause: thrown })
  }
  return raise('SINK_WRITE', { what, table, reason, serverState: sqlState }, { cause: thrown })
}

/** The column that the server was reading: `COPY x, line 3, column c1`. */
function stagedColumn(where: string | null, { columns }: WriteErrorContext): string | null {
  const name = /, column ("?)(.+?)\1(?::|$)/m.exec(where ?? '')?.[2]
  if (name === undefined) return null
  const staged = /^c(\d+)$/.exec(name)
  const column = staged === null ? undefined : columns[Number(staged[1])]
  return column?.field ?? columns.find((c) => c.name === name)?.field ?? null
}
