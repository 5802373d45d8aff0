/** As many as fit; a name that lands on the place of another takes it. */
const places = 256
/** A longer slice of a text would keep all of the text in memory. */
const longest = 12
const known: string[] = new Array(places).fill('')

/**
 * The part of a text, as the same string object that was given for it before where that is still known: its hash has been computed then, and nothing is allocated. For the names of fields, which are the same in record after
 * record.
 */
export function knownName(text: string, from: number, to: number): string {
  const length = to - from
  if (length === 0 || length > longest) return text.slice(from, to)
  const place = (length * 37 + text.charCodeAt(from) * 5 + text.charCodeAt(to - 1)) % places
  const name = known[place] as string
  if (name.length === length && isAt(name, text, from)) return name
  const fresh = text.slice(from, to)
  known[place] = fresh
  return fresh
}

function isAt(name: string, text: string, from: number): boolean {
  for (let i = 0; i < name.length; i++) {
    if (name.charCodeAt(i) !== text.charCodeAt(from + i)) return false
  }
  return true
}
