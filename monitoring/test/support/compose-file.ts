import { parse } from 'yaml'
import { readText } from './repository.ts'

export interface HealthCheck {
  readonly test: readonly string[]
}

/** The part of a service that the tests look at. */
export interface ComposeService {
  readonly image?: string
  readonly build?: string
  readonly profiles?: readonly string[]
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly ports?: readonly string[]
  readonly volumes?: readonly string[]
  readonly restart?: string
  readonly healthcheck?: HealthCheck
  readonly depends_on?: Readonly<Record<string, { readonly condition: string; readonly required?: boolean }>>
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>
  readonly volumes: Readonly<Record<string, unknown>>
}

/** docker-compose.yml with its merge keys resolved, variables as they are written. */
export function composeFile(): ComposeFile {
  return parse(readText('docker-compose.yml'), { merge: true }) as ComposeFile
}

const variable = /\$\{(?<name>[A-Za-z_]\w*)(?:(?<how>:?[-?])(?<rest>[^}]*))?\}/g

/** The names of all variables in the file, each once. */
export function variablesOf(text: string): ReadonlyMap<string, { readonly how: string; readonly rest: string }> {
  return new Map(
    [...text.matchAll(variable)].map(({ groups }) => [
      groups?.name ?? '',
      { how: groups?.how ?? '', rest: groups?.rest ?? '' },
    ]),
  )
}

/** A text with its variables replaced, as Compose does it. */
export function interpolated(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(variable, (_, name: string, how: string | undefined, rest: string | undefined) => {
    const value = values[name] ?? ''
    if (value !== '') return value
    if (how?.includes('?')) throw new Error(`${name}: ${rest}`)
    return rest ?? ''
  })
}

/** What the part for Compose of `.env.example` sets. */
export function composeSettings(text = readText('.env.example')): Readonly<Record<string, string>> {
  const part = text.split('# --- docker compose ---')[1] ?? ''
  return Object.fromEntries(
    [...part.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value.replaceAll('"', '')]),
  )
}
