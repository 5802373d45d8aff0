import { errorsOf } from '@streamkit/core/connector'
import { expect, test } from 'vitest'
import { ExitCode } from '../console/exit-code.ts'
import { streamExitCode } from './run-outcome.ts'

const raise = errorsOf({
  STREAM_FAILED: { sqlState: 'XXKST', template: 'The query failed.' },
  SINK_CHECKPOINT_LOST: { sqlState: '55000', template: 'The checkpoint is lost.' },
  SINK_AHEAD_OF_CHECKPOINT: { sqlState: '55000', template: 'The checkpoint is old.' },
})

test.for([
  ['SINK_CHECKPOINT_LOST', ExitCode.checkpoint],
  ['SINK_AHEAD_OF_CHECKPOINT', ExitCode.dataLoss],
] as const)('the cause of a failed query decides how the process ends: %s', ([condition, code]) => {
  expect(streamExitCode(raise('STREAM_FAILED', {}, { cause: raise(condition, {}) }))).toBe(code)
})

test('a cause without an exit code of its own is a failure', () => {
  expect(streamExitCode(raise('STREAM_FAILED', {}, { cause: new Error('other') }))).toBe(ExitCode.failed)
})
