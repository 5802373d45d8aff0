// Positions and lengths count code points as Spark does, not the 16-bit units of JavaScript strings. Text without surrogates, nearly all
// there is, takes the short way.

/** Whether text has characters outside the basic plane, where units and code points differ. */
function hasSurrogates(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if ((text.charCodeAt(i) & 0xf800) === 0xd800) return true
  }
  return false
}

/** The number of code points. */
export function codePointLength(text: string): number {
  let length = text.length
  for (let i = 1; i < text.length; i++) {
    if ((text.charCodeAt(i) & 0xfc00) === 0xdc00 && (text.charCodeAt(i - 1) & 0xfc00) === 0xd800) length--
  }
  return length
}

/** The code points as strings. */
export function codePointsOf(text: string): readonly string[] {
  return hasSurrogates(text) ? [...text] : text.split('')
}

/** The code points from `start` (inclusive) to `end` (exclusive); what lies outside the text is left out. */
export function sliceCodePoints(text: string, start: number, end: number): string {
  const from = Math.max(start, 0)
  if (end <= from || from >= text.length) return ''
  if (!hasSurrogates(text)) return text.slice(from, end)
  return text.slice(unitOffset(text, from), unitOffset(text, end))
}

/** The 16-bit offset of a code point. */
export function unitOffset(text: string, codePoints: number): number {
  let offset = 0
  for (let i = 0; i < codePoints && offset < text.length; i++) {
    offset += (text.codePointAt(offset) as number) > 0xffff ? 2 : 1
  }
  return offset
}

/** How many code points lie before a 16-bit offset. */
export function codePointsBefore(text: string, offset: number): number {
  return hasSurrogates(text) ? codePointLength(text.slice(0, offset)) : offset
}

/** Spark's rule for `substring`: positions from 1, 0 is the first too, negative ones count from the end. */
export function substringBounds(count: number, position: number, length: number): readonly [number, number] {
  const start = position > 0 ? position - 1 : position < 0 ? count + position : 0
  return [start, start + length]
}
