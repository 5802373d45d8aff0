import type { UntypedRow } from '../types/row-type.ts'
import type { ForeachWriter } from './foreach-writer.ts'
import type { LateRowsContext, LateRowsOf } from './late-rows.ts'

/** What is asked of a frame of late rows here. */
interface LateRows {
  toLocalIterator(): AsyncIterable<UntypedRow>
}

/** A function over frames of late rows; a writer gets their rows one by one, in the order open, process, close. */
export function lateRowsTo(given: LateRowsOf<never> | ForeachWriter<UntypedRow>): LateRowsOf<never> {
  return typeof given === 'function' ? given : (late, context) => writeRows(given, late, context)
}

async function writeRows(writer: ForeachWriter<UntypedRow>, late: LateRows, context: LateRowsContext): Promise<void> {
  if ((await writer.open?.(0, context.batchId)) === false) return
  try {
    for await (const row of late.toLocalIterator()) await writer.process(row)
  } catch (error) {
    // What ended the batch is the error that counts, not what closing after it says.
    await Promise.resolve(writer.close?.(error)).catch(() => {})
    throw error
  }
  await writer.close?.(null)
}
