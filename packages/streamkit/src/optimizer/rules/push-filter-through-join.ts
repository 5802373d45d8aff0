import { isJoinKey } from '../../analysis/equi-join.ts'
import { columnReference } from '../../analysis/resolve-projection.ts'
import { conjunctionOf, conjunctsOf, isDeterministic, referencesOf, remap } from '../../expressions/bound-references.ts'
import {
  childrenOf,
  type NamedExpression,
  type ResolvedExpression,
  withChildren,
} from '../../expressions/expression.ts'
import { nullableOf } from '../../expressions/expression-type.ts'
import { notNullColumns } from '../../expressions/not-null-columns.ts'
import type { JoinType } from '../../plan/logical-plan.ts'
import {
  type ResolvedFilter,
  type ResolvedJoin,
  type ResolvedPlan,
  resolvedChildren,
  withResolvedChildren,
} from '../../plan/resolved-plan.ts'
import type { DataType, StructField } from '../../types/data-type.ts'
import { constraintsOf } from '../constraints.ts'
import { filtered, placedBelowProject } from '../placed-filter.ts'
import type { Rule } from '../rule.ts'

/**
 * Filters the sides of joins before they meet: conditions above a join that are about one side, parts of a join's own condition that are, and that what is compared is not null. Rows that fall away there are not
 * kept in state and, if the condition goes below a watermark in turn, do not move it: what Spark does.
 *
 * A side whose rows come out without a match is only filtered by what stands above the join: a part of the join's own condition that is about that side stays, since rows that fail it come out too. What is above
 * an inner join and about both sides becomes part of its condition, where a range of times bounds its state.
 */
export const pushFilterThroughJoin: Rule = { name: 'PushFilterThroughJoin', required: true, apply: push }

type Side = 'left' | 'right'

/** The sides whose rows do not come out where the join's own condition fails. */
const filteredByCondition: Readonly<Record<JoinType, readonly Side[]>> = {
  inner: ['left', 'right'],
  cross: ['left', 'right'],
  left_semi: ['left', 'right'],
  left_outer: ['right'],
  left_anti: ['right'],
  right_outer: ['left'],
  full_outer: [],
}

/** The sides whose columns come out as they are. */
const filteredFromAbove: Readonly<Record<JoinType, readonly Side[]>> = {
  inner: ['left', 'right'],
  cross: ['left', 'right'],
  left_semi: ['left'],
  left_outer: ['left'],
  left_anti: ['left'],
  right_outer: ['right'],
  full_outer: [],
}

function push(plan: ResolvedPlan): ResolvedPlan {
  // From the top: what comes down from above a join goes on from its sides.
  const node = plan.kind === 'join' ? filterSides(plan) : plan.kind === 'filter' ? pushFilter(plan) : plan
  const children = resolvedChildren(node)
  const pushed = children.map(push)
  return pushed.every((child, i) => child === children[i]) ? node : withResolvedChildren(node, pushed)
}

function pushFilter(filter: ResolvedFilter): ResolvedPlan {
  let { child } = filter
  const staying: ResolvedExpression[] = []
  for (const condition of conjunctsOf(filter.condition)) {
    const below = isDeterministic(condition) ? placedBelowJoin(condition, child) : null
    if (below === null) staying.push(condition)
    else child = below
  }
  if (child === filter.child) return filter
  const rest = conjunctionOf(staying)
  const node = rest === null ? child : filtered(child, rest)
  // What is there now is looked at again: a join may be at the top.
  return node.kind === 'join' ? filterSides(node) : node
}

/** The plan with the condition below its topmost join or in it; null if it cannot get there. */
function placedBelowJoin(condition: ResolvedExpression, plan: ResolvedPlan): ResolvedPlan | null {
  switch (plan.kind) {
    case 'project':
      return placedBelowProject(condition, plan, placedBelowJoin)
    case 'filter': {
      const child = isDeterministic(plan.condition) ? placedBelowJoin(condition, plan.child) : null
      return child === null ? null : { ...plan, child, schema: child.schema }
    }
    case 'join':
      return placedInJoin(condition, plan)
    default:
      return null
  }
}

function placedInJoin(condition: ResolvedExpression, join: ResolvedJoin): ResolvedPlan | null {
  if (join.setOperation?.all === true) return null
  const side = sideOf(condition, join)
  // Which right row belongs to a left one depends on all of them.
  if (join.asOf !== undefined && side !== 'left') return null
  if (side !== null) {
    return filteredFromAbove[join.joinType].includes(side) ? withFilter(join, side, condition) : null
  }
  const inner = join.joinType === 'inner' || join.joinType === 'cross'
  if (!inner || referencesOf(condition).size === 0) return null
  return { ...join, condition: conjunctionOf([...partsOf(join), condition]) }
}

/** The join with everything filtered that its own condition says of one side. */
function filterSides(join: ResolvedJoin): ResolvedJoin {
  const sides = filteredByCondition[join.joinType]
  if (sides.length === 0 || join.setOperation !== undefined || join.asOf !== undefined) return join
  const staying: ResolvedExpression[] = []
  let node = withNotNull(join, sides)
  for (const part of partsOf(join)) {
    const side = isDeterministic(part) ? sideOf(part, join) : null
    if (side !== null && sides.includes(side)) node = withFilter(node, side, part)
    else staying.push(part)
  }
  if (staying.length < partsOf(join).length) node = { ...node, condition: conjunctionOf(staying) }
  return sides.reduce(withEqualFilters, node)
}

