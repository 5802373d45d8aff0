import { joinSchema, keepsRight } from '../../analysis/equi-join.ts'
import { asOfSchema } from '../../analysis/resolve-as-of.ts'
import type { ResolvedExpression } from '../../expressions/expression.ts'
import type {
  AggregateCall,
  ResolvedAggregate,
  ResolvedAsOf,
  ResolvedExpand,
  ResolvedGenerate,
  ResolvedJoin,
  ResolvedTimeWindow,
  ResolvedWindow,
  WindowCall,
} from '../../plan/resolved-plan.ts'
import type { StructField, StructType } from '../../types/data-type.ts'
import { referencesOf, remap } from '../bound-references.ts'
import { ascending, type Prune, type Pruned, positions, pruneNothing, subset } from './pruned-plan.ts'

/** Keys stay, they make the groups; aggregates that nobody asks for are not computed. */
export function pruneAggregate(plan: ResolvedAggregate, required: ReadonlySet<number>, prune: Prune): Pruned {
  const keys = plan.groupings.length
  const wanted = plan.aggregates.flatMap((call, i) => (required.has(keys + i) ? [{ call, ordinal: keys + i }] : []))
  const needed = new Set(plan.groupings)
  for (const { call } of wanted) for (const i of readBy(call)) needed.add(i)
  const child = prune(plan.child, needed)
  const at = (i: number) => child.moved.get(i) as number
  const kept = [...plan.groupings.keys(), ...wanted.map(({ ordinal }) => ordinal)]
  const aggregates = wanted.map(({ call }) => ({
    ...call,
    args: call.args.map(at),
    filter: call.filter === null ? null : at(call.filter),
  }))
  return {
    plan: {
      ...plan,
      child: child.plan,
      groupings: plan.groupings.map(at),
      aggregates,
      schema: subset(plan.schema, kept),
    },
    moved: positions(kept),
  }
}

function readBy({ args, filter }: AggregateCall): readonly number[] {
  return filter === null ? args : [...args, filter]
}

export function pruneExpand(plan: ResolvedExpand, required: ReadonlySet<number>, prune: Prune): Pruned {
  const kept = ascending(required)
  const rows = plan.projections.map((row) => kept.map((i) => row[i] as ResolvedExpression))
  const needed = new Set<number>()
  for (const row of rows) for (const expression of row) referencesOf(expression, needed)
  const child = prune(plan.child, needed)
  const projections = rows.map((row) => row.map((expression) => remap(expression, child.moved)))
  return {
    plan: { ...plan, child: child.plan, projections, schema: subset(plan.schema, kept) },
    moved: positions(kept),
  }
}

/** Functions that nobody asks for are not computed; with none left there is no window. */
export function pruneWindow(plan: ResolvedWindow, required: ReadonlySet<number>, prune: Prune): Pruned {
  const width = plan.child.schema.fields.length
  const wanted = [...plan.functions.keys()].filter((i) => required.has(width + i))
  if (wanted.length === 0) return prune(plan.child, required)
  const functions = wanted.map((i) => plan.functions[i] as WindowCall)
  const needed = new Set([...required].filter((i) => i < width))
  for (const call of functions) for (const i of readBy(call)) needed.add(i)
  for (const i of plan.partitionBy) needed.add(i)
  for (const { column } of plan.orderBy) needed.add(column)
  const child = prune(plan.child, needed)
  const at = (i: number) => child.moved.get(i) as number
  const { fields } = child.plan.schema
  const results = wanted.map((i) => plan.schema.fields[width + i] as StructField)
  return {
    plan: {
      ...plan,
      child: child.plan,
      partitionBy: plan.partitionBy.map(at),
      orderBy: plan.orderBy.map((order) => ({ ...order, column: at(order.column) })),
      functions: functions.map((call) => ({
        ...call,
        args: call.args.map(at),
        filter: call.filter === null ? null : at(call.filter),
      })),
      schema: { kind: 'struct', fields: [...fields, ...results] },
    },
    moved: new Map([...child.moved, ...wanted.map((i, k): [number, number] => [width + i, fields.length + k])]),
  }
}

