const dayMs = 86_400_000

/** ISO text of days and of microseconds since 1970. */
export const epochText: { date(days: number): string; timestamp(micros: number): string } = {
  date: (days) => isoDate(new Date(days * dayMs)),
  timestamp(micros) {
    const ms = Math.floor(micros / 1000)
    const instant = new Date(ms)
    const fraction = String(micros - Math.floor(micros / 1_000_000) * 1_000_000).padStart(6, '0')
    const seconds = instant.toISOString().slice(-13, -5)
    return `${isoDate(instant)}T${seconds}${fraction === '000000' ? '' : `.${fraction.replace(/0+$/, '')}`}`
  },
}

/** Years beyond 9999 keep their sign, as ISO says. */
function isoDate(instant: Date): string {
  const text = instant.toISOString()
  return text.slice(0, text.indexOf('T'))
}
