import {
  type Attributes,
  context,
  type Span,
  SpanStatusCode,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api'
import type {
  BatchTiming,
  QueryTerminatedEvent,
  StreamingQueryListener,
  TimeSpan,
} from '../contracts/streaming-query-listener.ts'
import type { StreamingQueryProgress } from '../contracts/streaming-query-progress.ts'

export interface BatchSpansOptions {
  /** Whose spans they become. Default: the provider that the program has registered, none if it has not. */
  readonly tracerProvider?: TracerProvider
}

/**
 * Traces the queries of a session with OpenTelemetry: a span `streamkit.batch` for each batch, with a child for each phase (`streamkit.latestOffset`, `streamkit.addBatch`, …), and a span
 * `streamkit.query.failed` with the error when a query fails. Spans have the true times of what they tell of. Only figures and names go into them: no rows, no options, no offsets.
 *
 * A batch is written when it has been committed. Nothing is done per row; without a registered provider nothing is recorded.
 *
 * @example
 * session.streams.addListener(batchSpans())
 */
export function batchSpans(options: BatchSpansOptions = {}): StreamingQueryListener {
  const names = new Map<string, string | null>()
  // Asked for at each batch: a provider may be registered after this listener.
  const tracer = () => (options.tracerProvider ?? trace).getTracer('@streamkit/core')
  return {
    onQueryStarted({ runId, name }) {
      names.set(runId, name)
    },
    onQueryProgress({ progress, timing }) {
      writeBatch(tracer(), progress, timing)
    },
    onQueryTerminated(event) {
      const name = names.get(event.runId) ?? null
      names.delete(event.runId)
      if (event.exception !== null) writeFailure(tracer(), event, name)
    },
  }
}

function writeBatch(tracer: Tracer, progress: StreamingQueryProgress, timing: BatchTiming): void {
  const batch = tracer.startSpan('streamkit.batch', {
    root: true,
    startTime: instant(timing.startMs),
    attributes: batchAttributes(progress),
  })
  const below = trace.setSpan(context.active(), batch)
  for (const { phase, ...span } of timing.phases)
    end(tracer.startSpan(`streamkit.${phase}`, started(span), below), span)
  end(batch, timing)
}

function started({ startMs }: TimeSpan): { readonly startTime: [number, number] } {
  return { startTime: instant(startMs) }
}

function end(span: Span, { endMs }: TimeSpan): void {
  span.end(instant(endMs))
}

/** Seconds and nanoseconds: a double of milliseconds since 1970 would be taken for time since the start of the process where it is small. */
function instant(ms: number): [number, number] {
  const seconds = Math.floor(ms / 1000)
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)]
}

function batchAttributes(progress: StreamingQueryProgress): Attributes {
  const { sink, stateOperators } = progress
  return {
    ...queryAttributes(progress),
    'streamkit.batch.id': progress.batchId,
    'streamkit.input.rows': progress.numInputRows,
    ...(sink.numOutputRows < 0 ? {} : { 'streamkit.output.rows': sink.numOutputRows }),
    'streamkit.sink': sink.description,
    ...(stateOperators.length === 0
      ? {}
      : { 'streamkit.state.rows': stateOperators.reduce((rows, operator) => rows + operator.numRowsTotal, 0) }),
    ...(progress.eventTime?.watermark === undefined ? {} : { 'streamkit.watermark': progress.eventTime.watermark }),
  }
}

function queryAttributes({ id, runId, name }: Pick<StreamingQueryProgress, 'id' | 'runId' | 'name'>): Attributes {
  return {
    'streamkit.query.id': id,
    'streamkit.query.run_id': runId,
    ...(name === null ? {} : { 'streamkit.query.name': name }),
  }
}

function writeFailure(tracer: Tracer, event: QueryTerminatedEvent, name: string | null): void {
  const span = tracer.startSpan('streamkit.query.failed', {
    root: true,
    attributes: {
      ...queryAttributes({ ...event, name }),
      ...(event.errorClassOnException === null ? {} : { 'error.type': event.errorClassOnException }),
    },
  })
  const message = event.exception ?? ''
  span.recordException({ name: event.errorClassOnException ?? 'Error', message })
  span.setStatus({ code: SpanStatusCode.ERROR, message })
  span.end()
}
