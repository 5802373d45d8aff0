import type { Kernel } from '../function-definition.ts'
import { strict } from '../kernel.ts'
import type { CastSite } from './cast-context.ts'

const encoder = new TextEncoder()
const widths: Readonly<Record<string, number>> = { tinyint: 1, smallint: 2, int: 4, bigint: 8 }

/** Casts to binary: texts as UTF-8; integers as their bytes, highest first, with ANSI off only. Null: there is no such cast. */
export function castToBinary({ from, mode }: CastSite): Kernel | null {
  if (from.kind === 'string') return strict((text: string) => encoder.encode(text))
  const width = widths[from.kind]
  if (width === undefined || mode !== 'legacy') return null
  return strict((value: number | bigint) => {
    const bytes = new DataView(new ArrayBuffer(8))
    bytes.setBigInt64(0, BigInt(value))
    return new Uint8Array(bytes.buffer, 8 - width)
  })
}
