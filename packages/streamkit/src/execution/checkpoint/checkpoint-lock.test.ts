import { describe, expect, test } from 'vitest'
import { simulatedFileSystem } from '../../../test/simulation/simulated-file-system.ts'
import { type FaultPlan, SimulatedMachine, type SimulatedProcess } from '../../../test/simulation/simulated-machine.ts'
import type { FileSystem } from '../../contracts/file-system.ts'
import type { ProcessIdentity } from '../../contracts/process-identity.ts'
import { CheckpointFiles } from '../../durable/checkpoint-files.ts'
import { CheckpointLock, heartbeatMs, type LockEnvironment, lockExpiryMs } from './checkpoint-lock.ts'

const root = '/checkpoint'
const lockPath = (epoch: number) => `${root}/_streamkit.lock.${epoch}`

function machineWithCheckpoint(seed = 1): SimulatedMachine {
  const machine = new SimulatedMachine(seed)
  machine.disk.place(`${root}/metadata`, '{"id":"x"}')
  return machine
}

function environmentOf(
  process: SimulatedProcess,
  over: { readonly fileSystem?: FileSystem; readonly identity?: Partial<ProcessIdentity> } = {},
): LockEnvironment {
  return {
    fileSystem: over.fileSystem ?? simulatedFileSystem(process),
    clock: process.clock,
    entropy: process.entropy,
    process: { ...process.identity, ...over.identity },
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  }
}

/** Takes the lock for a run; what went wrong instead of the lock. */
function acquire(process: SimulatedProcess, runId: string): Promise<CheckpointLock | Error> {
  return CheckpointLock.acquire(root, runId, environmentOf(process)).catch((error: unknown) => error as Error)
}

const run = <T>(machine: SimulatedMachine, work: Promise<T>): Promise<T> => machine.scheduler.runUntil(work)

function temporaryFiles({ disk }: SimulatedMachine): readonly string[] {
  return disk.paths(root).filter((path) => path.endsWith('.tmp'))
}

describe('Z01: of several starts at once exactly one wins', () => {
  test.each([
    ['on a free checkpoint', null],
    ['when the lock is that of a dead process', 'dead'],
    ['when a power cut has torn the lock', 'torn'],
  ])('%s', async (_, before) => {
    for (let seed = 0; seed < 300; seed++) {
      const machine = machineWithCheckpoint(seed)
      if (before === 'dead') {
        const dead = machine.start()
        expect(await run(machine, acquire(dead, 'dead'))).toBeInstanceOf(CheckpointLock)
        machine.crash('kill', dead)
      }
      if (before === 'torn') machine.disk.place(lockPath(3), '')
      const starts = ['a', 'b', 'c'].map(async (runId) => {
        const process = machine.start()
        const result = await acquire(process, runId)
        // Whoever wins cleans up, which may take away what a slower one is just writing.
        if (result instanceof CheckpointLock) {
          await new CheckpointFiles(simulatedFileSystem(process), process.entropy).removeTemporary(root)
        }
        return result
      })
      const results = await run(machine, Promise.all(starts))
      const losers = results.filter((result) => !(result instanceof CheckpointLock))
      expect(losers, `seed ${seed}`).toHaveLength(2)
      for (const loser of losers) expect(loser).toMatchObject({ condition: 'CONCURRENT_STREAM_LOG_UPDATE' })
      expect(temporaryFiles(machine)).toEqual([])
    }
  })

  test('the loser is told who has the checkpoint', async () => {
    const machine = machineWithCheckpoint()
    const first = machine.start()
    await run(machine, acquire(first, 'run-1'))
    const loser = await run(machine, acquire(machine.start(), 'run-2'))
    expect(String(loser)).toContain(`process ${first.identity.pid} on ${machine.host}, run run-1`)
  })

  test('two queries of one process', async () => {
    const machine = machineWithCheckpoint()
    const process = machine.start()
    expect(await run(machine, acquire(process, 'a'))).toBeInstanceOf(CheckpointLock)
    expect(await run(machine, acquire(process, 'b'))).toMatchObject({ condition: 'CONCURRENT_STREAM_LOG_UPDATE' })
  })
})

