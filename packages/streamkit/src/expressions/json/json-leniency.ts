/** What Spark's JSON options allow beyond the standard, and how much of it. A limit is allowed itself. */
export interface JsonLeniency {
  readonly singleQuotes: boolean
  readonly unquotedFieldNames: boolean
  readonly nonNumericNumbers: boolean
  readonly leadingZeros: boolean
  readonly comments: boolean
  readonly backslashAnyCharacter: boolean
  readonly unquotedControlChars: boolean
  /** Objects and arrays in each other; a record with more is malformed. */
  readonly maxNestingDepth: number
  /** Characters of a number; a record with a longer one is malformed. */
  readonly maxNumberLength: number
  /** Characters of a string that is a value; a field with a longer one is malformed, not its record. */
  readonly maxStringLength: number
}

/** Jackson's limits; strings have none in Spark. */
const limits = { maxNestingDepth: 1000, maxNumberLength: 1000, maxStringLength: Number.POSITIVE_INFINITY }

/** What functions without options take (`get_json_object` and its like): line breaks and tabs in texts, but no NaN. */
export const plainLeniency: JsonLeniency = {
  singleQuotes: true,
  unquotedFieldNames: false,
  nonNumericNumbers: false,
  leadingZeros: false,
  comments: false,
  backslashAnyCharacter: false,
  unquotedControlChars: true,
  ...limits,
}

/** Spark's defaults. */
export const defaultLeniency: JsonLeniency = {
  singleQuotes: true,
  unquotedFieldNames: false,
  nonNumericNumbers: true,
  leadingZeros: false,
  comments: false,
  backslashAnyCharacter: false,
  unquotedControlChars: false,
  ...limits,
}
