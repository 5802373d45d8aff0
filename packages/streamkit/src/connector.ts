/**
 * For those who write connectors: the contracts, the columns, the types and the errors.
 *
 * @packageDocumentation
 */
export type { ColumnBatch } from './columnar/column-batch.ts'
export { columnBatch, defaultChunkRows } from './columnar/column-batch.ts'
export type { ColumnBuilder } from './columnar/column-builder.ts'
export { columnBuilder } from './columnar/column-builder.ts'
export type {
  BooleanVector,
  ColumnVector,
  Float64Vector,
  Int32Vector,
  Int64Vector,
  ObjectVector,
  StringVector,
  Utf8Vector,
  VectorKind,
} from './columnar/column-vector.ts'
export { gather, gatherBatch } from './columnar/gather.ts'
export { batchOfRows, type RowReader, type RowWriter, rowReader, rowsOf, rowWriter } from './columnar/rows.ts'
export { type ToExternal, toExternal } from './columnar/to-external.ts'
export { fieldToInternal, type ToInternal, toInternal, type ValuePlace } from './columnar/to-internal.ts'
export { decodeStrings, decodeUtf8, valueAt } from './columnar/vector-access.ts'
export { vectorKindOf } from './columnar/vector-kind-of.ts'
export type { Clock, Entropy } from './contracts/clock.ts'
export type { Connector, FormatProvider, FormatTypes, SaveMode, SchemaContext } from './contracts/connector.ts'
export type {
  BadRecord,
  BadRecordSink,
  FileEncoder,
  FileFormat,
  FileFormatContext,
  FileInferenceContext,
  FileReader,
  FileReadRequest,
  FileToRead,
  FileWriter,
} from './contracts/file-format.ts'
export type { DirectoryEntry, FileHandle, FileStatus, FileSystem, OpenFlags } from './contracts/file-system.ts'
export type { LogFields, Logger } from './contracts/logger.ts'
export type { Offset, OffsetRange } from './contracts/offset.ts'
export { offset } from './contracts/offset.ts'
export type { OutputMode, Sink, SinkBatch, SinkContext, SinkQuery, SinkResult } from './contracts/sink.ts'
export type {
  BatchScan,
  InputEvent,
  OptionReader,
  ReadLimit,
  ReadRequest,
  Source,
  SourceContext,
} from './contracts/source.ts'
export type {
  ByteSlice,
  StateEntry,
  StateStore,
  StateStoreEnvironment,
  StateStoreId,
  StateStoreMetrics,
  StateStoreProvider,
} from './contracts/state-store.ts'
export { CheckpointFiles } from './durable/checkpoint-files.ts'
export type { ConditionDefinition, ConditionTable, ParametersOf } from './errors/conditions.ts'
export { invariant, unreachable } from './errors/invariant.ts'
export { errorsOf, isStreamKitError, messageOf, StreamKitError } from './errors/streamkit-error.ts'
export { fileFormatProvider } from './session/file-format-provider.ts'
export * from './types/data-type.ts'
export { parseDataType, parseDdl } from './types/ddl.ts'
export { Decimal, type DecimalInput } from './types/decimal.ts'
export { toDdl, typeToDdl } from './types/to-ddl.ts'
