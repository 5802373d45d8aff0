import { mkdir } from 'node:fs/promises'
import { EventFactory } from './event-factory.ts'
import { type EventTargetName, eventTargets } from './event-targets.ts'
import { type GenerateOptions, type GenerateSummary, generateEvents } from './generate-events.ts'
import { ManifestWriter } from './manifest-writer.ts'

export interface GenerateDestination {
  readonly dataFolder: string
  /** Default `csv`. */
  readonly targetName?: EventTargetName
  /** Addresses of Kafka's brokers, for the target `kafka`. */
  readonly brokers?: string | undefined
  /** Default: the event types of the shop. */
  readonly factory?: EventFactory
}

export interface GenerateResult extends GenerateSummary {
  /** Path of the manifest. */
  readonly manifest: string
}

/**
 * Generates events into a data folder, with a manifest beside them.
 *
 * @throws TargetError when the folder has events of this seed already
 */
export async function generateInto(
  { dataFolder, targetName = 'csv', brokers, factory = new EventFactory() }: GenerateDestination,
  options: Omit<GenerateOptions, 'factory' | 'target' | 'manifest'>,
): Promise<GenerateResult> {
  const target = eventTargets[targetName]({ dataFolder, brokers })
  await mkdir(dataFolder, { recursive: true })
  const { seed, runs, eventsMin, eventsMax, shares, lateByMs, startMs, windowMs } = options
  const manifest = await ManifestWriter.create(dataFolder, {
    seed,
    options: { runs, eventsMin, eventsMax, shares, lateByMs, startMs, windowMs },
  })
  try {
    const summary = await generateEvents({ ...options, factory, target, manifest })
    await manifest.end()
    return { ...summary, manifest: manifest.path }
  } catch (error) {
    await manifest.close()
    throw error
  } finally {
    await target.close()
  }
}
