/** The two columns of a moment, in UTC: `yyyy-MM-dd` and `HH:mm:ss.SSS`. */
export function eventMoment(atMs: number): { event_date: string; event_time: string } {
  const iso = new Date(atMs).toISOString()
  const [date, time] = iso.split('T') as [string, string]
  return { event_date: date, event_time: time.slice(0, -1) }
}
