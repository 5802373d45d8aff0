/** A value of a row as JSON can hold it: a BIGINT beyond the safe integers is text, bytes are base64. */
export function plainJson(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (value instanceof Map) return [...value].map(([key, entry]) => ({ key: plainJson(key), value: plainJson(entry) }))
  if (Array.isArray(value)) return value.map(plainJson)
  if (typeof value === 'object' && value !== null) {
    // A class of the library's own, a decimal or a day, tells itself as text.
    if (Object.getPrototypeOf(value) !== Object.prototype && Object.getPrototypeOf(value) !== null) return String(value)
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plainJson(field)]))
  }
  return value
}

/** A cell of a table. */
export function jsonText(value: unknown): string {
  const plain = plainJson(value)
  return typeof plain === 'string' ? plain : (JSON.stringify(plain) ?? 'null')
}
