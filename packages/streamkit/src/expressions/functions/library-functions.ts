import type { FunctionDefinition } from '../function-definition.ts'
import { arrayEditFunctions } from './array-edit-functions.ts'
import { convFunctions } from './conv-functions.ts'
import { csvFunctions } from './csv-functions.ts'
import { datetimeArithmeticFunctions } from './datetime-arithmetic-functions.ts'
import { datetimeEpochFunctions } from './datetime-epoch-functions.ts'
import { datetimeFieldFunctions } from './datetime-field-functions.ts'
import { datetimeMakeFunctions } from './datetime-make-functions.ts'
import { datetimeParseFunctions } from './datetime-parse-functions.ts'
import { datetimeUnitFunctions } from './datetime-unit-functions.ts'
import { decodeFunctions } from './decode-function.ts'
import { hashFunctions } from './hash-functions.ts'
import { intervalFunctions } from './interval-functions.ts'
import { jsonFunctions } from './json-functions.ts'
import { likeFunctions } from './like-functions.ts'
import { mapFunctions } from './map-functions.ts'
import { maskFunctions } from './mask-function.ts'
import { monotonicIdFunctions } from './monotonic-id-function.ts'
import { randomFunctions } from './random-functions.ts'
import { regexpFunctions } from './regexp-functions.ts'
import { scalarSubqueryFunctions } from './scalar-subquery-function.ts'
import { sequenceFunctions } from './sequence-function.ts'
import { stringEncodingFunctions } from './string-encoding-functions.ts'
import { stringFormatFunctions } from './string-format-functions.ts'
import { stringFunctions } from './string-functions.ts'
import { stringSearchFunctions } from './string-search-functions.ts'
import { stringShapeFunctions } from './string-shape-functions.ts'
import { timeWindowFunctions } from './time-window-functions.ts'
import { toNumberFunctions } from './to-number-functions.ts'
import { urlFunctions } from './url-functions.ts'

/** Functions of text, patterns, dates and times, hashes and JSON. */
export const libraryFunctions: readonly (readonly FunctionDefinition[])[] = [
  stringFunctions,
  stringSearchFunctions,
  stringShapeFunctions,
  stringEncodingFunctions,
  stringFormatFunctions,
  urlFunctions,
  likeFunctions,
  regexpFunctions,
  decodeFunctions,
  datetimeFieldFunctions,
  datetimeParseFunctions,
  datetimeMakeFunctions,
  datetimeArithmeticFunctions,
  datetimeEpochFunctions,
  intervalFunctions,
  hashFunctions,
  jsonFunctions,
  timeWindowFunctions,
  toNumberFunctions,
  sequenceFunctions,
  arrayEditFunctions,
  mapFunctions,
  convFunctions,
  maskFunctions,
  datetimeUnitFunctions,
  csvFunctions,
  monotonicIdFunctions,
  randomFunctions,
  scalarSubqueryFunctions,
]
