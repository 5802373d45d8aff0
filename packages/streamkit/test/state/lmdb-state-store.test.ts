import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { lmdbStateStore } from '../../src/state-lmdb.ts'
import { stateStoreSuite } from './state-store-suite.ts'

const folder = mkdtempSync(join(tmpdir(), 'streamkit-lmdb-'))
afterAll(() => rmSync(folder, { recursive: true }))

let runs = 0
/** LMDB has real files; each simulated disk has a folder of its own for them. */
const fresh = (options: Parameters<typeof lmdbStateStore>[0]) => () =>
  lmdbStateStore({ ...options, workingDirectory: join(folder, String(runs++)) })

// The whole state fits into the buffer.
stateStoreSuite({ name: 'lmdb', make: fresh({}) }, 50)
// Everything goes to LMDB at once.
stateStoreSuite({ name: 'lmdb without a buffer', make: fresh({ writeBufferBytes: 0, minDeltasForSnapshot: 3 }) }, 60)
// Some of it is in both.
stateStoreSuite(
  { name: 'lmdb with a small buffer', make: fresh({ writeBufferBytes: 6000, minDeltasForSnapshot: 4 }) },
  60,
)
