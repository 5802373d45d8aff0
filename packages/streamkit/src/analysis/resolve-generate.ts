import { AnalysisException } from '../errors/streamkit-error.ts'
import {
  type Call,
  childrenOf,
  type Expression,
  type NamedExpression,
  type ResolvedExpression,
} from '../expressions/expression.ts'
import { dataTypeOf, nullableOf, sqlText } from '../expressions/expression-type.ts'
import { generatorOf, isGenerator, jsonTupleName } from '../expressions/generators.ts'
import { literal } from '../expressions/literal.ts'
import { requireArguments, unexpectedType } from '../expressions/signature.ts'
import type { ResolvedGenerate, ResolvedPlan } from '../plan/resolved-plan.ts'
import { type DataType, intType, type StructField } from '../types/data-type.ts'

/** The generator among the expressions of a select. */
export interface FoundGenerator {
  /** Which expression it is. */
  readonly index: number
  readonly call: Call
  /** The names of its columns; null: their own. */
  readonly names: readonly string[] | null
}

/**
 * The one generator that a select may have. Throws UNSUPPORTED_GENERATOR.MULTI_GENERATOR and UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS.
 */
export function findGenerator(expressions: readonly Expression[]): FoundGenerator | null {
  const found = expressions.flatMap((e, index) => {
    const top = asGenerator(withoutNames(e))
    const nested = (isGenerator(top) ? childrenOf(top) : [top]).some(containsGenerator)
    if (nested) throw new AnalysisException('UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS', { expression: sqlText(top) })
    return top.kind === 'call' && isGenerator(top) ? [{ index, call: top, names: namesOf(e, top) }] : []
  })
  if (found.length > 1) {
    const generators = found.map(({ call }) => sqlText(call)).join(', ')
    throw new AnalysisException('UNSUPPORTED_GENERATOR.MULTI_GENERATOR', { num: found.length, generators })
  }
  return found[0] ?? null
}

/** The node that runs a generator, and the columns that it adds behind those of the child. */
export function resolveGenerate(
  { call, names }: FoundGenerator,
  child: ResolvedPlan,
  args: readonly ResolvedExpression[],
): { readonly plan: ResolvedGenerate; readonly columns: readonly NamedExpression[] } {
  requireArguments(call.name, { args: args.map(argumentInfo), parameters: {}, conf: noConf }, [1])
  const argument = args[0] as ResolvedExpression
  const { generator, outer } = generatorOf(call)
  const own = generatedFields(call, argument)
  if (names !== null && names.length !== own.length) {
    const aliasesNames = names.join(', ')
    const mismatch = { generator: sqlText(call), aliasesSize: own.length, aliasesNames }
    throw new AnalysisException('UDTF_ALIAS_NUMBER_MISMATCH', mismatch)
  }
  const fields = own.map((f, i) => ({ ...f, name: names?.[i] ?? f.name, nullable: f.nullable || outer }))
  const { plan: below, input } = withInput(child, argument)
  const schema = { kind: 'struct' as const, fields: [...below.schema.fields, ...fields] }
  const columns = fields.map(({ name, dataType, nullable }, i): NamedExpression => {
    const ordinal = below.schema.fields.length + i
    return { name, expression: { kind: 'bound', ordinal, name, dataType, nullable } }
  })
  return { plan: { kind: 'generate', child: below, generator, outer, input, schema }, columns }
}

/** What the generator reads is a column of its child: one that is there, or one behind the others. */
function withInput(
  child: ResolvedPlan,
  argument: ResolvedExpression,
): { readonly plan: ResolvedPlan; readonly input: number } {
  if (argument.kind === 'bound') return { plan: child, input: argument.ordinal }
  const field = { name: 'generator', dataType: dataTypeOf(argument), nullable: nullableOf(argument) }
  const columns = child.schema.fields.map(({ name, dataType, nullable }, ordinal): NamedExpression => {
    return { name, expression: { kind: 'bound', ordinal, name, dataType, nullable } }
  })
  const plan: ResolvedPlan = {
    kind: 'project',
    child,
    columns: [...columns, { name: field.name, expression: argument }],
    schema: { kind: 'struct', fields: [...child.schema.fields, field] },
  }
  return { plan, input: columns.length }
}

/** The columns of a generator under their own names, by the type of its argument. */
function generatedFields(call: Call, argument: ResolvedExpression): readonly StructField[] {
  const type = dataTypeOf(argument)
  const { generator } = generatorOf(call)
  if (generator === 'inline') {
    if (type.kind !== 'array' || type.element.kind !== 'struct') throw wrongArgument(call, argument, '"ARRAY<STRUCT>"')
    const { element, containsNull } = type
    return element.fields.map(({ name, dataType, nullable }) => ({
      name,
      dataType,
      nullable: nullable || containsNull,
    }))
  }
  const position = generator === 'posexplode' ? [{ name: 'pos', dataType: intType, nullable: false }] : []
  return [...position, ...elementFields(call, argument, type)]
}

function elementFields(call: Call, argument: ResolvedExpression, type: DataType): readonly StructField[] {
  switch (type.kind) {
    case 'array':
      return [{ name: 'col', dataType: type.element, nullable: type.containsNull }]
    case 'map':
      return [
        { name: 'key', dataType: type.key, nullable: false },
        { name: 'value', dataType: type.value, nullable: type.valueContainsNull },
      ]
    default:
      throw wrongArgument(call, argument, '("ARRAY" or "MAP")')
  }
}

function wrongArgument(call: Call, argument: ResolvedExpression, required: string): AnalysisException {
  const site = { args: [argumentInfo(argument)], parameters: {}, conf: noConf }
  return unexpectedType(call.name, site, { index: 0, required, text: `"${sqlText(argument)}"` })
}

/** The typing of generators depends on no setting. */
const noConf = { timeZone: 'UTC', ansi: true }

function argumentInfo(e: ResolvedExpression): { readonly dataType: DataType; readonly nullable: boolean } {
  return { dataType: dataTypeOf(e), nullable: nullableOf(e) }
}

function namesOf(e: Expression, call: Call): readonly string[] | null {
  if (e.kind === 'alias') return [e.name]
  const { names } = (call.parameters ?? {}) as { readonly names?: unknown }
  return Array.isArray(names) ? (names as readonly string[]) : null
}

function withoutNames(e: Expression): Expression {
  return e.kind === 'alias' ? withoutNames(e.child) : e
}

/** `json_tuple(text, 'a', 'b')` is one struct of the texts at these keys, `c0`, `c1` and so on. */
function asGenerator(e: Expression): Expression {
  if (e.kind !== 'call' || e.name.toLowerCase() !== jsonTupleName) return e
  const [text, ...keys] = e.args
  if (text === undefined || keys.length === 0) {
    throw new AnalysisException('WRONG_NUM_ARGS.WITHOUT_SUGGESTION', {
      functionName: '`json_tuple`',
      expectedNum: 'at least 2',
      actualNum: e.args.length,
    })
  }
  const call = (name: string, ...args: Expression[]): Call => ({ kind: 'call', name, args })
  const fields = keys.flatMap((key, i) => {
    const path = call('concat', literal("$['"), key, literal("']"))
    return [literal(`c${i}`), call('get_json_object', text, path)]
  })
  const names = e.parameters === undefined ? {} : { parameters: e.parameters }
  return { ...call('inline', call('array', call('named_struct', ...fields))), ...names }
}

function containsGenerator(e: Expression): boolean {
  return isGenerator(e) || childrenOf(e).some(containsGenerator)
}
