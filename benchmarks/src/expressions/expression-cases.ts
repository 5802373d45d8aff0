import { col, concat, createSession, type DataFrame, hash, lit, month, upper, when, year } from '@streamkit/core'
import { type Outcome, preparedChunks } from '../state/prepared-chunks.ts'
import { hashInt, hashText } from './hash-by-hand.ts'
import { makeSales, type Sale, type Sales, saleSchema } from './sale-rows.ts'

export interface ExpressionCase {
  readonly name: string
  readonly sales: Sales
  /** Filters, computes three columns, and hashes a key, which is the last column. */
  readonly query: (frame: DataFrame<never>) => DataFrame<never>
  /** The same for the rows of a chunk, as objects; null: the row is filtered away. The hash is `h`. */
  readonly byHand: (row: Sale) => { readonly h: number } | null
}

/** What is no rule of meaning: left out to see what the optimizer gains. */
export const optionalRules: readonly string[] = [
  'RemoveRedundantAliases',
  'ConstantFolding',
  'NullPropagation',
  'BooleanSimplification',
  'SimplifyConditionals',
  'SimplifyCasts',
  'UnwrapCastInBinaryComparison',
  'OptimizeIn',
  'LikeSimplification',
  'PushPredicateThroughNonJoin',
  'PruneFilters',
  'CombineFilters',
  'EliminateSorts',
  'LimitPushDown',
  'ColumnPruning',
  'CollapseProject',
  'RemoveNoopOperators',
]

const select = (frame: DataFrame<never>, columns: Readonly<Record<string, unknown>>) =>
  (frame as unknown as { select(of: () => unknown): DataFrame<never> }).select(() => columns)
const filter = (frame: DataFrame<never>, condition: unknown) =>
  (frame as unknown as { filter(of: () => unknown): DataFrame<never> }).filter(() => condition)
// The columns of a benchmark are known to it alone.
// biome-ignore lint/suspicious/noExplicitAny: columns without types
const c = (name: string): any => col(name) as never

export function expressionCases(chunks: number): readonly ExpressionCase[] {
  const plain = makeSales(chunks, false, 'strings')
  const bytes = makeSales(chunks, false, 'bytes')
  const sparse = makeSales(chunks, true, 'strings')
  const numbers = {
    query: (frame: DataFrame<never>) =>
      select(filter(frame, c('n').cast('bigint').gt(lit(90n).add(10n))), {
        total: c('n').mul(c('m')),
        ratio: c('x').mul(lit(2).mul(1.5)).add(c('n')),
        size: when(c('n').mul(c('m')).gt(50_000), lit(2)).otherwise(lit(1)),
        h: hash(c('id')),
      }),
    byHand: ({ n, m, x, id }: Sale) =>
      n !== null && n > 100 ? { total: n * m, ratio: x * 3 + n, size: n * m > 50_000 ? 2 : 1, h: hashInt(id) } : null,
  }
  const texts = {
    query: (frame: DataFrame<never>) =>
      select(filter(frame, c('s').like('b%').or(c('s').like('c%'))), {
        label: concat(c('s'), lit('/'), lit('x')),
        loud: upper(c('s')),
        same: c('s').eq('b-1'),
        h: hash(c('s')),
      }),
    byHand: ({ s }: Sale) =>
      s.startsWith('b') || s.startsWith('c')
        ? { label: `${s}/x`, loud: s.toUpperCase(), same: s === 'b-1', h: hashText(s) }
        : null,
  }
  return [
    { name: 'numbers', sales: plain, ...numbers },
    { name: 'numbers, a third null', sales: sparse, ...numbers },
    { name: 'texts that are strings', sales: plain, ...texts },
    { name: 'texts that are bytes, as readers give them', sales: bytes, ...texts },
    {
      name: 'decimals',
      sales: plain,
      query: (frame) =>
        select(filter(frame, c('price').gt(100)), {
          more: c('price').add(c('price')),
          twice: c('price').mul(lit(2)),
          total: c('price').mul(c('m')),
          h: hash(c('id')),
        }),
      byHand: ({ price, m, id }) =>
        price > 10_000 ? { more: price + price, twice: price * 2, total: price * m, h: hashInt(id) } : null,
    },
    {
      name: 'dates',
      sales: plain,
      query: (frame) =>
        select(filter(frame, year(c('day')).gt(2020)), {
          y: year(c('day')),
          mo: month(c('day')),
          late: month(c('day')).gt(6),
          h: hash(c('id')),
        }),
      byHand: ({ day, id }) => {
        const date = new Date(day * 86_400_000)
        const y = date.getUTCFullYear()
        if (y <= 2020) return null
        const mo = date.getUTCMonth() + 1
        return { y, mo, late: mo > 6, h: hashInt(id) }
      },
    },
  ]
}

/** Runs the query over the chunks, `times` over. */
export async function runQuery(
  { sales, query }: ExpressionCase,
  run: { readonly checkpoint: string; readonly times: number; readonly optimized: boolean },
): Promise<Outcome> {
  const outcome: Outcome = { rows: 0, sum: 0 }
  const batch = Array.from({ length: run.times }, () => sales.chunks).flat()
  const session = createSession({
    connectors: [preparedChunks({ sales: { schema: saleSchema, batches: [batch] } }, outcome)],
    ...(run.optimized ? {} : { excludedOptimizerRules: optionalRules }),
  })
  const frame = session
    .readStream()
    .format('prepared' as never)
    .option('feed' as never, 'sales' as never)
    .load() as unknown as DataFrame<never>
  const writer = (
    query(frame) as unknown as {
      writeStream: {
        format(name: string): {
          option(k: string, v: string): { trigger(t: unknown): { start(): { awaitTermination(): Promise<void> } } }
        }
      }
    }
  ).writeStream
  await writer
    .format('outcome')
    .option('checkpointLocation', run.checkpoint)
    .trigger({ availableNow: true })
    .start()
    .awaitTermination()
  return outcome
}

/** The same with a loop over objects; what comes out is kept a chunk long, as the query keeps it. */
export function runByHand({ sales, byHand }: ExpressionCase, times: number): Outcome {
  const outcome: Outcome = { rows: 0, sum: 0 }
  for (let time = 0; time < times; time++)
    for (const rows of sales.objects) {
      const out: { readonly h: number }[] = []
      for (const row of rows) {
        const result = byHand(row)
        if (result !== null) out.push(result)
      }
      outcome.rows += out.length
      for (const { h } of out) outcome.sum += h
    }
  return outcome
}
