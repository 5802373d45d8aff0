import { IllegalArgumentException } from '../../errors/streamkit-error.ts'
import { type RegionRules, regionRules } from './region-rules.ts'
import { microsPerHour, microsPerSecond } from './units.ts'
import { parseZoneId } from './zone-id.ts'

/** A time zone: from instants to local times and back, in microseconds, with the rules of Java and so of Spark. */
export interface TimeZone {
  /** As Java prints it: `Europe/Paris`, `+01:00`, `GMT+01:00`, `UTC`, `Z`. */
  readonly name: string
  /** Whether local time is UTC, always: the fast road. */
  readonly isUtc: boolean
  /** The offset from UTC at an instant, east positive. */
  offsetMicrosAt(utcMicros: number): number
  /** The instant of a local time. An hour that comes twice: the first one; an hour that is skipped: moved forward by the gap. */
  toUtcMicros(localMicros: number): number
}

const zones = new Map<string, TimeZone | null>()

/** UTC under its usual name. */
export const utc: TimeZone = fixedZone('UTC', 0)

/**
 * The zone of an id: `UTC`, `Z`, `Europe/Paris`, `+01:00`, `GMT+1`, `PST`. Made once per id.
 *
 * @throws IllegalArgumentException INVALID_TIMEZONE for a name that nobody knows
 */
export function timeZone(name: string): TimeZone {
  const zone = findTimeZone(name)
  if (zone === null) throw new IllegalArgumentException('INVALID_TIMEZONE', { timeZone: name })
  return zone
}

/** Like {@link timeZone}, but null for an unknown id. */
export function findTimeZone(name: string): TimeZone | null {
  let zone = zones.get(name)
  if (zone === undefined) {
    zone = makeZone(name)
    zones.set(name, zone)
  }
  return zone
}

function makeZone(name: string): TimeZone | null {
  if (name === 'UTC') return utc
  const id = parseZoneId(name)
  if (id === null) return null
  if (id.kind === 'offset') return fixedZone(id.name, id.seconds * microsPerSecond)
  const rules = regionRules(id.name)
  return rules === null ? null : regionZone(id.name, rules)
}

function fixedZone(name: string, offsetMicros: number): TimeZone {
  return {
    name,
    isUtc: offsetMicros === 0,
    offsetMicrosAt: () => offsetMicros,
    toUtcMicros: (localMicros) => localMicros - offsetMicros,
  }
}

/** No zone was ever farther from UTC. */
const farthestOffset = 16 * microsPerHour

function regionZone(name: string, rules: RegionRules): TimeZone {
  const offsetMicrosAt = (utcMicros: number): number =>
    rules.offsetSecondsAt(Math.floor(utcMicros / microsPerSecond)) * microsPerSecond
  return {
    name,
    isUtc: false,
    offsetMicrosAt,
    toUtcMicros(localMicros) {
      const before = offsetMicrosAt(localMicros - farthestOffset)
      const after = offsetMicrosAt(localMicros + farthestOffset)
      if (before === after) return localMicros - before
      if (offsetMicrosAt(localMicros - before) === before) return localMicros - before
      if (offsetMicrosAt(localMicros - after) === after) return localMicros - after
      // in the gap: counting on with the offset before it moves the time forward by the gap
      return localMicros - before
    },
  }
}
