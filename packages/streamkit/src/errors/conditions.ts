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
    template:
      'The reference <name> is ambiguous, it could be: <referenceNames>. Rename one of them, or give the frames aliases and use a qualified name.',
  },
  ARITHMETIC_OVERFLOW: {
    sqlState: '22003',
    template: '<message> caused overflow. Use a wider type, or a `try` function to get null instead.',
  },
  BINARY_ARITHMETIC_OVERFLOW: {
    sqlState: '22003',
    template: '<value1> <symbol> <value2> caused overflow. Use a wider type, or a `try` function to get null instead.',
  },
  CANNOT_DECODE_URL: {
    sqlState: '22546',
    template:
      'The text <url> cannot be decoded as a URL: a percent sign is not followed by two hexadecimal digits. Correct it, or use `try_url_decode` to get null instead.',
  },
  CANNOT_PARSE_JSON_FIELD: {
    sqlState: '2203G',
    template:
      'The field <fieldName> with the value <fieldValue> cannot be read as <dataType>. Correct the value or the schema, or use the mode PERMISSIVE to get null instead.',
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
    template: 'The column <columnName> already exists. Choose another name or rename the existing column.',
  },
  CONCURRENT_STREAM_LOG_UPDATE: {
    sqlState: '40000',
    template:
      'Another run of the query uses the checkpoint <path> (<owner>). Stop it first: one checkpoint, one running query.',
  },
  CONVERSION_INVALID_INPUT: {
    sqlState: '22018',
    template:
      'The value <str> cannot be read as <targetType> because it is not in the format <fmt>. Correct the value.',
  },
  DATATYPE_MISMATCH: {
    sqlState: '42K09',
    template: 'Cannot resolve <expression> due to a data type mismatch: <reason>.',
  },
  'DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES': {
    sqlState: '42K09',
    template:
      'Cannot resolve <expression> due to a data type mismatch: the two sides have the incompatible types <left> and <right>. Cast one of them.',
  },
  'DATATYPE_MISMATCH.BINARY_OP_WRONG_TYPE': {
    sqlState: '42K09',
    template:
      'Cannot resolve <expression> due to a data type mismatch: the operator needs <inputType>, not <actualDataType>. Cast the operands.',
  },
  'DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION': {
    sqlState: '42K09',
    template: 'Cannot resolve <expression> due to a data type mismatch: <srcType> cannot be cast to <targetType>.',
  },
  'DATATYPE_MISMATCH.DATA_DIFF_TYPES': {
    sqlState: '42K09',
    template:
      'Cannot resolve <expression> due to a data type mismatch: the values must all have one type, they have <dataType>. Cast them.',
  },
  'DATATYPE_MISMATCH.HASH_MAP_TYPE': {
    sqlState: '42K09',
    template:
      'Cannot resolve <expression>: the function <functionName> does not take maps, and <dataType> has one. Hash an array of its entries.',
  },
  'DATATYPE_MISMATCH.INVALID_ORDERING_TYPE': {
    sqlState: '42K09',
    template:
      'Cannot resolve <expression> due to a data type mismatch: values of the type <dataType> cannot be compared.',
  },
  'DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE': {
    sqlState: '42K09',
    template:
      'Cannot resolve <expression> due to a data type mismatch: the <paramIndex> argument must be <requiredType>, but <inputSql> is <inputType>. Cast it.',
  },
  'DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION': {
    sqlState: '22023',
    template: '<rangeMessage>. Correct the fields, or use `try_make_timestamp` to get null instead.',
  },
  DATETIME_OVERFLOW: {
    sqlState: '22008',
    template:
      'The datetime <value> is outside the range that can be kept exactly: microseconds from the year 1684 to 2255, whole seconds beyond. Correct the value or leave out the fraction.',
  },
  DIVIDE_BY_ZERO: {
    sqlState: '22012',
    template: 'Division by zero. Use `tryDivide` to get null instead.',
  },
  DUPLICATED_MAP_KEY: {
    sqlState: '23505',
    template: 'The map key <key> was given twice. Give each key once.',
  },
  FAILED_EXECUTE_UDF: {
    sqlState: '39000',
    template:
      'The user function <functionName> failed: <reason>. Correct the function, or the values that it is given.',
  },
  FIELD_NOT_FOUND: {
    sqlState: '42704',
    template: 'There is no field <fieldName> in <fields>.',
  },
  ILLEGAL_DAY_OF_WEEK: {
    sqlState: '22009',
    template: 'The day <string> is not a day of the week. Use a name such as MON or MONDAY.',
  },
  INCOMPATIBLE_PLAN: {
    sqlState: '42000',
    template:
      'The query does not fit its checkpoint <path>: <differences>. Undo the change, or start with a new checkpointLocation.',
  },
  'INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION': {
    sqlState: '42K0B',
    template:
      'The text <pattern> is not a datetime pattern. Use the letters of the Spark datetime patterns, and quotes around other text.',
  },
  'INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN': {
    sqlState: '42K0B',
    template:
      'All week-based pattern letters are unsupported since Spark 3.0, and so is the letter <c>. Use the SQL function `extract`, or `y` for the year.',
  },
  INTERNAL_ERROR: {
    sqlState: 'XX000',
    template: '<message>. This is a bug in StreamKit: please report it with this text.',
  },
  INVALID_ARRAY_INDEX: {
    sqlState: '22003',
    template:
      'The index <indexValue> is out of bounds: the array has <arraySize> elements. Use `try_element_at` to get null instead.',
  },
  INVALID_ARRAY_INDEX_IN_ELEMENT_AT: {
    sqlState: '22003',
    template:
      'The index <indexValue> is out of bounds: the array has <arraySize> elements. Use `try_element_at` to get null instead.',
  },
  'INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER': {
    sqlState: '22007',
    template:
      'The letter <c> in the datetime pattern <pattern> cannot be used here. Leave it out, or use another field.',
  },
  'INVALID_DATETIME_PATTERN.LENGTH': {
    sqlState: '22007',
    template: 'There are too many letters in the datetime pattern <pattern>. Use a shorter form.',
  },
  INVALID_DECIMAL_TYPE: {
    sqlState: '42K09',
    template: 'DECIMAL(<precision>,<scale>) is no data type: the precision is 1 to 38, the scale 0 to the precision.',
  },
  INVALID_EXTRACT_BASE_FIELD_TYPE: {
    sqlState: '42000',
    template: 'Cannot extract a value from <base>: a struct, array or map is needed, not <other>.',
  },
  INVALID_EXTRACT_FIELD: {
    sqlState: '42000',
    template: 'Cannot extract <field> from <expr>. Use a constant name of a field, such as YEAR or HOUR.',
  },
  'INVALID_FORMAT.ESC_AT_THE_END': {
    sqlState: '42601',
    template: 'The pattern <format> ends with its escape character. Add what is escaped.',
  },
  'INVALID_FORMAT.ESC_IN_THE_MIDDLE': {
    sqlState: '42601',
    template:
      'In the pattern <format> the escape character stands before <char>. Only wildcards and the escape character itself are escaped.',
  },
  'INVALID_FORMAT.MISMATCH_INPUT': {
    sqlState: '42601',
    template:
      'The format <format> does not fit the values. Use a conversion for the type of each, and as many values as conversions.',
  },
  INVALID_INDEX_OF_ZERO: {
    sqlState: '22003',
    template: 'The index 0 is invalid: an index is smaller or larger than 0, the first element is 1.',
  },
  'INVALID_PARAMETER_VALUE.CHARSET': {
    sqlState: '22023',
    template: 'The function <functionName> does not know the encoding <charset>. Use one of <charsets>.',
  },
  'INVALID_PARAMETER_VALUE.PATTERN': {
    sqlState: '22023',
    template: 'The function <functionName> was given <value>, which is not a regular expression. Correct it.',
  },
  'INVALID_PARAMETER_VALUE.POSITION': {
    sqlState: '22023',
    template: 'The function <functionName> was given the position <pos>. Positions start at 1.',
  },
  'INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX': {
    sqlState: '22023',
    template:
      'The function <functionName> was asked for group <groupIndex>, but the pattern has the groups 0 to <groupCount>. Use one of them.',
  },
  'INVALID_PARAMETER_VALUE.REGEX_REPLACEMENT': {
    sqlState: '22023',
    template:
      'The function <functionName> was given the replacement <value>: a dollar sign must be followed by a group of the pattern, a backslash by a character.',
  },
  INVALID_ROW_VALUE: {
    sqlState: '22023',
    template:
      'The value <value> of the column <column> in the row <row> does not fit the type <dataType>: <reason>. Correct the row, or change the schema.',
  },
  'INVALID_SCHEMA.NON_STRING_LITERAL': {
    sqlState: '42K07',
    template: 'The schema must be a constant text, not <inputSchema>. Give it as DDL.',
  },
  INVALID_TIMEZONE: {
    sqlState: '22009',
    template: "The time zone <timeZone> is not known. Use a region ('Europe/Paris'), an offset ('+01:00') or 'UTC'.",
  },
  INVALID_URL: {
    sqlState: '22P02',
    template: 'The text <url> is not a URL. Correct it, or use `try_parse_url` to get null instead.',
  },
  MALFORMED_CHARACTER_CODING: {
    sqlState: '22000',
    template:
      'The function <function> found a value that the encoding <charset> does not have. Use UTF-8, or correct the value.',
  },
  'MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION': {
    sqlState: '22023',
    template: 'The record <badRecord> is malformed. Correct it, or use the mode PERMISSIVE to get nulls instead.',
  },
  NULL_MAP_KEY: {
    sqlState: '2200E',
    template: 'Null cannot be a map key. Filter such rows, or replace the null.',
  },
  NUMERIC_OUT_OF_SUPPORTED_RANGE: {
    sqlState: '22003',
    template: 'The value <value> has more than 38 digits before the point and cannot be a decimal.',
  },
  'NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION': {
    sqlState: '22003',
    template:
      'The value <value> cannot be represented as <type>. Use a wider type, or a `try` function to get null instead.',
  },
  PARSE_MODE_UNSUPPORTED: {
    sqlState: '42601',
    template:
      'The function <funcName> does not know the mode <mode>: it cannot drop a row. Use PERMISSIVE or FAILFAST, and filter nulls.',
  },
  PARSE_SYNTAX_ERROR: {
    sqlState: '42601',
    template: 'Syntax error at or near <error> (position <position>)<hint>. The text was: <text>',
  },
  REMAINDER_BY_ZERO: {
    sqlState: '22012',
    template: 'Remainder by zero. Use `tryMod` to get null instead.',
  },
  STREAM_FAILED: {
    sqlState: 'XXKST',
    template:
      'Query <name> [id = <id>, runId = <runId>] terminated in batch <batchId> with offsets from <startOffset> to <endOffset>: <reason>',
  },
  'UNRESOLVED_COLUMN.WITHOUT_SUGGESTION': {
    sqlState: '42703',
    template: 'A column named <objectName> cannot be resolved: there are no columns here.',
  },
  'UNRESOLVED_COLUMN.WITH_SUGGESTION': {
    sqlState: '42703',
    template: 'A column named <objectName> cannot be resolved. Did you mean one of these: <proposal>?',
  },
  UNRESOLVED_ROUTINE: {
    sqlState: '42883',
    template: 'There is no function <routineName>. Did you mean one of these: <proposal>?',
  },
  UNSUPPORTED_DATATYPE: {
    sqlState: '0A000',
    template:
      'The data type <typeName> is not supported. Use STRING, BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, FLOAT, DOUBLE, DECIMAL(p,s), DATE, TIMESTAMP, TIMESTAMP_NTZ, BINARY, ARRAY, MAP or STRUCT.',
  },
  UNSUPPORTED_FEATURE: {
    sqlState: '0A000',
    template: '<feature> is not supported. <hint>',
  },
  UNSUPPORTED_SCHEMA_TYPE: {
    sqlState: '0A000',
    template: 'The schema type <typeName> at <path> has no data type. <hint>',
  },
  'WRONG_NUM_ARGS.WITHOUT_SUGGESTION': {
    sqlState: '42605',
    template: 'The function <functionName> needs <expectedNum> arguments, but <actualNum> were given.',
  },
} as const

/** The name of a condition of the core. */
export type Condition = keyof typeof conditions

type Names<T extends string> = T extends `${string}<${infer P}>${infer R}` ? P | Names<R> : never

/** The parameters that a condition's template asks for: a forgotten one does not compile. */
export type ParametersOf<C, T extends ConditionTable = typeof conditions> = C extends keyof T
  ? { readonly [P in Names<T[C]['template']>]: string | number | bigint | boolean }
  : never
