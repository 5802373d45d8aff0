import { childrenOf, type ExpressionConf, type ResolvedExpression, withChildren } from '../expressions/expression.ts'
import { type ResolvedPlan, resolvedChildren, withResolvedChildren } from '../plan/resolved-plan.ts'
import type { Rule } from './rule.ts'

/** Another expression of the same type and meaning, or the very same. Its children have been through it already. */
export type ExpressionRewrite = (e: ResolvedExpression, conf: ExpressionConf) => ResolvedExpression

/** A rule over every expression of a plan, from the leaves of each to its root. Schemas stay as they are: who reads a column goes on seeing what analysis promised. */
export function expressionRule(name: string, rewrite: ExpressionRewrite): Rule {
  return {
    name,
    apply: (plan, conf) => rewritePlan(plan, (node) => withExpressions(node, (e) => up(e, rewrite, conf))),
  }
}

/** A rule over every node of a plan, children before parents. */
export function nodeRule(name: string, rewrite: (node: ResolvedPlan) => ResolvedPlan): Rule {
  return { name, apply: (plan) => rewritePlan(plan, rewrite) }
}

function rewritePlan(plan: ResolvedPlan, rewrite: (node: ResolvedPlan) => ResolvedPlan): ResolvedPlan {
  const children = resolvedChildren(plan)
  const fresh = mapped(children, (child) => rewritePlan(child, rewrite))
  return rewrite(fresh === children ? plan : withResolvedChildren(plan, fresh))
}

function up(e: ResolvedExpression, rewrite: ExpressionRewrite, conf: ExpressionConf): ResolvedExpression {
  const children = childrenOf(e)
  const fresh = mapped(children, (child) => up(child, rewrite, conf))
  return rewrite(fresh === children ? e : withChildren(e, fresh), conf)
}

/** The node with each of its expressions replaced; the very same node if none is. */
function withExpressions(node: ResolvedPlan, of: (e: ResolvedExpression) => ResolvedExpression): ResolvedPlan {
  const within = <T extends { readonly expression: ResolvedExpression }>(item: T): T => {
    const expression = of(item.expression)
    return expression === item.expression ? item : { ...item, expression }
  }
  switch (node.kind) {
    case 'filter': {
      const condition = of(node.condition)
      return condition === node.condition ? node : { ...node, condition }
    }
    case 'project': {
      const columns = mapped(node.columns, within)
      return columns === node.columns ? node : { ...node, columns }
    }
    case 'join': {
      const condition = node.condition === null ? null : of(node.condition)
      return condition === node.condition ? node : { ...node, condition }
    }
    case 'sort': {
      const orders = mapped(node.orders, within)
      return orders === node.orders ? node : { ...node, orders }
    }
    case 'expand': {
      const projections = mapped(node.projections, (row) => mapped(row, of))
      return projections === node.projections ? node : { ...node, projections }
    }
    case 'observe': {
      const [inputs, results] = [mapped(node.inputs, within), mapped(node.results, within)]
      return inputs === node.inputs && results === node.results ? node : { ...node, inputs, results }
    }
    default:
      return node
  }
}

/** The very same list if nothing in it changes. */
function mapped<T>(items: readonly T[], f: (item: T) => T): readonly T[] {
  const fresh = items.map(f)
  return fresh.every((item, i) => item === items[i]) ? items : fresh
}
