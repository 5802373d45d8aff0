import type { AppConsole } from '../console/app-console.ts'
import { eventTypes } from '../events/event-types.ts'
import type { PipelineSettings } from './pipeline-settings.ts'

/** The broker of a demo, with the topics made. */
export interface DemoBroker extends AsyncDisposable {
  /** Undefined: the demo goes through files. */
  readonly brokers: string | undefined
  /** A broker that was started for this run has none of the offsets of an earlier one. */
  readonly checkpointName: string
}

/** Takes the broker that the settings name, or starts one, if the demo goes through Kafka. */
export async function startDemoBroker(
  { from, brokers }: PipelineSettings,
  console: Pick<AppConsole, 'info'>,
): Promise<DemoBroker> {
  const nothing = async () => undefined
  if (from === 'csv') return { brokers: undefined, checkpointName: '', [Symbol.asyncDispose]: nothing }
  const { createTopics } = await import('../stream/stream-parts.ts')
  const topics = eventTypes.map(({ folder }) => folder)
  if (brokers !== undefined) {
    await createTopics(brokers.split(','), topics)
    return { brokers, checkpointName: '', [Symbol.asyncDispose]: nothing }
  }
  console.info('starting a Kafka broker')
  const { startTestBroker } = await import('@streamkit/kafka/testing')
  const started = await startTestBroker()
  try {
    await createTopics([started.bootstrapServers], topics)
  } catch (error) {
    await started.stop()
    throw error
  }
  const checkpointName = started.kind === 'external' ? '' : `broker-${Date.now()}`
  return { brokers: started.bootstrapServers, checkpointName, [Symbol.asyncDispose]: started.stop }
}
