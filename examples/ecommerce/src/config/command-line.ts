import { parseArgs } from 'node:util'
import { didYouMean } from './nearest.ts'
import { flagName, type Option, type OptionTable } from './option.ts'

export interface CommandLine {
  /** What was given, by option name: the text of a value, or whether a switch is on. */
  readonly given: ReadonlyMap<string, string | boolean>
  readonly positionals: readonly string[]
  readonly problems: readonly string[]
}

/**
 * Takes a command line apart. Nothing is thrown: every problem is collected, so that all are told at once.
 *
 * @param args - the words after the program's name
 */
export function parseCommandLine(args: readonly string[], table: OptionTable): CommandLine {
  const byFlag = new Map(Object.entries(table).map(([name, option]) => [flagName(name), { name, option }]))
  const { tokens } = parseArgs({
    args: [...withBareValues(args, byFlag)],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      [...byFlag].map(([flag, { option }]) => [
        flag,
        option.kind === 'value'
          ? { type: 'string' as const }
          : { type: 'boolean' as const, ...(option.short === undefined ? {} : { short: option.short }) },
      ]),
    ),
  })
  const given = new Map<string, string | boolean>()
  const positionals: string[] = []
  const problems: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value)
    if (token.kind !== 'option') continue
    const known = byFlag.get(token.name)
    if (known === undefined) {
      const flags = [...byFlag.keys()].map((flag) => `--${flag}`)
      problems.push(`${token.rawName}: unknown option${didYouMean(`--${token.name}`, flags)}`)
    } else if (known.option.kind === 'switch') {
      if (token.value === undefined) given.set(known.name, true)
      else problems.push(`--${token.name}: takes no value`)
    } else if (token.value === undefined || (!token.inlineValue && isFlag(token.value, byFlag))) {
      problems.push(`--${token.name}: needs a value`)
    } else {
      given.set(known.name, token.value)
    }
  }
  return { given, positionals, problems }
}

/** `--ui` is `--ui=4040`, unless a word follows that may be its value. */
function withBareValues(
  args: readonly string[],
  byFlag: ReadonlyMap<string, { readonly option: Option }>,
): readonly string[] {
  return args.map((word, i) => {
    const option = word.startsWith('--') ? byFlag.get(word.slice(2))?.option : undefined
    if (option?.kind !== 'value' || option.bare === undefined) return word
    const next = args[i + 1]
    return next === undefined || next.startsWith('-') ? `${word}=${option.bare}` : word
  })
}

/** `--seed --out x`: the value was forgotten, and parseArgs takes the next flag for it. */
function isFlag(word: string, byFlag: ReadonlyMap<string, unknown>): boolean {
  return word.startsWith('--') && byFlag.has(word.slice(2))
}
