import { raise } from '../conditions.ts'
import { dockerAnswers, startDockerBroker } from './docker-broker.ts'
import { JavaBroker, type JavaBrokerOptions } from './java-broker.ts'
import { runTool } from './run-tool.ts'

/** A broker for tests. */
export interface TestBroker {
  /** Where it is from: named by `KAFKA_BROKERS`, started with Java, or a container. */
  readonly kind: 'external' | 'java' | 'docker'
  readonly bootstrapServers: string
  /** Ends what was started; a broker that was there before goes on. */
  stop(): Promise<void>
}

/** How a broker for tests can be had here. */
export async function testBrokerKind(): Promise<TestBroker['kind'] | null> {
  if ((process.env.KAFKA_BROKERS ?? '') !== '') return 'external'
  if (await hasJava()) return 'java'
  return (await dockerAnswers()) ? 'docker' : null
}

async function hasJava(): Promise<boolean> {
  const [java, mvn] = await Promise.all([runTool('java', ['-version']), runTool('mvn', ['-v'])])
  return java.code === 0 && mvn.code === 0
}

/**
 * A real Kafka broker for development and tests, from the first of these: the one that the environment variable `KAFKA_BROKERS` names; a broker in KRaft mode, started with the Java of this machine from
 * Maven Central's jars (fetched once into the user's cache) on a free loopback port; a container by Docker.
 *
 * @throws StreamKitError `KAFKA_BROKER_NOT_STARTED` if none of them can be had
 *
 * @example
 * await using broker = await startTestBroker()
 * session.readStream().format('kafka').option('bootstrapServers', broker.bootstrapServers)
 */
export async function startTestBroker(options: JavaBrokerOptions = {}): Promise<TestBroker & AsyncDisposable> {
  const broker = await anyBroker(await testBrokerKind(), options)
  return { ...broker, [Symbol.asyncDispose]: broker.stop }
}

async function anyBroker(kind: TestBroker['kind'] | null, options: JavaBrokerOptions): Promise<TestBroker> {
  switch (kind) {
    case 'external':
      return { kind, bootstrapServers: process.env.KAFKA_BROKERS ?? '', stop: async () => {} }
    case 'java': {
      const broker = await JavaBroker.start(options)
      return { kind, bootstrapServers: broker.bootstrapServers, stop: () => broker.stop() }
    }
    case 'docker':
      return { kind, ...(await startDockerBroker(options.startTimeoutMs ?? 60_000)) }
    case null: {
      const reason = 'KAFKA_BROKERS names none, and there is neither Java with Maven nor Docker'
      throw raise('KAFKA_BROKER_NOT_STARTED', { reason })
    }
  }
}
