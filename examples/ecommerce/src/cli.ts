import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from './commands/command.ts'
import { commands as allCommands } from './commands/commands.ts'
import { commandHelp, programHelp } from './commands/help.ts'
import { parseCommandLine } from './config/command-line.ts'
import { ConfigError } from './config/config-error.ts'
import { readEnvFile } from './config/env-file.ts'
import { didYouMean } from './config/nearest.ts'
import { durationOption, optional, type SettingsOf, switchOption, textOption } from './config/option.ts'
import { resolveSettings, unknownVariables } from './config/settings.ts'
import { type AppConsole, createAppConsole } from './console/app-console.ts'
import { ExitCode } from './console/exit-code.ts'
import type { StatusOutput } from './console/status-line.ts'
import { type SignalSource, stopSignals } from './console/stop-signals.ts'

/** The process around the program, or a test's stand-in. */
export interface CliHost {
  /** The words after the program's name. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** Folder whose `.env` is read. */
  readonly folder: string
  readonly stdout: StatusOutput
  readonly stderr: StatusOutput
  readonly signals: SignalSource
  /** Ends the process at once. */
  exit(code: ExitCode): void
  /** Default: all of them. */
  readonly commands?: readonly Command[]
}

const globals = {
  help: switchOption({ help: 'Show this help.', short: 'h' }),
  version: switchOption({ help: 'Show the version.', short: 'V' }),
  json: switchOption({ help: 'Results and errors as one JSON object on stdout.' }),
  quiet: switchOption({ help: 'Say nothing but results asked for with --json, and errors.', short: 'q' }),
  envFile: optional(
    textOption({ help: 'File with settings; .env in the working folder if there is one.', placeholder: '<file>' }),
  ),
  gracefulShutdownTimeout: durationOption(
    { minMs: 0 },
    { help: 'How long a stop that was asked for may take before it is forced; 0 = for ever.', default: '30 seconds' },
  ),
}

/**
 * Runs one command line from beginning to end.
 *
 * @returns what the process should end with; nothing is thrown
 */
export async function runCli(host: CliHost): Promise<ExitCode> {
  const commands = host.commands ?? allCommands
  const [name = ''] = host.args
  if (name === '' || name.startsWith('-')) return runBare(host, commands)
  const command = commands.find((candidate) => candidate.name === name)
  const args = host.args.slice(1)
  if (command === undefined) {
    const known = commands.map((candidate) => candidate.name)
    const problem = `${name}: unknown command${didYouMean(name, known) || '.'} The commands are: ${known.join(', ')}.`
    return complain(consoleOf(host, host.args), new ConfigError([problem]), 'ecommerce')
  }
  return runCommand(host, command, { commands, args })
}

/** No command is named: help, version, the default command, or a complaint. */
async function runBare(host: CliHost, commands: readonly Command[]): Promise<ExitCode> {
  const { given, problems } = parseCommandLine(host.args, globals)
  const help = programHelp(commands, globals)
  if (given.has('version')) return print(host.stdout, version())
  if (given.has('help')) return print(host.stdout, help)
  const main = commands.find((command) => command.isDefault)
  if (main !== undefined) return runCommand(host, main, { commands, args: host.args })
  const console = consoleOf(host, host.args)
  if (problems.length > 0) return complain(console, new ConfigError(problems), 'ecommerce')
  if (console.json) return complain(console, new ConfigError(['a command is missing']), 'ecommerce')
  host.stderr.write(`${help}\n`)
  return ExitCode.usage
}

async function runCommand(
  host: CliHost,
  command: Command,
  { commands, args }: { commands: readonly Command[]; args: readonly string[] },
): Promise<ExitCode> {
  const table = { ...globals, ...command.options }
  const line = parseCommandLine(args, table)
  if (line.given.has('help')) return print(host.stdout, commandHelp(command, globals))
  if (line.given.has('version')) return print(host.stdout, version())
  const console = consoleOf(host, host.args)
  const title = `ecommerce ${command.name}`
  try {
    const settings = settingsOf(host, command, { commands, line })
    using stop = stopSignals({
      source: host.signals,
      exit: (code) => host.exit(code),
      graceMs: settings.gracefulShutdownTimeout,
      onFirst: (signal) => console.info(`${signal}: stopping after what is begun; once more to stop at once`),
    })
    return await command.run({ settings, console, signal: stop.signal })
  } catch (error) {
    return complain(console, error, title)
  }
}

function settingsOf(
  host: CliHost,
  command: Command,
  { commands, line }: { commands: readonly Command[]; line: ReturnType<typeof parseCommandLine> },
): SettingsOf<typeof globals> & Readonly<Record<string, unknown>> {
  const table = { ...globals, ...command.options }
  const named = line.given.get('envFile') ?? host.env.ECOMMERCE_ENV_FILE
  const path = typeof named === 'string' && named !== '' ? named : '.env'
  const file = readEnvFile(resolve(host.folder, path), path === named)
  const envFile = { path, values: file.values }
  const { settings, problems } = resolveSettings(table, { given: line.given, env: host.env, envFile })
  const tables = [globals, ...commands.map((candidate) => candidate.options)]
  const all = [
    // Not quoted: it may be the value of a mistyped flag, and a secret.
    ...(line.positionals.length > 0 ? ['there is a word that belongs to no option'] : []),
    ...line.problems,
    ...file.problems,
    ...problems,
    ...unknownVariables(tables, { env: host.env, envFile }),
  ]
  if (all.length === 0) all.push(...command.check(settings))
  if (all.length > 0) throw new ConfigError(all)
  return settings as SettingsOf<typeof globals> & Readonly<Record<string, unknown>>
}

/** Tells what is wrong, for people or for programs, and decides the exit code. */
function complain(console: AppConsole, error: unknown, title: string): ExitCode {
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof ConfigError) {
    const { problems } = error
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
    if (console.json) console.result({ error: { code: 'BAD_USAGE', message: count, problems } }, '')
    else {
      console.error(`${title}: ${count}`)
      for (const problem of problems) console.error(`  - ${problem}`)
      console.error(`See ${title} --help`)
    }
    return ExitCode.usage
  }
  const code = (error as { code?: unknown } | null)?.code
  if (console.json) console.result({ error: { code: typeof code === 'string' ? code : 'FAILED', message } }, '')
  else console.error(`${title}: ${message}`)
  return ExitCode.failed
}

function consoleOf({ stdout, stderr, env }: CliHost, args: readonly string[]): AppConsole {
  const { given } = parseCommandLine(args, { json: globals.json, quiet: globals.quiet })
  return createAppConsole({ stdout, stderr, env, json: given.has('json'), quiet: given.has('quiet') })
}

function print(output: StatusOutput, text: string): ExitCode {
  output.write(`${text}\n`)
  return ExitCode.ok
}

function version(): string {
  const file = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(file) as { version: string }).version
}
