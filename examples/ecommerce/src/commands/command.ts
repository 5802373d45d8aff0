import type { OptionTable, SettingsOf } from '../config/option.ts'
import type { AppConsole } from '../console/app-console.ts'
import type { ExitCode } from '../console/exit-code.ts'

/** What a command is given to work with. */
export interface CommandContext<Settings> {
  readonly settings: Settings
  readonly console: AppConsole
  /** Aborted when the user asks to stop: finish what is begun, then return. */
  readonly signal: AbortSignal
}

/** Words to try, beginning with the command's name, and what they do. */
export interface CommandExample {
  readonly says: string
  readonly words: string
}

/** One command: everything the frame needs to offer, explain and run it. */
export interface CommandDefinition<Table extends OptionTable> {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  readonly options: Table
  /** Whether it runs when no command is named. Default false; one command at most. */
  readonly isDefault?: boolean
  readonly examples: readonly CommandExample[]
  /** Problems between settings that are each right by themselves. */
  check?(settings: SettingsOf<Table>): readonly string[]
  /** Does the work. An error thrown ends the process with 1, a `ConfigError` with 2. */
  run(context: CommandContext<SettingsOf<Table>>): Promise<ExitCode>
}

type Settings = Readonly<Record<string, unknown>>

/** A command whose option types are hidden, so that different ones fit into one list. */
export interface Command {
  readonly name: string
  readonly summary: string
  readonly options: OptionTable
  readonly isDefault: boolean
  readonly examples: readonly CommandExample[]
  check(settings: Settings): readonly string[]
  run(context: CommandContext<Settings>): Promise<ExitCode>
}

/**
 * Makes a command: a file in this folder exports one, and `commands.ts` lists it.
 *
 * The settings that `run` receives are those of `options`, resolved and checked.
 */
export function defineCommand<const Table extends OptionTable>(definition: CommandDefinition<Table>): Command {
  const { name, summary, options, examples, isDefault = false } = definition
  return {
    name,
    summary,
    options,
    isDefault,
    examples,
    check: (settings) => definition.check?.(settings as SettingsOf<Table>) ?? [],
    run: (context) => definition.run(context as CommandContext<SettingsOf<Table>>),
  }
}
