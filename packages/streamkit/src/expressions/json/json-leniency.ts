/** What Spark's JSON options allow beyond the standard. */
export interface JsonLeniency {
  readonly singleQuotes: boolean
  readonly unquotedFieldNames: boolean
  readonly nonNumericNumbers: boolean
  readonly leadingZeros: boolean
  readonly comments: boolean
  readonly backslashAnyCharacter: boolean
  readonly unquotedControlChars: boolean
}

/** What functions without options take (`get_json_object` and its like): line breaks and tabs in texts, but no NaN. */
export const plainLeniency: JsonLeniency = {
  singleQuotes: true,
  unquotedFieldNames: false,
  nonNumericNumbers: false,
  leadingZeros: false,
  comments: false,
  backslashAnyCharacter: false,
  unquotedControlChars: true,
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
}
