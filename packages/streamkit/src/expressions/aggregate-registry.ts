import type { AggregateDefinition } from './aggregate-definition.ts'
import { approxCountDistinctAggregates } from './aggregates/approx-count-distinct.ts'
import { averageAggregates } from './aggregates/average.ts'
import { bitwiseAggregates } from './aggregates/bitwise.ts'
import { booleanAggregates } from './aggregates/boolean.ts'
import { momentAggregates } from './aggregates/central-moments.ts'
import { collectAggregates } from './aggregates/collect.ts'
import { countAggregates } from './aggregates/count.ts'
import { covarianceAggregates } from './aggregates/covariance.ts'
import { extremumAggregates } from './aggregates/extremum.ts'
import { extremumByAggregates } from './aggregates/extremum-by.ts'
import { firstLastAggregates } from './aggregates/first-last.ts'
import { listAggregates } from './aggregates/list-aggregate.ts'
import { modeAggregates } from './aggregates/mode.ts'
import { percentileAggregates } from './aggregates/percentile.ts'
import { percentileApproxAggregates } from './aggregates/percentile-approx.ts'
import { sumAggregates } from './aggregates/sum.ts'
import { userAggregateDefinition } from './aggregates/user-aggregate.ts'
import type { UserAggregate } from './user-aggregate.ts'

/** All aggregate functions. A new file of definitions is added here, nothing registers itself. */
const definitions: readonly (readonly AggregateDefinition[])[] = [
  approxCountDistinctAggregates,
  averageAggregates,
  bitwiseAggregates,
  booleanAggregates,
  momentAggregates,
  collectAggregates,
  countAggregates,
  covarianceAggregates,
  extremumAggregates,
  extremumByAggregates,
  firstLastAggregates,
  listAggregates,
  modeAggregates,
  percentileAggregates,
  percentileApproxAggregates,
  sumAggregates,
]

const byName: ReadonlyMap<string, AggregateDefinition> = new Map(definitions.flat().map((d) => [d.name, d]))

/** The definition of an aggregate function by Spark's SQL name, in any case. Undefined: no aggregate function has this name. */
export function lookupAggregate(name: string): AggregateDefinition | undefined {
  return byName.get(name) ?? byName.get(name.toLowerCase())
}

/** The definition of what a call names: an aggregate function of the user, or one of the registry. Undefined: it names none. */
export function aggregateOf(call: AggregateName): AggregateDefinition | undefined {
  return call.userAggregate === undefined ? lookupAggregate(call.name) : userAggregateDefinition(call.userAggregate)
}

interface AggregateName {
  readonly name: string
  readonly userAggregate?: UserAggregate | undefined
}

/** The names of all aggregate functions, sorted. */
export function aggregateNames(): readonly string[] {
  return [...byName.keys()].sort()
}
