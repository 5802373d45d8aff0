import { AnalysisException } from '../../errors/streamkit-error.ts'
import {
  arrayType,
  type DataType,
  type MapType,
  mapType,
  stringType,
  structField,
  structType,
  voidType,
} from '../../types/data-type.ts'
import { commonTypeOf } from '../common-type.ts'
import type { ArgumentInfo, CallSite, FunctionDefinition } from '../function-definition.ts'
import { withNulls } from '../kernel.ts'
import { dataDiffTypes, describeCall, requireArguments } from '../signature.ts'
import { mapOfEntries } from './map-entries.ts'

function common(name: string, site: CallSite, args: readonly ArgumentInfo[]): DataType {
  if (args.length === 0) return voidType
  const type = commonTypeOf(
    args.map((a) => a.dataType),
    site.conf,
  )
  if (type === null) throw dataDiffTypes(name, { ...site, args })
  return type
}

const array: FunctionDefinition = {
  name: 'array',
  signature: (site) => {
    const element = common('array', site, site.args)
    const containsNull = site.args.some((a) => a.nullable)
    return { inputs: site.args.map(() => element), dataType: arrayType(element, containsNull), nullable: false }
  },
  kernel: () => withNulls((...items: unknown[]) => items, false),
}

const map: FunctionDefinition = {
  name: 'map',
  signature: (site) => {
    if (site.args.length % 2 === 1) requireArguments('map', site, [site.args.length + 1])
    const key = common(
      'map',
      site,
      site.args.filter((_, i) => i % 2 === 0),
    )
    const values = site.args.filter((_, i) => i % 2 === 1)
    const value = common('map', site, values)
    const dataType = mapType(
      key,
      value,
      values.some((v) => v.nullable),
    )
    return { inputs: site.args.map((_, i) => (i % 2 === 0 ? key : value)), dataType, nullable: false }
  },
  kernel: (_site, { dataType }) => {
    const toMap = mapOfEntries((dataType as MapType).key)
    return withNulls((...items: unknown[]) => toMap(pairsOf(items)), false)
  },
}

function* pairsOf(items: readonly unknown[]): Generator<readonly [unknown, unknown]> {
  for (let i = 0; i < items.length; i += 2) yield [items[i], items[i + 1]]
}

/** `named_struct(name, value, ...)`; the names are constants. */
const namedStruct: FunctionDefinition = {
  name: 'named_struct',
  signature: (site) => {
    if (site.args.length % 2 === 1) requireArguments('named_struct', site, [site.args.length + 1])
    const fields = []
    for (let i = 0; i < site.args.length; i += 2) {
      const value = site.args[i + 1] as ArgumentInfo
      fields.push(structField(fieldName(site, i), value.dataType, value.nullable))
    }
    return { inputs: site.args.map((a) => a.dataType), dataType: structType(fields), nullable: false }
  },
  kernel: () => withNulls((...items: unknown[]) => items.filter((_, i) => i % 2 === 1), false),
}

function fieldName(site: CallSite, index: number): string {
  const name = site.args[index] as ArgumentInfo
  if (name.dataType.kind === stringType.kind && typeof name.literal === 'string') return name.literal
  throw new AnalysisException('DATATYPE_MISMATCH', {
    expression: describeCall('named_struct', site),
    reason: 'the names of fields must be constant text',
  })
}

/** Arrays, maps and structs out of values. */
export const collectionConstructors: readonly FunctionDefinition[] = [array, map, namedStruct]
