import type { ArrayType, DataType, MapType, StructType } from '../../types/data-type.ts'
import type { EvaluationContext, Kernel } from '../function-definition.ts'
import { withNulls } from '../kernel.ts'
import type { CastSite } from './cast-context.ts'

/** Makes the kernel of the cast of an element. Null: there is none. */
export type CastElement = (from: DataType, to: DataType) => Kernel | null
type Convert = (context: EvaluationContext, value: unknown) => unknown

/** A kernel as a function that takes nulls. */
function converter(kernel: Kernel): Convert {
  const evaluate = kernel.evaluate as (...args: unknown[]) => unknown
  const call: Convert = kernel.usesContext === true ? evaluate : (_context, value) => evaluate(value)
  return (context, value) => (value === null ? null : call(context, value))
}

function nestedKernel(convert: Convert): Kernel {
  const skipNull: Convert = (context, value) => (value === null ? null : convert(context, value))
  return { ...withNulls(skipNull, true), usesContext: true }
}

/** Casts element by element. Null: there is no such cast. */
export function castToArray({ from, to }: CastSite<ArrayType>, castElement: CastElement): Kernel | null {
  if (from.kind !== 'array') return null
  const element = castElement(from.element, to.element)
  if (element === null) return null
  const convert = converter(element)
  return nestedKernel((context, value) => (value as unknown[]).map((item) => convert(context, item)))
}

/** Casts keys and values. Null: there is no such cast. */
export function castToMap({ from, to }: CastSite<MapType>, castElement: CastElement): Kernel | null {
  if (from.kind !== 'map') return null
  const key = castElement(from.key, to.key)
  const value = castElement(from.value, to.value)
  if (key === null || value === null) return null
  const [ofKey, ofValue] = [converter(key), converter(value)]
  return nestedKernel((context, map) => {
    const out = new Map<unknown, unknown>()
    for (const [k, v] of map as Map<unknown, unknown>) out.set(ofKey(context, k), ofValue(context, v))
    return out
  })
}

/** Casts field by field, by position. Null: there is no such cast. */
export function castToStruct({ from, to }: CastSite<StructType>, castElement: CastElement): Kernel | null {
  if (from.kind !== 'struct' || from.fields.length !== to.fields.length) return null
  const converts: Convert[] = []
  for (const [i, field] of from.fields.entries()) {
    const kernel = castElement(field.dataType, (to.fields[i] as typeof field).dataType)
    if (kernel === null) return null
    converts.push(converter(kernel))
  }
  return nestedKernel((context, row) => converts.map((convert, i) => convert(context, (row as unknown[])[i])))
}
