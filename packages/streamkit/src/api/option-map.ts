import { IllegalArgumentException } from '../errors/streamkit-error.ts'

/** Options as they were given; a name stands once, whatever its case. */
export type OptionMap = Readonly<Record<string, unknown>>

/** The options with some more: the later value wins. Throws INVALID_OPTION_NAME. */
export function withOptions(options: OptionMap, more: object): OptionMap {
  const next: Record<string, unknown> = Object.assign(Object.create(null), options)
  for (const [name, value] of Object.entries(more)) {
    if (name === '') throw new IllegalArgumentException('INVALID_OPTION_NAME', { name: '``' })
    const known = Object.keys(next).find((other) => other.toLowerCase() === name.toLowerCase())
    if (known !== undefined) delete next[known]
    if (value !== undefined) next[name] = value
  }
  return next
}
