import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Command, CommandOptions } from './command.ts'
import { commands } from './commands.ts'
import { nearestWord } from './nearest-word.ts'

/** What is to be done. */
export type Request =
  | { readonly kind: 'help' | 'version' }
  | { readonly kind: 'bad usage'; readonly problems: readonly string[] }
  | {
      readonly kind: 'run'
      readonly command: Command
      readonly checkpoint: string
      readonly json: boolean
      readonly options: CommandOptions
    }

const flags = {
  checkpoint: { type: 'string', short: 'c' },
  last: { type: 'string' },
  batch: { type: 'string' },
  operator: { type: 'string' },
  store: { type: 'string' },
  limit: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const

/** Takes a command line apart; all that is wrong with it is told at once. */
export function parseCommandLine(args: readonly string[]): Request {
  const { tokens } = parseArgs({ args: [...args], options: flags, strict: false, allowPositionals: true, tokens: true })
  const given = new Map<string, string>()
  const words: string[] = []
  const problems: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind !== 'option') continue
    const flag = Object.hasOwn(flags, token.name) ? flags[token.name as keyof typeof flags] : null
    if (flag === null) {
      const guess = nearestWord(token.name, Object.keys(flags))
      problems.push(`${token.rawName}: unknown option${guess === null ? '' : `; did you mean --${guess}?`}`)
    } else if (flag.type === 'boolean') {
      if (token.value === undefined) given.set(token.name, 'true')
      else problems.push(`--${token.name}: takes no value`)
    } else if (token.value === undefined || (!token.inlineValue && token.value.startsWith('-'))) {
      problems.push(`--${token.name}: needs a value`)
    } else given.set(token.name, token.value)
  }
  if (given.has('help') || words[0] === 'help' || args.length === 0) return { kind: 'help' }
  if (given.has('version')) return { kind: 'version' }
  return requestOf(words, given, problems)
}

function requestOf(words: readonly string[], given: ReadonlyMap<string, string>, problems: string[]): Request {
  const [name = '', ...rest] = words
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) {
    const guess = nearestWord(name, Object.keys(commands))
    problems.push(
      name === ''
        ? `name a command: ${Object.keys(commands).join(', ')}`
        : `${name}: no such command${guess === null ? `; there are ${Object.keys(commands).join(', ')}` : `; did you mean ${guess}?`}`,
    )
  }
  const checkpoint = given.get('checkpoint') ?? rest[0]
  const surplus = rest.slice(given.has('checkpoint') ? 0 : 1)
  if (checkpoint === undefined || checkpoint === '') problems.push('--checkpoint DIR is missing')
  if (surplus.length > 0) problems.push(`${surplus.join(' ')}: too many words`)
  const whole = (flag: string, least: number): number | null => {
    const text = given.get(flag)
    if (text === undefined) return null
    const value = Number(text)
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value
    problems.push(`--${flag}: ${JSON.stringify(text)} is not a whole number of at least ${least}`)
    return null
  }
  const options: CommandOptions = {
    last: whole('last', 1) ?? 10,
    batch: whole('batch', 0),
    operator: whole('operator', 0),
    store: given.get('store') ?? null,
    limit: whole('limit', 1) ?? 20,
  }
  if (command === undefined || checkpoint === undefined || problems.length > 0) return { kind: 'bad usage', problems }
  return { kind: 'run', command, checkpoint: pathOf(checkpoint), json: given.has('json'), options }
}

/** Spark's checkpoints are often named by URL. */
function pathOf(checkpoint: string): string {
  return resolve(checkpoint.startsWith('file:') ? fileURLToPath(checkpoint) : checkpoint)
}
