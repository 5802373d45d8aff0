import type { StructType } from '../types/data-type.ts'
import type { UntypedRow } from '../types/row-type.ts'
import { type CheckedSchema, type RowOf, type SchemaInput, toStructType } from '../types/schema.ts'
import { DataFrame } from './data-frame.ts'
import type {
  FormatName,
  FormatNotChosen,
  FormatTable,
  OptionName,
  OptionsOf,
  OptionValue,
  RowOfFormat,
} from './formats.ts'
import type { FrameRuntime } from './frame-runtime.ts'
import type { Batch } from './frame-traits.ts'
import { loadedSchema, loadSchema, type ReaderChoices } from './load-schema.ts'
import { withOptions } from './option-map.ts'

/** A bounded frame with this row type; of an unknown row type, an untyped one. */
export type LoadedFrame<Row, Formats extends FormatTable> = DataFrame<
  [Row] extends [never] ? UntypedRow : Row,
  Batch<Formats>
>

/**
 * Says what a bounded DataFrame reads. Immutable: each call gives another reader.
 *
 * @example
 * const users = session.read().format('csv').schema('id BIGINT NOT NULL, name STRING').option('header', true).load('data/users.csv')
 */
export class DataFrameReader<Formats extends FormatTable, Options, Row> {
  readonly #state: ReaderChoices

  constructor(state: ReaderChoices) {
    this.#state = state
  }

  /** The format by its name: a built-in one, or one of the session's connectors. Its options are the ones that `option` takes. */
  format<const F extends FormatName<Formats, 'read'>>(
    format: F,
  ): DataFrameReader<Formats, OptionsOf<Formats, F, 'read'>, [Row] extends [never] ? RowOfFormat<Formats, F> : Row> {
    return this.#with({ format })
  }

  /**
   * The columns, as a zod object, DDL text, builder or struct type. Throws PARSE_SYNTAX_ERROR, UNSUPPORTED_DATATYPE, UNSUPPORTED_SCHEMA_TYPE.
   */
  schema<const S extends SchemaInput>(schema: CheckedSchema<S>): DataFrameReader<Formats, Options, RowOf<S>> {
    return this.#with({ userSchema: toStructType(schema as SchemaInput) })
  }

  /** One option of the chosen format. */
  option<const K extends OptionName<Options>>(
    name: K,
    value: OptionValue<Options, K>,
  ): DataFrameReader<Formats, Options, Row> {
    return this.#with({ options: withOptions(this.#state.options, { [name]: value }) })
  }

  /** Several options at once. */
  options(options: Partial<Options>): DataFrameReader<Formats, Options, Row> {
    return this.#with({ options: withOptions(this.#state.options, options) })
  }

  /**
   * The frame. Without a schema its rows are untyped. Throws at once if the format, its options or the schema are wrong; SCHEMA_NEEDS_IO if only {@link loadAsync} can know
   * the columns.
   */
  load(...paths: readonly string[]): LoadedFrame<Row, Formats> {
    return this.#frame(paths, loadedSchema(this.#state, paths, false))
  }

  /** The same for formats whose columns are only known when they are asked, such as a table of a database. */
  async loadAsync(...paths: readonly string[]): Promise<LoadedFrame<Row, Formats>> {
    return this.#frame(paths, await loadSchema(this.#state, paths, false))
  }

  /** `format('csv').load(...paths)`. */
  csv(...paths: readonly string[]): LoadedFrame<Row, Formats> {
    return this.#with<Formats, Options, Row>({ format: 'csv' }).load(...paths)
  }

  #frame(paths: readonly string[], schema: StructType): LoadedFrame<Row, Formats> {
    const { runtime, format, options, userSchema } = this.#state
    return new DataFrame(runtime, { kind: 'batchRelation', format: format ?? '', options, paths, userSchema, schema })
  }

  #with<F extends FormatTable, O, R>(change: Partial<ReaderChoices>): DataFrameReader<F, O, R> {
    return new DataFrameReader({ ...this.#state, ...change })
  }
}

/** The batch reader of a session, nothing chosen yet. */
export function dataFrameReader<Formats extends FormatTable>(
  runtime: FrameRuntime,
): DataFrameReader<Formats, FormatNotChosen, never> {
  return new DataFrameReader({ runtime, format: null, userSchema: null, options: {} })
}
