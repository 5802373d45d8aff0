/** One row of a table of conditions. `<name>` in the template is a parameter. */
export interface ConditionDefinition {
  readonly template: string
  readonly sqlState: string
}
export type ConditionTable = Readonly<Record<string, ConditionDefinition>>

/**
 * Every condition that `@streamkit/core` can raise. Names and SQLSTATEs are Spark's where Spark has the condition.
 * Say what was wrong, where, and what to do. Alphabetical.
 */
export const conditions = {
  AMBIGUOUS_REFERENCE: {
    sqlState: '42704',
    template: 'The reference <name> is ambiguous, it could be: <referenceNames>. Rename one of them or name its frame.',
  },
  ARITHMETIC_OVERFLOW: {
    sqlState: '22003',
    template: '<message> caused overflow. Use a wider type, or a `try` function to get null instead.',
  },
  CANNOT_PARSE_TIMESTAMP: {
    sqlState: '22007',
    template:
      'The text <value> cannot be parsed with the pattern <pattern>. Correct the value or the pattern, or use `tryToTimestamp` to get null instead.',
  },
  CAST_INVALID_INPUT: {
    sqlState: '22018',
    template:
      'The value <expression> of the type <sourceType> cannot be cast to <targetType> because it is malformed. Correct the value, or use `tryCast` to get null instead.',
  },
  CAST_OVERFLOW: {
    sqlState: '22003',
    template:
      'The value <value> of the type <sourceType> cannot be cast to <targetType> due to an overflow. Use `tryCast` to get null instead.',
  },
  CHECKPOINT_CORRUPTED: {
    sqlState: '58030',
    template:
      'The checkpoint file <path> cannot be read: <reason>. Restore it from a backup; nothing was guessed and nothing was changed.',
  },
  CHECKPOINT_GAP: {
    sqlState: '58030',
    template:
      'The checkpoint <path> has a hole: offsets <offsets>, commits <commits>. Restore the missing files; the query does not guess what they held.',
  },
  CHECKPOINT_IO: {
    sqlState: '58030',
    template:
      'The checkpoint file <path> could not be <action>: <reason>. Check that the folder exists, is writable and that its disk is healthy, then start the query again.',
  },
  CHECKPOINT_NO_SPACE: {
    sqlState: '53100',
    template:
      'No space is left on the disk for the checkpoint file <path>. Free some space, then start the query again; nothing was lost.',
  },
  CHECKPOINT_OF_OTHER_QUERY: {
    sqlState: '42000',
    template:
      'The checkpoint <path> belongs to another query: <reason>. Give each query a checkpointLocation of its own.',
  },
  CHECKPOINT_VERSION: {
    sqlState: '58030',
    template:
      'The checkpoint file <path> has the version <found>, this release reads up to <supported>. Use the release that wrote it, or a newer one.',
  },
  COLUMN_ALREADY_EXISTS: {
    sqlState: '42711',
    template: 'The column <columnName> is named twice. Give each column its own name.',
  },
  CONCURRENT_STREAM_LOG_UPDATE: {
    sqlState: '40000',
    template:
      'Another run of the query uses the checkpoint <path> (<owner>). Stop it first: one checkpoint, one running query.',
  },
  DATATYPE_MISMATCH: {
    sqlState: '42K09',
    template: 'Cannot resolve <expression> due to a data type mismatch: <reason>.',
  },
  'DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN': {
    sqlState: '42K09',
    template:
      'Cannot resolve <sqlExpr> due to a data type mismatch: the filter <filter> is of type <type>, not a boolean.',
  },
  EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE: {
    sqlState: '42K09',
    template:
      'The event time <eventName> has the type <eventType>, expected "TIMESTAMP". Convert it with toTimestamp first.',
  },
  INCOMPATIBLE_COLUMN_TYPE: {
    sqlState: '42825',
    template:
      'UNION needs compatible types, but column <columnOrdinal> (<columnName>) is <dataType1> in one input and <dataType2> in another. Cast one of them.',
  },
  INCOMPATIBLE_PLAN: {
    sqlState: '42000',
    template:
      'The query does not fit its checkpoint <path>: <differences>. Undo the change, or start with a new checkpointLocation.',
  },
  INTERNAL_ERROR: {
    sqlState: 'XX000',
    template: '<message>. This is a bug in StreamKit: please report it with this text.',
  },
  MULTIPLE_EVENT_TIME_COLUMNS: {
    sqlState: '42K09',
    template: 'The operator sees several event-time columns: <eventTimeCols>. Keep one of them.',
  },
  NUM_COLUMNS_MISMATCH: {
    sqlState: '42826',
    template:
      'UNION needs inputs with the same number of columns, but the first has <firstNumColumns> and another has <invalidNumColumns>.',
  },
  STATE_CORRUPTED: {
    sqlState: '58030',
    template:
      'The state at version <version> cannot be restored: the file <path> <reason>, and no older snapshot leads there either. Restore the file from a backup, or start with a new checkpointLocation; nothing was guessed and nothing was changed.',
  },
  STATE_FULL: {
    sqlState: '53200',
    template:
      'The state has reached what one operator can keep in memory: <bytes> bytes. Let keys expire with a watermark whose column is among them, or choose a state store on disk.',
  },
  'STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION': {
    sqlState: '42KDE',
    template: 'The output mode <outputMode> does not fit <operation>. Use append mode, or add what the mode needs.',
  },
  STREAM_FAILED: {
    sqlState: 'XXKST',
    template:
      'Query <name> [id = <id>, runId = <runId>] terminated in batch <batchId> with offsets from <startOffset> to <endOffset>: <reason>',
  },
  UNRESOLVED_COLUMN: {
    sqlState: '42703',
    template: 'A column named <objectName> cannot be resolved. Did you mean one of these: <proposal>?',
  },
  UNRESOLVED_COLUMN_AMONG_FIELD_NAMES: {
    sqlState: '42703',
    template: 'Cannot resolve the column <colName> among (<fieldNames>).',
  },
  UNSUPPORTED_FEATURE: {
    sqlState: '0A000',
    template: '<feature> is not supported. <hint>',
  },
  'UNSUPPORTED_FEATURE.SET_OPERATION_ON_MAP_TYPE': {
    sqlState: '0A000',
    template:
      'Maps cannot be compared, so the column <colName> of type <dataType> cannot be among the keys. Convert it with toJson first.',
  },
  UNSUPPORTED_STREAMING_OPERATION: {
    sqlState: '0A000',
    template: '<feature> is not supported. <hint>',
  },
  USER_FUNCTION_FAILED: {
    sqlState: '39000',
    template:
      'A function of the user in <operator> threw in batch <batchId>: <reason>. The batch was not committed and runs again at the next start.',
  },
  WRITE_STREAM_NOT_ALLOWED: {
    sqlState: '42601',
    template:
      '`writeStream` needs a streaming frame, and this one is a batch. Use `write`, or read the input with `readStream()`.',
  },
} as const

/** The name of a condition of the core. */
export type Condition = keyof typeof conditions

type Names<T extends string> = T extends `${string}<${infer P}>${infer R}` ? P | Names<R> : never

/** The parameters that a condition's template asks for: a forgotten one does not compile. */
export type ParametersOf<C, T extends ConditionTable = typeof conditions> = C extends keyof T
  ? { readonly [P in Names<T[C]['template']>]: string | number | bigint | boolean }
  : never
