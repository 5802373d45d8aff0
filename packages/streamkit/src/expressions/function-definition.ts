import type { DataType } from '../types/data-type.ts'
import type { ExpressionConf, LiteralValue } from './expression.ts'

/** What analysis knows of an argument. */
export interface ArgumentInfo {
  readonly dataType: DataType
  readonly nullable: boolean
  /** The value, if the argument is a literal (patterns, units and bit lengths often are). `undefined`: not a literal. */
  readonly literal?: LiteralValue
}

/** Everything of a call but its rows. */
export interface CallSite {
  readonly args: readonly ArgumentInfo[]
  readonly parameters: Readonly<Record<string, unknown>>
  readonly conf: ExpressionConf
}

/** The typing of a call. */
export interface Signature {
  /** The type that each argument is cast to implicitly (equal to its own type: no cast). */
  readonly inputs: readonly DataType[]
  readonly dataType: DataType
  readonly nullable: boolean
}

/** What a running batch gives to the few kernels that ask for it. */
export interface EvaluationContext {
  /** The logged time of the batch, microseconds since 1970: `current_timestamp()`. */
  readonly batchTimestampMicros: number
  /** The same for every run of the same batch: seed of `rand()` and `uuid()`. */
  readonly seed: number
}

/**
 * How a resolved call computes, over internal values (types/data-type.ts): the one definition that generated code and the
 * interpreter share.
 */
export interface Kernel {
  /** `propagate`: a null argument gives null and `evaluate` is not called. `custom`: `evaluate` sees nulls as null. */
  readonly nulls: 'propagate' | 'custom'
  /** Whether `evaluate` itself can give null. */
  readonly mayReturnNull: boolean
  /** With `usesContext`, the first argument is the {@link EvaluationContext}. */
  readonly evaluate: (...args: never[]) => unknown
  readonly usesContext?: boolean
  /**
   * The same as JavaScript text over the texts of the arguments, where that is faster than a call. `ref` hands a constant or function to the
   * generated code and gives its identifier: no other text than `args`, `ref(...)` and operators may be in the result.
   */
  readonly inline?: (args: readonly string[], ref: (value: unknown) => string) => string
}

/** A parameter of a lambda, as the function that the lambda is given to types it. */
export interface LambdaParameterType {
  readonly dataType: DataType
  readonly nullable: boolean
}

export interface LambdaParameters {
  readonly types: readonly LambdaParameterType[]
  /** How many of them a lambda must take. Default: all. */
  readonly required?: number
}

/** A function or operator: how it is typed, how it computes. One per Spark name. */
export interface FunctionDefinition {
  /** Spark's SQL name, lower case. */
  readonly name: string
  /** Types a call. Throws AnalysisException DATATYPE_MISMATCH or WRONG_NUM_ARGS. */
  readonly signature: (site: CallSite) => Signature
  /** Makes the kernel for arguments that already have the signature's input types. Patterns and schemas are prepared here, once. */
  readonly kernel: (site: CallSite, signature: Signature) => Kernel
  /**
   * Of a higher-order function: what its lambda at position `index` is given, null where there is no lambda but a value. Lambdas among `site.args` are void here. To `signature` a lambda is an argument of the type of its
   * body; `evaluate` gets it as a function over internal values.
   */
  readonly lambdaParameters?: (site: CallSite, index: number) => LambdaParameters | null
  /** False for rand, uuid: such a call is never folded or moved. Default true. */
  readonly deterministic?: boolean
}
