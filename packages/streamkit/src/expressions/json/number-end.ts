export const minus: 0x2d = 0x2d
const [plus, dot, upperE, lowerE] = [0x2b, 0x2e, 0x45, 0x65]

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

/** Where the number that begins at `start` ends: the end of a whole number, minus the end of one with a fraction or an exponent, 0 if none begins there. */
export function endOfNumber(text: string, start: number): number {
  const first = text.charCodeAt(start) === minus ? start + 1 : start
  let end = digitsFrom(text, first)
  if (end === first) return 0
  let isWhole = true
  if (text.charCodeAt(end) === dot && isDigit(text.charCodeAt(end + 1))) {
    isWhole = false
    end = digitsFrom(text, end + 1)
  }
  const c = text.charCodeAt(end)
  if (c === lowerE || c === upperE) {
    const sign = text.charCodeAt(end + 1)
    const from = sign === minus || sign === plus ? end + 2 : end + 1
    const behind = digitsFrom(text, from)
    if (behind > from) return -behind
  }
  return isWhole ? end : -end
}

function digitsFrom(text: string, start: number): number {
  let at = start
  while (isDigit(text.charCodeAt(at))) at++
  return at
}
