/** What Spark's casts take for space around a value: white space and control characters of ASCII (a no-break space is none). */
function isTrimmed(code: number): boolean {
  return code <= 0x20 || code === 0x7f
}

/** The index of the first character that counts. */
export function trimmedStart(text: string): number {
  let at = 0
  while (at < text.length && isTrimmed(text.charCodeAt(at))) at++
  return at
}

/** The index behind the last character that counts, at least `start`. */
export function trimmedEnd(text: string, start: number): number {
  let end = text.length
  while (end > start && isTrimmed(text.charCodeAt(end - 1))) end--
  return end
}
