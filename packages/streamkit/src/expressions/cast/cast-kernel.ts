import { invariant } from '../../errors/invariant.ts'
import { type DataType, simpleString } from '../../types/data-type.ts'
import { sameRepresentation } from '../common-type.ts'
import type { CastMode, ExpressionConf } from '../expression.ts'
import type { Kernel } from '../function-definition.ts'
import { strict, withNulls } from '../kernel.ts'
import type { CastSite } from './cast-context.ts'
import { castToArray, castToMap, castToStruct } from './nested.ts'
import { castToBinary } from './to-binary.ts'
import { castToBoolean } from './to-boolean.ts'
import { castToDate, castToTimestamp, castToTimestampNtz } from './to-datetime.ts'
import { castToDecimal } from './to-decimal.ts'
import { castToFractional } from './to-fractional.ts'
import { castToIntegral } from './to-integral.ts'
import { castToString } from './to-string.ts'

const conversion: ExpressionConf = { timeZone: 'UTC', ansi: true }

/** What happens to bad values, and what text and times depend on. */
export interface CastOptions {
  readonly mode: CastMode
  readonly conf: ExpressionConf
}

/** Whether there is a cast at all (not whether every value survives it). */
export function canCast(from: DataType, to: DataType, mode: CastMode): boolean {
  return castOf({ from, to, mode, conf: conversion }) !== null
}

/** Whether the cast can make null of a value that is not null. */
export function castMayReturnNull(from: DataType, to: DataType, mode: CastMode): boolean {
  return castOf({ from, to, mode, conf: conversion })?.mayReturnNull ?? true
}

/** How values of `from` become values of `to`. The cast must exist ({@link canCast}). */
export function castKernel(from: DataType, to: DataType, options: CastOptions): Kernel {
  const kernel = castOf({ from, to, ...options })
  invariant(kernel !== null, `a cast from ${simpleString(from)} to ${simpleString(to)}`)
  return kernel
}

function castOf(site: CastSite): Kernel | null {
  const { from, to, mode, conf } = site
  if (from.kind === 'void') return withNulls(() => null, true)
  if (sameRepresentation(from, to))
    return strict(
      (v: unknown) => v,
      ([v]) => v as string,
    )
  const castElement = (f: DataType, t: DataType) => castOf({ ...site, from: f, to: t })
  switch (to.kind) {
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      return castToIntegral({ from, to, mode, conf })
    case 'float':
    case 'double':
      return castToFractional({ from, to, mode, conf })
    case 'decimal':
      return castToDecimal({ from, to, mode, conf })
    case 'boolean':
      return castToBoolean({ from, to, mode, conf })
    case 'string':
      return castToString({ from, to, mode, conf })
    case 'date':
      return castToDate({ from, to, mode, conf })
    case 'timestamp':
      return castToTimestamp({ from, to, mode, conf })
    case 'timestamp_ntz':
      return castToTimestampNtz({ from, to, mode, conf })
    case 'binary':
      return castToBinary(site)
    case 'array':
      return castToArray({ from, to, mode, conf }, castElement)
    case 'map':
      return castToMap({ from, to, mode, conf }, castElement)
    case 'struct':
      return castToStruct({ from, to, mode, conf }, castElement)
    case 'void':
      return null
  }
}
