import type { SaveMode } from '../contracts/connector.ts'
import { IllegalArgumentException } from '../errors/streamkit-error.ts'
import type { LogicalPlan } from '../plan/logical-plan.ts'
import type { CsvSaveOptions, JsonSaveOptions, TextSaveOptions } from './file-write-options.ts'
import type { FormatName, FormatNotChosen, FormatTable, OptionName, OptionsOf, OptionValue } from './formats.ts'
import type { ColumnName } from './frame-columns.ts'
import type { FrameRuntime } from './frame-runtime.ts'
import { type OptionMap, withOptions } from './option-map.ts'

interface WriterState {
  readonly runtime: FrameRuntime
  readonly plan: LogicalPlan
  readonly format: string | null
  readonly mode: SaveMode
  readonly options: OptionMap
  readonly partitionBy: readonly string[]
}

/**
 * Writes the rows of a bounded DataFrame. Immutable: each call gives another writer.
 *
 * @example
 * await frame.write.format('postgres').option('table', 'shop.daily').mode('append').save()
 */
export class DataFrameWriter<Row, Formats extends FormatTable, Options> {
  readonly #state: WriterState

  constructor(state: WriterState) {
    this.#state = state
  }

  /** The format by its name: a built-in one, or one of the session's connectors. */
  format<const F extends FormatName<Formats, 'write'>>(
    format: F,
  ): DataFrameWriter<Row, Formats, OptionsOf<Formats, F, 'write'>> {
    return new DataFrameWriter({ ...this.#state, format })
  }

  /** What happens to data that is there already. Default `errorifexists`. */
  mode(mode: SaveMode): DataFrameWriter<Row, Formats, Options> {
    return new DataFrameWriter({ ...this.#state, mode })
  }

  /** One option of the chosen format. */
  option<const K extends OptionName<Options>>(
    name: K,
    value: OptionValue<Options, K>,
  ): DataFrameWriter<Row, Formats, Options> {
    return new DataFrameWriter({ ...this.#state, options: withOptions(this.#state.options, { [name]: value }) })
  }

  /** Several options at once. */
  options(options: Partial<Options>): DataFrameWriter<Row, Formats, Options> {
    return new DataFrameWriter({ ...this.#state, options: withOptions(this.#state.options, options) })
  }

  /**
   * The columns whose values become folders, `day=2026-11-23`, outermost first; they are not in the files then. For formats of files. Replaces an earlier choice.
   *
   * @example
   * await frame.write.format('csv').partitionBy('country', 'day').save('data/out')
   */
  partitionBy(...columns: readonly ColumnName<Row>[]): DataFrameWriter<Row, Formats, Options> {
    return new DataFrameWriter({ ...this.#state, partitionBy: columns })
  }

  /** Computes the rows and writes them; resolves when they are durable. Throws SINK_NOT_CHOSEN without a format. */
  async save(path?: string): Promise<void> {
    const { runtime, format, ...spec } = this.#state
    if (format === null) throw new IllegalArgumentException('SINK_NOT_CHOSEN', {})
    await runtime.write({ ...spec, format, path: path ?? null })
  }

  /** `format('csv').save(path)`. Options may be given with it. */
  csv(path: string, options: Partial<CsvSaveOptions> = {}): Promise<void> {
    return this.#saveAs('csv', path, options)
  }
  /** `format('json').save(path)`: a line of JSON a row. */
  json(path: string, options: Partial<JsonSaveOptions> = {}): Promise<void> {
    return this.#saveAs('json', path, options)
  }
  /** `format('text').save(path)`: of a frame with one STRING column. */
  text(path: string, options: Partial<TextSaveOptions> = {}): Promise<void> {
    return this.#saveAs('text', path, options)
  }

  /**
   * Writes a table of the session's warehouse: `session.table(name)` reads it. The format is json if none was chosen. Rows are added to a table that is there by the names of their columns.
   * Throws WAREHOUSE_REQUIRED, INVALID_IDENTIFIER, TABLE_OR_VIEW_ALREADY_EXISTS, INCOMPATIBLE_DATA_FOR_TABLE.
   *
   * @example
   * await frame.write.format('csv').mode('append').saveAsTable('daily')
   */
  async saveAsTable(name: string): Promise<void> {
    const { runtime, format, ...spec } = this.#state
    await runtime.saveTable(name, { ...spec, format: format ?? 'json', path: null })
  }

  #saveAs(format: string, path: string, options: object): Promise<void> {
    const state = { ...this.#state, format, options: withOptions(this.#state.options, options) }
    return new DataFrameWriter<Row, Formats, Options>(state).save(path)
  }
}

/** The writer of a frame's rows, nothing chosen yet. */
export function dataFrameWriter<Row, Formats extends FormatTable>(
  runtime: FrameRuntime,
  plan: LogicalPlan,
): DataFrameWriter<Row, Formats, FormatNotChosen> {
  return new DataFrameWriter({ runtime, plan, format: null, mode: 'errorifexists', options: {}, partitionBy: [] })
}
