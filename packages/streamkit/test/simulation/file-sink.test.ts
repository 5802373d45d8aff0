import { describe, expect, test } from 'vitest'
import { FileLister } from '../../src/connectors/file/file-lister.ts'
import { fileSink } from '../../src/connectors/file/write/file-sink.ts'
import type { FileFormat } from '../../src/contracts/file-format.ts'
import type { Sink } from '../../src/contracts/sink.ts'
import { Options } from '../../src/session/option-reader.ts'
import { eventSchema, rowTexts } from './event-log.ts'
import { mix } from './random.ts'
import { simulatedFileSystem } from './simulated-file-system.ts'
import { type Parts, type Scenario, Simulation, type SinkInit } from './simulation.ts'
import { smallScenario } from './small-scenario.ts'

// The file sink on a disk that keeps only what was synced: what readers that honour its log see is every row once, whatever step is the last of a process.

const out = '/data/out'
const nothing = () => {}
const logger = { debug: nothing, info: nothing, warn: nothing, error: nothing }

/** A row a line, two pieces a chunk. */
const eventLines: FileFormat = {
  name: 'events',
  reader: () => {
    throw new Error('it is only written')
  },
  writer: () => ({
    extension: '.events',
    compressesItself: false,
    open: () => ({
      write: (batch) => rowTexts(batch).map((text) => new TextEncoder().encode(`${text}\n`)),
      finish: () => [],
    }),
  }),
}

function sinkOf({ process }: SinkInit, broken: Partial<ReturnType<typeof simulatedFileSystem>> = {}): Sink {
  const context = {
    options: new Options('events', { logCompactInterval: 2, maxRecordsPerFile: 2 }),
    path: out,
    partitionBy: [],
    schema: eventSchema,
    outputMode: 'append',
    timeZone: 'UTC',
    fileSystem: { ...simulatedFileSystem(process), ...broken },
    clock: process.clock,
    entropy: process.entropy,
    logger,
  } as const
  return fileSink(context, eventLines)
}

/** Rows of the files that a reader lists. */
async function rowsSeen(simulation: Simulation): Promise<readonly string[]> {
  const process = simulation.machine.start({})
  const options = {
    pathGlobFilter: null,
    recursiveFileLookup: false,
    minFileAgeMs: 0,
    basePath: null,
    partitionColumnTypeInference: true,
  }
  const lister = new FileLister([out], options, {
    fileSystem: simulatedFileSystem(process),
    clock: process.clock,
    logger,
  })
  const files = await simulation.machine.scheduler.runUntil(lister.list(() => true))
  return files.flatMap(({ path }) => simulation.machine.disk.text(path).split('\n').slice(0, -1))
}

const expected = ['a', 'b', 'c', 'd', 'e', 'f']

async function run(scenario: Scenario, parts: Parts = { sink: sinkOf }): Promise<Simulation> {
  const simulation = new Simulation(scenario, parts)
  const { crashes, events, arrivals } = scenario
  for (let i = 0; i <= crashes.length; i++) {
    const crash = crashes[i]
    await simulation.run(i === crashes.length ? events.length : (arrivals[i] ?? events.length), {
      crash: ({ change, changes }) => (crash !== undefined && changes && change === crash.at ? crash.kind : null),
    })
  }
  return simulation
}

async function seenIds(simulation: Simulation): Promise<readonly string[]> {
  return (await rowsSeen(simulation)).map((row) => row.split(' ')[0] as string).sort()
}

const scenario: Scenario = { ...smallScenario, maxBatch: 2 }

describe('F15: files that a crash left behind are seen by nobody, and no row is lost or twice', () => {
  test.each(['kill', 'power'] as const)('when the process ends at any step: %s', async (kind) => {
    const clean = await run(scenario)
    expect(clean.processes[0]?.end).toBe('finished')
    expect(await seenIds(clean)).toEqual(expected)
    const changes = clean.processes[0]?.changes ?? 0
    expect(changes).toBeGreaterThan(100)
    for (let at = 0; at < changes; at++) {
      const simulation = await run({ ...scenario, seed: at, crashes: [{ at, kind }] })
      expect(simulation.processes.at(-1)?.end, `at ${at}`).toBe('finished')
      expect(await seenIds(simulation), `at ${at}`).toEqual(expected)
    }
  })

  test('when it is killed at any step and the power goes in the next one', async () => {
    const changes = (await run(scenario)).processes[0]?.changes ?? 0
    for (let at = 0; at < changes; at++) {
      const second = mix(7, at) % changes
      const crashes = [
        { at, kind: 'kill' as const },
        { at: second, kind: 'power' as const },
      ]
      const simulation = await run({ ...scenario, seed: at, crashes })
      expect(simulation.processes.at(-1)?.end, `at ${at}, ${second}`).toBe('finished')
      expect(await seenIds(simulation), `at ${at}, ${second}`).toEqual(expected)
    }
  })

  test('a sink that does not sync its folders is found out', async () => {
    const parts: Parts = { sink: (init) => sinkOf(init, { syncDirectory: async () => {} }) }
    const changes = (await run(scenario, parts)).processes[0]?.changes ?? 0
    let broken = 0
    for (let at = 0; at < changes && broken === 0; at++) {
      const crashes = [{ at, kind: 'power' as const }]
      const outcome = await run({ ...scenario, seed: at, crashes }, parts)
        .then(seenIds)
        .catch((error: unknown) => String(error))
      if (JSON.stringify(outcome) !== JSON.stringify(expected)) broken++
    }
    expect(broken).toBeGreaterThan(0)
  })
})
