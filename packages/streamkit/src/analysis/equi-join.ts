import { conjunctionOf, conjunctsOf, isDeterministic, referencesOf, remap } from '../expressions/bound-references.ts'
import type { ExpressionConf, NamedExpression, ResolvedExpression } from '../expressions/expression.ts'
import type { JoinType } from '../plan/logical-plan.ts'
import type { ResolvedJoin, ResolvedPlan } from '../plan/resolved-plan.ts'
import type { StructField, StructType } from '../types/data-type.ts'
import { allColumns, columnReference, project, unaliased } from './plan-columns.ts'

const keyName = 'join key '

/** Whether the column is one that a join computes for itself, of an expression in its condition. */
export function isJoinKey(name: string): boolean {
  return name.startsWith(keyName)
}

/** Both sides, analysed. */
export interface JoinSides {
  readonly left: ResolvedPlan
  readonly right: ResolvedPlan
  readonly conf: ExpressionConf
}

export interface JoinTerms {
  readonly joinType: JoinType
  /** Over the columns of left, then right. */
  readonly condition: ResolvedExpression | null
  readonly staticRefreshMs: number
}

/** The join of two analysed sides, with exactly their columns. */
export function joined(sides: JoinSides, { joinType, condition, staticRefreshMs }: JoinTerms): ResolvedPlan {
  const { pairs, rest } = splitCondition(condition, sides.left.schema.fields.length)
  const left = withKeys(
    sides.left,
    pairs.map((pair) => pair.left),
  )
  const right = withKeys(
    sides.right,
    pairs.map((pair) => pair.right),
  )
  const before = sides.left.schema.fields.length
  const after = left.plan.schema.fields.length
  const moved = new Map(
    Array.from({ length: before + sides.right.schema.fields.length }, (_, i) => [
      i,
      i < before ? i : i + after - before,
    ]),
  )
  const join: ResolvedJoin = {
    kind: 'join',
    left: left.plan,
    right: right.plan,
    joinType,
    leftKeys: left.keys,
    rightKeys: right.keys,
    nullSafe: pairs.map((pair) => pair.nullSafe),
    condition: rest === null ? null : remap(rest, moved),
    staticRefreshMs,
    schema: joinSchema(left.plan.schema, right.plan.schema, joinType),
  }
  const computed = left.plan !== sides.left || right.plan !== sides.right
  if (!computed) return join
  const kept = [...moved.values()].slice(0, keepsRight(joinType) ? undefined : before)
  return project(
    join,
    kept.map((ordinal) => ({
      name: (join.schema.fields[ordinal] as StructField).name,
      expression: columnReference(join.schema, ordinal),
    })),
  )
}

/** Whether the columns of the right side come out. */
export function keepsRight(joinType: JoinType): boolean {
  return joinType !== 'left_semi' && joinType !== 'left_anti'
}

/** What comes out: the columns of a side whose rows can be missing are null then. */
export function joinSchema(left: StructType, right: StructType, joinType: JoinType): StructType {
  const missing = (fields: readonly StructField[], types: readonly JoinType[]) =>
    types.includes(joinType) ? fields.map((field) => ({ ...field, nullable: true })) : fields
  const lefts = missing(left.fields, ['right_outer', 'full_outer'])
  if (!keepsRight(joinType)) return { kind: 'struct', fields: lefts }
  return { kind: 'struct', fields: [...lefts, ...missing(right.fields, ['left_outer', 'full_outer'])] }
}

interface KeyPair {
  /** Over the columns of its own side. */
  readonly left: ResolvedExpression
  readonly right: ResolvedExpression
  readonly nullSafe: boolean
}

function splitCondition(
  condition: ResolvedExpression | null,
  leftCount: number,
): { readonly pairs: readonly KeyPair[]; readonly rest: ResolvedExpression | null } {
  const pairs: KeyPair[] = []
  const rest: ResolvedExpression[] = []
  for (const part of condition === null ? [] : conjunctsOf(condition)) {
    const pair = keyPair(part, leftCount)
    if (pair === null) rest.push(part)
    else pairs.push(pair)
  }
  return { pairs, rest: conjunctionOf(rest) }
}

/** `a = b` or `a <=> b` with something of one side on the one hand and of the other on the other. */
function keyPair(e: ResolvedExpression, leftCount: number): KeyPair | null {
  if (e.kind !== 'call' || (e.name !== '=' && e.name !== '<=>') || !isDeterministic(e)) return null
  const [a, b] = e.args as readonly [ResolvedExpression, ResolvedExpression]
  const nullSafe = e.name === '<=>'
  const [sideA, sideB] = [sideOf(a, leftCount), sideOf(b, leftCount)]
  if (sideA === 'left' && sideB === 'right') return { left: a, right: toRight(b, leftCount), nullSafe }
  if (sideA === 'right' && sideB === 'left') return { left: b, right: toRight(a, leftCount), nullSafe }
  return null
}

function sideOf(e: ResolvedExpression, leftCount: number): 'left' | 'right' | null {
  const references = [...referencesOf(e)]
  if (references.length === 0) return null
  if (references.every((ordinal) => ordinal < leftCount)) return 'left'
  return references.every((ordinal) => ordinal >= leftCount) ? 'right' : null
}

function toRight(e: ResolvedExpression, leftCount: number): ResolvedExpression {
  return remap(e, new Map([...referencesOf(e)].map((ordinal) => [ordinal, ordinal - leftCount])))
}

/** The side with a column for each key: the key itself where it is a column. */
function withKeys(
  side: ResolvedPlan,
  expressions: readonly ResolvedExpression[],
): { readonly plan: ResolvedPlan; readonly keys: readonly number[] } {
  const added: NamedExpression[] = []
  const first = side.schema.fields.length
  const keys = expressions.map((expression) => {
    const plain = unaliased(expression)
    if (plain.kind === 'bound') return plain.ordinal
    added.push({ name: `${keyName}${added.length + 1}`, expression: plain })
    return first + added.length - 1
  })
  return { plan: added.length === 0 ? side : project(side, [...allColumns(side.schema), ...added]), keys }
}
