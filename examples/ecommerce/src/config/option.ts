import { z } from 'zod'
import { parseDurationMs } from './duration.ts'

/** A setting with a value: `--seed 7`, or from the environment. */
export interface ValueOption<S extends z.ZodType = z.ZodType> {
  readonly kind: 'value'
  /** What the value must be, and what it becomes; its input is the text as given. */
  readonly schema: S
  /** The value when none is given, as a text; without one the schema decides whether it may be missing. */
  readonly default: string | undefined
  /** What stands for the value in the help, for example `<number>`. */
  readonly placeholder: string
  readonly help: string
  /** The value of the flag without one: `--ui`. Undefined: it needs one. */
  readonly bare?: string
  /** Name in the environment and in `.env`; default `ECOMMERCE_` and the name in capitals. */
  readonly env: string | undefined
}

/** A setting that is on or off: `--json`. It has no place in the environment. */
export interface SwitchOption {
  readonly kind: 'switch'
  readonly help: string
  /** One letter, for example `q`. */
  readonly short: string | undefined
}

export type Option = ValueOption | SwitchOption

/** The settings of a command by their names in camelCase; `eventsMin` is the flag `--events-min`. */
export type OptionTable = Readonly<Record<string, Option>>

/** What the settings of a table become. */
export type SettingsOf<T extends OptionTable> = {
  readonly [K in keyof T]: T[K] extends ValueOption<infer S> ? z.output<S> : boolean
}

interface Describe {
  readonly help: string
  readonly default?: string
  readonly env?: string
  readonly placeholder?: string
}

function value<S extends z.ZodType>(schema: S, placeholder: string, describe: Describe): ValueOption<S> {
  const { help, env } = describe
  return {
    kind: 'value',
    schema,
    help,
    env,
    default: describe.default,
    placeholder: describe.placeholder ?? placeholder,
  }
}

/** A text that is not empty. */
export function textOption(describe: Describe): ValueOption<z.ZodType<string>> {
  return value(z.string().min(1, 'must not be empty'), '<text>', describe)
}

/** One word of a list. */
export function choiceOption<const C extends string>(
  choices: readonly C[],
  describe: Describe,
): ValueOption<z.ZodType<C>> {
  return value(z.enum(choices, `must be one of ${choices.join(', ')}`), `<${choices.join('|')}>`, describe)
}

/** A whole number within bounds, both inclusive. */
export function wholeOption(bounds: { min: number; max: number }, describe: Describe): ValueOption<z.ZodType<number>> {
  const message = `must be a whole number from ${bounds.min} to ${bounds.max}`
  const schema = z
    .string()
    .regex(/^-?\d{1,15}$/, message)
    .transform(Number)
    .refine((number) => number >= bounds.min && number <= bounds.max, message)
  return value(schema, '<number>', describe)
}

/** A part of the whole, from 0 to 1. */
export function shareOption(describe: Describe): ValueOption<z.ZodType<number>> {
  const message = 'must be a share from 0 to 1, such as 0.05'
  const schema = z
    .string()
    .regex(/^(\d+(\.\d+)?|\.\d+)$/, message)
    .transform(Number)
    .refine((share) => share <= 1, message)
  return value(schema, '<share>', describe)
}

/** A duration such as `10 seconds`; becomes milliseconds. */
export function durationOption(bounds: { minMs: number }, describe: Describe): ValueOption<z.ZodType<number>> {
  const message = `must be a duration of at least ${bounds.minMs} ms, such as '10 seconds'`
  const schema = z
    .string()
    .transform((text) => parseDurationMs(text) ?? -1)
    .refine((ms) => ms >= bounds.minMs, message)
  return value(schema, '<duration>', describe)
}

/** A moment in ISO 8601 with its zone; becomes milliseconds since the epoch. */
export function momentOption(describe: Describe): ValueOption<z.ZodType<number>> {
  const schema = z.iso
    .datetime({ offset: true, error: 'must be a moment with its zone, such as 2026-11-23T12:00:00Z' })
    .transform((text) => Date.parse(text))
  return value(schema, '<moment>', describe)
}

/** The same setting, but the flag may stand without a value: `--ui`, `--ui 4041`. */
export function withBare<S extends z.ZodType>(option: ValueOption<S>, bare: string): ValueOption<S> {
  return { ...option, bare, placeholder: `[${option.placeholder.slice(1, -1)}]` }
}

/** The same setting, but it may be left out; then it is `undefined`. */
export function optional<S extends z.ZodType>(option: ValueOption<S>): ValueOption<z.ZodOptional<S>> {
  return { ...option, schema: option.schema.optional() }
}

export function switchOption(describe: { help: string; short?: string }): SwitchOption {
  return { kind: 'switch', help: describe.help, short: describe.short }
}

/** `eventsMin` → `events-min` */
export function flagName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** `eventsMin` → `ECOMMERCE_EVENTS_MIN`, unless the option names another variable. */
export function envName(name: string, option: ValueOption): string {
  return option.env ?? `ECOMMERCE_${flagName(name).replaceAll('-', '_').toUpperCase()}`
}
