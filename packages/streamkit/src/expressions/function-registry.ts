import type { FunctionDefinition } from './function-definition.ts'
import { arithmeticFunctions } from './functions/arithmetic.ts'
import { arrayFunctions } from './functions/array-functions.ts'
import { arrayLambdaFunctions } from './functions/array-lambda-functions.ts'
import { bitwiseFunctions } from './functions/bitwise.ts'
import { collectionAccess } from './functions/collection-access.ts'
import { collectionConstructors } from './functions/collection-constructors.ts'
import { comparisonFunctions } from './functions/comparison.ts'
import { libraryFunctions } from './functions/library-functions.ts'
import { mapLambdaFunctions } from './functions/map-lambda-functions.ts'
import { mathFunctions } from './functions/math.ts'
import { predicateFunctions } from './functions/predicates.ts'
import { rewriteNames } from './functions/rewrites.ts'
import { roundingFunctions } from './functions/rounding.ts'

/** All functions and operators. A new file of definitions is added here, nothing registers itself. */
const definitions: readonly (readonly FunctionDefinition[])[] = [
  arithmeticFunctions,
  comparisonFunctions,
  predicateFunctions,
  bitwiseFunctions,
  mathFunctions,
  roundingFunctions,
  collectionConstructors,
  collectionAccess,
  arrayFunctions,
  arrayLambdaFunctions,
  mapLambdaFunctions,
  ...libraryFunctions,
]

const byName: ReadonlyMap<string, FunctionDefinition> = new Map(definitions.flat().map((d) => [d.name, d]))

/** The definition of a function by Spark's SQL name, in any case. Undefined for names that are rewritten (functions/rewrites.ts). */
export function lookupFunction(name: string): FunctionDefinition | undefined {
  return byName.get(name) ?? byName.get(name.toLowerCase())
}

/** Every name that can be called, sorted: those with a definition and those that stand for another expression. */
export function functionNames(): readonly string[] {
  return [...new Set([...byName.keys(), ...rewriteNames()])].sort()
}

/** Whether a name can be called. */
export function isFunction(name: string): boolean {
  return lookupFunction(name) !== undefined || rewriteNames().includes(name.toLowerCase())
}
