import type { BooleanType } from '../../types/data-type.ts'
import type { Kernel } from '../function-definition.ts'
import { strict } from '../kernel.ts'
import { parseBoolean } from '../numbers/parse-number.ts'
import { type CastSite, dateToNumber, partial } from './cast-context.ts'
import { invalidInput } from './cast-error.ts'

/** Casts to boolean: numbers are true unless zero. Null: there is no such cast. */
export function castToBoolean(site: CastSite<BooleanType>): Kernel | null {
  const { from, to } = site
  switch (from.kind) {
    case 'string':
      return partial(site, parseBoolean, (text) => invalidInput(text, from, to))
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
    case 'float':
    case 'double':
    case 'decimal':
      return strict((v: number | bigint) => v !== 0 && v !== 0n)
    case 'timestamp':
      return site.mode === 'legacy' ? strict((micros: number) => micros !== 0) : null
    case 'date':
      return dateToNumber(site)
    default:
      return null
  }
}
