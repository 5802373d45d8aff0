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
  AGGREGATE_FUNCTION_WITH_NONDETERMINISTIC_EXPRESSION: {
    sqlState: '42845',
    template:
      'The non-deterministic expression <sqlExpr> cannot be in the arguments of an aggregate function: a batch that runs again must give the same rows. Compute it where the rows are made.',
  },
  ALL_PARTITION_COLUMNS_NOT_ALLOWED: {
    sqlState: 'KD005',
    template: 'All columns are partition columns: nothing would be left for the files. Leave one out of partitionBy.',
  },
  AMBIGUOUS_LATERAL_COLUMN_ALIAS: {
    sqlState: '42702',
    template:
      'The name <name> is given to <n> columns of this SELECT: a later column cannot tell which one is meant. Rename one of them.',
  },
  AMBIGUOUS_REFERENCE: {
    sqlState: '42704',
    template: 'The reference <name> is ambiguous, it could be: <referenceNames>. Rename one of them or name its frame.',
  },
  ARITHMETIC_OVERFLOW: {
    sqlState: '22003',
    template: '<message> caused overflow. Use a wider type, or a `try` function to get null instead.',
  },
  'AS_OF_JOIN.UNSUPPORTED_DIRECTION': {
    sqlState: '42604',
    template: "Invalid as-of join: the direction <direction> is not supported. Use 'forward', 'backward' or 'nearest'.",
  },
  BINARY_ARITHMETIC_OVERFLOW: {
    sqlState: '22003',
    template: '<value1> <symbol> <value2> caused overflow. Use a wider type, or a `try` function to get null instead.',
  },
  CALL_ON_STREAMING_DATASET_UNSUPPORTED: {
    sqlState: '42KDE',
    template:
      'The method <methodName> cannot be called on a streaming DataFrame: it has no end. Use `writeStream` with `start()`.',
  },
  CANNOT_DECODE_URL: {
    sqlState: '22546',
    template:
      'The text <url> cannot be decoded as a URL: a percent sign is not followed by two hexadecimal digits. Correct it, or use `try_url_decode` to get null instead.',
  },
  CANNOT_PARSE_INTERVAL: {
    sqlState: '22006',
    template:
      'Unable to parse <intervalString> as a duration. Write numbers with units, such as `10 minutes` or `1 hour 30 minutes`.',
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
  CANNOT_RESOLVE_STAR_EXPAND: {
    sqlState: '42704',
    template:
      'Cannot tell what <targetString>.* stands for. Name a frame alias or a struct among the columns <columns>.',
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
  CHECKPOINT_HAS_NO_BATCH: {
    sqlState: '22023',
    template:
      'The checkpoint <path> has no batch <batchId>: <known>. Name one of these; older ones are removed as the query goes on.',
  },
  CHECKPOINT_IO: {
    sqlState: '58030',
    template:
      'The checkpoint file <path> could not be <action>: <reason>. Check that the folder exists, is writable and that its disk is healthy, then start the query again.',
  },
  CHECKPOINT_LOCATION_REQUIRED: {
    sqlState: '42000',
    template: 'The query needs the option checkpointLocation: a folder of its own that survives restarts.',
  },
  CHECKPOINT_NOT_FOUND: {
    sqlState: '42K03',
    template:
      'No checkpoint of a query was found at <path>: <reason>. Give the folder that the option checkpointLocation named, the one that holds metadata, offsets and commits.',
  },
  CHECKPOINT_NO_SPACE: {
    sqlState: '53100',
    template:
      'No space is left on the disk for the checkpoint file <path>. Free some space, then start the query again; nothing was lost.',
  },
  CHECKPOINT_OF_OTHER_ENGINE: {
    sqlState: '0A000',
    template:
      'The checkpoint <path> was made by Apache Spark for a query with state, which is in files that only Spark can read. Go on with Spark, or start with a new checkpointLocation; the checkpoint of a query without state can be taken over.',
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
  'CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION': {
    sqlState: '56038',
    template: 'The codec <codecName> is not available. Available codecs are <availableCodecs>.',
  },
  'COLLECTION_SIZE_LIMIT_EXCEEDED.PARAMETER': {
    sqlState: '54000',
    template:
      'An array of <numberOfElements> elements is more than <maxRoundedArrayLength>, the most that there may be; the function <functionName> would make it. Use a greater step.',
  },
  COLUMN_ALREADY_EXISTS: {
    sqlState: '42711',
    template: 'The column <columnName> is named twice. Give each column its own name.',
  },
  COMPARATOR_RETURNS_NULL: {
    sqlState: '22004',
    template:
      'The comparator gave null for <firstValue> and <secondValue>. Let it give a negative number, 0 or a positive number for every pair.',
  },
  CONCURRENT_STREAM_LOG_UPDATE: {
    sqlState: '40000',
    template:
      'Another run of the query uses the checkpoint <path> (<owner>). Stop it first: one checkpoint, one running query.',
  },
  CONFLICTING_DIRECTORY_STRUCTURES: {
    sqlState: 'KD009',
    template:
      'Conflicting directory structures detected. Suspicious paths: <discoveredBasePaths>. Every file has to lie in a partition folder (name=value) of the same depth, or none; give one table at a time, or set `basePath`, or `recursiveFileLookup` to read without partition columns.',
  },
  CONFLICTING_PARTITION_COLUMN_NAMES: {
    sqlState: 'KD009',
    template:
      'Conflicting partition column names detected: <distinctPartColLists>. Data files should only live in leaf folders, and folders of the same level should have the same partition column; the file <path> differs.',
  },
  CONVERSION_INVALID_INPUT: {
    sqlState: '22018',
    template:
      'The value <str> cannot be read as <targetType> because it is not in the format <fmt>. Correct the value.',
  },
  CSV_HEADER_MISMATCH: {
    sqlState: '42000',
    template:
      'The header of <path> does not fit the schema: <reason>. Correct the file or the schema, or leave `enforceSchema` at true to go by the position of the columns.',
  },
  DATATYPE_MISMATCH: {
    sqlState: '42K09',
    template: 'Cannot resolve <expression> due to a data type mismatch: <reason>.',
  },
  'DATATYPE_MISMATCH.ARRAY_FUNCTION_DIFF_TYPES': {
    sqlState: '42K09',
    template:
      'Cannot resolve <expression> due to a data type mismatch: <functionName> takes an array and a value of its elements, it is given <leftType> and <rightType>. Cast one of them.',
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
  'DATATYPE_MISMATCH.CAST_WITH_CONF_SUGGESTION': {
    sqlState: '42K09',
    template:
      'Cannot resolve <expression> due to a data type mismatch: <srcType> cannot be cast to <targetType> with ANSI mode on. Turn it off (ansi: false) if you need the cast.',
  },
  'DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION': {
    sqlState: '42K09',
    template:
      'Cannot resolve <expression> due to a data type mismatch: <srcType> cannot be cast to <targetType>. Use unix_date or date_from_unix_date.',
  },
  'DATATYPE_MISMATCH.DATA_DIFF_TYPES': {
    sqlState: '42K09',
    template:
      'Cannot resolve <expression> due to a data type mismatch: the values must all have one type, they have <dataType>. Cast them.',
  },
  'DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN': {
    sqlState: '42K09',
    template:
      'Cannot resolve <sqlExpr> due to a data type mismatch: the filter <filter> is of type <type>, not a boolean.',
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
  'DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH': {
    sqlState: '42K09',
    template:
      'A frame whose values are looked up must have one column, this has <rightLength>: <rightColumns>. Select the column first.',
  },
  'DATATYPE_MISMATCH.MAP_ZIP_WITH_DIFF_TYPES': {
    sqlState: '42K09',
    template:
      'Cannot resolve <expression> due to data type mismatch: the keys of the two maps have the types <leftType> and <rightType>. Cast the keys to one type.',
  },
  'DATATYPE_MISMATCH.NON_FOLDABLE_INPUT': {
    sqlState: '42K09',
    template:
      'Cannot resolve <expression>: the argument <inputName> must be a constant of the type <inputType>, not <inputExpr>.',
  },
  'DATATYPE_MISMATCH.NULL_TYPE': {
    sqlState: '42K09',
    template:
      'Cannot resolve <expression> due to a data type mismatch: <functionName> does not take a null without a type. Cast it, or test with isNull.',
  },
  'DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION': {
    sqlState: '42K09',
    template:
      'Cannot resolve <sqlExpr> due to a data type mismatch: <leftExprName> (<leftExprValue>) must be <constraint> <rightExprName> (<rightExprValue>).',
  },
  'DATATYPE_MISMATCH.RANGE_FRAME_INVALID_TYPE': {
    sqlState: '42K09',
    template:
      'A range from <valueBoundaryType> values cannot be measured by a column of type <orderSpecType>: <sqlExpr>. Order by a number or a date; a timestamp as seconds, with unixTimestamp.',
  },
  'DATATYPE_MISMATCH.RANGE_FRAME_MULTI_ORDER': {
    sqlState: '42K09',
    template:
      'A range of values needs an order by exactly one column: <sqlExpr> has <orderSpec>. Order by one column, or count rows with rowsBetween.',
  },
  'DATATYPE_MISMATCH.RANGE_FRAME_WITHOUT_ORDER': {
    sqlState: '42K09',
    template:
      'A range of values needs an order: <sqlExpr>. Say it with Window.orderBy(...), or count rows with rowsBetween.',
  },
  'DATATYPE_MISMATCH.SEQUENCE_WRONG_INPUT_TYPES': {
    sqlState: '42K09',
    template:
      'Cannot resolve <expression> due to data type mismatch: start and stop must both be whole numbers, dates or times; the step is a number like them, or an interval beside dates and times (of months and days beside dates).',
  },
  'DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_WRONG_COMPARISON': {
    sqlState: '42K09',
    template: 'The frame <sqlExpr> ends before it begins. Give the earlier bound first.',
  },
  'DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE': {
    sqlState: '42K09',
    template:
      'Cannot resolve <expression> due to a data type mismatch: the <paramIndex> argument must be <requiredType>, but <inputSql> is <inputType>. Cast it.',
  },
  'DATATYPE_MISMATCH.UNEXPECTED_NULL': {
    sqlState: '42K09',
    template: 'Cannot resolve <expression>: the argument <exprName> must not be null.',
  },
  'DATATYPE_MISMATCH.UNEXPECTED_RETURN_TYPE': {
    sqlState: '42K09',
    template:
      'Cannot resolve <expression> due to data type mismatch: the lambda has to give <expectedType>, and gives <actualType>. Cast its result.',
  },
  'DATATYPE_MISMATCH.UNSUPPORTED_INPUT_TYPE': {
    sqlState: '42K09',
    template: 'Cannot resolve <expression>: the function <functionName> does not take values of the type <dataType>.',
  },
  'DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE': {
    sqlState: '42K09',
    template:
      'Cannot resolve <sqlExpr> due to a data type mismatch: <exprName> must be in <valueRange>, but it is <currentValue>.',
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
  DISTINCT_WINDOW_FUNCTION_UNSUPPORTED: {
    sqlState: '0A000',
    template: 'Distinct aggregates cannot be computed over a window: <windowExpr>. Collect the set and take its size.',
  },
  DIVIDE_BY_ZERO: {
    sqlState: '22012',
    template: 'Division by zero. Use `tryDivide` to get null instead.',
  },
  DUPLICATED_MAP_KEY: {
    sqlState: '23505',
    template: 'The map key <key> was given twice. Give each key once.',
  },
  DUPLICATED_METRICS_NAME: {
    sqlState: '42710',
    template: 'The name of metrics <metricName> is already used by an observe before this one. Use another name.',
  },
  EMITTING_ROWS_OLDER_THAN_WATERMARK_NOT_ALLOWED: {
    sqlState: '42KDE',
    template:
      'The function of the user in <operator> gave a row with eventTime=<emittedRowEventTime>, which is not after the current watermark <currentWatermark>. Operators above would drop it as late: give only rows after the watermark, or do not declare an event-time column.',
  },
  EMPTY_PARTITION_COLUMN_VALUE: {
    sqlState: 'KD009',
    template:
      "Found an empty partition column value in the path <path>. Each partition folder must have a value after the '=' sign, such as col=value.",
  },
  EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE: {
    sqlState: '42K09',
    template:
      'The event time <eventName> has the type <eventType>, expected "TIMESTAMP". Convert it with toTimestamp first.',
  },
  FAILED_EXECUTE_UDF: {
    sqlState: '39000',
    template:
      'The user function <functionName> failed: <reason>. Correct the function, or the values that it is given.',
  },
  'FAILED_READ_FILE.NO_HINT': {
    sqlState: 'KD001',
    template: 'Cannot read the file <path>: <reason>.',
  },
  FIELD_NOT_FOUND: {
    sqlState: '42704',
    template: 'There is no field <fieldName> in <fields>.',
  },
  FILE_CHANGED: {
    sqlState: '58030',
    template:
      'The file <path> had <logged> when it was listed and has <found> now. Write files under another name and rename them when they are complete; to go on with the file as it is now, set `ignoreChangedFiles`.',
  },
  FILE_CORRUPT: {
    sqlState: '58030',
    template:
      'The file <path> cannot be decompressed: <reason>. It is cut off or damaged, or its name ends wrongly: replace it, or read on without it with the option `ignoreCorruptFiles`.',
  },
  FILE_MISSING: {
    sqlState: '58030',
    template:
      'The file <path> was planned to be read and is gone. Put it back, or set `ignoreMissingFiles` to go on without its rows.',
  },
  FILE_NOT_WRITABLE: {
    sqlState: '58030',
    template:
      'The file <path> could not be written: <reason>. Check that the folder is writable and its disk has space, then start the query again.',
  },
  FILE_UNREADABLE: {
    sqlState: '58030',
    template:
      'The file <path> cannot be read: <reason>. Make it readable, then start the query again; the batch was not committed.',
  },
  FOREACH_BATCH_USER_FUNCTION_ERROR: {
    sqlState: '39000',
    template:
      'The function of foreachBatch threw in batch <batchId>: <reason>. The batch was not committed and runs again at the next start.',
  },
  FOREACH_USER_FUNCTION_ERROR: {
    sqlState: '39000',
    template:
      'The writer of foreach threw in <method> in batch <batchId>: <reason>. The batch was not committed and runs again at the next start.',
  },
  GROUPING_COLUMN_MISMATCH: {
    sqlState: '42803',
    template: 'Column of grouping (<grouping>) cannot be found in grouping columns <groupingColumns>.',
  },
  GROUPING_ID_COLUMN_MISMATCH: {
    sqlState: '42803',
    template: 'Columns of grouping_id (<groupingIdColumn>) do not match grouping columns (<groupByColumns>).',
  },
  GROUPING_SIZE_LIMIT_EXCEEDED: {
    sqlState: '54000',
    template: 'Grouping sets cannot be larger than <maxSize> columns.',
  },
  GROUP_BY_AGGREGATE: {
    sqlState: '42903',
    template:
      'Aggregate functions are not allowed in GROUP BY, but found <sqlExpr>. Aggregate first, then group the result.',
  },
  GROUP_BY_POS_AGGREGATE: {
    sqlState: '42903',
    template:
      'The position <index> of GROUP BY is <aggExpr>, which has an aggregate function: groups are made by other columns.',
  },
  GROUP_BY_POS_OUT_OF_RANGE: {
    sqlState: '42805',
    template: 'The position <index> of GROUP BY is not in the select list, which has <size> columns. Count from 1.',
  },
  GROUP_STATE_NOT_DEFINED: {
    sqlState: '42K0E',
    template: 'The state of the key <key> is not defined, or was removed. Ask `exists` first, or use `getOption`.',
  },
  ILLEGAL_DAY_OF_WEEK: {
    sqlState: '22009',
    template: 'The day <string> is not a day of the week. Use a name such as MON or MONDAY.',
  },
  INCOMPATIBLE_COLUMN_TYPE: {
    sqlState: '42825',
    template:
      'UNION needs compatible types, but column <columnOrdinal> (<columnName>) is <dataType1> in one input and <dataType2> in another. Cast one of them.',
  },
  INCOMPATIBLE_DATA_FOR_TABLE: {
    sqlState: 'KD000',
    template: 'The rows do not fit the table <tableName>: <reason>. Select its columns, or write another table.',
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
  INCORRECT_END_OFFSET: {
    sqlState: '22003',
    template:
      'With <rowsPerSecond> rows per second the rate source counts up to second <maxSeconds>, but it is second <endSeconds> now. Begin again with fewer rows per second and a new checkpointLocation.',
  },
  INCORRECT_RAMP_UP_RATE: {
    sqlState: '22003',
    template:
      'With <rowsPerSecond> rows per second the rate source counts up to second <maxSeconds>, but `rampUpTime` is <rampUpTimeSeconds> seconds. Make one of them smaller.',
  },
  INITIAL_STATE_DUPLICATE_KEY: {
    sqlState: '42K0E',
    template: 'The initial state has more than one row for the key <key>. Keep one row of each key.',
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
  INVALID_ATTRIBUTE_NAME: {
    sqlState: '42602',
    template:
      'The text <name> is no column name: put parts with dots or backquotes in backquotes, and double the backquotes in them.',
  },
  INVALID_CORRUPT_RECORD_TYPE: {
    sqlState: '42804',
    template:
      'The column <columnName> for corrupt records must be a nullable STRING, but is <actualType>. Change its type, or give another name in `columnNameOfCorruptRecord`.',
  },
  INVALID_CSV_OPTION: {
    sqlState: '22023',
    template: 'The CSV option <option> cannot be <value>: <reason>.',
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
  'INVALID_DATETIME_PATTERN.WITH_SUGGESTION': {
    sqlState: '22007',
    template:
      'The datetime pattern <pattern> is none. Its letters and their numbers are in the reference of datetime patterns.',
  },
  INVALID_DECIMAL_TYPE: {
    sqlState: '42K09',
    template: 'DECIMAL(<precision>,<scale>) is no data type: the precision is 1 to 38, the scale 0 to the precision.',
  },
  INVALID_ESC: {
    sqlState: '42604',
    template: 'The escape character of LIKE must be one character, but is <sqlExpr>.',
  },
  INVALID_EXTRACT_BASE_FIELD_TYPE: {
    sqlState: '42000',
    template: 'Cannot extract a value from <base>: a struct, array or map is needed, not <other>.',
  },
  INVALID_EXTRACT_FIELD: {
    sqlState: '42000',
    template: 'Cannot extract <field> from <expr>. Use a constant name of a field, such as YEAR or HOUR.',
  },
  INVALID_FILE_PATTERN: {
    sqlState: '22023',
    template:
      'The file pattern <pattern> cannot be understood: <reason>. Put a backslash before a character that means itself.',
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
  'INVALID_FORMAT.UNEXPECTED_TOKEN': {
    sqlState: '42601',
    template:
      'The number format <format> is not one. Use 0 and 9 for digits, `.` or `D`, `,` or `G`, `$`, and `S`, `MI` or `PR` for the sign.',
  },
  INVALID_GROUP_STATE_TIMEOUT: {
    sqlState: '42K0E',
    template: 'The time-out of the key <key> cannot be set: <reason>.',
  },
  INVALID_IDENTIFIER: {
    sqlState: '42602',
    template:
      'The name <ident> cannot be the name of a table: use letters, digits and underscores, beginning with a letter.',
  },
  INVALID_INDEX_OF_ZERO: {
    sqlState: '22003',
    template: 'The index 0 is invalid: an index is smaller or larger than 0, the first element is 1.',
  },
  'INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH': {
    sqlState: '42000',
    template:
      'Row <rowIndex> of the inline table has <actualNumCols> columns, the first one <expectedNumCols>. Give all rows the same number of columns.',
  },
  'INVALID_INTERVAL_FORMAT.INPUT_IS_EMPTY': {
    sqlState: '22006',
    template: 'The interval `<input>` is empty. Write numbers with units, such as `10 minutes`.',
  },
  'INVALID_INTERVAL_FORMAT.INVALID_UNIT': {
    sqlState: '22006',
    template:
      'The interval `<input>` has the unit <unit>, which is not one that counts here. Use days, hours, minutes, seconds or milliseconds.',
  },
  'INVALID_INTERVAL_FORMAT.MISSING_UNIT': {
    sqlState: '22006',
    template: 'The interval `<input>` has no unit after <word>. Write one, such as `<word> seconds`.',
  },
  'INVALID_INTERVAL_FORMAT.UNRECOGNIZED_NUMBER': {
    sqlState: '22006',
    template: 'The interval `<input>` has <number> where a number belongs. Write digits, such as `10 minutes`.',
  },
  'INVALID_LAMBDA_FUNCTION_CALL.DUPLICATE_ARG_NAMES': {
    sqlState: '42K0D',
    template: 'Parameters of a lambda have the same name: <args>. Give each its own.',
  },
  'INVALID_LAMBDA_FUNCTION_CALL.NON_HIGHER_ORDER_FUNCTION': {
    sqlState: '42K0D',
    template:
      'The function <name> takes no lambda, but was given one. Give it a value, or call a function like `transform`.',
  },
  'INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH': {
    sqlState: '42K0D',
    template:
      'The function takes a lambda of <expectedNumArgs> parameters, <lambda> has <actualNumArgs>. Take away or add parameters.',
  },
  'INVALID_LIMIT_LIKE_EXPRESSION.DATA_TYPE': {
    sqlState: '42K0E',
    template: 'The <name> <expr> is of type <dataType>: write a whole number.',
  },
  'INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE': {
    sqlState: '42K0E',
    template: 'The <name> <expr> is negative: write a whole number, 0 or more.',
  },
  'INVALID_LIMIT_LIKE_EXPRESSION.IS_UNFOLDABLE': {
    sqlState: '42K0E',
    template: 'The <name> <expr> is no constant: write a whole number.',
  },
  'INVALID_LINE_SEPARATOR.EMPTY': {
    sqlState: '22023',
    template: 'The option lineSep cannot be empty. Give the text that ends a line, or leave the option away.',
  },
  INVALID_NUMERIC_LITERAL_RANGE: {
    sqlState: '22003',
    template:
      'Numeric literal <rawStrippedQualifier> is outside the valid range for <typeName>, which is <minValue> to <maxValue>. Write another number or suffix.',
  },
  'INVALID_OBSERVED_METRICS.AGGREGATE_EXPRESSION_WITH_DISTINCT_UNSUPPORTED': {
    sqlState: '42K0E',
    template: 'Observed metrics cannot have distinct aggregates, as in <expr>. Use approxCountDistinct.',
  },
  'INVALID_OBSERVED_METRICS.AGGREGATE_EXPRESSION_WITH_FILTER_UNSUPPORTED': {
    sqlState: '42K0E',
    template: 'Observed metrics cannot have aggregates with a filter, as in <expr>. Aggregate a `when` instead.',
  },
  'INVALID_OBSERVED_METRICS.MISSING_NAME': {
    sqlState: '42K0E',
    template: 'The observed metrics need a name: observe(name, ...).',
  },
  'INVALID_OBSERVED_METRICS.NESTED_AGGREGATES_UNSUPPORTED': {
    sqlState: '42K0E',
    template: 'Observed metrics cannot have an aggregate inside of another, as in <expr>.',
  },
  'INVALID_OBSERVED_METRICS.NON_AGGREGATE_FUNC_ARG_IS_ATTRIBUTE': {
    sqlState: '42K0E',
    template:
      'The column <expr> can only be in observed metrics as an argument of an aggregate function. Write, for example, max of it.',
  },
  'INVALID_OBSERVED_METRICS.NON_AGGREGATE_FUNC_ARG_IS_NON_DETERMINISTIC': {
    sqlState: '42K0E',
    template:
      'The expression <expr>, which gives another value each time, can only be in observed metrics as an argument of an aggregate function.',
  },
  INVALID_OPTION_NAME: {
    sqlState: '42000',
    template: 'The text <name> is no name of an option.',
  },
  INVALID_OPTION_VALUE: {
    sqlState: '22023',
    template: 'The option <option> of <format> has the value <value>, expected <expected>.',
  },
  'INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE': {
    sqlState: '22023',
    template: 'The position given to <functionName> must be from 0 and less than <upper>, it is <invalidValue>.',
  },
  'INVALID_PARAMETER_VALUE.CHARSET': {
    sqlState: '22023',
    template: '<functionName> does not know the encoding <charset>. Use one of <charsets>.',
  },
  'INVALID_PARAMETER_VALUE.DATETIME_UNIT': {
    sqlState: '22023',
    template:
      'The unit of <functionName> must be a constant YEAR, QUARTER, MONTH, WEEK, DAY, DAYOFYEAR, HOUR, MINUTE, SECOND, MILLISECOND or MICROSECOND; it is <invalidValue>.',
  },
  'INVALID_PARAMETER_VALUE.LENGTH': {
    sqlState: '22023',
    template: 'The function <functionName> was given the length <value>. It must not be negative.',
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
  'INVALID_PARAMETER_VALUE.SEQUENCE_BOUNDARIES': {
    sqlState: '22023',
    template:
      'A sequence from <start> to <stop> by <step> never comes to its end. Give a step in the direction of the end, or leave it out.',
  },
  'INVALID_PARAMETER_VALUE.START': {
    sqlState: '22023',
    template:
      'The function <functionName> was given the start <value>. Elements are counted from 1, or from the end from -1.',
  },
  INVALID_PARTITION_COLUMN_DATA_TYPE: {
    sqlState: '0A000',
    template: 'Values of the type <type> cannot be names of partition folders. Partition by a column of a simple type.',
  },
  INVALID_PARTITION_VALUE: {
    sqlState: '42846',
    template:
      'Failed to cast value <value> to data type <dataType> for partition column <columnName>. Ensure the value matches the expected data type for this partition column; it stands in the path <path>.',
  },
  INVALID_REGEXP_REPLACE: {
    sqlState: '22023',
    template:
      'The function <functionName> was given the replacement <value>: a dollar sign must be followed by a group of the pattern, a backslash by a character.',
  },
  INVALID_ROW_VALUE: {
    sqlState: '22023',
    template:
      'The value <value> of the column <column> in the row <row> does not fit the type <dataType>: <reason>. Correct the row, or change the schema.',
  },
  INVALID_SAMPLE: {
    sqlState: '22023',
    template: 'A sample cannot be taken: <what> must be <required>.',
  },
  'INVALID_SCHEMA.NON_STRING_LITERAL': {
    sqlState: '42K07',
    template: 'The schema must be a constant text, not <inputSchema>. Give it as DDL.',
  },
  INVALID_SINK_BRANCH: {
    sqlState: '42KDE',
    template:
      'The sink number <number> of toSinks cannot be used: <reason>. Each takes filtered and projected rows of the query and has a format or a function.',
  },
  'INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN': {
    sqlState: '42823',
    template: 'A frame that stands for one value must have one column, this has <number>. Select the column first.',
  },
  'INVALID_SUBQUERY_EXPRESSION.STREAMING_QUERY': {
    sqlState: '42823',
    template: 'A stream cannot stand inside of an expression: it has no end. Join with it, or give a bounded frame.',
  },
  INVALID_TIMEZONE: {
    sqlState: '22009',
    template: "The time zone <timeZone> is not known. Use a region ('Europe/Paris'), an offset ('+01:00') or 'UTC'.",
  },
  INVALID_TRIGGER: {
    sqlState: '42000',
    template:
      'The trigger <trigger> is none: use one of processingTime (an interval), once (true), availableNow (true).',
  },
  INVALID_TYPED_LITERAL: {
    sqlState: '42604',
    template: 'The value of the typed literal <valueType> is invalid: <value>. Correct the text between the quotes.',
  },
  INVALID_UDAF_STATE: {
    sqlState: '22023',
    template: '<functionName> gave <given> and no state. Return the state, also where it was changed in place.',
  },
  INVALID_URL: {
    sqlState: '22P02',
    template: 'The text <url> is not a URL. Correct it, or use `try_parse_url` to get null instead.',
  },
  INVALID_USER_FUNCTION: {
    sqlState: '42K0E',
    template: 'Cannot register <routineName>: it was given <given>. Give what udf(...) or udaf(...) made.',
  },
  INVALID_WHERE_CONDITION: {
    sqlState: '42903',
    template:
      'The condition <condition> contains a function over several rows: <expressionList>. Aggregate first with groupBy(...).agg(...), or make a column of the function over a window, then filter the result.',
  },
  INVALID_WINDOW_DURATION: {
    sqlState: '22006',
    template:
      'The window cannot be measured in <interval>: <reason>. Write weeks, days, hours, minutes, seconds: `10 minutes`.',
  },
  JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE: {
    sqlState: '42K0E',
    template: 'The join condition <joinCondition> has the type <conditionType>, expected "BOOLEAN". Compare something.',
  },
  LATE_ROWS_USER_FUNCTION_ERROR: {
    sqlState: '39000',
    template:
      'The function of lateTo failed on the late rows of <operatorName> in batch <batchId>: <reason>. The batch runs again at the next start; correct the function or catch what it throws.',
  },
  MALFORMED_CHARACTER_CODING: {
    sqlState: '22000',
    template:
      'The function <function> found a value that the encoding <charset> does not have. Use UTF-8, or correct the value.',
  },
  MALFORMED_CSV_RECORD: {
    sqlState: 'KD000',
    template: 'The record at line <line> of <path> is malformed: <reason>.',
  },
  MALFORMED_JSON_RECORD: {
    sqlState: '22023',
    template: 'The text <badRecord> is not JSON. Correct it, or use the mode PERMISSIVE to get nulls instead.',
  },
  'MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION': {
    sqlState: '22023',
    template:
      'A malformed record was found in <path>, line <line>: <reason>. With the mode <failFastMode> it ends the read; use the mode PERMISSIVE or DROPMALFORMED, or the option `badRecordsPath`, to read on.',
  },
  MAP_KEYS_AND_VALUES_DIFFER: {
    sqlState: '22023',
    template: 'A map cannot be made of <keys> keys and <values> values. Give as many values as keys.',
  },
  MEMORY_STREAM_DATA_LOST: {
    sqlState: '58030',
    template:
      'The checkpoint stands at block <logged> of a memory stream that has only <blocks> blocks: its data ended with the process that added it. Use a memory stream only within one process, or a new checkpointLocation.',
  },
  METRICS_NOT_PROTECTED: {
    sqlState: '42000',
    template:
      'Metrics would be served on <host>, where other machines can reach them. Leave the host at 127.0.0.1, or set `allowRemote: true`, and a `token` if not everybody may read them.',
  },
  METRIC_ALREADY_REGISTERED: {
    sqlState: '42710',
    template:
      'The registry has a metric <name> of its own that is not the one of StreamKit: <difference>. Give another registry, or another prefix.',
  },
  MISSING_AGGREGATION: {
    sqlState: '42803',
    template:
      'The non-aggregating expression <expression> is based on columns which are not among the grouping columns. Add the columns or the expression to groupBy, aggregate the expression, or use <expressionAnyValue> if you do not care which of the values within a group is returned.',
  },
  MISSING_GROUP_BY: {
    sqlState: '42803',
    template:
      'The expression <expression> stands beside an aggregate function, but there is no groupBy. Group by it, or aggregate it as well.',
  },
  MISSING_WINDOW_SPECIFICATION: {
    sqlState: '42P20',
    template:
      'No window is called <windowName> in this query. Define it behind WINDOW, or write its parts behind OVER.',
  },
  MULTIPLE_EVENT_TIME_COLUMNS: {
    sqlState: '42K09',
    template: 'The operator sees several event-time columns: <eventTimeCols>. Keep one of them.',
  },
  MULTIPLE_TIME_WINDOWS: {
    sqlState: '0A000',
    template:
      'One operation has several time windows, which would multiply the rows: <windows>. Use one window or session_window per operation; window the result again for a second.',
  },
  NEGATIVE_INTERVAL: {
    sqlState: '22023',
    template: 'The interval <interval> is negative. Use one of 0 or more.',
  },
  NEGATIVE_LIMIT: {
    sqlState: '42000',
    template: 'The number of rows <count> is not a whole number of 0 or more.',
  },
  NEGATIVE_OFFSET: {
    sqlState: '42000',
    template: 'The offset <count> cannot be used: it must be a whole number that is not negative.',
  },
  NEGATIVE_VALUES_IN_FREQUENCY_EXPRESSION: {
    sqlState: '22003',
    template:
      'The argument <frequencyExpression> must not be negative, but it is <negativeValue>. Count rows with a number of 0 or more.',
  },
  NESTED_AGGREGATE_FUNCTION: {
    sqlState: '42607',
    template:
      'It is not allowed to use an aggregate function in the argument of another aggregate function: <expression>. Aggregate first, then aggregate the result.',
  },
  NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING: {
    sqlState: '42KDE',
    template:
      'Window functions over rows cannot run on a stream, whose partitions have no end: <windowFunc> as <columnName> over <windowSpec>. Group by window(...) for windows of time, or compute it in foreachBatch.',
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
  NUM_COLUMNS_MISMATCH: {
    sqlState: '42826',
    template:
      'UNION needs inputs with the same number of columns, but the first has <firstNumColumns> and another has <invalidNumColumns>.',
  },
  NUM_TABLE_COLUMN_ALIASES_MISMATCH: {
    sqlState: '42826',
    template:
      'The table has <numColumns> columns, but <numAliases> names are given for them: <aliases>. Give one name for each column.',
  },
  ORDER_BY_POS_OUT_OF_RANGE: {
    sqlState: '42805',
    template: 'The position <index> of ORDER BY is not in the select list, which has <size> columns. Count from 1.',
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
  PARTITION_COLUMN_NOT_FOUND_IN_SCHEMA: {
    sqlState: '42000',
    template: 'The partition column <column> is not among the columns <schema>. Name a column that is there.',
  },
  PATH_ALREADY_EXISTS: {
    sqlState: '42K04',
    template:
      'The path <outputPath> already exists. Set the mode to overwrite to replace what is there, or to append to add to it.',
  },
  PATH_NOT_FOUND: {
    sqlState: '42K03',
    template: 'Path does not exist: <path>. Create the folder, or correct the path.',
  },
  PATH_OPTION_CONFLICT: {
    sqlState: '42KDE',
    template:
      'There are two paths to write to: <path> as the argument and <option> as the option `path`. Give one of them.',
  },
  PIVOT_VALUES_REQUIRED: {
    sqlState: '42K0E',
    template:
      'The pivot on <column> needs its values: pivot(column, values). They decide which columns there are, and looking for them would read the whole input first.',
  },
  QUERY_ALREADY_RUNNING: {
    sqlState: '42000',
    template: 'A query named <name> is already active in this session. Stop it first, or give this one another name.',
  },
  QUERY_NAME_REQUIRED: {
    sqlState: '42000',
    template: 'The memory sink keeps its rows under the name of the query: give it one with queryName(...).',
  },
  RECORD_TOO_LARGE: {
    sqlState: '54000',
    template:
      'The record at line <line> of <path> has more than <limit> bytes: <hint>. Correct the file, or raise `maxRecordBytes`.',
  },
  REMAINDER_BY_ZERO: {
    sqlState: '22012',
    template: 'Remainder by zero. Use `tryMod` to get null instead.',
  },
  ROUTINE_ALREADY_EXISTS: {
    sqlState: '42723',
    template: 'Cannot register the function <routineName>: Spark has a function of that name. Choose another name.',
  },
  SCALAR_SUBQUERY_TOO_MANY_ROWS: {
    sqlState: '21000',
    template: 'A frame that stands for one value has more than one row. Aggregate it, or limit it to 1.',
  },
  SCHEMA_NEEDS_IO: {
    sqlState: '42000',
    template:
      'The columns of the format <format> are only known when it is asked: give a schema with schema(...), or use `await ... .loadAsync()`.',
  },
  SCHEMA_NOT_ALLOWED: {
    sqlState: '42K03',
    template: 'The format <format> has columns of its own: leave schema(...) away.',
  },
  SCHEMA_REQUIRED: {
    sqlState: '42K03',
    template:
      'Reading <format> needs a schema. Give it with schema(...), from a zod object, a DDL text or the builder t.',
  },
  SEED_EXPRESSION_IS_UNFOLDABLE: {
    sqlState: '42K08',
    template: 'The seed of <exprWithSeed> is no constant. Give a number.',
  },
  SESSION_STOPPED: {
    sqlState: '55000',
    template: 'The session has been stopped. Create a new one.',
  },
  SINK_AHEAD_OF_CHECKPOINT: {
    sqlState: '55000',
    template:
      'The folder <path> already holds batch <sinkBatch>, but the checkpoint of the query ends with batch <checkpointBatch>: it is an older copy, or parts of it are lost, and batches would be skipped. Restore the newest checkpoint, or write to another folder.',
  },
  SINK_CHECKPOINT_LOST: {
    sqlState: '55000',
    template:
      'The folder <path> holds batches of a query with the id <otherQueryId>; this query has the id <queryId>, so its batches would be taken for those. Give each query a folder of its own; if the checkpoint was emptied or replaced, restore it.',
  },
  SINK_FOLDER_NOT_EMPTY: {
    sqlState: '55000',
    template:
      'The folder <path> has files that no streaming query has logged: readers would not see them any more once this one has written. Give the query a folder of its own.',
  },
  SINK_LOG_IN_FOLDER: {
    sqlState: '55000',
    template:
      'The folder <path> is written by a streaming query: readers see only what its log `_spark_metadata` lists, so files that are added would never be read. Write to another folder, or overwrite it.',
  },
  SINK_NOT_CHOSEN: {
    sqlState: '42000',
    template: 'Nothing says where the rows go. Call format(name), foreachBatch(function) or foreach(writer) first.',
  },
  SINK_PATH_REQUIRED: {
    sqlState: '42KDE',
    template: 'There is no folder to write to. Give it as the argument of start or save, or with the option `path`.',
  },
  SOCKET_CONNECTION_LOST: {
    sqlState: '08006',
    template:
      'The connection to <host>:<port> failed: <reason>. Check that a server listens there, then start the query with a new checkpointLocation: what was sent meanwhile is lost.',
  },
  SOCKET_NOT_REPLAYABLE: {
    sqlState: '58030',
    template:
      'The checkpoint says that the socket <host>:<port> was read up to line <offset>, and a socket cannot be read again. Use another source where rows must survive a restart, or a new checkpointLocation.',
  },
  SOURCE_NOT_CHOSEN: {
    sqlState: '42000',
    template: 'Nothing says what is read. Call format(name) first.',
  },
  SOURCE_UNAVAILABLE: {
    sqlState: '58030',
    template:
      'The source <path> cannot be listed any more: <reason>. Check that the folder is there, mounted and readable, then start the query again; nothing was lost.',
  },
  STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_HANDLE_STATE: {
    sqlState: '42802',
    template:
      'Failed to perform stateful processor operation=<operationType> with invalid handle state=<handleState>. State variables are declared in init, timers are set when rows, timers or initial state are handled.',
  },
  STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_TIME_MODE: {
    sqlState: '42802',
    template:
      'Failed to perform stateful processor operation=<operationType> with invalid timeMode=<timeMode>. Give another timeMode to transformWithState.',
  },
  STATEFUL_PROCESSOR_INCORRECT_TIME_MODE_TO_ASSIGN_TTL: {
    sqlState: '42802',
    template:
      'Cannot use TTL for state=<stateName> in timeMode=<timeMode>. Use TimeMode ProcessingTime or EventTime instead.',
  },
  STATEFUL_PROCESSOR_TTL_DURATION_MUST_BE_POSITIVE: {
    sqlState: '42802',
    template: 'TTL duration must be greater than zero for State store operation=<operationType> on state=<stateName>.',
  },
  STATEFUL_PROCESSOR_UNKNOWN_TIME_MODE: {
    sqlState: '42802',
    template: 'Unknown time mode <timeMode>. Accepted timeMode values are None, ProcessingTime, EventTime.',
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
  STATE_STORE_DUPLICATE_STATE_VARIABLE_DEFINED: {
    sqlState: '42802',
    template:
      'State variable with name <stateVarName> has already been defined in the StatefulProcessor. Give every variable a name of its own.',
  },
  STATE_STORE_INVALID_CONFIG_AFTER_RESTART: {
    sqlState: '42K06',
    template:
      'Cannot change <configName> from <oldConfig> to <newConfig> between restarts. Please set <configName> to <oldConfig>, or restart with a new checkpoint directory.',
  },
  STATE_STORE_INVALID_VARIABLE_TYPE_AFTER_RESTART: {
    sqlState: '42K06',
    template:
      'Cannot change <stateVarName> to <newType> between query restarts. Please set <stateVarName> to <oldType>, or restart with a new checkpoint directory.',
  },
  STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE: {
    sqlState: 'XXKST',
    template:
      'Provided key schema does not match existing state key schema. Stored key schema: <storedKeySchema>. New key schema: <newKeySchema>. The key of a stateful operator cannot change: use a new checkpoint.',
  },
  STATE_STORE_PROVIDER_MISMATCH: {
    sqlState: '55019',
    template:
      'The checkpoint <path> has state that the state store <before> wrote; <provider> cannot read its files. Use <before> again, or start with a new checkpointLocation.',
  },
  STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE: {
    sqlState: 'XXKST',
    template:
      'Provided value schema of <stateVarName> does not fit the stored one: <problem>. Stored value schema: <storedValueSchema>. New value schema: <newValueSchema>. Fields may be added, removed, moved, widened and (renamedFrom) renamed; for other changes use a new variable or a new checkpoint.',
  },
  STATE_WORKING_COPY_CORRUPTED: {
    sqlState: '58030',
    template:
      'The working copy of the state in <path> is damaged: <reason>. The checkpoint itself is not: start the query again, the working copy is made anew from it. If that does not help, remove the folder; and check the disk.',
  },
  STDS_COMMITTED_BATCH_UNAVAILABLE: {
    sqlState: 'KD006',
    template:
      'No committed batch found in the checkpoint <checkpointLocation>. Check the path, and let the query commit a batch first.',
  },
  STDS_CONFLICT_OPTIONS: {
    sqlState: '42613',
    template: 'The options <options> cannot be given together. Leave all but one of them away.',
  },
  STDS_FAILED_TO_READ_OPERATOR_METADATA: {
    sqlState: '42K03',
    template:
      'Nothing says what the state operator <operatorId> of the checkpoint <checkpointLocation> is: the file `_metadata` is missing. Check the path and the option `operatorId`; a checkpoint of an earlier release has it after the query was started once.',
  },
  'STDS_INVALID_OPTION_VALUE.IS_EMPTY': {
    sqlState: '42616',
    template: 'The option <optionName> of the state reader must not be empty.',
  },
  'STDS_INVALID_OPTION_VALUE.IS_NEGATIVE': {
    sqlState: '42616',
    template: 'The option <optionName> of the state reader must not be negative.',
  },
  'STDS_INVALID_OPTION_VALUE.WITH_MESSAGE': {
    sqlState: '42616',
    template: 'The option <optionName> of the state reader has a value that does not fit: <message>.',
  },
  STDS_REQUIRED_OPTION_UNSPECIFIED: {
    sqlState: '42601',
    template: 'The option <optionName> of the state reader has to be given.',
  },
  'STREAMING_OUTPUT_MODE.UNSUPPORTED_DATASOURCE': {
    sqlState: '42KDE',
    template:
      'The output mode <outputMode> is not supported by the sink <className>. Use append mode; for changed rows, a sink that can replace rows.',
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
  STREAM_TEST_FAILED: {
    sqlState: 'XXKST',
    template: 'The test of a stream has failed: <report>',
  },
  STREAM_TEST_FRAME: {
    sqlState: '42KDE',
    template:
      'The stream to test is not the frame of a session. Give a frame that was made by a session or a memory stream.',
  },
  STREAM_TEST_TIMEOUT: {
    sqlState: 'XXKST',
    template:
      'The query has not come to rest within <timeoutMs> ms. Check whether it waits for something that the test does not give it, or give the test a longer `timeoutMs`.',
  },
  TABLE_OR_VIEW_ALREADY_EXISTS: {
    sqlState: '42P07',
    template: 'There is a table <relationName> already. Choose another name, or the mode append, overwrite or ignore.',
  },
  TABLE_OR_VIEW_NOT_FOUND: {
    sqlState: '42P01',
    template:
      'There is no table or view <relationName> in this session. <proposal> A memory sink makes a table under the name of its query once the query has started, createOrReplaceTempView makes a view.',
  },
  TEMP_TABLE_OR_VIEW_ALREADY_EXISTS: {
    sqlState: '42P07',
    template:
      'The view <relationName> exists already. Choose another name, drop it with catalog.dropTempView, or use createOrReplaceTempView.',
  },
  TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS: {
    sqlState: '428EK',
    template: 'A view has a name of letters, digits and _, but not <actualName>: it belongs to the session alone.',
  },
  TEXT_FORMAT_COLUMN_COUNT: {
    sqlState: '0A000',
    template:
      'The format text holds one STRING column, not <count> columns. Select one, made with concat_ws or to_json for example.',
  },
  TOO_MANY_CHARS_IN_COLUMN: {
    sqlState: '54000',
    template:
      'The file <path> has a value of <length> characters in column <column>, <limit> are allowed. Correct the file, or raise `maxCharsPerColumn`.',
  },
  TOO_MANY_COLUMNS: {
    sqlState: '54011',
    template:
      'The record at line <line> of <path> has <count> columns, <limit> are allowed. Check `sep` and `quote`, or raise `maxColumns`.',
  },
  TRAILING_COMMA_IN_SELECT: {
    sqlState: '42601',
    template: 'There is a comma before FROM with no column behind it. Remove it, or write the column.',
  },
  UDTF_ALIAS_NUMBER_MISMATCH: {
    sqlState: '42802',
    template:
      'The number of names does not match the number of columns that <generator> gives: <aliasesSize> columns, but the names are <aliasesNames>. Give one name for each, or none.',
  },
  UI_NOT_PROTECTED: {
    sqlState: '42000',
    template:
      'The live page would listen on <host>, where other machines can reach it. Leave the host at 127.0.0.1, or set `allowRemote: true` and a `token` that visitors must know.',
  },
  UI_PORTS_IN_USE: {
    sqlState: '58000',
    template: 'The live page found no free port of <host> from <first> to <last>. Choose another `port`, or 0 for any.',
  },
  UNABLE_TO_INFER_SCHEMA: {
    sqlState: '42KD9',
    template:
      'Unable to infer schema for <format>: there are no files. It must be specified manually, with schema(...).',
  },
  UNBOUND_SQL_PARAMETER: {
    sqlState: '42P02',
    template:
      'The parameter <name> of the SQL text has no value. Give one in the object behind the text: { <name>: value }.',
  },
  UNION_COLUMN_ORDER: {
    sqlState: '42000',
    template:
      'The columns of the two sides of `union` have the same names in another order: <left> and <right>. `union` goes by position and would mix them up; use unionByName.',
  },
  UNKNOWN_FORMAT: {
    sqlState: '42K02',
    template:
      'There is no format <format> for <use>. Known are: <known>. Formats of other packages are handed to createSession({ connectors: [...] }).',
  },
  UNKNOWN_OPTION: {
    sqlState: '22023',
    template: '<format> has no option <option>. Did you mean <proposal>?',
  },
  'UNRESOLVED_COLUMN.WITHOUT_SUGGESTION': {
    sqlState: '42703',
    template: 'A column named <objectName> cannot be resolved: there are no columns here.',
  },
  'UNRESOLVED_COLUMN.WITH_SUGGESTION': {
    sqlState: '42703',
    template: 'A column named <objectName> cannot be resolved. Did you mean one of these: <proposal>?',
  },
  UNRESOLVED_COLUMN_AMONG_FIELD_NAMES: {
    sqlState: '42703',
    template: 'Cannot resolve the column <colName> among (<fieldNames>).',
  },
  UNRESOLVED_ROUTINE: {
    sqlState: '42883',
    template: 'There is no function <routineName>. Did you mean one of these: <proposal>?',
  },
  UNRESOLVED_USING_COLUMN_FOR_JOIN: {
    sqlState: '42703',
    template:
      'USING column <colName> cannot be resolved on the <side> side of the join. The <side>-side columns: <suggestion>.',
  },
  UNSUPPORTED_ASYNC_USER_FUNCTION: {
    sqlState: '0A000',
    template:
      'The user function <functionName> gives a promise, but its value is needed at once. Compute without waiting, or fetch what is needed in foreachBatch or before the query.',
  },
  UNSUPPORTED_DATATYPE: {
    sqlState: '0A000',
    template:
      'The data type <typeName> is not supported. Use STRING, BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, FLOAT, DOUBLE, DECIMAL(p,s), DATE, TIMESTAMP, TIMESTAMP_NTZ, BINARY, ARRAY, MAP or STRUCT.',
  },
  UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE: {
    sqlState: '0A000',
    template:
      'The format <format> cannot hold the column <columnName> of the type <columnType>. Read it as STRING and convert it afterwards.',
  },
  UNSUPPORTED_EXPR_FOR_OPERATOR: {
    sqlState: '42K0E',
    template:
      'The expression <invalidExprSqls> is not allowed here. Use aggregate functions in agg, select or observe, functions over windows in select or withColumn, and frames as values there or in filter.',
  },
  UNSUPPORTED_EXPR_FOR_WINDOW: {
    sqlState: '42P20',
    template:
      'The expression <sqlExpr> cannot be computed over a window. Only calls of window functions and of aggregate functions can: sum($.price).over(...); put a name or arithmetic around the whole.',
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
  'UNSUPPORTED_GENERATOR.MULTI_GENERATOR': {
    sqlState: '42K0E',
    template: 'A select can have one generator, but this one has <num>: <generators>. Use a select for each.',
  },
  'UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS': {
    sqlState: '42K0E',
    template:
      'A generator cannot be inside of another expression, as in <expression>. Select it alone first, then compute with its column.',
  },
  'UNSUPPORTED_GENERATOR.OUTSIDE_SELECT': {
    sqlState: '42K0E',
    template:
      'The generator <generator> makes rows: it can only be in select and withColumn. Select it first, then use its column.',
  },
  UNSUPPORTED_GROUPING_EXPRESSION: {
    sqlState: '42K0E',
    template: 'grouping() and grouping_id() can only be used with rollup and cube.',
  },
  UNSUPPORTED_GROUP_STATE_CALL: {
    sqlState: '0A000',
    template: '<method> cannot be called here: <reason>.',
  },
  UNSUPPORTED_JOIN_TYPE: {
    sqlState: '0A000',
    template: 'Unsupported join type <typ>. Supported join types include: <supported>.',
  },
  'UNSUPPORTED_OVERWRITE.PATH': {
    sqlState: '42902',
    template: 'The folder <path> cannot be overwritten, because it is also read from. Write to another folder.',
  },
  UNSUPPORTED_SCHEMA_TYPE: {
    sqlState: '0A000',
    template: 'The schema type <typeName> at <path> has no data type. <hint>',
  },
  UNSUPPORTED_STREAMING_OPERATION: {
    sqlState: '0A000',
    template: '<feature> is not supported. <hint>',
  },
  UNSUPPORTED_TYPED_LITERAL: {
    sqlState: '0A000',
    template:
      'Literals of the type <unsupportedType> are not supported. Use DATE, TIMESTAMP, TIMESTAMP_NTZ, TIMESTAMP_LTZ, X or INTERVAL.',
  },
  USER_FUNCTION_FAILED: {
    sqlState: '39000',
    template:
      'A function of the user in <operator> threw in batch <batchId>: <reason>. The batch was not committed and runs again at the next start.',
  },
  USER_RAISED_EXCEPTION: {
    sqlState: 'P0001',
    template: '<errorMessage>',
  },
  WAREHOUSE_REQUIRED: {
    sqlState: '42KDE',
    template: 'The session has no folder for tables. Give it one: createSession({ warehouse: "data/warehouse" }).',
  },
  WINDOW_FUNCTION_AND_FRAME_MISMATCH: {
    sqlState: '42K0E',
    template:
      'The function <funcName> cannot be computed over this window: <windowExpr>. It needs an order, Window.orderBy(...), and no frame or the one that it has by itself.',
  },
  WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE: {
    sqlState: '42601',
    template:
      'The window function <funcName> needs the rows that it looks at. Say them with over: rowNumber().over(Window.partitionBy(...).orderBy(...)).',
  },
  WRITE_STREAM_NOT_ALLOWED: {
    sqlState: '42601',
    template:
      '`writeStream` needs a streaming frame, and this one is a batch. Use `write`, or read the input with `readStream()`.',
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
