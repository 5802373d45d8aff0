import { vectorKindOf } from '../../columnar/vector-kind-of.ts'
import { invariant, unreachable } from '../../errors/invariant.ts'
import type {
  Call,
  CaseWhen,
  Cast,
  Expression,
  ExpressionConf,
  GetField,
  Lambda,
  Logical,
  ResolvedExpression,
  UserFunctionCall,
} from '../../expressions/expression.ts'
import { dataTypeOf, sqlText } from '../../expressions/expression-type.ts'
import type { Kernel } from '../../expressions/function-definition.ts'
import { variableKey } from '../../expressions/lambda-variables.ts'
import { literalValue } from '../../expressions/literal.ts'
import type { DataType } from '../../types/data-type.ts'
import { computationOf } from '../kernel-of.ts'
import type { CodeWriter, References } from './code-writer.ts'

/**
 * A value in generated code: the identifier that holds it, and the identifier (or `true`, `false`) that says whether it is null. Where
 * it is null, `value` holds anything.
 */
export interface GeneratedValue {
  readonly value: string
  readonly isNull: string
}

/** What the code of an expression is written into. */
export interface CodegenScope {
  readonly writer: CodeWriter
  readonly references: References
  readonly conf: ExpressionConf
  /** The column of the current row. */
  readonly column: (ordinal: number) => GeneratedValue
  /** The same text for what gives the same value in the same row; null for what may not. */
  readonly keyOf: (e: ResolvedExpression) => string | null
  /** The parameters of the lambdas around, by {@link variableKey}. */
  readonly variables?: ReadonlyMap<string, GeneratedValue>
}

const isTrue = (v: GeneratedValue): string => (v.isNull === 'false' ? v.value : `!${v.isNull} && ${v.value}`)

/** Writes statements that compute the expression for the current row, unless that has been done before, and tells where the value is. */
export function generateExpression(e: ResolvedExpression, scope: CodegenScope): GeneratedValue {
  const key = e.kind === 'bound' || e.kind === 'literal' || e.kind === 'alias' ? null : scope.keyOf(e)
  if (key === null) return writeExpression(e, scope)
  const known = scope.writer.recall(key) as GeneratedValue | undefined
  if (known !== undefined) return known
  const computed = writeExpression(e, scope)
  scope.writer.remember(key, computed)
  return computed
}

function writeExpression(e: ResolvedExpression, scope: CodegenScope): GeneratedValue {
  switch (e.kind) {
    case 'literal': {
      const value = literalValue(e)
      return { value: scope.references.ref(value), isNull: value === null ? 'true' : 'false' }
    }
    case 'bound':
      return scope.column(e.ordinal)
    case 'alias':
      return generateExpression(e.child, scope)
    case 'getField':
      return generateField(e, scope)
    case 'and':
    case 'or':
      return generateLogical(e, scope)
    case 'caseWhen':
      return generateCase(e, scope)
    case 'coalesce':
      return generateCoalesce(e.args, dataTypeOf(e), scope)
    case 'call':
      return generateNullTest(e, scope) ?? generateCall(e, scope)
    case 'cast':
    case 'udf':
      return generateCall(e, scope)
    case 'lambda':
      return generateLambda(e, scope)
    case 'lambdaVariable':
      return scope.variables?.get(variableKey(e.name)) as GeneratedValue
    case 'attribute':
    case 'windowExpression':
    case 'inSubquery':
    case 'scalarSubquery':
      invariant(false, `a resolved expression instead of ${sqlText(e)}`)
      break
    default:
      return unreachable(e, 'writeExpression')
  }
}

/** What a variable of a type holds before it is set: a value of the same machine representation. */
function initial(type: DataType): string {
  switch (vectorKindOf(type)) {
    case 'boolean':
      return 'false'
    case 'int32':
    case 'float64':
      return '0'
    case 'int64':
      return '0n'
    default:
      return 'null'
  }
}

/** A variable that is null until {@link assign} is written. */
function declare(type: DataType, { writer }: CodegenScope): GeneratedValue {
  const declared = { value: writer.name('v'), isNull: writer.name('n') }
  writer.line(`let ${declared.value} = ${initial(type)}, ${declared.isNull} = true`)
  return declared
}

function assign(target: GeneratedValue, from: GeneratedValue, { writer }: CodegenScope): void {
  if (from.isNull === 'true') {
    writer.line(`${target.isNull} = true`)
    return
  }
  writer.line(`${target.value} = ${from.value}; ${target.isNull} = ${from.isNull}`)
}

function generateField(e: GetField, scope: CodegenScope): GeneratedValue {
  const struct = generateExpression(e.child, scope)
  const field = declare(dataTypeOf(e), scope)
  scope.writer.block(`if (!${struct.isNull})`, () => {
    const ordinal = scope.references.ref(e.ordinal)
    scope.writer.line(`${field.value} = ${struct.value}[${ordinal}]; ${field.isNull} = ${field.value} === null`)
  })
  return field
}

/** The right side is reached only when the left does not decide. */
function generateLogical(e: Logical, scope: CodegenScope): GeneratedValue {
  const { writer } = scope
  const decides = e.kind === 'or' ? 'true' : 'false'
  const other = e.kind === 'or' ? 'false' : 'true'
  const left = generateExpression(e.left, scope)
  const decided = (v: GeneratedValue) => (e.kind === 'or' ? isTrue(v) : isTrue({ ...v, value: `!${v.value}` }))
  const result = { value: writer.name('v'), isNull: writer.name('n') }
  writer.line(`let ${result.value} = ${decides}, ${result.isNull} = false`)
  writer.block(`if (!(${decided(left)}))`, () => {
    const right = generateExpression(e.right, scope)
    writer.block(`if (!(${decided(right)}))`, () => {
      writer.line(`${result.value} = ${other}; ${result.isNull} = ${left.isNull} || ${right.isNull}`)
    })
  })
  return result
}

