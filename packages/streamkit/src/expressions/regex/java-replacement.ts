import type { JavaRegex } from './java-regex.ts'

/** Text, or the number of a group. */
type Part = string | number

/** A replacement of Java: `$1`, `${name}`, `\$`. Null when it is none. */
export function javaReplacement(replacement: string, regex: JavaRegex): readonly Part[] | null {
  const parts: Part[] = []
  let text = ''
  const group = (number: number): void => {
    if (text !== '') parts.push(text)
    text = ''
    parts.push(number)
  }
  for (let i = 0; i < replacement.length; i++) {
    const c = replacement[i] as string
    if (c === '\\') {
      if (++i === replacement.length) return null
      text += replacement[i]
    } else if (c === '$') {
      const found = groupAt(replacement, i + 1, regex)
      if (found === null) return null
      group(found.number)
      i = found.end - 1
    } else {
      text += c
    }
  }
  if (text !== '') parts.push(text)
  return parts
}

function groupAt(text: string, at: number, regex: JavaRegex): { number: number; end: number } | null {
  const named = /\{([A-Za-z][A-Za-z0-9]*)\}/y
  named.lastIndex = at
  const name = named.exec(text)?.[1]
  if (name !== undefined) {
    const number = regex.groupNames.get(name)
    return number === undefined ? null : { number, end: named.lastIndex }
  }
  if (!/^\d/.test(text.slice(at))) return null
  let number = Number(text[at])
  if (number > regex.groupCount) return null
  let end = at + 1
  // more digits belong to it only as long as there are so many groups
  for (; /\d/.test(text[end] ?? ''); end++) {
    const longer = number * 10 + Number(text[end])
    if (longer > regex.groupCount) break
    number = longer
  }
  return { number, end }
}
