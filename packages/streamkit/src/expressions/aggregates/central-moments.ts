import type { ColumnBuilder } from '../../columnar/column-builder.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import type { KeyReader } from '../../columnar/key-decoder.ts'
import type { KeyWriter } from '../../columnar/key-writer.ts'
import { doubleType } from '../../types/data-type.ts'
import type { Accumulator, AggregateDefinition } from '../aggregate-definition.ts'
import { requireArguments } from '../signature.ts'
import { inputOf } from './aggregate-signature.ts'
import { roomFor } from './room-for.ts'

/** Count, mean, and the sums of the second, third and fourth powers of the distances from the mean. */
interface Moments {
  readonly n: number
  readonly m2: number
  readonly m3: number
  readonly m4: number
}

/** Numbers that are kept for each group. */
const width = 5

/**
 * Central moments, added to value by value and merged by the formulas of Meng ("Simpler Online Updates for Arbitrary-Order Central Moments") and Chan, in the order of operations that Spark
 * has, so that the last digits agree.
 *
 * State: count, mean and as many moments from the second on as `order` says, each a double of 8 bytes.
 */
class CentralMoments implements Accumulator {
  readonly #order: 2 | 3 | 4
  readonly #finish: (moments: Moments) => number | null
  #buffers = new Float64Array(0)

  constructor(order: 2 | 3 | 4, finish: (moments: Moments) => number | null) {
    this.#order = order
    this.#finish = finish
  }

  ensure(count: number): void {
    this.#buffers = roomFor(this.#buffers, count * width)
  }

  update([vector]: readonly ColumnVector[], groups: Int32Array, length: number): void {
    if (vector?.kind !== 'float64') return // a column of nulls only
    const { values, nulls } = vector
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number
      if (group >= 0 && (nulls === null || nulls[i] !== 1)) this.#add(group * width, values[i] as number)
    }
  }

  #add(at: number, value: number): void {
    const b = this.#buffers
    const n = (b[at] as number) + 1
    const mean = b[at + 1] as number
    const delta = value - mean
    const deltaN = delta / n
    const m2 = (b[at + 2] as number) + delta * (delta - deltaN)
    b[at] = n
    b[at + 1] = mean + deltaN
    b[at + 2] = m2
    if (this.#order === 2) return
    const delta2 = delta * delta
    const deltaN2 = deltaN * deltaN
    const m3 = (b[at + 3] as number) - 3 * deltaN * m2 + delta * (delta2 - deltaN2)
    b[at + 3] = m3
    if (this.#order === 3) return
    const m4 = (b[at + 4] as number) - 4 * deltaN * m3 - 6 * deltaN2 * m2
    b[at + 4] = m4 + delta * (delta * delta2 - deltaN * deltaN2)
  }

  merge(group: number, from: KeyReader): void {
    const b = this.#buffers
    const at = group * width
    const [n1, mean, m2] = [b[at] as number, b[at + 1] as number, b[at + 2] as number]
    const n2 = from.float64()
    const delta = from.float64() - mean
    const n = n1 + n2
    const deltaN = n === 0 ? 0 : delta / n
    const otherM2 = from.float64()
    b[at] = n
    b[at + 1] = mean + deltaN * n2
    b[at + 2] = m2 + otherM2 + delta * deltaN * n1 * n2
    if (this.#order === 2) return
    const m3 = b[at + 3] as number
    const otherM3 = from.float64()
    const skew = deltaN * deltaN * delta * n1 * n2 * (n1 - n2)
    b[at + 3] = m3 + otherM3 + skew + 3 * deltaN * (n1 * otherM2 - n2 * m2)
    if (this.#order === 3) return
    const fourth = deltaN * deltaN * deltaN * delta * n1 * n2 * (n1 * n1 - n1 * n2 + n2 * n2)
    const square = 6 * deltaN * deltaN * (n1 * n1 * otherM2 + n2 * n2 * m2)
    b[at + 4] = (b[at + 4] as number) + from.float64() + fourth + square + 4 * deltaN * (n1 * otherM3 - n2 * m3)
  }

  write(group: number, to: KeyWriter): void {
    for (let i = 0; i <= this.#order; i++) to.exactFloat64(this.#buffers[group * width + i] as number)
  }

  result(group: number, into: ColumnBuilder): void {
    const [n, , m2, m3, m4] = this.#buffers.subarray(group * width, (group + 1) * width)
    into.append(n === 0 ? null : this.#finish({ n, m2, m3, m4 } as Moments))
  }
}

const variancePop = ({ n, m2 }: Moments): number => m2 / n
/** Of one value there is none. */
const varianceSamp = ({ n, m2 }: Moments): number | null => (n === 1 ? null : m2 / (n - 1))
const rootOf = (variance: number | null): number | null => (variance === null ? null : Math.sqrt(variance))

function skewness({ n, m2, m3 }: Moments): number | null {
  return m2 === 0 ? null : (Math.sqrt(n) * m3) / Math.sqrt(m2 * m2 * m2)
}
function kurtosis({ n, m2, m4 }: Moments): number | null {
  return m2 === 0 ? null : (n * m4) / (m2 * m2) - 3
}

function define(names: readonly string[], make: () => CentralMoments): readonly AggregateDefinition[] {
  return names.map((name) => ({
    name,
    signature: (site) => {
      requireArguments(name, site, [1])
      return { inputs: [inputOf(name, site, [0, 'double'])], dataType: doubleType, nullable: true }
    },
    accumulator: make,
  }))
}

export const momentAggregates: readonly AggregateDefinition[] = [
  ...define(['variance', 'var_samp'], () => new CentralMoments(2, varianceSamp)),
  ...define(['var_pop'], () => new CentralMoments(2, variancePop)),
  ...define(['stddev', 'stddev_samp', 'std'], () => new CentralMoments(2, (m) => rootOf(varianceSamp(m)))),
  ...define(['stddev_pop'], () => new CentralMoments(2, (m) => rootOf(variancePop(m)))),
  ...define(['skewness'], () => new CentralMoments(3, skewness)),
  ...define(['kurtosis'], () => new CentralMoments(4, kurtosis)),
]