describe('Z04: a lock that was left behind', () => {
  async function afterDeath(kind: 'kill' | 'power'): Promise<SimulatedMachine> {
    const machine = machineWithCheckpoint()
    const process = machine.start({}, 4711)
    await run(machine, acquire(process, 'dead'))
    machine.crash(kind, process)
    if (kind === 'power') {
      const { startTime, host } = process.identity
      const lock = { runId: 'dead', pid: 4711, processStart: startTime, host, bootId: 'older', heartbeat: 0 }
      machine.disk.place(lockPath(1), JSON.stringify(lock))
    }
    return machine
  }

  test('of a process that is dead is cleared', async () => {
    const machine = await afterDeath('kill')
    expect(await run(machine, acquire(machine.start(), 'next'))).toBeInstanceOf(CheckpointLock)
  })

  test('of a process whose pid is in use again is cleared', async () => {
    const machine = await afterDeath('kill')
    machine.start({}, 4711)
    expect(await run(machine, acquire(machine.start(), 'next'))).toBeInstanceOf(CheckpointLock)
  })

  test('from before the last boot is cleared, whatever runs under its pid', async () => {
    const machine = await afterDeath('power')
    machine.start({}, 4711)
    expect(await run(machine, acquire(machine.start(), 'next'))).toBeInstanceOf(CheckpointLock)
  })

  test('of another host is cleared when it has shown no life for long, and not before', async () => {
    const here = machineWithCheckpoint()
    const there = new SimulatedMachine(2, { disk: here.disk, scheduler: here.scheduler, host: 'elsewhere' })
    const owner = there.start()
    await run(here, acquire(owner, 'there'))
    const starter = here.start()
    expect(await run(here, acquire(starter, 'here'))).toMatchObject({ condition: 'CONCURRENT_STREAM_LOG_UPDATE' })

    await run(here, starter.clock.sleep(10 * lockExpiryMs))
    // It lives, and has shown so all the time.
    expect(await run(here, acquire(starter, 'here'))).toMatchObject({ condition: 'CONCURRENT_STREAM_LOG_UPDATE' })

    there.crash('kill', owner)
    await run(here, starter.clock.sleep(lockExpiryMs / 2))
    expect(await run(here, acquire(starter, 'here'))).toMatchObject({ condition: 'CONCURRENT_STREAM_LOG_UPDATE' })
    await run(here, starter.clock.sleep(lockExpiryMs))
    expect(await run(here, acquire(starter, 'here'))).toBeInstanceOf(CheckpointLock)
  })

  test('where the platform does not say when a process began: by the pid and the signs of life', async () => {
    const machine = machineWithCheckpoint()
    const bare = { startTime: '', bootId: '', isAlive: (pid: number) => pid === 4711 }
    const start = (pid: number, runId: string) => {
      const process = machine.start({}, pid)
      return { process, lock: CheckpointLock.acquire(root, runId, environmentOf(process, { identity: bare })) }
    }
    const owner = start(4711, 'owner')
    await run(machine, owner.lock)
    await expect(run(machine, start(12, 'next').lock)).rejects.toThrow('CONCURRENT_STREAM_LOG_UPDATE')
    // The owner dies and its pid goes to another program.
    machine.crash('kill', owner.process)
    const { clock } = machine.start()
    await run(machine, clock.sleep(2 * lockExpiryMs))
    expect(await run(machine, start(12, 'next').lock)).toBeInstanceOf(CheckpointLock)
  })

  test.each(['', '{', 'null', '[]', '{"runId":1}', '{"__proto__":{"runId":"x","pid":1}}'])(
    'that names nobody (%j) is cleared',
    async (text) => {
      const machine = machineWithCheckpoint()
      machine.disk.place(lockPath(7), text)
      expect(await run(machine, acquire(machine.start(), 'next'))).toBeInstanceOf(CheckpointLock)
    },
  )
})

