import { booleanType, doubleType, isFractional, simpleString, stringType } from '../../types/data-type.ts'
import type { FunctionDefinition } from '../function-definition.ts'
import { strict, withNulls } from '../kernel.ts'
import { anyNullable, argumentAt, requireArguments } from '../signature.ts'

function nullTest(name: string, whenNull: boolean): FunctionDefinition {
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [1])
      return { inputs: [argumentAt(site, 0).dataType], dataType: booleanType, nullable: false }
    },
    kernel: () => withNulls((value: unknown) => (value === null) === whenNull, false),
  }
}

function not(name: string): FunctionDefinition {
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [1])
      return { inputs: [booleanType], dataType: booleanType, nullable: anyNullable(site) }
    },
    kernel: () =>
      strict(
        (a: boolean) => !a,
        ([a]) => `!${a}`,
      ),
  }
}

/** False for null. */
const isNan: FunctionDefinition = {
  name: 'isnan',
  signature: (site) => {
    requireArguments('isnan', site, [1])
    const { dataType } = argumentAt(site, 0)
    return { inputs: [isFractional(dataType) ? dataType : doubleType], dataType: booleanType, nullable: false }
  },
  kernel: () => withNulls((value: number | null) => value !== null && Number.isNaN(value), false),
}

/** Floats and doubles; whatever else is a number is taken as a double. */
const nanvl: FunctionDefinition = {
  name: 'nanvl',
  signature: (site) => {
    requireArguments('nanvl', site, [2])
    const type = site.args.every(({ dataType }) => dataType.kind === 'float')
      ? argumentAt(site, 0).dataType
      : doubleType
    return { inputs: [type, type], dataType: type, nullable: anyNullable(site) }
  },
  kernel: () => withNulls((value: number | null, other: number | null) => (Number.isNaN(value) ? other : value), true),
}

const typeOf: FunctionDefinition = {
  name: 'typeof',
  signature: (site) => {
    requireArguments('typeof', site, [1])
    return { inputs: [argumentAt(site, 0).dataType], dataType: stringType, nullable: false }
  },
  kernel: (site) => {
    const name = simpleString(argumentAt(site, 0).dataType)
    return withNulls(() => name, false)
  },
}

/** Tests of single values. */
export const predicateFunctions: readonly FunctionDefinition[] = [
  nullTest('isnull', true),
  nullTest('isnotnull', false),
  not('!'),
  not('not'),
  isNan,
  nanvl,
  typeOf,
]
