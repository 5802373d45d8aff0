import type { ExpressionConf, LambdaVariable } from '../expressions/expression.ts'
import type { StructType } from '../types/data-type.ts'

/** What names mean: the columns in reach, the frame alias each has (if any), and the settings that typing depends on. */
export interface Scope {
  readonly schema: StructType
  /** One per column, in order: the parts of its frame alias. */
  readonly qualifiers?: readonly (readonly string[])[]
  /** The parameters of the lambdas around, by their names in lower case. */
  readonly variables?: ReadonlyMap<string, LambdaVariable>
  readonly conf: ExpressionConf
}
