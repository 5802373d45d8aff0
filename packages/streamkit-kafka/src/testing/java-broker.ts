import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { raise } from '../conditions.ts'
import { freePort } from './free-port.ts'
import { kafkaJars } from './kafka-jars.ts'
import { runTool } from './run-tool.ts'

/** How a broker of one's own is set up. */
export interface JavaBrokerOptions {
  /** Settings of `server.properties`, over those that a single broker needs. */
  readonly properties?: Readonly<Record<string, string>>
  /** More ways to reach it, beside the one of `bootstrapServers`. Their names are upper case. */
  readonly listeners?: readonly BrokerListener[]
  /** Passwords of users who may come with SCRAM-SHA-256 and SCRAM-SHA-512. */
  readonly scramUsers?: Readonly<Record<string, string>>
  /** How long it may take to come up, ms. Default a minute. */
  readonly startTimeoutMs?: number
}

/** A port of a broker. Its keys, passwords and mechanisms are properties, `listener.name.<name in lower case>.…`. */
export interface BrokerListener {
  readonly name: string
  readonly protocol: 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL'
  readonly port: number
  /** Where clients are sent, if something stands in between. Default: `port`. */
  readonly advertisedPort?: number
}

/** A broker in KRaft mode on a loopback port, with its data in a temporary folder. */
export class JavaBroker {
  readonly kind = 'java'
  readonly bootstrapServers: string
  readonly #folder: string
  readonly #libs: string
  readonly #port: number
  readonly #timeoutMs: number
  #process: ChildProcess | null = null
  readonly #killOnExit = (): void => {
    this.#process?.kill('SIGKILL')
  }

  private constructor(place: { folder: string; libs: string; port: number; timeoutMs: number }) {
    this.#folder = place.folder
    this.#libs = place.libs
    this.#port = place.port
    this.#timeoutMs = place.timeoutMs
    this.bootstrapServers = `127.0.0.1:${place.port}`
    process.once('exit', this.#killOnExit)
  }

  static async start(options: JavaBrokerOptions = {}): Promise<JavaBroker> {
    const { properties = {}, listeners = [], scramUsers = {}, startTimeoutMs = 60_000 } = options
    const libs = await kafkaJars()
    const folder = await mkdtemp(join(tmpdir(), 'streamkit-kafka-'))
    const [port, controllerPort] = [await freePort(), await freePort()]
    const settings = {
      ...singleBroker(port, controllerPort),
      ...(listeners.length === 0 ? {} : manyListeners(listeners, port, controllerPort)),
      'log.dirs': join(folder, 'data'),
      ...properties,
    }
    const text = Object.entries(settings).map(([name, value]) => `${name}=${escaped(value)}\n`)
    await writeFile(join(folder, 'server.properties'), text.join(''))
    const broker = new JavaBroker({ folder, libs, port, timeoutMs: startTimeoutMs })
    try {
      await broker.#format(scramUsers)
      await broker.resume()
      return broker
    } catch (error) {
      await broker.stop()
      throw error
    }
  }

  /** The pid of the running broker, undefined if it is down. */
  get pid(): number | undefined {
    return this.#process?.pid
  }

  async #format(scramUsers: Readonly<Record<string, string>>): Promise<void> {
    const id = randomBytes(16).toString('base64url')
    const users = Object.entries(scramUsers).flatMap(([name, password]) =>
      ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
        '--add-scram',
        `${mechanism}=[name=${name},password=${password}]`,
      ]),
    )
    // one argument with '=': an id of base64url may begin with a dash, which the tool would take for an option
    const format = this.#java('kafka.tools.StorageTool', ['format', `--cluster-id=${id}`, ...users, '-c'])
    const { code, output } = await runTool('java', format)
    if (code !== 0) throw raise('KAFKA_BROKER_NOT_STARTED', { reason: `its storage: ${output.trim().slice(-500)}` })
  }

  #java(main: string, args: readonly string[]): readonly string[] {
    const classes = `${join(this.#libs, '*')}${delimiter}${this.#folder}`
    return ['-Xmx512m', '-XX:TieredStopAtLevel=1', '-cp', classes, main, ...args, this.#config]
  }

  get #config(): string {
    return join(this.#folder, 'server.properties')
  }

  /** Starts it again over the same data and port, after `halt` or `kill`. */
  async resume(): Promise<void> {
    const log = await open(join(this.#folder, 'broker.log'), 'a')
    // A group of its own: Ctrl-C in a terminal goes to the test, which stops the broker when it has finished with it.
    const child = spawn('java', this.#java('kafka.Kafka', []), {
      cwd: this.#folder,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      windowsHide: true,
    })
    await log.close()
    child.unref()
    this.#process = child
    const failed = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message))
      child.once('exit', (code, signal) => resolve(`it ended with ${signal ?? code}`))
    })
    const deadline = Date.now() + this.#timeoutMs
    while (!(await answers(this.#port))) {
      const problem = await Promise.race([failed, delay(50).then(() => null)])
      if (problem === null && Date.now() < deadline) continue
      const said = await readFile(join(this.#folder, 'broker.log'), 'utf8').catch(() => '')
      const reason = problem ?? `its port did not answer in ${this.#timeoutMs} ms`
      throw raise('KAFKA_BROKER_NOT_STARTED', { reason: `${reason}: ${said.trim().slice(-500)}` })
    }
  }

  /** Ends the process in an orderly way; `resume` starts it again. */
  async halt(): Promise<void> {
    await this.#end('SIGTERM')
  }

  /** Ends the process at once, as a power cut does; `resume` starts it again. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** Ends the process and removes its data. */
  async stop(): Promise<void> {
    process.off('exit', this.#killOnExit)
    await this.#end('SIGKILL')
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 })
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process
    this.#process = null
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.ref()
    child.kill(signal)
    await ended
  }
}

/** What a broker without others needs. */
function singleBroker(port: number, controllerPort: number): Readonly<Record<string, string>> {
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '3',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '3',
    'group.initial.rebalance.delay.ms': '0',
    // A killed broker may come back as soon as its old lease is over.
    'broker.session.timeout.ms': '2000',
    'broker.heartbeat.interval.ms': '500',
  }
}

function manyListeners(
  listeners: readonly BrokerListener[],
  port: number,
  controllerPort: number,
): Readonly<Record<string, string>> {
  const address = (name: string, at: number) => `${name}://127.0.0.1:${at}`
  const own = address('PLAINTEXT', port)
  const bound = listeners.map(({ name, port: at }) => address(name, at))
  const advertised = listeners.map(({ name, port: at, advertisedPort = at }) => address(name, advertisedPort))
  const protocols = listeners.map(({ name, protocol }) => `${name}:${protocol}`)
  return {
    listeners: [own, ...bound, address('CONTROLLER', controllerPort)].join(','),
    'advertised.listeners': [own, ...advertised].join(','),
    'listener.security.protocol.map': ['PLAINTEXT:PLAINTEXT', 'CONTROLLER:PLAINTEXT', ...protocols].join(','),
    'inter.broker.listener.name': 'PLAINTEXT',
  }
}

/** A value as files of properties have it. */
function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