describe('a lock that is held', () => {
  test('is gone after its release, though a heartbeat is under way', async () => {
    for (let seed = 0; seed < 100; seed++) {
      const machine = machineWithCheckpoint(seed)
      const process = machine.start()
      const lock = (await run(machine, acquire(process, 'a'))) as CheckpointLock
      const releaseAt = process.clock.sleep(heartbeatMs).then(async () => {
        for (let turns = seed % 12; turns > 0; turns--) await machine.scheduler.turn()
        await lock.release()
      })
      await run(machine, releaseAt)
      await run(machine, process.clock.sleep(3 * heartbeatMs))
      expect(machine.disk.paths(root), `seed ${seed}`).toEqual([`${root}/metadata`, lockPath(1)])
      expect(machine.disk.text(lockPath(1))).toBe('{"released":"a"}')
      expect(await run(machine, acquire(process, 'b'))).toBeInstanceOf(CheckpointLock)
    }
  })

  test('P06: says so to a run that slept while another took over, and is left to the other', async () => {
    const here = machineWithCheckpoint()
    const there = new SimulatedMachine(2, { disk: here.disk, scheduler: here.scheduler, host: 'elsewhere' })
    let frozen = false
    const freezing: FaultPlan = { error: ({ path }) => (frozen && path === root ? 'EIO' : null) }
    const sleeper = (await run(here, acquire(here.start(freezing), 'sleeper'))) as CheckpointLock
    frozen = true
    const taker = there.start()
    await run(here, taker.clock.sleep(2 * lockExpiryMs))
    const taken = (await run(here, acquire(taker, 'taker'))) as CheckpointLock
    frozen = false
    await run(here, taker.clock.sleep(2 * heartbeatMs))
    expect(() => sleeper.assertHeld()).toThrow('CONCURRENT_STREAM_LOG_UPDATE')
    await run(here, sleeper.release())
    taken.assertHeld()
    expect(here.disk.text(lockPath(2))).toContain('taker')
  })

  test('C15: leaves no files behind when heartbeats fail', async () => {
    for (const kind of ['open', 'write', 'rename']) {
      let full = false
      const machine = machineWithCheckpoint()
      const process = machine.start({ error: (operation) => (full && operation.kind === kind ? 'ENOSPC' : null) })
      const lock = (await run(machine, acquire(process, 'a'))) as CheckpointLock
      full = true
      await run(machine, process.clock.sleep(20 * heartbeatMs))
      expect(temporaryFiles(machine), kind).toEqual([])
      lock.assertHeld()
      full = false
      await run(machine, lock.release())
      expect(machine.disk.text(lockPath(1))).toBe('{"released":"a"}')
    }
  })
})

describe('C09 C13: a disk that does not let us', () => {
  test.each([
    ['ENOSPC', 'CHECKPOINT_NO_SPACE'],
    ['EACCES', 'CHECKPOINT_IO'],
    ['EROFS', 'CHECKPOINT_IO'],
    ['EIO', 'CHECKPOINT_IO'],
  ])('%s at any call is %s', async (code, condition) => {
    for (let step = 0; step < 6; step++) {
      const machine = machineWithCheckpoint()
      machine.disk.place(lockPath(1), '{}')
      const process = machine.start({ error: ({ fileStep }) => (fileStep === step ? code : null) })
      const result = await run(machine, acquire(process, 'a'))
      const isCleaning = process.failed?.kind === 'unlink'
      if (isCleaning) expect(result).toBeInstanceOf(CheckpointLock)
      else expect(result, `call ${step}, ${process.failed?.kind}`).toMatchObject({ condition })
      expect(await run(machine, acquire(machine.start(), 'b'))).toBeInstanceOf(isCleaning ? Error : CheckpointLock)
    }
  })
})
