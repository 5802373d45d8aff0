import type { FunctionDefinition } from '../function-definition.ts'
import { likeFunctions } from './like-functions.ts'
import { regexpFunctions } from './regexp-functions.ts'
import { stringEncodingFunctions } from './string-encoding-functions.ts'
import { stringFunctions } from './string-functions.ts'
import { stringSearchFunctions } from './string-search-functions.ts'
import { stringShapeFunctions } from './string-shape-functions.ts'
import { urlFunctions } from './url-functions.ts'

/** Functions of text, patterns, dates and times, hashes and JSON. */
export const libraryFunctions: readonly (readonly FunctionDefinition[])[] = [
  stringFunctions,
  stringSearchFunctions,
  stringShapeFunctions,
  stringEncodingFunctions,
  urlFunctions,
  likeFunctions,
  regexpFunctions,
]
