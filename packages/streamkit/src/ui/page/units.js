// Figures for people: three digits that matter, a unit, never an exponent.

const dash = '–'
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const steps = ['', 'k', 'M', 'G', 'T', 'P']

/**
 * @param {number} value
 * @returns {string}
 */
function threeDigits(value) {
  const size = Math.abs(value)
  return value
    .toFixed(size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : 2)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '')
}

/**
 * @param {number} value
 * @returns {string} 1234567 is `1.23 M`
 */
export function short(value) {
  if (!Number.isFinite(value)) return dash
  let step = 0
  let rest = value
  while (Math.abs(rest) >= 999.5 && step < steps.length - 1) {
    rest /= 1000
    step++
  }
  const text = threeDigits(rest)
  return step === 0 ? text : `${text} ${steps[step]}`
}

/**
 * @param {number | null | undefined} value
 * @returns {string} every digit, grouped
 */
export function count(value) {
  return value === null || value === undefined || !Number.isFinite(value) ? dash : whole.format(value)
}

/**
 * @param {number | null | undefined} value
 * @returns {string}
 */
export function rowsPerSecond(value) {
  return value === null || value === undefined ? dash : `${short(value)}/s`
}

/**
 * @param {number | null | undefined} bytes
 * @returns {string}
 */
export function byteSize(bytes) {
  if (bytes === null || bytes === undefined) return dash
  const text = short(bytes)
  return text.includes(' ') ? `${text}B` : `${text} B`
}

/**
 * @param {number | null | undefined} ms
 * @returns {string} `12 ms`, `1.5 s`, `3 min 20 s`, `2 h 5 min`, `4 d 2 h`
 */
export function duration(ms) {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return dash
  const sign = ms < 0 ? '−' : ''
  const size = Math.abs(ms)
  if (size < 999.5) return `${sign}${threeDigits(size < 10 ? size : Math.round(size))} ms`
  const seconds = size / 1000
  if (seconds < 59.95) return `${sign}${threeDigits(seconds)} s`
  return sign + twoUnits(Math.round(seconds))
}

/**
 * @param {number} seconds
 * @returns {string}
 */
function twoUnits(seconds) {
  const parts = /** @type {const} */ ([
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ])
  const first = parts.findIndex(([size]) => size > 0)
  return parts
    .slice(first, first + 2)
    .filter(([size]) => size > 0)
    .map(([size, unit]) => `${size} ${unit}`)
    .join(' ')
}

/**
 * @param {number} ms
 * @returns {string} whole seconds: it is counted up once a second
 */
export function elapsed(ms) {
  return ms < 1000 ? '0 s' : duration(Math.floor(ms / 1000) * 1000)
}

/**
 * @param {number} ms how long ago
 * @returns {string}
 */
export function ago(ms) {
  return ms < 1000 ? 'now' : `${elapsed(ms)} ago`
}

const clock = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
const minutes = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const full = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' })

/**
 * @param {number} ms since 1970
 * @returns {string} in the time zone of the visitor
 */
export function timeOfDay(ms) {
  return clock.format(ms)
}

/**
 * @param {number} ms since 1970
 * @returns {string}
 */
export function minuteOfDay(ms) {
  return minutes.format(ms)
}

/**
 * @param {number | null} ms since 1970
 * @returns {string}
 */
export function dateAndTime(ms) {
  return ms === null ? dash : full.format(ms)
}

/**
 * @param {number} part
 * @param {number} all
 * @returns {string}
 */
export function share(part, all) {
  return all > 0 ? `${Math.round((100 * part) / all)} %` : dash
}
