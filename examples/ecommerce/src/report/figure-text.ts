const seconds = 1000
const minutes = 60 * seconds
const hours = 60 * minutes

/** `1,234`; fractions only of small numbers. */
export function countText(count: number): string {
  return count.toLocaleString('en-US', { maximumFractionDigits: Math.abs(count) < 10 ? 1 : 0 })
}

/** `12 ms`, `1.2 s`, `3.5 min`, `26 h`. */
export function durationText(ms: number): string {
  const size = Math.abs(ms)
  if (size < seconds) return `${digits(ms)} ms`
  if (size < minutes) return `${digits(ms / seconds)} s`
  if (size < hours) return `${digits(ms / minutes)} min`
  return `${digits(ms / hours)} h`
}

/** `512 B`, `18 KiB`, `1.5 MiB`. */
export function bytesText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let [amount, unit] = [bytes, 0]
  while (Math.abs(amount) >= 1024 && unit < units.length - 1) {
    amount /= 1024
    unit++
  }
  return `${digits(amount)} ${units[unit]}`
}

/** `590/s`. */
export function rateText(perSecond: number): string {
  return `${countText(perSecond)}/s`
}

/** `12 %`. */
export function shareText(share: number): string {
  return `${digits(share * 100)} %`
}

/** About three digits, as many as anybody reads. */
function digits(value: number): string {
  const fraction = Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0
  return value.toLocaleString('en-US', { maximumFractionDigits: fraction })
}
