const shortIds: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ACT: 'Australia/Darwin',
    AET: 'Australia/Sydney',
    AGT: 'America/Argentina/Buenos_Aires',
    ART: 'Africa/Cairo',
    AST: 'America/Anchorage',
    BET: 'America/Sao_Paulo',
    BST: 'Asia/Dhaka',
    CAT: 'Africa/Harare',
    CNT: 'America/St_Johns',
    CST: 'America/Chicago',
    CTT: 'Asia/Shanghai',
    EAT: 'Africa/Addis_Ababa',
    ECT: 'Europe/Paris',
    EST: '-05:00',
    HST: '-10:00',
    IET: 'America/Indiana/Indianapolis',
    IST: 'Asia/Kolkata',
    JST: 'Asia/Tokyo',
    MIT: 'Pacific/Apia',
    MST: '-07:00',
    NET: 'Asia/Yerevan',
    NST: 'Pacific/Auckland',
    PLT: 'Asia/Karachi',
    PNT: 'America/Phoenix',
    PRT: 'America/Puerto_Rico',
    PST: 'America/Los_Angeles',
    SST: 'Pacific/Guadalcanal',
    VST: 'Asia/Ho_Chi_Minh',
  }),
)

/** Whether a text is one of Java's short ids, which patterns do not take, unless the database has it too. */
export function isShortZoneId(text: string): boolean {
  return shortIds.has(text) && text !== 'EST' && text !== 'MST' && text !== 'HST'
}

/** What a zone id stands for: a fixed offset, or a name to be looked up in the time zone database. */
export type ZoneId =
  | { readonly kind: 'offset'; readonly name: string; readonly seconds: number }
  | { readonly kind: 'region'; readonly name: string }

/**
 * Reads a zone id as Spark does: `Z`, `UTC`, `+1`, `+01:00`, `-0730`, `GMT+1`, `UTC-03:00`, the short ids of Java (`PST`), or the
 * name of a region. Null for an offset that is none; whether a region exists is not looked at here.
 */
export function parseZoneId(text: string): ZoneId | null {
  const id = shortIds.get(text) ?? text
  if (id === 'Z') return { kind: 'offset', name: 'Z', seconds: 0 }
  if (id === 'UTC' || id === 'GMT' || id === 'UT') return { kind: 'offset', name: id, seconds: 0 }
  if (id.startsWith('+') || id.startsWith('-')) return offsetZone('', id)
  const prefixed = /^(UTC|GMT|UT)([+-].*)$/.exec(id)
  if (prefixed !== null) return offsetZone(prefixed[1] as string, prefixed[2] as string)
  return /^[A-Z][A-Za-z0-9~/._+-]+$/.test(id) ? { kind: 'region', name: id } : null
}

function offsetZone(prefix: string, text: string): ZoneId | null {
  const seconds = parseOffsetSeconds(text)
  if (seconds === null) return null
  const shown = seconds === 0 ? (prefix === '' ? 'Z' : '') : formatOffset(seconds)
  return { kind: 'offset', name: prefix + shown, seconds }
}

const offsetForm =
  /^([+-])(?:(\d{1,2})|(\d{1,2}):(\d{1,2})|(\d{2})(\d{2})|(\d{1,2}):(\d{2}):(\d{2})|(\d{2})(\d{2})(\d{2}))$/

/** `+1`, `+01`, `+1:30`, `+0130`, `+01:30:15`, `+013015`, at most 18 hours; else null. */
export function parseOffsetSeconds(text: string): number | null {
  const m = offsetForm.exec(text)
  if (m === null) return null
  const hours = Number(m[2] ?? m[3] ?? m[5] ?? m[7] ?? m[10])
  const minutes = Number(m[4] ?? m[6] ?? m[8] ?? m[11] ?? 0)
  const seconds = Number(m[9] ?? m[12] ?? 0)
  const total = hours * 3600 + minutes * 60 + seconds
  if (minutes > 59 || seconds > 59 || total > 18 * 3600) return null
  return m[1] === '-' ? -total || 0 : total
}

/** `+01:00`, with seconds if there are any. */
export function formatOffset(offsetSeconds: number): string {
  const abs = Math.abs(offsetSeconds)
  const two = (n: number): string => String(n).padStart(2, '0')
  const text = `${offsetSeconds < 0 ? '-' : '+'}${two(Math.floor(abs / 3600))}:${two(Math.floor(abs / 60) % 60)}`
  return abs % 60 === 0 ? text : `${text}:${two(abs % 60)}`
}
