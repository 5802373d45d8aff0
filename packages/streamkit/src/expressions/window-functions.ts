import { AnalysisException } from '../errors/streamkit-error.ts'
import { type DataType, doubleType, intType, isIntegral, sqlType } from '../types/data-type.ts'
import { constantArgument } from './aggregates/aggregate-signature.ts'
import type { CallSite, Signature } from './function-definition.ts'
import { argumentAt, describeCall, requireArguments, unexpectedType } from './signature.ts'

/** A function that has a meaning over a window only: how it is typed. How it computes is a matter of the operator. */
export interface WindowFunctionDefinition {
  /** Spark's SQL name, lower case. */
  readonly name: string
  readonly signature: (site: CallSite) => Signature
  /** `own`: it needs an order and has its frame by itself. `any`: it needs an order and sees the frame that is given. */
  readonly frame: 'own' | 'any'
}

function ranking(name: string, dataType: DataType): WindowFunctionDefinition {
  const signature = (site: CallSite): Signature => {
    requireArguments(name, site, [0])
    return { inputs: [], dataType, nullable: false }
  }
  return { name, signature, frame: 'own' }
}

/** A constant integer. */
function wholeNumber(name: string, site: CallSite, at: { readonly index: number; readonly inputName: string }): number {
  const value = constantArgument(name, site, { ...at, type: intType })
  if (!isIntegral(argumentAt(site, at.index).dataType)) {
    throw unexpectedType(name, site, { index: at.index, required: sqlType(intType) })
  }
  return Number(value)
}

function positive(name: string, site: CallSite, at: { readonly index: number; readonly inputName: string }): void {
  const value = wholeNumber(name, site, at)
  if (value > 0) return
  throw new AnalysisException('DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE', {
    sqlExpr: describeCall(name, site),
    exprName: at.inputName,
    valueRange: '(0, 2147483647]',
    currentValue: String(value),
  })
}

const ntile: WindowFunctionDefinition = {
  name: 'ntile',
  signature: (site) => {
    requireArguments('ntile', site, [1])
    positive('ntile', site, { index: 0, inputName: 'buckets' })
    return { inputs: [intType], dataType: intType, nullable: false }
  },
  frame: 'own',
}

function offset(name: string): WindowFunctionDefinition {
  const signature = (site: CallSite): Signature => {
    requireArguments(name, site, [1, 3])
    const { dataType, nullable } = argumentAt(site, 0)
    if (site.args.length > 1) wholeNumber(name, site, { index: 1, inputName: 'offset' })
    const inputs = [dataType, intType, dataType].slice(0, site.args.length)
    return { inputs, dataType, nullable: nullable || argumentAt(site, 2)?.nullable !== false }
  }
  return { name, signature, frame: 'own' }
}

const nthValue: WindowFunctionDefinition = {
  name: 'nth_value',
  signature: (site) => {
    requireArguments('nth_value', site, [2])
    positive('nth_value', site, { index: 1, inputName: 'offset' })
    const { dataType } = argumentAt(site, 0)
    return { inputs: [dataType, intType], dataType, nullable: true }
  },
  frame: 'any',
}

const definitions: readonly WindowFunctionDefinition[] = [
  ranking('row_number', intType),
  ranking('rank', intType),
  ranking('dense_rank', intType),
  ranking('percent_rank', doubleType),
  ranking('cume_dist', doubleType),
  ntile,
  offset('lag'),
  offset('lead'),
  nthValue,
]

const byName: ReadonlyMap<string, WindowFunctionDefinition> = new Map(definitions.map((d) => [d.name, d]))

/** The definition of a window function by Spark's SQL name, in any case. Undefined: none has this name. Aggregate functions are not among them. */
export function lookupWindowFunction(name: string): WindowFunctionDefinition | undefined {
  return byName.get(name) ?? byName.get(name.toLowerCase())
}
