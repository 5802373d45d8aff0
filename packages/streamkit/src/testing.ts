/**
 * For tests: the real files and clock that a session uses, to be wrapped and handed back through `createSession({ environment })`, so that a test can make a step fail or count it.
 *
 * @packageDocumentation
 */
export type { Clock, Entropy } from './contracts/clock.ts'
export type { DirectoryEntry, FileHandle, FileStatus, FileSystem, OpenFlags } from './contracts/file-system.ts'
export type { ProcessIdentity } from './contracts/process-identity.ts'
export { nodeFileSystem } from './platform/node-file-system.ts'
export { processIdentity } from './platform/process-identity.ts'
export { systemClock, systemEntropy } from './platform/system-clock.ts'
