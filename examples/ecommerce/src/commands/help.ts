import { envName, flagName, type Option, type OptionTable } from '../config/option.ts'
import type { Command, CommandExample } from './command.ts'

/** How the program is started from the top of the repository. */
const program = 'npm run ecommerce --'

/** Left column and right column, the right one aligned. */
function columns(pairs: readonly (readonly [string, string])[]): string {
  const width = Math.max(...pairs.map(([left]) => left.length))
  return pairs.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n')
}

function optionPair(name: string, option: Option): readonly [string, string] {
  if (option.kind === 'switch') {
    return [`${option.short === undefined ? '' : `-${option.short}, `}--${flagName(name)}`, option.help]
  }
  const preset = option.default === undefined ? '' : ` Default: ${option.default}.`
  return [`--${flagName(name)} ${option.placeholder}`, `${option.help}${preset} [${envName(name, option)}]`]
}

function optionList(table: OptionTable): string {
  return columns(Object.entries(table).map(([name, option]) => optionPair(name, option)))
}

function exampleList(examples: readonly CommandExample[]): string {
  return examples.map(({ words, says }) => `  # ${says}\n  ${program} ${words}`).join('\n')
}

function commandLine({ summary, isDefault }: Command): string {
  return isDefault ? `${summary} (when no command is named)` : summary
}

/** The help of the program: its commands and what they have in common. */
export function programHelp(commands: readonly Command[], globals: OptionTable): string {
  return `Product views and purchases of a shop: CSV files to PostgreSQL, exactly once.

Usage: ${program} <command> [options]

Commands:
${columns(commands.map((command) => [command.name, commandLine(command)] as const))}

Options of every command:
${optionList(globals)}

Settings come from flags, else from the variable in brackets, else from the .env file, else the default.
Exit codes: 0 ok, 1 failed, 2 bad usage or configuration, 3 data loss, 4 checkpoint locked, lost or incompatible,
130 and 143 when a second Ctrl-C or SIGTERM ended it at once.

Examples:
${exampleList(commands.flatMap(({ examples }) => examples.slice(0, 1)))}

More: ${program} <command> --help`
}

/** The help of one command. */
export function commandHelp(command: Command, globals: OptionTable): string {
  return `${command.summary}

Usage: ${program} ${command.name} [options]

Options:
${optionList(command.options)}

Options of every command:
${optionList(globals)}

Examples:
${exampleList(command.examples)}`
}
