/** What a function over late rows is told beside the rows. */
export interface LateRowsContext {
  /** The batch that dropped them. The same if it runs again. */
  readonly batchId: number
  /** The number of the stateful operator in the plan, counted from the top. */
  readonly operatorId: number
  /** Its name in the progress: `dedupe`, `stateStoreSave`, `symmetricHashJoin`, ... */
  readonly operatorName: string
  /** The watermark by which they were late: rows at or before it are. */
  readonly watermark: Date
}

/**
 * A function over the rows that a stateful operator has dropped as late; `Frame` is the type of the bounded frame that holds them. Any function of these parameters is one.
 *
 * It may be called again with the same rows and the same batch id after a crash.
 */
export type LateRowsOf<Frame> = (late: Frame, context: LateRowsContext) => void | Promise<void>
