/** The expiry of an entry, NaN for never: what is not a finite number never comes. */
export function expiryOf(expiresAt: number | undefined): number {
  return expiresAt === undefined || !Number.isFinite(expiresAt) ? Number.NaN : expiresAt
}
