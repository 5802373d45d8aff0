import type { ByteSlice } from '../../contracts/state-store.ts'

export function startsWith(key: ByteSlice, prefix: ByteSlice): boolean {
  const length = prefix.end - prefix.start
  if (key.end - key.start < length) return false
  for (let i = 0; i < length; i++) if (key.bytes[key.start + i] !== prefix.bytes[prefix.start + i]) return false
  return true
}
