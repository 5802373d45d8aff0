const named: Readonly<Record<string, string>> = {
  '0': '\0',
  b: '\b',
  n: '\n',
  r: '\r',
  t: '\t',
  Z: '\u001a',
  // Patterns of LIKE have their own escapes: these keep the backslash.
  '%': '\\%',
  _: '\\_',
}

const escapes = /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([01][0-7]{2})|([\s\S]))/g

/** The value of a string literal without its quotes, as Spark reads it: `\n`, `\u0041`, `\101`, and any other character after a backslash for itself. */
export function unescapeText(body: string): string {
  if (!body.includes('\\')) return body
  return body.replace(escapes, (_, ...found: readonly (string | undefined)[]) => {
    const [unit, point, octal, other] = found
    if (unit !== undefined) return String.fromCharCode(Number.parseInt(unit, 16))
    if (point !== undefined) return characterOf(Number.parseInt(point, 16))
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8))
    const character = other as string
    return Object.hasOwn(named, character) ? (named[character] as string) : character
  })
}

function characterOf(point: number): string {
  return point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd'
}
