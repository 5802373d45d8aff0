import type { StructType } from '../types/data-type.ts'
import type { Refused, UntypedRow } from '../types/row-type.ts'
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
import type { FrameRuntime, TableFiles } from './frame-runtime.ts'
import type { Stream } from './frame-traits.ts'
import { loadedSchema, loadSchema, type ReaderChoices } from './load-schema.ts'
import { type OptionMap, withOptions } from './option-map.ts'

/** A stream with this row type; if the row type is not known yet, what is missing. */
export type LoadedStream<Row, Formats extends FormatTable> = [Row] extends [never]
  ? Refused<'this format has no columns of its own: call schema(...) before load()'>
  : DataFrame<Row, Stream<never, 'append' | 'update', Formats>>

/**
 * Says what a stream reads. Immutable: each call gives another reader.
 *
 * @example
 * session.readStream().format('csv').schema(Purchase).option('header', true).option('maxFilesPerTrigger', 10).load('data/purchases')
 */
export class DataStreamReader<Formats extends FormatTable, Options, Row> {
  readonly #state: ReaderChoices

  constructor(state: ReaderChoices) {
    this.#state = state
  }

  /** The format by its name: a built-in one, or one of the session's connectors. Its options are the ones that `option` takes. */
  format<const F extends FormatName<Formats, 'readStream'>>(
    format: F,
  ): DataStreamReader<
    Formats,
    OptionsOf<Formats, F, 'readStream'>,
    [Row] extends [never] ? RowOfFormat<Formats, F> : Row
  > {
    return this.#with({ format })
  }

  /**
   * The columns, as a zod object, DDL text, builder or struct type. Throws PARSE_SYNTAX_ERROR, UNSUPPORTED_DATATYPE, UNSUPPORTED_SCHEMA_TYPE.
   */
  schema<const S extends SchemaInput>(schema: CheckedSchema<S>): DataStreamReader<Formats, Options, RowOf<S>> {
    return this.#with({ userSchema: toStructType(schema as SchemaInput) })
  }

  /** One option of the chosen format. */
  option<const K extends OptionName<Options>>(
    name: K,
    value: OptionValue<Options, K>,
  ): DataStreamReader<Formats, Options, Row> {
    return this.#with({ options: withOptions(this.#state.options, { [name]: value }) })
  }

  /** Several options at once. */
  options(options: Partial<Options>): DataStreamReader<Formats, Options, Row> {
    return this.#with({ options: withOptions(this.#state.options, options) })
  }

  /** The stream. Throws at once if the format, its options or the schema are wrong; SCHEMA_NEEDS_IO if only {@link loadAsync} can know the columns. */
  load(...paths: readonly string[]): LoadedStream<Row, Formats> {
    return this.#frame(paths, loadedSchema(this.#state, paths, true))
  }

  /** The same for formats whose columns are only known when they are asked. */
  async loadAsync(...paths: readonly string[]): Promise<LoadedStream<Row, Formats>> {
    return this.#frame(paths, await loadSchema(this.#state, paths, true))
  }

  /** `format('csv').load(...paths)`. */
  csv(...paths: readonly string[]): LoadedStream<Row, Formats> {
    return this.#with<Formats, Options, Row>({ format: 'csv' }).load(...paths)
  }

  /**
   * A table of the warehouse as a stream: what is added to it. Of a table that this session has written or looked up. Throws TABLE_OR_VIEW_NOT_FOUND.
   */
  table<R = UntypedRow>(name: string): DataFrame<R, Stream<never, 'append' | 'update', Formats>> {
    const { runtime, options } = this.#state
    return tableStream(runtime, runtime.table(name), options)
  }
  /** The same, looked up in the warehouse. */
  async tableAsync<R = UntypedRow>(name: string): Promise<DataFrame<R, Stream<never, 'append' | 'update', Formats>>> {
    const { runtime, options } = this.#state
    return tableStream(runtime, await runtime.findTable(name), options)
  }

  #frame(paths: readonly string[], schema: StructType): LoadedStream<Row, Formats> {
    const { runtime, format, options, userSchema } = this.#state
    return new DataFrame(runtime, {
      kind: 'streamingRelation',
      format: format ?? '',
      options,
      paths,
      userSchema,
      schema,
    }) as never
  }

  #with<F extends FormatTable, O, R>(change: Partial<ReaderChoices>): DataStreamReader<F, O, R> {
    return new DataStreamReader({ ...this.#state, ...change })
  }
}

function tableStream<R, Formats extends FormatTable>(
  runtime: FrameRuntime,
  files: TableFiles,
  options: OptionMap,
): DataFrame<R, Stream<never, 'append' | 'update', Formats>> {
  return new DataFrame(runtime, { kind: 'streamingRelation', ...files, options: withOptions(files.options, options) })
}

/** The stream reader of a session, nothing chosen yet. */
export function dataStreamReader<Formats extends FormatTable>(
  runtime: FrameRuntime,
): DataStreamReader<Formats, FormatNotChosen, never> {
  return new DataStreamReader({ runtime, format: null, userSchema: null, options: {} })
}
