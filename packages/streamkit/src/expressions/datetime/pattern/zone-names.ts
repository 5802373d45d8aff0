import type { TimeZone } from '../time-zone.ts'
import { microsPerMilli } from '../units.ts'

/** Abbreviations that Java prints and `Intl` does not, by the long English name. */
const abbreviations: Readonly<Record<string, string>> = {
  'Central European Standard Time': 'CET',
  'Central European Summer Time': 'CEST',
  'Eastern European Standard Time': 'EET',
  'Eastern European Summer Time': 'EEST',
  'Western European Standard Time': 'WET',
  'Western European Summer Time': 'WEST',
  'British Summer Time': 'BST',
  'Irish Standard Time': 'IST',
  'Moscow Standard Time': 'MSK',
  'India Standard Time': 'IST',
  'Pakistan Standard Time': 'PKT',
  'China Standard Time': 'CST',
  'Hong Kong Standard Time': 'HKT',
  'Singapore Standard Time': 'SGT',
  'Japan Standard Time': 'JST',
  'Korean Standard Time': 'KST',
  'Australian Western Standard Time': 'AWST',
  'Australian Central Standard Time': 'ACST',
  'Australian Central Daylight Time': 'ACDT',
  'Australian Eastern Standard Time': 'AEST',
  'Australian Eastern Daylight Time': 'AEDT',
  'New Zealand Standard Time': 'NZST',
  'New Zealand Daylight Time': 'NZDT',
  'South Africa Standard Time': 'SAST',
  'East Africa Time': 'EAT',
  'West Africa Standard Time': 'WAT',
  'Central Africa Time': 'CAT',
  'Israel Standard Time': 'IST',
  'Israel Daylight Time': 'IDT',
  'Brasilia Standard Time': 'BRT',
  'Argentina Standard Time': 'ART',
}

/** What an abbreviation in a text means. The American ones are known to the zones themselves (`PST`). */
const regions: ReadonlyMap<string, string> = new Map(
  Object.entries({
    EST: 'America/New_York',
    EDT: 'America/New_York',
    CDT: 'America/Chicago',
    MST: 'America/Denver',
    MDT: 'America/Denver',
    PDT: 'America/Los_Angeles',
    AKST: 'America/Anchorage',
    AKDT: 'America/Anchorage',
    HST: 'Pacific/Honolulu',
    CET: 'Europe/Paris',
    CEST: 'Europe/Paris',
    EET: 'Europe/Athens',
    EEST: 'Europe/Athens',
    WET: 'Europe/Lisbon',
    WEST: 'Europe/Lisbon',
    BST: 'Europe/London',
    MSK: 'Europe/Moscow',
    PKT: 'Asia/Karachi',
    HKT: 'Asia/Hong_Kong',
    SGT: 'Asia/Singapore',
    KST: 'Asia/Seoul',
    AWST: 'Australia/Perth',
    ACST: 'Australia/Adelaide',
    ACDT: 'Australia/Adelaide',
    AEST: 'Australia/Sydney',
    AEDT: 'Australia/Sydney',
    NZST: 'Pacific/Auckland',
    NZDT: 'Pacific/Auckland',
    SAST: 'Africa/Johannesburg',
    WAT: 'Africa/Lagos',
    IDT: 'Asia/Jerusalem',
    BRT: 'America/Sao_Paulo',
  }),
)

const formats = new Map<string, { readonly short: Intl.DateTimeFormat; readonly long: Intl.DateTimeFormat } | null>()

/** The name of a zone at an instant: `CET`, or in full `Central European Standard Time`. An offset is its own name. */
export function zoneNameAt(zone: TimeZone, utcMicros: number, full: boolean): string {
  if (full && zone.isUtc && zone.name !== 'Z') {
    return zone.name === 'UTC' ? 'Coordinated Universal Time' : 'Greenwich Mean Time'
  }
  const both = formatsOf(zone)
  if (both === null) return zone.name
  const millis = Math.floor(utcMicros / microsPerMilli)
  const long = nameIn(both.long, millis)
  if (full) return long
  return abbreviations[long] ?? nameIn(both.short, millis)
}

/** The id behind a name that {@link zoneNameAt} writes short. */
export function zoneIdOfName(name: string): string {
  return regions.get(name) ?? name
}

function formatsOf(zone: TimeZone): { readonly short: Intl.DateTimeFormat; readonly long: Intl.DateTimeFormat } | null {
  let found = formats.get(zone.name)
  if (found === undefined) {
    const make = (timeZoneName: 'short' | 'long'): Intl.DateTimeFormat =>
      new Intl.DateTimeFormat('en-US', { timeZone: zone.name, timeZoneName })
    found = zone.name.includes('/') ? { short: make('short'), long: make('long') } : null
    formats.set(zone.name, found)
  }
  return found
}

function nameIn(format: Intl.DateTimeFormat, millis: number): string {
  return format.formatToParts(millis).find((p) => p.type === 'timeZoneName')?.value ?? ''
}
