/**
 * Traces of queries for OpenTelemetry, through its API (an optional peer): a span for each batch and each of its phases.
 *
 * @packageDocumentation
 */
export { type BatchSpansOptions, batchSpans } from './otel/batch-spans.ts'
