import { compareDoubles } from '../ordering.ts'

/** Values are gathered and put into the summary this many at a time. */
const headSize = 50_000
/** So many samples are too many whatever the error: they are compressed. */
const mostSamples = 10_000

/**
 * Samples in rising order of their values. Between a sample's least possible rank and that of the one before are `gaps`; `spans` is how much greater its rank may be.
 */
export interface Samples {
  readonly values: readonly number[]
  readonly gaps: readonly number[]
  readonly spans: readonly number[]
}

interface MutableSamples {
  readonly values: number[]
  readonly gaps: number[]
  readonly spans: number[]
}

const noSamples: Samples = { values: [], gaps: [], spans: [] }
const emptySamples = (): MutableSamples => ({ values: [], gaps: [], spans: [] })

function push(to: MutableSamples, value: number, [gap, span]: readonly [number, number]): void {
  to.values.push(value)
  to.gaps.push(gap)
  to.spans.push(span)
}

function pushFrom(to: MutableSamples, from: Samples, [index, moreSpan]: readonly [number, number]): void {
  push(to, from.values[index] as number, [from.gaps[index] as number, (from.spans[index] as number) + moreSpan])
}

/**
 * A summary of many numbers from which each quantile can be told with a rank that is wrong by `error` times their count at most: Greenwald and Khanna, "Space-Efficient Online Computation of
 * Quantile Summaries", with values inserted, compressed and merged at the same moments as Spark does it, so that it finds the same elements.
 * But NaN is in its place, behind all other numbers, where Spark loses the least value beside it.
 */
export class QuantileSummary {
  readonly #error: number
  /** Compression holds the samples below half of this. */
  readonly #limit: number
  #samples: Samples = noSamples
  /** Of the values in the samples. */
  #count = 0
  #head: number[] = []
  #isCompressed = true

  constructor(error: number) {
    this.#error = error
    this.#limit = Math.floor(1 / error) * 4
  }

  add(value: number): void {
    // one zero: the order of two depends on where batches end
    this.#head.push(value + 0)
    this.#isCompressed = false
    if (this.#head.length < headSize) {
      if (this.#samples.values.length >= this.#limit) this.#compress()
      return
    }
    this.#insertHead()
    const { length } = this.#samples.values
    if (length >= mostSamples || length >= this.#limit) this.#compress()
  }

  get count(): number {
    this.#compress()
    return this.#count
  }

  /** The samples, compressed. */
  get samples(): Samples {
    this.#compress()
    return this.#samples
  }

  /** Sorts what was gathered in between the samples. */
  #insertHead(): void {
    const { values } = this.#samples
    const sorted = Float64Array.from(this.#head).sort()
    const merged = emptySamples()
    let next = 0
    for (let i = 0; i < sorted.length; i++) {
      const value = sorted[i] as number
      for (; next < values.length && compareDoubles(values[next] as number, value) <= 0; next++)
        pushFrom(merged, this.#samples, [next, 0])
      this.#count++
      const isLast = next === values.length && i === sorted.length - 1
      const isExact = merged.values.length === 0 || isLast
      push(merged, value, [1, isExact ? 0 : Math.floor(2 * this.#error * this.#count)])
    }
    for (; next < values.length; next++) pushFrom(merged, this.#samples, [next, 0])
    this.#samples = merged
    this.#head = []
  }

  #compress(): void {
    if (this.#isCompressed) return
    this.#insertHead()
    this.#samples = compressed(this.#samples, 2 * this.#error * this.#count)
    this.#isCompressed = true
  }

  /** Adds another summary of the same error. */
  merge(other: Samples, otherCount: number): void {
    this.#compress()
    if (otherCount === 0) return
    if (this.#count === 0) {
      this.#samples = other
      this.#count = otherCount
      return
    }
    const own = this.#samples
    const ownSpan = Math.floor(2 * this.#error * otherCount)
    const otherSpan = Math.floor(2 * this.#error * this.#count)
    const merged = emptySamples()
    let [i, j] = [0, 0]
    while (i < own.values.length && j < other.values.length) {
      if (compareDoubles(own.values[i] as number, other.values[j] as number) < 0)
        pushFrom(merged, own, [i++, j > 0 ? ownSpan : 0])
      else pushFrom(merged, other, [j++, i > 0 ? otherSpan : 0])
    }
    for (; i < own.values.length; i++) pushFrom(merged, own, [i, 0])
    for (; j < other.values.length; j++) pushFrom(merged, other, [j, 0])
    this.#count += otherCount
    this.#samples = compressed(merged, 2 * this.#error * this.#count)
  }

  /** The elements at these quantiles, from 0 to 1; none if there are no values. */
  quantiles(percentages: readonly number[]): readonly number[] {
    const { values, gaps, spans } = this.samples
    if (values.length === 0) return []
    let widest = 0
    for (let i = 0; i < gaps.length; i++) widest = Math.max(widest, (gaps[i] as number) + (spans[i] as number))
    return percentages.map((percentage) => this.#quantile(percentage, Math.floor(widest / 2)))
  }

  #quantile(percentage: number, tolerance: number): number {
    const { values, gaps, spans } = this.#samples
    const last = values[values.length - 1] as number
    if (percentage <= this.#error) return values[0] as number
    if (percentage >= 1 - this.#error) return last
    const rank = Math.ceil(percentage * this.#count)
    let least = 0
    for (let i = 0; i < values.length - 1; i++) {
      least += gaps[i] as number
      if (least + (spans[i] as number) - tolerance <= rank && rank <= least + tolerance) return values[i] as number
    }
    return last
  }
}

/** Melts samples into the next greater one as long as its rank stays certain enough. The least and the greatest stay. */
function compressed(samples: Samples, threshold: number): Samples {
  const { values, gaps, spans } = samples
  if (values.length === 0) return noSamples
  const kept = emptySamples()
  let head = values.length - 1
  let headGap = gaps[head] as number
  const keepHead = (): void => push(kept, values[head] as number, [headGap, spans[head] as number])
  for (let i = values.length - 2; i >= 1; i--) {
    const gap = gaps[i] as number
    if (gap + headGap + (spans[head] as number) < threshold) headGap += gap
    else {
      keepHead()
      head = i
      headGap = gap
    }
  }
  keepHead()
  if (values.length > 1) pushFrom(kept, samples, [0, 0])
  return { values: kept.values.reverse(), gaps: kept.gaps.reverse(), spans: kept.spans.reverse() }
}
