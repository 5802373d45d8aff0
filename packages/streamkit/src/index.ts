/**
 * Typed Structured Streaming for Node.js with the semantics of Apache Spark.
 *
 * @packageDocumentation
 */

export type { AsOfJoinOptions } from './api/as-of-join.ts'
export type { Catalog, CatalogTable } from './api/catalog.ts'
export { Column, type Condition, NamedColumn } from './api/column.ts'
export type {
  CsvOptions,
  CsvReadOptions,
  CsvStreamOptions,
  FileBatchOptions,
  FileReadOptions,
  FileStreamOptions,
} from './api/csv-options.ts'
export { type BatchDataFrame, DataFrame, type StreamingDataFrame } from './api/data-frame.ts'
export type { DataFrameReader, LoadedFrame } from './api/data-frame-reader.ts'
export type { DataFrameWriter } from './api/data-frame-writer.ts'
export type { DataStreamReader, LoadedStream } from './api/data-stream-reader.ts'
export type { DataStreamWriter, StartOptions } from './api/data-stream-writer.ts'
export type * from './api/file-write-options.ts'
export type { BatchContext, ForeachBatchOf } from './api/foreach-batch.ts'
export type { ForeachBatchFunction } from './api/foreach-batch-function.ts'
export type { ForeachWriter } from './api/foreach-writer.ts'
export type {
  BuiltInFormats,
  ConsoleOptions,
  FormatName,
  FormatNotChosen,
  FormatsOf,
  FormatTable,
  FormatUse,
  NoOptions,
  OptionName,
  OptionsOf,
  OptionValue,
  QueryOptions,
  RowOfFormat,
} from './api/formats.ts'
export type {
  ColumnArgument,
  ColumnName,
  ColumnRecord,
  Columns,
  Dropped,
  EventTimeColumn,
  Renamed,
  SameColumns,
  SelectedList,
  SelectedRecord,
  SelectItem,
  TimestampColumn,
  UnionRow,
  UnionRowWithMissing,
  WithColumn,
  WithColumns,
} from './api/frame-columns.ts'
export type {
  AggregatedTraits,
  AppendOnly,
  Batch,
  BatchOf,
  CompleteOnly,
  FrameTraits,
  GroupStateTraits,
  MergedTraits,
  NeedsComplete,
  NeedsEnd,
  NeedsWatermark,
  NotUpdate,
  RenamedWatermark,
  SameKind,
  Stream,
  WithWatermark,
} from './api/frame-traits.ts'
export {
  anyValue,
  approxCountDistinct,
  avg,
  bitAnd,
  bitOr,
  bitXor,
  boolAnd,
  boolOr,
  collectList,
  collectSet,
  corr,
  count,
  countDistinct,
  countIf,
  covarPop,
  covarSamp,
  filterWhere,
  first,
  kurtosis,
  last,
  max,
  maxBy,
  mean,
  median,
  min,
  minBy,
  mode,
  type NullTreatment,
  percentileApprox,
  skewness,
  stddev,
  stddevPop,
  sum,
  sumDistinct,
  trySum,
  variance,
  varPop,
} from './api/functions/aggregate.ts'
export { col, lit } from './api/functions/col.ts'
export { array, struct } from './api/functions/collection.ts'
export {
  coalesce,
  greatest,
  ifnull,
  isNaN,
  isNotNull,
  isNull,
  least,
  nanvl,
  not,
  nullif,
  type WhenColumn,
  when,
} from './api/functions/conditional.ts'
export {
  currentDate,
  currentTimestamp,
  dateAdd,
  dateDiff,
  dateFormat,
  dateSub,
  dateTrunc,
  fromUnixtime,
  makeTimestamp,
  type TimestampFields,
  type TruncateUnit,
  toDate,
  toTimestamp,
  trunc,
  tryToDate,
  tryToTimestamp,
  unixTimestamp,
} from './api/functions/datetime.ts'
export * from './api/functions/datetime-parts.ts'
export { expr } from './api/functions/expr.ts'
export * from './api/functions/generators.ts'
export { grouping, groupingId } from './api/functions/grouping.ts'
export { crc32, hash, md5, sha1, sha2, xxhash64 } from './api/functions/hash.ts'
export { interval } from './api/functions/interval.ts'
export { fromJson, type JsonOptions, toJson } from './api/functions/json.ts'
export { abs, bround, ceil, floor, pmod, round } from './api/functions/math.ts'
export { monotonicallyIncreasingId } from './api/functions/monotonic-id.ts'
export * from './api/functions/more.ts'
export { rand, randn, uuid } from './api/functions/random.ts'
export * from './api/functions/ranking.ts'
export { regexpExtract, regexpLike, regexpReplace, split } from './api/functions/regexp.ts'
export { asc, ascNullsFirst, ascNullsLast, desc, descNullsFirst, descNullsLast } from './api/functions/sort.ts'
export {
  concat,
  concatWs,
  length,
  like,
  lower,
  lpad,
  ltrim,
  replace,
  rpad,
  rtrim,
  substring,
  trim,
  upper,
} from './api/functions/string.ts'
export { type UdfOptions, udf } from './api/functions/udf.ts'
export { sessionWindow, window, windowTime } from './api/functions/window.ts'
export * from './api/functions/within-group.ts'
export type { GeneratedColumns } from './api/generated-columns.ts'
export type { KeyOfNames, KeyOfSelection, KeySelection } from './api/group-by-key.ts'
export type {
  AggregatedList,
  AggregatedRow,
  AggregateItem,
  GroupedData,
  GroupedTraits,
  GroupItem,
  GroupKeys,
  NoKeys,
  NullableKeys,
  NumericColumn,
} from './api/grouped-data.ts'
export type { JoinChoice, JoinHow, JoinOptions, RefreshOptions } from './api/join-traits.ts'
export {
  type FlatMapGroupStateOptions,
  type GroupStateOptions,
  type InitialState,
  type KeyGrouping,
  KeyValueGroupedDataset,
  type TransformWithStateOptions,
} from './api/key-value-grouped-dataset.ts'
export type { LateRowsContext, LateRowsOf } from './api/late-rows.ts'
export type { LiteralInput } from './api/literal.ts'
export type { DropOptions, Filled, NaFunctions, NaValue, Present, Replaced } from './api/na-functions.ts'
export { Observation } from './api/observation.ts'
export type { Metrics, MetricsFor, MetricsOf } from './api/observed-columns.ts'
export type {
  OperatorExplanation,
  OutputExplanation,
  OutputReason,
  OutputReasonKind,
  WatermarkExplanation,
  WatermarkStream,
} from './api/output-explanation.ts'
export type { PivotColumn, PivotedData, PivotedRow } from './api/pivoted-data.ts'
export type * from './api/rate-options.ts'
export type { ShowOptions } from './api/show-text.ts'
export type { SortFunction, SortItem } from './api/sort-columns.ts'
export type { SortColumn } from './api/sort-order.ts'
export type { StateMetadataOptions, StateMetadataRow, StateStoreOptions } from './api/state-reader-options.ts'
export { StatefulProcessor } from './api/stateful-processor.ts'
export type { ExplainMode, QueryStateOptions, StreamingQuery, StreamingQueryStatus } from './api/streaming-query.ts'
export type { StreamingQueryManager } from './api/streaming-query-manager.ts'
export type {
  SessionWindowColumn,
  TimeWindow,
  TimeWindowColumn,
  WindowColumn,
  WindowedTime,
  WindowTimeColumn,
} from './api/time-window-column.ts'
export type { Trigger } from './api/trigger.ts'
export type { UnionByNameOptions } from './api/union-columns.ts'
export type { WatermarkOptions } from './api/watermark-options.ts'
export { Window, type WindowFactory, type WindowParts, WindowSpec } from './api/window-spec.ts'
export type { Clock } from './contracts/clock.ts'
export type { Connector, FormatTypes, SaveMode } from './contracts/connector.ts'
export type { GroupState, GroupStateOutputMode, GroupStateTimeout } from './contracts/group-state.ts'
export type { Logger } from './contracts/logger.ts'
export type { OutputMode, SinkQuery } from './contracts/sink.ts'
export type {
  ExpiredTimerInfo,
  KeyOfRow,
  ListState,
  MapState,
  QueryInfo,
  StateEvolutionOptions,
  StatefulProcessorHandle,
  StateVariableOptions,
  TimeMode,
  TimerValues,
  ValueState,
} from './contracts/stateful-processor.ts'
export type {
  QueryIdleEvent,
  QueryProgressEvent,
  QueryStartedEvent,
  QueryTerminatedEvent,
  StreamingQueryListener,
} from './contracts/streaming-query-listener.ts'
export type {
  OperatorProgress,
  SinkProgress,
  SourceProgress,
  StateOperatorProgress,
  StreamingQueryProgress,
} from './contracts/streaming-query-progress.ts'
export {
  AnalysisException,
  CheckpointException,
  ExecutionException,
  IllegalArgumentException,
  isStreamKitError,
  StreamingQueryException,
  StreamKitError,
} from './errors/streamkit-error.ts'
export { createSession, type MemoryStream, Session } from './session/session.ts'
export type { SessionEnvironment, SessionOptions } from './session/session-conf.ts'
export type { SqlParameters } from './session/sql-text.ts'
export * from './types/data-type.ts'
export { parseDataType, parseDdl } from './types/ddl.ts'
export type { RowOfDdl, ValueOfType } from './types/ddl-type.ts'
export { Decimal, type DecimalInput } from './types/decimal.ts'
export type { RowOfZod, ZodObjectLike } from './types/from-zod.ts'
export type { UntypedRow } from './types/row-type.ts'
export { type CheckedSchema, type RowOf, type Schema, type SchemaInput, schema } from './types/schema.ts'
export { toDdl } from './types/to-ddl.ts'
export { treeString } from './types/tree-string.ts'
export { type SchemaShape, type TypeBuilder, t } from './types/type-builder.ts'
export { decimal, type ZodDecimal } from './types/zod-decimal.ts'

/** The version of this package. */
export const VERSION: string = '0.1.0'
