import { AnalysisException } from '../errors/streamkit-error.ts'
import { childrenOf, type Expression, type ResolvedExpression, withChildren } from '../expressions/expression.ts'
import { dataTypeOf, sqlText } from '../expressions/expression-type.ts'
import { windowType } from '../expressions/functions/time-window-functions.ts'
import { literal } from '../expressions/literal.ts'
import type { ResolvedPlan } from '../plan/resolved-plan.ts'
import { type DataType, type FieldMetadata, type StructField, type StructType, stringType } from '../types/data-type.ts'
import { allColumns, columnReference, fold, type PlanScope, project, resolve } from './plan-columns.ts'
import {
  resolveWindowCall,
  type SessionWindowCall,
  type SlidingWindowCall,
  type TimeWindowCall,
  windowCallsIn,
  windowFunctionOf,
} from './time-window-call.ts'

export interface ExtractedTimeWindows {
  readonly expressions: readonly Expression[]
  readonly scope: PlanScope
  /** The index of the expression with the session window. */
  readonly session: number | null
}

/**
 * Takes the calls of `window` and `session_window` out of expressions: their column is made below, by a node of its own, since a row may be in several windows or in none. In place of a call stands a
 * reference to that column. All calls must be the same one.
 *
 * A window over an event time is one too.
 */
export function extractTimeWindows(expressions: readonly Expression[], scope: PlanScope): ExtractedTimeWindows {
  const calls = expressions.flatMap(windowCallsIn)
  if (calls.length === 0) return { expressions, scope, session: null }
  const distinct = new Map(calls.map((call) => [sqlText(call), call]))
  const windows = new Map<string, TimeWindowCall>()
  // Inner calls are no expression that could be resolved: they are counted by their text.
  if (calls.some((call) => call.args.some((arg) => windowCallsIn(arg).length > 0))) throw multipleWindows(distinct)
  for (const call of distinct.values()) {
    const window = resolveWindowCall(call, scope)
    windows.set(JSON.stringify(window), window)
  }
  if (windows.size > 1) throw multipleWindows(distinct)
  const window = [...windows.values()][0] as TimeWindowCall
  const child = window.kind === 'window' ? slidingPlan(window, scope) : sessionPlan(window, scope)
  const column: ResolvedExpression = {
    ...columnReference(child.schema, child.schema.fields.length - 1),
    name: window.kind,
  }
  const session = window.kind === 'session_window' ? expressions.findIndex((e) => windowCallsIn(e).length > 0) : null
  return { expressions: expressions.map((e) => replaced(e, column, window.kind)), scope: { ...scope, child }, session }
}

/** An expression that is nothing but the call is named after it, as any other keeps its name. */
function replaced(e: Expression, column: ResolvedExpression, name: string): Expression {
  if (windowFunctionOf(e) !== null) return { kind: 'alias', child: column, name }
  return inside(e, column)
}

function inside(e: Expression, column: ResolvedExpression): Expression {
  if (windowFunctionOf(e) !== null) return column
  const children = childrenOf(e)
  return children.length === 0
    ? e
    : withChildren(
        e,
        children.map((child) => inside(child, column)),
      )
}

function slidingPlan(window: SlidingWindowCall, { child }: PlanScope): ResolvedPlan {
  const { plan, ordinal } = withColumn(child, window.time, internalName('time', child.schema))
  const { durationMicros, slideMicros, startMicros } = window
  const field = windowField('window', dataTypeOf(window.time), { schema: plan.schema, time: ordinal })
  return {
    kind: 'timeWindow',
    child: plan,
    time: ordinal,
    durationMicros,
    slideMicros,
    startMicros,
    schema: { kind: 'struct', fields: [...plan.schema.fields, field] },
  }
}

/** Each row makes a session of its own, from its time to its time plus the gap; the aggregate merges those that meet. */
function sessionPlan(window: SessionWindowCall, scope: PlanScope): ResolvedPlan {
  const timed = withColumn(scope.child, window.time, internalName('time', scope.child.schema))
  const time = columnReference(timed.plan.schema, timed.ordinal)
  const over = (child: ResolvedPlan, e: Expression): ResolvedExpression => resolve(e, { ...scope, child })
  const end = over(timed.plan, { kind: 'call', name: 'session_window_end', args: [time, window.gap] })
  const ended = withColumn(timed.plan, end, internalName('end', timed.plan.schema))
  const endColumn = columnReference(ended.plan.schema, ended.ordinal)
  // False for a gap that is zero or negative, null for one that is null and for a row without time.
  const condition = over(ended.plan, { kind: 'call', name: '>', args: [endColumn, time] })
  const child: ResolvedPlan = { kind: 'filter', child: ended.plan, condition, schema: ended.plan.schema }
  const field = windowField('session_window', dataTypeOf(time), { schema: child.schema, time: timed.ordinal })
  const pair = over(child, {
    kind: 'call',
    name: 'named_struct',
    args: [literal('start', stringType), time, literal('end', stringType), endColumn],
  })
  const columns = [...allColumns(scope.child.schema), { name: field.name, expression: pair }]
  const plan = project(child, columns)
  return { ...plan, schema: { kind: 'struct', fields: [...plan.schema.fields.slice(0, -1), field] } }
}

/** The plan with a column for an expression: one that is a column already is used as it is. */
function withColumn(
  child: ResolvedPlan,
  expression: ResolvedExpression,
  name: string,
): { readonly plan: ResolvedPlan; readonly ordinal: number } {
  if (expression.kind === 'bound') return { plan: child, ordinal: expression.ordinal }
  const plan = project(child, [...allColumns(child.schema), { name, expression }])
  return { plan, ordinal: plan.schema.fields.length - 1 }
}

/** The column is called as the function is (`window.start`), unless there is one of that name already: that one is meant then. */
function windowField(
  name: string,
  time: DataType,
  of: { readonly schema: StructType; readonly time: number },
): StructField {
  const taken = of.schema.fields.some((field) => fold(field.name) === name)
  const field = {
    name: taken ? internalName(name, of.schema) : name,
    dataType: windowType(time),
    nullable: false,
  }
  const metadata = watermarkOf((of.schema.fields[of.time] as StructField).metadata)
  return metadata === undefined ? field : { ...field, metadata }
}

function watermarkOf(metadata: FieldMetadata | undefined): FieldMetadata | undefined {
  const watermarkDelayMs = metadata?.watermarkDelayMs
  return watermarkDelayMs === undefined ? undefined : { watermarkDelayMs }
}

/** A name that no column has. */
function internalName(name: string, { fields }: StructType): string {
  const candidate = `__${name}`
  return fields.some((field) => fold(field.name) === candidate)
    ? internalName(`_${name}`, { kind: 'struct', fields })
    : candidate
}

function multipleWindows(calls: ReadonlyMap<string, unknown>): AnalysisException {
  return new AnalysisException('MULTIPLE_TIME_WINDOWS', { windows: [...calls.keys()].join(', ') })
}
