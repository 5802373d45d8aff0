import type { JsonLeniency } from './json-leniency.ts'
import { JsonSyntaxError } from './json-syntax-error.ts'

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

/** Reads the string whose quote stands at `start`; `end` is behind its closing quote. */
export function readJsonString(text: string, start: number, leniency: JsonLeniency): { text: string; end: number } {
  const quote = text.charCodeAt(start)
  let out = ''
  let from = start + 1
  for (let at = from; at < text.length; at++) {
    const c = text.charCodeAt(at)
    if (c === quote) return { text: out + text.slice(from, at), end: at + 1 }
    if (c < 0x20 && !leniency.unquotedControlChars) throw new JsonSyntaxError(at)
    if (c !== 0x5c) continue
    out += text.slice(from, at)
    const escaped = readEscape(text, at + 1, leniency)
    out += escaped.text
    from = escaped.end
    at = from - 1
  }
  throw new JsonSyntaxError(text.length)
}

/** Where the string whose quote stands at `start` is over, behind its closing quote: for those who do not want it. */
export function endOfJsonString(text: string, start: number, leniency: JsonLeniency): number {
  const quote = text.charCodeAt(start)
  for (let at = start + 1; at < text.length; at++) {
    const c = text.charCodeAt(at)
    if (c === quote) return at + 1
    if (c < 0x20 && !leniency.unquotedControlChars) throw new JsonSyntaxError(at)
    if (c === 0x5c) at = readEscape(text, at + 1, leniency).end - 1
  }
  throw new JsonSyntaxError(text.length)
}

function readEscape(text: string, at: number, leniency: JsonLeniency): { text: string; end: number } {
  const c = text[at]
  if (c === undefined) throw new JsonSyntaxError(at)
  if (c === 'u') {
    const hex = text.slice(at + 1, at + 5)
    if (!/^[0-9A-Fa-f]{4}$/.test(hex)) throw new JsonSyntaxError(at)
    return { text: String.fromCharCode(Number.parseInt(hex, 16)), end: at + 5 }
  }
  const known = escapes[c]
  if (known !== undefined) return { text: known, end: at + 1 }
  const allowed = leniency.backslashAnyCharacter || (c === "'" && leniency.singleQuotes)
  if (!allowed) throw new JsonSyntaxError(at)
  return { text: c, end: at + 1 }
}

const needsEscape = /["\\\p{Cc}]/u
const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}

/** Writes a string with its quotes as Jackson does: only what must be is escaped, code points in upper case. */
export function writeJsonString(text: string): string {
  if (!needsEscape.test(text)) return `"${text}"`
  const escaped = text.replace(
    /["\\\p{Cc}]/gu,
    (c) => shortEscapes[c] ?? (c < ' ' ? `\\u${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}` : c),
  )
  return `"${escaped}"`
}

/** The same with everything beyond ASCII as `\\u` and its code, pairs as two. */
export function writeAsciiJsonString(text: string): string {
  return writeJsonString(text).replace(/[\x7f-\uffff]/g, (c) =>
    c === '\x7f' ? c : `\\u${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  )
}
