import { bigintType, doubleType, intType } from '../../types/data-type.ts'
import type { FunctionDefinition } from '../function-definition.ts'
import { strict, strictOrNull, withNulls } from '../kernel.ts'
import { overflow } from '../numbers/overflow.ts'
import { anyNullable, requireArguments } from '../signature.ts'

type Doubles = (...values: number[]) => number

/** A function of doubles. Arguments of any numeric type, and text, are cast. */
function ofDoubles(name: string, count: number, compute: Doubles): FunctionDefinition {
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [count])
      return { inputs: site.args.map(() => doubleType), dataType: doubleType, nullable: anyNullable(site) }
    },
    kernel: () => strict(compute),
  }
}

/** A logarithm: null where it is not defined. */
function logarithm(name: string, lowest: number, compute: (x: number) => number): FunctionDefinition {
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [1])
      return { inputs: [doubleType], dataType: doubleType, nullable: true }
    },
    kernel: () => strictOrNull((x: number) => (x <= lowest ? null : compute(x))),
  }
}

/** `log(x)` is natural, `log(base, x)` to a base. */
const log: FunctionDefinition = {
  name: 'log',
  signature: (site) => {
    requireArguments('log', site, [1, 2])
    return { inputs: site.args.map(() => doubleType), dataType: doubleType, nullable: true }
  },
  kernel: (site) =>
    site.args.length === 1
      ? strictOrNull((x: number) => (x <= 0 ? null : Math.log(x)))
      : strictOrNull((base: number, x: number) => (x <= 0 || base <= 0 ? null : Math.log(x) / Math.log(base))),
}

function constant(name: string, value: number): FunctionDefinition {
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [0])
      return { inputs: [], dataType: doubleType, nullable: false }
    },
    kernel: () => withNulls(() => value, false),
  }
}

/** Nearest whole number, halves to the even one. */
function roundHalfEven(x: number): number {
  const floor = Math.floor(x)
  const rest = x - floor
  if (rest === 0.5) return floor % 2 === 0 ? floor || x * 0 : floor + 1 || x * 0
  const rounded = rest < 0.5 ? floor : floor + 1
  return rounded === 0 ? x * 0 : rounded
}

const radiansPerDegree = 0.017453292519943295
const degreesPerRadian = 57.29577951308232

const factorials = [1n]
for (let i = 1n; i <= 20n; i++) factorials.push((factorials.at(-1) as bigint) * i)

/** Up to 20!, null for other numbers. */
const factorial: FunctionDefinition = {
  name: 'factorial',
  signature: (site) => {
    requireArguments('factorial', site, [1])
    return { inputs: [intType], dataType: bigintType, nullable: true }
  },
  kernel: () => strictOrNull((n: number) => factorials[n] ?? null),
}

/** `width_bucket(value, min, max, buckets)`: 0 below, buckets + 1 above. */
const widthBucket: FunctionDefinition = {
  name: 'width_bucket',
  signature: (site) => {
    requireArguments('width_bucket', site, [4])
    return { inputs: [doubleType, doubleType, doubleType, bigintType], dataType: bigintType, nullable: true }
  },
  kernel: () =>
    strictOrNull((...[value, min, max, buckets]: [number, number, number, bigint]) =>
      bucketOf(value, { min, max, buckets }),
    ),
}

interface Buckets {
  readonly min: number
  readonly max: number
  readonly buckets: bigint
}

function bucketOf(value: number, { min, max, buckets }: Buckets): bigint | null {
  if (buckets <= 0n || !Number.isFinite(min) || !Number.isFinite(max) || min === max || Number.isNaN(value)) return null
  const isBelow = min < max ? value < min : value > min
  const isAbove = min < max ? value >= max : value <= max
  if (isBelow) return 0n
  if (isAbove) return BigInt.asIntN(64, buckets + 1n) < 0n ? overflow('long overflow: width_bucket') : buckets + 1n
  return BigInt(Math.floor((Number(buckets) * (value - min)) / (max - min))) + 1n
}

/** Mathematics on doubles. */
export const mathFunctions: readonly FunctionDefinition[] = [
  ofDoubles('sqrt', 1, Math.sqrt),
  ofDoubles('cbrt', 1, Math.cbrt),
  ofDoubles('exp', 1, Math.exp),
  ofDoubles('expm1', 1, Math.expm1),
  ofDoubles('pow', 2, Math.pow),
  ofDoubles('power', 2, Math.pow),
  ofDoubles('hypot', 2, Math.hypot),
  ofDoubles('sin', 1, Math.sin),
  ofDoubles('cos', 1, Math.cos),
  ofDoubles('tan', 1, Math.tan),
  ofDoubles('asin', 1, Math.asin),
  ofDoubles('acos', 1, Math.acos),
  ofDoubles('atan', 1, Math.atan),
  ofDoubles('atan2', 2, Math.atan2),
  ofDoubles('sinh', 1, Math.sinh),
  ofDoubles('cosh', 1, Math.cosh),
  ofDoubles('tanh', 1, Math.tanh),
  ofDoubles('degrees', 1, (x) => (x as number) * degreesPerRadian),
  ofDoubles('radians', 1, (x) => (x as number) * radiansPerDegree),
  ofDoubles('rint', 1, (x) => roundHalfEven(x as number)),
  logarithm('ln', 0, Math.log),
  logarithm('log10', 0, Math.log10),
  logarithm('log2', 0, Math.log2),
  logarithm('log1p', -1, Math.log1p),
  log,
  constant('e', Math.E),
  constant('pi', Math.PI),
  factorial,
  widthBucket,
]
