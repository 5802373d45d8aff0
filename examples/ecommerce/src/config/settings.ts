import { didYouMean } from './nearest.ts'
import { envName, flagName, type OptionTable, type ValueOption } from './option.ts'

/** Where settings come from, the strongest first. */
export interface SettingSources {
  /** From the command line, by option name. */
  readonly given: ReadonlyMap<string, string | boolean>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly envFile: { readonly path: string; readonly values: Readonly<Record<string, string>> }
}

export interface ResolvedSettings {
  readonly settings: Readonly<Record<string, unknown>>
  readonly problems: readonly string[]
}

interface Found {
  readonly text: string | undefined
  /** How a problem names the setting. */
  readonly label: string
}

/**
 * Decides every setting of a table: flag, else environment, else `.env`, else default; an empty variable counts as
 * not set. Each is checked by its schema, and all problems are collected.
 */
export function resolveSettings(table: OptionTable, sources: SettingSources): ResolvedSettings {
  const settings: Record<string, unknown> = {}
  const problems: string[] = []
  for (const [name, option] of Object.entries(table)) {
    if (option.kind === 'switch') {
      settings[name] = sources.given.get(name) === true
      continue
    }
    const { text, label } = find(name, option, sources)
    if (text === undefined && !option.schema.safeParse(undefined).success) {
      problems.push(`${label}: is missing`)
      continue
    }
    const checked = option.schema.safeParse(text)
    if (checked.success) settings[name] = checked.data
    else problems.push(`${label}: ${checked.error.issues[0]?.message ?? 'is not valid'}`)
  }
  return { settings, problems }
}

function find(name: string, option: ValueOption, { given, env, envFile }: SettingSources): Found {
  const flag = `--${flagName(name)}`
  const variable = envName(name, option)
  const flagText = given.get(name)
  if (typeof flagText === 'string') return { text: flagText, label: flag }
  if (env[variable]) return { text: env[variable], label: `${variable} (environment)` }
  if (envFile.values[variable]) return { text: envFile.values[variable], label: `${variable} (${envFile.path})` }
  return { text: option.default, label: `${flag} (or ${variable})` }
}

/** Variables that look like ours and are not: most likely a slip of the pen. */
export function unknownVariables(tables: readonly OptionTable[], sources: Omit<SettingSources, 'given'>): string[] {
  const known = tables.flatMap((table) =>
    Object.entries(table).flatMap(([name, option]) => (option.kind === 'value' ? [envName(name, option)] : [])),
  )
  const strange = (values: Readonly<Record<string, unknown>>, where: string): string[] =>
    Object.keys(values)
      .filter((name) => name.startsWith('ECOMMERCE_') && !known.includes(name))
      .map((name) => `${name} (${where}): unknown setting${didYouMean(name, known)}`)
  return [...strange(sources.env, 'environment'), ...strange(sources.envFile.values, sources.envFile.path)]
}
