import type { Clock } from '../contracts/clock.ts'
import type { LogFields, Logger } from '../contracts/logger.ts'

/** One JSON line for each warning and error: what a session logs with unless it is given a logger. */
export function stderrLogger(clock: Clock, appName: string): Logger {
  const write = (level: string, fields: LogFields, message: string) => {
    process.stderr.write(
      `${JSON.stringify({ time: new Date(clock.now()).toISOString(), level, app: appName, msg: message, ...fields })}\n`,
    )
  }
  return {
    debug() {},
    info() {},
    warn: (fields, message) => write('warn', fields, message),
    error: (fields, message) => write('error', fields, message),
  }
}
