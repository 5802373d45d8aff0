import type { Event } from './events.ts'
import type { Outcome } from './prepared-chunks.ts'

type Batches = readonly (readonly Event[])[]

/** What the watermark does, as the engine does it: a batch is judged by what the batches before have seen, and one without rows comes last. */
function* withWatermark(batches: Batches, delayMicros: number): Generator<readonly [readonly Event[], number]> {
  let latest = 0
  for (const batch of [...batches, []]) {
    yield [batch, latest - delayMicros]
    for (const { at } of batch) if (at > latest) latest = at
  }
}

interface Sums {
  count: number
  sum: number
}

/** Count and sum by window, and by user too, given out when the window is closed. */
export function windowsByHand(
  batches: Batches,
  spec: { readonly width: number; readonly slide: number; readonly byUser: boolean; readonly delay: number },
): Outcome {
  const { width, slide, byUser, delay } = spec
  const windows = new Map<number, Map<string, Sums>>()
  const outcome = { rows: 0, sum: 0 }
  for (const [batch, watermark] of withWatermark(batches, delay)) {
    for (const event of batch) {
      for (let start = event.at - (event.at % slide); start + width > event.at; start -= slide) {
        let groups = windows.get(start)
        if (groups === undefined) {
          groups = new Map()
          windows.set(start, groups)
        }
        const key = byUser ? event.user : ''
        const found = groups.get(key)
        if (found === undefined) groups.set(key, { count: 1, sum: event.v })
        else {
          found.count++
          found.sum += event.v
        }
      }
    }
    for (const [start, groups] of windows) {
      if (start + width > watermark) continue
      for (const { sum } of groups.values()) {
        outcome.rows++
        outcome.sum += sum
      }
      windows.delete(start)
    }
  }
  return outcome
}

interface OpenSession extends Sums {
  start: number
  end: number
}

/** Count and sum by user and session. */
export function sessionsByHand(
  batches: Batches,
  { gap, delay }: { readonly gap: number; readonly delay: number },
): Outcome {
  const byUser = new Map<string, OpenSession[]>()
  const outcome = { rows: 0, sum: 0 }
  for (const [batch, watermark] of withWatermark(batches, delay)) {
    for (const event of batch) {
      const sessions = byUser.get(event.user) ?? []
      const into: OpenSession = { start: event.at, end: event.at + gap, count: 1, sum: event.v }
      const apart = sessions.filter((session) => {
        if (session.end < into.start || session.start > into.end) return true
        into.start = Math.min(into.start, session.start)
        into.end = Math.max(into.end, session.end)
        into.count += session.count
        into.sum += session.sum
        return false
      })
      apart.push(into)
      byUser.set(event.user, apart)
    }
    for (const [user, sessions] of byUser) {
      const open = sessions.filter((session) => {
        if (session.end > watermark) return true
        outcome.rows++
        outcome.sum += session.sum
        return false
      })
      byUser.set(user, open)
    }
  }
  return outcome
}

/** The first event of each id. Ids are forgotten a minute at a time. */
export function distinctByHand(batches: Batches, delay: number): Outcome {
  const minute = 60e6
  const seen = new Map<number, Set<string>>()
  const outcome = { rows: 0, sum: 0 }
  for (const [batch, watermark] of withWatermark(batches, delay)) {
    for (const { id, v, at } of batch) {
      const start = at - (at % minute)
      let ids = seen.get(start)
      if (ids === undefined) {
        ids = new Set()
        seen.set(start, ids)
      }
      if (ids.has(id)) continue
      ids.add(id)
      outcome.rows++
      outcome.sum += v
    }
    for (const start of seen.keys()) if (start + minute <= watermark) seen.delete(start)
  }
  return outcome
}

/** Pairs of equal `k` where the right event is at most `within` after the left. */
export function joinByHand(
  left: Batches,
  right: Batches,
  { within, delay }: { readonly within: number; readonly delay: number },
): Outcome {
  const kept: readonly [Map<number, Event[]>, Map<number, Event[]>] = [new Map(), new Map()]
  const outcome = { rows: 0, sum: 0 }
  const keep = (rows: Map<number, Event[]>, event: Event) => {
    const others = rows.get(event.k)
    if (others === undefined) rows.set(event.k, [event])
    else others.push(event)
  }
  const meet = (a: Event, b: Event) => {
    if (b.at < a.at || b.at > a.at + within) return
    outcome.rows++
    outcome.sum += b.v
  }
  let [latestLeft, latestRight] = [0, 0]
  for (let i = 0; i <= left.length; i++) {
    const watermark = Math.min(latestLeft, latestRight) - delay
    for (const event of left[i] ?? []) {
      for (const other of kept[1].get(event.k) ?? []) meet(event, other)
      keep(kept[0], event)
      if (event.at > latestLeft) latestLeft = event.at
    }
    for (const event of right[i] ?? []) {
      for (const other of kept[0].get(event.k) ?? []) meet(other, event)
      keep(kept[1], event)
      if (event.at > latestRight) latestRight = event.at
    }
    forget(kept[0], watermark - within)
    forget(kept[1], watermark)
  }
  return outcome
}

function forget(rows: Map<number, Event[]>, until: number): void {
  for (const [key, events] of rows) {
    const left = events.filter(({ at }) => at > until)
    if (left.length === 0) rows.delete(key)
    else if (left.length < events.length) rows.set(key, left)
  }
}

/** How many events each `k` has had, told after each batch. */
export function countsByHand(batches: Batches): Outcome {
  const counts = new Map<number, { n: number }>()
  const outcome = { rows: 0, sum: 0 }
  for (const batch of batches) {
    const groups = new Map<number, Event[]>()
    for (const event of batch) {
      const others = groups.get(event.k)
      if (others === undefined) groups.set(event.k, [event])
      else others.push(event)
    }
    for (const [k, events] of groups) {
      const n = (counts.get(k)?.n ?? 0) + events.length
      counts.set(k, { n })
      outcome.rows++
      outcome.sum += n
    }
  }
  return outcome
}
