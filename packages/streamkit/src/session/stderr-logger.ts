import { styleText } from 'node:util'
import type { Clock } from '../contracts/clock.ts'
import type { LogFields, Logger } from '../contracts/logger.ts'
import { visible } from '../util/visible-text.ts'

/** From everything to nothing. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent']
const colours = { debug: 'gray', info: 'cyan', warn: 'yellow', error: 'red' } as const

export interface StderrLoggerOptions {
  readonly clock: Clock
  readonly appName: string
  /** What is below it is not written. */
  readonly level: LogLevel
  /** Where it goes: standard error. */
  readonly stream: { write(text: string): unknown; readonly isTTY?: boolean }
  /** Whether colours are wanted at all: NO_COLOR is not set. */
  readonly colour: boolean
}

/** Lines for people on a terminal, else lines of JSON. */
export function stderrLogger(options: StderrLoggerOptions): Logger {
  const { level, stream } = options
  const lineOf = stream.isTTY === true ? prettyLine : jsonLine
  const at = (own: keyof typeof colours) => {
    if (levels.indexOf(own) < levels.indexOf(level)) return () => {}
    return (fields: LogFields, message: string) => {
      stream.write(`${lineOf(own, { fields, message }, options)}\n`)
    }
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

interface Entry {
  readonly fields: LogFields
  readonly message: string
}

function jsonLine(level: string, { fields, message }: Entry, { clock, appName }: StderrLoggerOptions): string {
  return JSON.stringify({ time: new Date(clock.now()).toISOString(), level, app: appName, msg: message, ...fields })
}

/** `12:00:00.000 WARN  the sink is slow  query=orders batchId=7` */
function prettyLine(
  level: keyof typeof colours,
  { fields, message }: Entry,
  { clock, colour }: StderrLoggerOptions,
): string {
  const paint = (format: (typeof colours)[keyof typeof colours], text: string) =>
    colour ? styleText(format, text, { validateStream: false }) : text
  const time = new Date(clock.now()).toISOString().slice(11, -1)
  const details = Object.entries(fields)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `${name}=${visible(typeof value === 'string' ? value : JSON.stringify(value))}`)
    .join(' ')
  return `${paint('gray', time)} ${paint(colours[level], level.toUpperCase().padEnd(5))} ${visible(message)}  ${paint('gray', details)}`
}

/** What a session logs with unless it is given a logger. */
export function standardLogger(
  clock: Clock,
  { appName = 'streamkit', logLevel = 'warn' }: { readonly appName?: string; readonly logLevel?: LogLevel },
): Logger {
  const { stderr, env } = process
  return stderrLogger({ clock, appName, level: logLevel, stream: stderr, colour: (env.NO_COLOR ?? '') === '' })
}
