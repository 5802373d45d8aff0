/** A type of PostgreSQL as far as it matters here; domains are replaced by what they are made of. */
export interface PgType {
  /** `int4`, `timestamptz`, `mood`; for arrays the element's name. */
  readonly name: string
  readonly kind: 'base' | 'enum' | 'array' | 'other'
  /** Precision, scale or length as PostgreSQL packs it, -1 if there is none. */
  readonly typmod: number
  readonly element: PgType | null
  readonly oid: number
  /** As SQL writes it, for messages: `numeric(10,2)`, `integer[]`. */
  readonly sql: string
}

/** Precision and scale of a numeric that has them. */
export function numericModifier(type: PgType): { readonly precision: number; readonly scale: number } | null {
  if (type.typmod < 4) return null
  const packed = type.typmod - 4
  // the scale is an 11-bit signed number since PostgreSQL 15
  return { precision: (packed >> 16) & 0xffff, scale: ((packed & 0x7ff) ^ 0x400) - 0x400 }
}
