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