/** The window stays: rows are repeated by it. */
export function pruneTimeWindow(plan: ResolvedTimeWindow, required: ReadonlySet<number>, prune: Prune): Pruned {
  const window = plan.schema.fields.length - 1
  const kept = new Set([...required, plan.time].filter((i) => i !== window))
  const child = prune(plan.child, kept)
  const field = plan.schema.fields[window] as StructField
  const { fields } = child.plan.schema
  const schema: StructType = { kind: 'struct', fields: [...fields, field] }
  const moved = new Map([...child.moved, [window, fields.length]])
  return { plan: { ...plan, child: child.plan, time: child.moved.get(plan.time) as number, schema }, moved }
}

/** Of the child what is asked for and what is generated from; the columns of the generator stay, behind those of the child. */
export function pruneGenerate(plan: ResolvedGenerate, required: ReadonlySet<number>, prune: Prune): Pruned {
  const width = plan.child.schema.fields.length
  const child = prune(plan.child, new Set([...[...required].filter((i) => i < width), plan.input]))
  const generated = plan.schema.fields.slice(width)
  const { fields } = child.plan.schema
  const moved = new Map([...child.moved, ...generated.map((_, i): [number, number] => [width + i, fields.length + i])])
  const schema: StructType = { kind: 'struct', fields: [...fields, ...generated] }
  return { plan: { ...plan, child: child.plan, input: child.moved.get(plan.input) as number, schema }, moved }
}

export function pruneJoin(plan: ResolvedJoin, required: ReadonlySet<number>, prune: Prune): Pruned {
  // Rows are counted as they are: every column makes a row what it is.
  if (plan.setOperation?.all === true) return pruneNothing(plan, prune)
  const width = plan.left.schema.fields.length
  const needed = new Set(required)
  if (plan.condition !== null) referencesOf(plan.condition, needed)
  const { asOf } = plan
  if (asOf !== undefined) {
    needed.add(asOf.leftTime)
    needed.add(width + asOf.rightTime)
  }
  const ofLeft = [...needed].filter((ordinal) => ordinal < width)
  const ofRight = [...needed].filter((ordinal) => ordinal >= width).map((ordinal) => ordinal - width)
  const left = prune(plan.left, withEventTime(new Set([...ofLeft, ...plan.leftKeys]), plan.left.schema))
  const right = prune(plan.right, withEventTime(new Set([...ofRight, ...plan.rightKeys]), plan.right.schema))
  const newWidth = left.plan.schema.fields.length
  const moved = new Map([
    ...left.moved,
    ...[...right.moved].map(([from, to]) => [from + width, to + newWidth] as const),
  ])
  const pruned: ResolvedJoin = {
    ...plan,
    left: left.plan,
    right: right.plan,
    leftKeys: plan.leftKeys.map((key) => left.moved.get(key) as number),
    rightKeys: plan.rightKeys.map((key) => right.moved.get(key) as number),
    condition: plan.condition === null ? null : remap(plan.condition, moved),
    schema: joinSchema(left.plan.schema, right.plan.schema, plan.joinType),
  }
  const node = asOf === undefined ? pruned : withTimes(pruned, asOf, [left, right])
  return { plan: node, moved: keepsRight(plan.joinType) ? moved : left.moved }
}

/** The join with its times where they are now. */
function withTimes(join: ResolvedJoin, asOf: ResolvedAsOf, [left, right]: readonly [Pruned, Pruned]): ResolvedJoin {
  const leftTime = left.moved.get(asOf.leftTime) as number
  const moved = { ...asOf, leftTime, rightTime: right.moved.get(asOf.rightTime) as number }
  return { ...join, asOf: moved, schema: asOfSchema(join, moved) }
}

/** Late rows are judged by the event time of a side, whether anybody reads it or not. */
function withEventTime(needed: Set<number>, { fields }: StructType): ReadonlySet<number> {
  fields.forEach((field, i) => {
    if (field.metadata?.watermarkDelayMs !== undefined) needed.add(i)
  })
  return needed
}
