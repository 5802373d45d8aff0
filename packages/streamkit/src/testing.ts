/**
 * For tests: streams that are fed by hand, {@link testStream} to feed, stop, crash and check a query, a clock that is moved by hand, and files in memory; and the real files and clock that a session
 * uses, to be wrapped and handed back through `createSession({ environment })`, so that a test can make a step fail or count it.
 *
 * @packageDocumentation
 */
export type { Clock, Entropy } from './contracts/clock.ts'
export type { DirectoryEntry, FileHandle, FileStatus, FileSystem, OpenFlags } from './contracts/file-system.ts'
export type { ProcessIdentity } from './contracts/process-identity.ts'
export { nodeFileSystem } from './platform/node-file-system.ts'
export { processIdentity } from './platform/process-identity.ts'
export { systemClock, systemEntropy } from './platform/system-clock.ts'
export type { MemoryStream } from './session/session.ts'
export { type ManualClock, manualClock } from './testing/manual-clock.ts'
export { memoryFileSystem } from './testing/memory-file-system.ts'
export { memoryStream } from './testing/memory-stream.ts'
export {
  type AssertAction,
  addData,
  advanceClock,
  assertOnQuery,
  type CheckAction,
  type CheckScope,
  type CrashPoint,
  checkAnswer,
  checkLastBatch,
  checkNewAnswer,
  checkProgress,
  checkStateRows,
  crash,
  type ExpectedFailure,
  type ExpectedStateRows,
  expectFailure,
  type Feedable,
  type ProgressPattern,
  processAllAvailable,
  type QueryAssertion,
  type RowlessAction,
  restart,
  type StreamAction,
  startStream,
  stopStream,
} from './testing/stream-action.ts'
export { StreamTest, type TestedStream, type TestStreamOptions, testStream } from './testing/test-stream.ts'
