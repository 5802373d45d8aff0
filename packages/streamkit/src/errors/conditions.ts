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
  CONCURRENT_STREAM_LOG_UPDATE: {
    sqlState: '40000',
    template:
      'Another run of the query uses the checkpoint <path> (<owner>). Stop it first: one checkpoint, one running query.',
  },
  DATATYPE_MISMATCH: {
    sqlState: '42K09',
    template: 'Cannot resolve <expression> due to a data type mismatch: <reason>.',
  },
  FILE_CHANGED: {
    sqlState: '58030',
    template:
      'The file <path> had <logged> when it was listed and has <found> now. Write files under another name and rename them when they are complete; to go on with the file as it is now, set `ignoreChangedFiles`.',
  },
  FILE_MISSING: {
    sqlState: '58030',
    template:
      'The file <path> was planned to be read and is gone. Put it back, or set `ignoreMissingFiles` to go on without its rows.',
  },
  FILE_UNREADABLE: {
    sqlState: '58030',
    template:
      'The file <path> cannot be read: <reason>. Make it readable, then start the query again; the batch was not committed.',
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
  INVALID_FILE_OPTION: {
    sqlState: '22023',
    template: 'The option <option> cannot be <value>: <reason>.',
  },
  INVALID_FILE_PATTERN: {
    sqlState: '22023',
    template:
      'The file pattern <pattern> cannot be understood: <reason>. Put a backslash before a character that means itself.',
  },
  PATH_NOT_FOUND: {
    sqlState: '42K03',
    template: 'Path does not exist: <path>. Create the folder, or correct the path.',
  },
  SOURCE_UNAVAILABLE: {
    sqlState: '58030',
    template:
      'The source <path> cannot be listed any more: <reason>. Check that the folder is there, mounted and readable, then start the query again; nothing was lost.',
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
  UNSUPPORTED_FEATURE: {
    sqlState: '0A000',
    template: '<feature> is not supported. <hint>',
  },
} as const

/** The name of a condition of the core. */
export type Condition = keyof typeof conditions

type Names<T extends string> = T extends `${string}<${infer P}>${infer R}` ? P | Names<R> : never

/** The parameters that a condition's template asks for: a forgotten one does not compile. */
export type ParametersOf<C, T extends ConditionTable = typeof conditions> = C extends keyof T
  ? { readonly [P in Names<T[C]['template']>]: string | number | bigint | boolean }
  : never
