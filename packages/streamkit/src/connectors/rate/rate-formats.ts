import type { FormatProvider, SchemaContext } from '../../contracts/connector.ts'
import { AnalysisException } from '../../errors/streamkit-error.ts'
import type { StructType } from '../../types/data-type.ts'
import { rateSchema } from './numbered-rows.ts'
import { ratePerMicroBatchOptions, rateStreamOptions } from './rate-options.ts'
import { ratePerMicroBatchSource } from './rate-per-micro-batch-source.ts'
import { rateSource } from './rate-source.ts'

/** Streams of numbers, for tests and trying out: by the clock, and by batches. Options are checked when the stream is loaded, as in Spark. */
export const rateFormats: readonly FormatProvider[] = [
  {
    name: 'rate',
    schema(context) {
      rateStreamOptions(context.options)
      return ownSchema(context, 'rate')
    },
    source: rateSource,
  },
  {
    name: 'rate-micro-batch',
    schema(context) {
      ratePerMicroBatchOptions(context.options)
      return ownSchema(context, 'rate-micro-batch')
    },
    source: ratePerMicroBatchSource,
  },
]

function ownSchema({ userSchema }: SchemaContext, format: string): StructType {
  if (userSchema !== null) throw new AnalysisException('SCHEMA_NOT_ALLOWED', { format })
  return rateSchema
}
