import type { ColumnBuilder } from '../../columnar/column-builder.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import type { KeyReader } from '../../columnar/key-decoder.ts'
import type { KeyWriter } from '../../columnar/key-writer.ts'
import { doubleType } from '../../types/data-type.ts'
import type { Accumulator, AggregateDefinition } from '../aggregate-definition.ts'
import { requireArguments } from '../signature.ts'
import { inputOf } from './aggregate-signature.ts'
import { roomFor } from './room-for.ts'

/** The number of pairs, and the sums of the products and squares of the distances from the means. */
interface CoMoments {
  readonly n: number
  readonly product: number
  readonly xSquare: number
  readonly ySquare: number
}

/** Count, mean of x, mean of y, products, squares of x, squares of y. */
const width = 6

/**
 * How two columns vary together, over the rows in which neither is null: updated and merged like central moments.
 *
 * State: count, mean of x, mean of y, sum of products, sum of squares of x, sum of squares of y: six doubles of 8 bytes.
 */
class Covariance implements Accumulator {
  readonly #finish: (moments: CoMoments) => number | null
  #buffers = new Float64Array(0)

  constructor(finish: (moments: CoMoments) => number | null) {
    this.#finish = finish
  }

  ensure(count: number): void {
    this.#buffers = roomFor(this.#buffers, count * width)
  }

  update([x, y]: readonly ColumnVector[], groups: Int32Array, length: number): void {
    if (x?.kind !== 'float64' || y?.kind !== 'float64') return // a column of nulls only
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number
      if (group < 0 || x.nulls?.[i] === 1 || y.nulls?.[i] === 1) continue
      this.#add(group * width, x.values[i] as number, y.values[i] as number)
    }
  }

  #add(at: number, x: number, y: number): void {
    const b = this.#buffers
    const n = (b[at] as number) + 1
    const dx = x - (b[at + 1] as number)
    const dy = y - (b[at + 2] as number)
    const xMean = (b[at + 1] as number) + dx / n
    const yMean = (b[at + 2] as number) + dy / n
    b[at] = n
    b[at + 1] = xMean
    b[at + 2] = yMean
    b[at + 3] = (b[at + 3] as number) + dx * (y - yMean)
    b[at + 4] = (b[at + 4] as number) + dx * (x - xMean)
    b[at + 5] = (b[at + 5] as number) + dy * (y - yMean)
  }

  merge(group: number, from: KeyReader): void {
    const b = this.#buffers
    const at = group * width
    const n1 = b[at] as number
    const n2 = from.float64()
    const n = n1 + n2
    const dx = from.float64() - (b[at + 1] as number)
    const dy = from.float64() - (b[at + 2] as number)
    const dxN = n === 0 ? 0 : dx / n
    const dyN = n === 0 ? 0 : dy / n
    b[at] = n
    b[at + 1] = (b[at + 1] as number) + dxN * n2
    b[at + 2] = (b[at + 2] as number) + dyN * n2
    b[at + 3] = (b[at + 3] as number) + from.float64() + dx * dyN * n1 * n2
    b[at + 4] = (b[at + 4] as number) + from.float64() + dx * dxN * n1 * n2
    b[at + 5] = (b[at + 5] as number) + from.float64() + dy * dyN * n1 * n2
  }

  write(group: number, to: KeyWriter): void {
    for (let i = 0; i < width; i++) to.exactFloat64(this.#buffers[group * width + i] as number)
  }

  result(group: number, into: ColumnBuilder): void {
    const [n, , , product, xSquare, ySquare] = this.#buffers.subarray(group * width, (group + 1) * width)
    into.append(n === 0 ? null : this.#finish({ n, product, xSquare, ySquare } as CoMoments))
  }
}

const covarPop = ({ n, product }: CoMoments): number => product / n
const covarSamp = ({ n, product }: CoMoments): number | null => (n === 1 ? null : product / (n - 1))

/** Null where one of the columns does not vary. */
function correlation({ product, xSquare, ySquare }: CoMoments): number | null {
  const spread = Math.sqrt(xSquare * ySquare)
  return spread === 0 ? null : product / spread
}

function define(name: string, finish: (moments: CoMoments) => number | null): AggregateDefinition {
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [2])
      const inputs = [inputOf(name, site, [0, 'double']), inputOf(name, site, [1, 'double'])]
      return { inputs, dataType: doubleType, nullable: true }
    },
    accumulator: () => new Covariance(finish),
  }
}

export const covarianceAggregates: readonly AggregateDefinition[] = [
  define('corr', correlation),
  define('covar_pop', covarPop),
  define('covar_samp', covarSamp),
]
