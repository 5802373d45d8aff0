import { AnalysisException } from '../../errors/streamkit-error.ts'
import { createSession } from '../../session/session.ts'
import type { CheckpointReader } from '../checkpoint-reader.ts'
import type { Command, CommandOptions, Report } from '../command.ts'
import { jsonText, plainJson } from '../json-text.ts'
import { operatorsOf } from '../operators.ts'

/** Which operators and stores there are. */
async function stores(checkpoint: CheckpointReader): Promise<Report> {
  const operators = await operatorsOf(checkpoint)
  if (operators.some(({ format }) => format === 'spark') || operators.length === 0) {
    const rows = operators.map((o) => [String(o.operatorId), o.operatorName, String(o.numPartitions), o.format])
    const note =
      operators.length === 0
        ? 'The query keeps no state.'
        : 'The state itself is in a format of Spark: its rows can be read with Spark only.'
    return {
      json: operators,
      sections: [{ title: 'State', columns: ['id', 'operator', 'partitions', 'format'], rows, note }],
    }
  }
  const session = createSession()
  const rows = await session.read().format('state-metadata').load(checkpoint.path).collect()
  return {
    json: rows.map(plainJson),
    sections: [
      {
        title: 'State',
        columns: ['operator', 'name', 'store', 'from batch', 'to batch'],
        rows: rows.map((row) => [
          String(row.operatorId),
          row.operatorName,
          row.stateStoreName,
          String(row.minBatchId),
          String(row.maxBatchId),
        ]),
        note: 'Rows of one: --operator N, and --store NAME where it has several.',
      },
    ],
  }
}

/** What one store holds. */
async function rowsOf(checkpoint: CheckpointReader, operatorId: number, options: CommandOptions): Promise<Report> {
  const operator = (await operatorsOf(checkpoint)).find((o) => o.operatorId === operatorId)
  if (operator?.format === 'spark') {
    throw new AnalysisException('STDS_FAILED_TO_READ_OPERATOR_METADATA', {
      operatorId,
      checkpointLocation: checkpoint.path,
    })
  }
  const session = createSession()
  let reader = session.read().format('statestore').option('operatorId', operatorId)
  if (options.store !== null) reader = reader.option('storeName', options.store)
  if (options.batch !== null) reader = reader.option('batchId', options.batch)
  const frame = await reader.loadAsync(checkpoint.path)
  const columns = frame.schema.fields.map(({ name }) => name)
  const rows = (await frame.limit(options.limit + 1).collect()) as readonly Readonly<Record<string, unknown>>[]
  const shown = rows.slice(0, options.limit)
  return {
    json: shown.map(plainJson),
    sections: [
      {
        title: `State of operator ${operatorId}`,
        columns,
        rows: shown.map((row) => columns.map((name) => jsonText(row[name]))),
        ...(rows.length > options.limit ? { note: `Only the first ${options.limit} rows: --limit N shows more.` } : {}),
      },
    ],
  }
}

/** The operators with state, or the rows of one. */
export const state: Command = {
  summary: 'the operators with state; with --operator N the rows of one',
  run: (checkpoint, options) =>
    options.operator === null ? stores(checkpoint) : rowsOf(checkpoint, options.operator, options),
}
