import { AnalysisException } from '../../errors/streamkit-error.ts'
import { booleanType, type DataType, type MapType, mapType, sqlType } from '../../types/data-type.ts'
import { valueIdentity } from '../aggregates/value-identity.ts'
import { commonType } from '../common-type.ts'
import type { CallSite, FunctionDefinition } from '../function-definition.ts'
import { strict } from '../kernel.ts'
import { argumentAt, describeCall, requireArguments } from '../signature.ts'
import { entryOf, givenTypes, type LambdaFunction, mapArgument, requireCondition } from './higher-order.ts'
import { mapOfEntries } from './map-entries.ts'

type Entries = ReadonlyMap<unknown, unknown>

/** A function of a map and a lambda over its entries. */
function ofEntries(name: string, made: Pick<FunctionDefinition, 'signature' | 'kernel'>): FunctionDefinition {
  return {
    name,
    lambdaParameters: (site, index) => {
      requireArguments(name, site, [2])
      const map = mapArgument(name, site)
      return index === 1 ? entryOf(map) : null
    },
    ...made,
  }
}

const mapFilter = ofEntries('map_filter', {
  signature: (site) => {
    requireCondition('map_filter', site)
    const { dataType, nullable } = argumentAt(site, 0)
    return { inputs: [dataType, booleanType], dataType, nullable }
  },
  kernel: () =>
    strict((map: Entries, fn: LambdaFunction) => {
      const out = new Map<unknown, unknown>()
      for (const [key, value] of map) if (fn(key, value) === true) out.set(key, value)
      return out
    }),
})

const transformKeys = ofEntries('transform_keys', {
  signature: (site) => {
    const { value, valueContainsNull } = mapArgument('transform_keys', site)
    const dataType = mapType(argumentAt(site, 1).dataType, value, valueContainsNull)
    return { inputs: givenTypes(site), dataType, nullable: argumentAt(site, 0).nullable }
  },
  kernel: (_site, { dataType }) => {
    const toMap = mapOfEntries((dataType as MapType).key)
    return strict((map: Entries, fn: LambdaFunction) =>
      toMap(Array.from(map, ([key, value]) => [fn(key, value), value] as const)),
    )
  },
})

const transformValues = ofEntries('transform_values', {
  signature: (site) => {
    const { key } = mapArgument('transform_values', site)
    const made = argumentAt(site, 1)
    const dataType = mapType(key, made.dataType, made.nullable)
    return { inputs: givenTypes(site), dataType, nullable: argumentAt(site, 0).nullable }
  },
  kernel: () =>
    strict((map: Entries, fn: LambdaFunction) => {
      const out = new Map<unknown, unknown>()
      for (const [key, value] of map) out.set(key, fn(key, value))
      return out
    }),
})

function commonKey(site: CallSite): DataType {
  const [left, right] = [mapArgument('map_zip_with', site, 0).key, mapArgument('map_zip_with', site, 1).key]
  // Text is no key beside other types here, though it compares with them.
  const common = (left.kind === 'string') === (right.kind === 'string') ? commonType(left, right, site.conf) : null
  if (common !== null) return common
  throw new AnalysisException('DATATYPE_MISMATCH.MAP_ZIP_WITH_DIFF_TYPES', {
    expression: describeCall('map_zip_with', site),
    leftType: sqlType(left),
    rightType: sqlType(right),
  })
}

/** Every key of either map, those of the first in order and then the others; null for the value of the map that has not the key. */
const mapZipWith: FunctionDefinition = {
  name: 'map_zip_with',
  lambdaParameters: (site, index) => {
    requireArguments('map_zip_with', site, [3])
    const key = { dataType: commonKey(site), nullable: false }
    const values = [0, 1].map((i) => ({ dataType: mapArgument('map_zip_with', site, i).value, nullable: true }))
    return index === 2 ? { types: [key, ...values] } : null
  },
  signature: (site) => {
    const key = commonKey(site)
    const maps = [0, 1].map((i) => ({ ...mapArgument('map_zip_with', site, i), key }))
    const made = argumentAt(site, 2)
    return {
      inputs: [...maps, made.dataType],
      dataType: mapType(key, made.dataType, made.nullable),
      nullable: argumentAt(site, 0).nullable || argumentAt(site, 1).nullable,
    }
  },
  kernel: (_site, { dataType }) => {
    const identity = valueIdentity((dataType as MapType).key)
    return strict((left: Entries, right: Entries, fn: LambdaFunction) => {
      const byKey = (map: Entries) => new Map(Array.from(map, ([key, value]) => [identity.key(key), { key, value }]))
      const [first, second] = [byKey(left), byKey(right)]
      const out = new Map<unknown, unknown>()
      for (const [id, { key, value }] of first) out.set(key, fn(key, value, second.get(id)?.value ?? null))
      for (const [id, { key, value }] of second) if (!first.has(id)) out.set(key, fn(key, null, value))
      return out
    })
  },
}

/** Functions of maps that take lambdas. */
export const mapLambdaFunctions: readonly FunctionDefinition[] = [mapFilter, transformKeys, transformValues, mapZipWith]
