import { setTimeout as delay } from 'node:timers/promises'
import { raise } from '../conditions.ts'
import { freePort } from './free-port.ts'
import { kafkaVersion } from './kafka-jars.ts'
import { runTool } from './run-tool.ts'

/** Whether a Docker engine answers. */
export async function dockerAnswers(): Promise<boolean> {
  return (await runTool('docker', ['info', '--format', '{{.ServerVersion}}'])).code === 0
}

/** Starts the official image of Kafka on a loopback port. */
export async function startDockerBroker(
  timeoutMs: number,
): Promise<{ bootstrapServers: string; stop(): Promise<void> }> {
  const port = await freePort()
  const environment = {
    KAFKA_NODE_ID: '1',
    KAFKA_PROCESS_ROLES: 'broker,controller',
    KAFKA_LISTENERS: `PLAINTEXT://:${port},CONTROLLER://:9093`,
    KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`,
    KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
    KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
    KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
    KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
  }
  const variables = Object.entries(environment).flatMap(([name, value]) => ['-e', `${name}=${value}`])
  const publish = ['-p', `127.0.0.1:${port}:${port}`]
  const started = await runTool('docker', [
    'run',
    '-d',
    '--rm',
    ...publish,
    ...variables,
    `apache/kafka:${kafkaVersion}`,
  ])
  if (started.code !== 0)
    throw raise('KAFKA_BROKER_NOT_STARTED', { reason: `docker: ${started.output.trim().slice(-500)}` })
  const container = started.output.trim()
  const stop = async (): Promise<void> => {
    await runTool('docker', ['rm', '-f', container])
  }
  const deadline = Date.now() + timeoutMs
  while (!(await runTool('docker', ['logs', container])).output.includes('Kafka Server started')) {
    if (Date.now() > deadline) {
      await stop()
      throw raise('KAFKA_BROKER_NOT_STARTED', { reason: `the container did not come up in ${timeoutMs} ms` })
    }
    await delay(200)
  }
  return { bootstrapServers: `127.0.0.1:${port}`, stop }
}