/** What is known of the keys of the other side holds for the keys of this one, where they must be equal. */
function withEqualFilters(join: ResolvedJoin, side: Side): ResolvedJoin {
  const from: Side = side === 'left' ? 'right' : 'left'
  const [keys, others] = side === 'left' ? [join.leftKeys, join.rightKeys] : [join.rightKeys, join.leftKeys]
  const equal = new Map<number, number>()
  others.forEach((other, i) => {
    const { dataType } = join[from].schema.fields[other] as StructField
    if (join.nullSafe[i] !== true && isOneForm(dataType) && !equal.has(other)) equal.set(other, keys[i] as number)
  })
  const known = new Set(constraintsOf(join[side]).map((constraint) => JSON.stringify(named(constraint, join[side]))))
  const news = constraintsOf(join[from]).filter((constraint) => {
    const references = [...referencesOf(constraint)]
    return references.length > 0 && references.every((ordinal) => equal.has(ordinal)) && !isNotNull(constraint)
  })
  return news.reduce((node, constraint) => {
    const own = named(remap(constraint, equal), node[side])
    const text = JSON.stringify(own)
    if (known.has(text)) return node
    known.add(text)
    return withSide(node, side, filtered(node[side], own))
  }, join)
}

/** Whether what is equal is the same in every respect: 0.0 and -0.0 are not. */
function isOneForm({ kind }: DataType): boolean {
  return !['float', 'double', 'array', 'map', 'struct'].includes(kind)
}

/** Handled by {@link withNotNull}. */
function isNotNull(e: ResolvedExpression): boolean {
  return e.kind === 'call' && e.name === 'isnotnull'
}

/** References carry the names of their columns. */
function named(e: ResolvedExpression, plan: ResolvedPlan): ResolvedExpression {
  if (e.kind === 'bound') return columnReference(plan.schema, e.ordinal)
  const children = childrenOf(e)
  return children.length === 0
    ? e
    : withChildren(
        e,
        children.map((child) => named(child, plan)),
      )
}

/** Rows with null where the condition compares never match. */
function withNotNull(join: ResolvedJoin, sides: readonly Side[]): ResolvedJoin {
  const compared = new Set<number>()
  const width = join.left.schema.fields.length
  for (const part of partsOf(join)) if (isDeterministic(part)) notNullColumns(part, compared)
  join.leftKeys.forEach((key, i) => {
    if (join.nullSafe[i]) return
    compared.add(key)
    compared.add(width + (join.rightKeys[i] as number))
  })
  return [...compared]
    .sort((a, b) => a - b)
    .reduce((node, ordinal) => {
      const side: Side = ordinal < width ? 'left' : 'right'
      const own = side === 'left' ? ordinal : ordinal - width
      const field = join[side].schema.fields[own] as StructField
      if (!field.nullable || !sides.includes(side)) return node
      return withSide(node, side, requireNotNull(node[side], own))
    }, join)
}

/** With the filter below the projection that computes a key: there it can go on through a watermark. */
function requireNotNull(plan: ResolvedPlan, ordinal: number): ResolvedPlan {
  if (plan.kind === 'project' && plan.columns.every(({ expression }) => isDeterministic(expression))) {
    const { name, expression } = plan.columns[ordinal] as NamedExpression
    const columns = notNullColumns(expression)
    // Of what the user computed before, Spark asks that it is not null, and not of what it is computed from.
    if (columns.size > 0 && (expression.kind === 'bound' || isJoinKey(name))) {
      return { ...plan, child: [...columns].reduce(requireNotNull, plan.child) }
    }
    if (nullableOf(expression)) return { ...plan, child: filtered(plan.child, notNull(expression)) }
  }
  if (!(plan.schema.fields[ordinal] as StructField).nullable) return plan
  return filtered(plan, notNull(columnReference(plan.schema, ordinal)))
}

function notNull(e: ResolvedExpression): ResolvedExpression {
  return { kind: 'call', name: 'isnotnull', args: [e], dataType: { kind: 'boolean' }, nullable: false }
}

/** The condition is over the columns of the join; it is the columns of one side alone that it reads. */
function withFilter(join: ResolvedJoin, side: Side, condition: ResolvedExpression): ResolvedJoin {
  const width = join.left.schema.fields.length
  const own = side === 'left' ? condition : remap(condition, shift([...referencesOf(condition)], -width))
  return withSide(join, side, filtered(join[side], own))
}

function withSide(join: ResolvedJoin, side: Side, plan: ResolvedPlan): ResolvedJoin {
  return side === 'left' ? { ...join, left: plan } : { ...join, right: plan }
}

function sideOf(condition: ResolvedExpression, join: ResolvedJoin): Side | null {
  const references = [...referencesOf(condition)]
  const width = join.left.schema.fields.length
  if (references.length === 0) return null
  if (references.every((ordinal) => ordinal < width)) return 'left'
  return references.every((ordinal) => ordinal >= width) ? 'right' : null
}

function partsOf({ condition }: ResolvedJoin): readonly ResolvedExpression[] {
  return condition === null ? [] : conjunctsOf(condition)
}

function shift(ordinals: readonly number[], by: number): ReadonlyMap<number, number> {
  return new Map(ordinals.map((ordinal) => [ordinal, ordinal + by]))
}
