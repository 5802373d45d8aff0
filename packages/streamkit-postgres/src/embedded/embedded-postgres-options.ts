import { resolve } from 'node:path'
import { embeddedInvalidOption } from './embedded-error.ts'

/** How {@link startEmbeddedPostgres} starts the server; everything has a default. */
export interface EmbeddedPostgresOptions {
  /**
   * Folder that holds the database cluster; made if missing.
   * Default: a new temporary folder.
   */
  readonly dataDirectory?: string
  /** TCP port on 127.0.0.1. Default (and 0): a free one. */
  readonly port?: number
  /** Database to connect to; created if missing. Default `streamkit`. */
  readonly database?: string
  /** Superuser of a new cluster. Default `postgres`, or the one an existing cluster was made with. */
  readonly user?: string
  /** Password of a new cluster. Default: random, or the one an existing cluster was made with. */
  readonly password?: string
  /** Whether the data stay after {@link EmbeddedPostgres.stop}. Default: yes if `dataDirectory` is given. */
  readonly persistent?: boolean
  /** Server settings, passed as `-c name=value`, for example `{ max_connections: '200' }`. */
  readonly settings?: Readonly<Record<string, string>>
  /** Aborting while the server starts cancels the start; aborting later stops the server. */
  readonly signal?: AbortSignal
  /** Receives every line the server logs. */
  readonly log?: (line: string) => void
  /** Longest wait, in milliseconds, until the server answers; crash recovery included. Default 60000. */
  readonly startTimeoutMs?: number
}

/** {@link EmbeddedPostgresOptions} checked, with the defaults that need no look at the disk. */
export interface ResolvedEmbeddedOptions {
  /** Absolute; undefined asks for a temporary folder. */
  readonly dataDirectory: string | undefined
  /** Undefined asks for a free port. */
  readonly port: number | undefined
  readonly database: string
  readonly user: string | undefined
  readonly password: string | undefined
  readonly persistent: boolean
  readonly settings: Readonly<Record<string, string>>
  readonly signal: AbortSignal | undefined
  readonly log: ((line: string) => void) | undefined
  readonly startTimeoutMs: number
}

const DEFAULT_DATABASE = 'streamkit'
const DEFAULT_START_TIMEOUT_MS = 60_000
/** PostgreSQL cuts longer names silently. */
const MAX_NAME_BYTES = 63
/** Names of server settings, with the prefix that extensions use. */
const SETTING_NAME = /^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$/i
/** What the launcher decides itself; changed behind its back, it could not find its own server. */
const RESERVED_SETTINGS: ReadonlyMap<string, string> = new Map([
  ['port', 'use the option port'],
  ['data_directory', 'use the option dataDirectory'],
  ['listen_addresses', 'the embedded server is reachable from this machine only; leave it out'],
  ['unix_socket_directories', 'leave it out'],
  ['config_file', 'pass single settings instead'],
  ['hba_file', 'leave it out'],
  ['ident_file', 'leave it out'],
])

/** Checks the options; refuses what the server would misread, cut or ignore. */
export function resolveEmbeddedOptions(options: EmbeddedPostgresOptions): ResolvedEmbeddedOptions {
  const { dataDirectory, port, database = DEFAULT_DATABASE, user, password, settings = {} } = options
  if (dataDirectory !== undefined) checkText('dataDirectory', dataDirectory)
  if (port !== undefined) checkPort(port)
  checkDatabase(database)
  if (user !== undefined) checkUser(user)
  if (password !== undefined) checkText('password', password)
  for (const [name, value] of Object.entries(settings)) checkSetting(name, value)
  return {
    dataDirectory: dataDirectory === undefined ? undefined : resolve(dataDirectory),
    port: port === 0 ? undefined : port,
    database,
    user,
    password,
    persistent: options.persistent ?? dataDirectory !== undefined,
    settings,
    signal: options.signal,
    log: options.log,
    startTimeoutMs: checkTimeout(options.startTimeoutMs ?? DEFAULT_START_TIMEOUT_MS),
  }
}

function checkPort(port: number): void {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return
  throw embeddedInvalidOption('port', {
    reason: `${port} is not a TCP port`,
    hint: 'give a whole number from 1 to 65535, or leave it out for a free port',
  })
}

function checkTimeout(timeoutMs: number): number {
  if (timeoutMs > 0 && timeoutMs <= 2 ** 31 - 1) return timeoutMs
  throw embeddedInvalidOption('startTimeoutMs', {
    reason: `${timeoutMs} is not a time to wait`,
    hint: 'give a positive number of milliseconds',
  })
}

function checkText(option: string, text: string): void {
  // Files the server reads by lines (postmaster.pid, the password file) would be torn by a line break.
  if (text !== '' && !/[\0\r\n]/.test(text)) return
  throw embeddedInvalidOption(option, {
    reason: 'it is empty or holds a line break or a NUL character',
    hint: 'give one non-empty line of text',
  })
}

function checkName(option: string, name: string): void {
  checkText(option, name)
  if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return
  throw embeddedInvalidOption(option, {
    reason: `it is longer than ${MAX_NAME_BYTES} bytes, and PostgreSQL would cut it`,
    hint: 'give a shorter name',
  })
}

function checkDatabase(database: string): void {
  checkName('database', database)
  if (!/[?#]/.test(database)) return
  throw embeddedInvalidOption('database', {
    reason: 'the client pg cannot read a question mark or a hash in the database part of a connection string',
    hint: 'give a name without them',
  })
}

function checkUser(user: string): void {
  checkName('user', user)
  // initdb does not quote the name in all its statements, and PostgreSQL forbids these in an extension's owner.
  if (!/["$'\\]/.test(user)) return
  throw embeddedInvalidOption('user', {
    reason: 'PostgreSQL cannot be set up by a user whose name holds a quote, a dollar or a backslash',
    hint: 'give a name without them',
  })
}

function checkSetting(name: string, value: string): void {
  const reserved = RESERVED_SETTINGS.get(name.toLowerCase())
  if (reserved !== undefined)
    throw embeddedInvalidOption(`settings.${name}`, { reason: 'the launcher sets it', hint: reserved })
  if (!SETTING_NAME.test(name)) {
    throw embeddedInvalidOption(`settings.${JSON.stringify(name)}`, {
      reason: 'it is not the name of a server setting',
      hint: 'see SHOW ALL for names',
    })
  }
  if (value.includes('\0'))
    throw embeddedInvalidOption(`settings.${name}`, { reason: 'it holds a NUL character', hint: 'remove it' })
}
