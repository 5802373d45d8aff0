const names: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
}

/** Text in which nothing moves the cursor, changes colours or turns the direction of writing: such characters are written out. */
export function visible(text: string): string {
  return text.replace(/\p{Cc}|\p{Bidi_Control}|[\u2028\u2029]/gu, (character) => {
    const code = (character.codePointAt(0) as number).toString(16).padStart(4, '0')
    return names[character] ?? `\\u${code}`
  })
}
