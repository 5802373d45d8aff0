/** A line of the progress log as the engine writes it, with what a test wants to be different. */
export function progressLine(changes: {
  readonly name?: string | null
  readonly timestamp?: string
  readonly batchId?: number
  readonly rows?: number
  readonly durationMs?: Readonly<Record<string, number>>
  readonly watermark?: string
  readonly state?: { readonly rows: number; readonly bytes: number; readonly late: number } | null
  readonly metrics?: Readonly<Record<string, string>>
}): string {
  const { name = 'views', rows = 10, state = { rows: 5, bytes: 100, late: 0 } } = changes
  const durationMs = changes.durationMs ?? { addBatch: 30, walCommit: 5, triggerExecution: 40 }
  return JSON.stringify({
    id: '48e37a39-4cfd-43a4-a322-947232f9bb85',
    runId: 'c4b8e86b-5054-45b1-95b2-15c1c8b77ccf',
    name,
    timestamp: changes.timestamp ?? '2026-11-23T12:00:00.000Z',
    batchId: changes.batchId ?? 0,
    batchDuration: durationMs.triggerExecution ?? 0,
    numInputRows: rows,
    inputRowsPerSecond: 0,
    processedRowsPerSecond: 0,
    durationMs,
    eventTime: { watermark: changes.watermark ?? '1970-01-01T00:00:00.000Z' },
    stateOperators:
      state === null
        ? []
        : [
            {
              operatorName: 'dedupe',
              numRowsTotal: state.rows,
              memoryUsedBytes: state.bytes,
              numRowsDroppedByWatermark: state.late,
            },
          ],
    sources: [{ description: 'files', metrics: changes.metrics ?? {} }],
    sink: { description: 'PostgresSink[shop.product_view_events]', numOutputRows: rows },
  })
}
