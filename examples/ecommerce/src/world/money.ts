/** Writes an amount of cents as exact text with two decimals: money is never a double on its way to the file. */
export function centsToText(cents: number): string {
  return `${Math.trunc(cents / 100)}.${String(cents % 100).padStart(2, '0')}`
}

/** What 100 euro cents are worth, in cents of each currency the shop sells in. */
const centsPer100 = { EUR: 100, USD: 108, GBP: 86, CHF: 95 } as const

export type Currency = keyof typeof centsPer100

export const currencies: readonly Currency[] = Object.keys(centsPer100) as Currency[]

/** Converts euro cents into whole cents of another currency, half up. */
export function convertCents(euroCents: number, currency: Currency): number {
  return Math.floor((euroCents * centsPer100[currency] + 50) / 100)
}