function generateCase(e: CaseWhen, scope: CodegenScope): GeneratedValue {
  const { writer } = scope
  const result = declare(dataTypeOf(e), scope)
  const write = (index: number): void => {
    const branch = e.branches[index]
    if (branch === undefined) {
      if (e.otherwise !== null) assign(result, generateExpression(e.otherwise, scope), scope)
      return
    }
    const when = generateExpression(branch.when, scope)
    writer.block(`if (${isTrue(when)})`, () => assign(result, generateExpression(branch.value, scope), scope))
    writer.block('else', () => write(index + 1))
  }
  write(0)
  return result
}

function generateCoalesce(args: readonly Expression[], type: DataType, scope: CodegenScope): GeneratedValue {
  const result = declare(type, scope)
  const write = (index: number): void => {
    const arg = args[index]
    if (arg === undefined) return
    assign(result, generateExpression(arg, scope), scope)
    if (index + 1 < args.length) scope.writer.block(`if (${result.isNull})`, () => write(index + 1))
  }
  write(0)
  return result
}

/** A function of the parameters, made once a row: it sees the columns of the row. */
function generateLambda(e: Lambda, scope: CodegenScope): GeneratedValue {
  const { writer } = scope
  const name = writer.name('f')
  const values = e.parameters.map(() => writer.name('v'))
  writer.block(`const ${name} = (${values.join(', ')}) =>`, () => {
    const own = e.parameters.map((parameter, i): [string, GeneratedValue] => {
      const value = values[i] as string
      const isNull = writer.name('n')
      writer.line(`const ${isNull} = ${value} === null`)
      return [variableKey(parameter), { value, isNull }]
    })
    const inner = { ...scope, variables: new Map([...(scope.variables ?? []), ...own]) }
    const { value, isNull } = generateExpression(e.body, inner)
    writer.line(`return ${isNull === 'false' ? value : isNull === 'true' ? 'null' : `${isNull} ? null : ${value}`}`)
  })
  return { value: name, isNull: 'false' }
}

/** Null tests need no call: the answer is the null flag. */
function generateNullTest(e: Call, scope: CodegenScope): GeneratedValue | null {
  if (e.name !== 'isnull' && e.name !== 'isnotnull') return null
  const { isNull } = generateExpression(e.args[0] as Expression, scope)
  return { value: e.name === 'isnull' ? isNull : negated(isNull), isNull: 'false' }
}

function negated(flag: string): string {
  if (flag === 'true') return 'false'
  return flag === 'false' ? 'true' : `(!${flag})`
}

function generateCall(e: Call | Cast | UserFunctionCall, scope: CodegenScope): GeneratedValue {
  const { kernel, args } = computationOf(e, scope.conf)
  const type = dataTypeOf(e)
  return kernel.nulls === 'custom'
    ? generateCustom(kernel, args, { type, scope })
    : generatePropagating(kernel, args, { type, scope })
}

interface CallPlace {
  readonly type: DataType
  readonly scope: CodegenScope
}

function callText(kernel: Kernel, args: readonly string[], { references }: CodegenScope): string {
  if (kernel.inline !== undefined) return kernel.inline(args, references.ref)
  const all = kernel.usesContext === true ? ['context', ...args] : args
  return `${references.ref(kernel.evaluate)}(${all.join(', ')})`
}

/** The function sees nulls. */
function generateCustom(kernel: Kernel, args: readonly Expression[], { scope }: CallPlace): GeneratedValue {
  const { writer } = scope
  const values = args.map((arg) => {
    const { value, isNull } = generateExpression(arg, scope)
    if (isNull === 'false') return value
    return isNull === 'true' ? 'null' : `(${isNull} ? null : ${value})`
  })
  const value = writer.name('v')
  writer.line(`const ${value} = ${callText(kernel, values, scope)}`)
  if (!kernel.mayReturnNull) return { value, isNull: 'false' }
  const isNull = writer.name('n')
  writer.line(`const ${isNull} = ${value} === null`)
  return { value, isNull }
}

/** Null in, null out: an argument is computed only when those before it are not null. */
function generatePropagating(kernel: Kernel, args: readonly Expression[], { scope, type }: CallPlace): GeneratedValue {
  const { writer } = scope
  const values: string[] = []
  let result: GeneratedValue | null = null
  const write = (): GeneratedValue => {
    while (values.length < args.length) {
      const { value, isNull } = generateExpression(args[values.length] as Expression, scope)
      values.push(value)
      if (isNull === 'false') continue
      const guarded: GeneratedValue = result ?? declare(type, scope)
      result = guarded
      writer.block(`if (!${isNull})`, write)
      return guarded
    }
    const text = callText(kernel, values, scope)
    if (result === null) return finishDirect(kernel, text, writer)
    writer.line(`${result.value} = ${text}`)
    writer.line(`${result.isNull} = ${kernel.mayReturnNull ? `${result.value} === null` : 'false'}`)
    return result
  }
  return write()
}

function finishDirect(kernel: Kernel, text: string, writer: CodeWriter): GeneratedValue {
  const value = writer.name('v')
  writer.line(`const ${value} = ${text}`)
  if (!kernel.mayReturnNull) return { value, isNull: 'false' }
  const isNull = writer.name('n')
  writer.line(`const ${isNull} = ${value} === null`)
  return { value, isNull }
}
