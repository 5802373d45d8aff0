import type { AggregateDefinition } from './aggregate-definition.ts'
import { averageAggregates } from './aggregates/average.ts'
import { countAggregates } from './aggregates/count.ts'
import { extremumAggregates } from './aggregates/extremum.ts'
import { sumAggregates } from './aggregates/sum.ts'

/** All aggregate functions. A new file of definitions is added here, nothing registers itself. */
const definitions: readonly (readonly AggregateDefinition[])[] = [
  countAggregates,
  sumAggregates,
  averageAggregates,
  extremumAggregates,
]

const byName: ReadonlyMap<string, AggregateDefinition> = new Map(definitions.flat().map((d) => [d.name, d]))

/** The definition of an aggregate function by Spark's SQL name, in any case. Undefined: no aggregate function has this name. */
export function lookupAggregate(name: string): AggregateDefinition | undefined {
  return byName.get(name) ?? byName.get(name.toLowerCase())
}

/** The names of all aggregate functions, sorted. */
export function aggregateNames(): readonly string[] {
  return [...byName.keys()].sort()
}
