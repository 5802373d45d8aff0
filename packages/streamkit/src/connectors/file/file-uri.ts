/**
 * What java.net.URI quotes in a path that it is given as text: ASCII outside `A-Za-z0-9-_.!~*'();/:@&=+$,`, the control characters up to U+009F, and
 * every kind of space. All other characters stay as they are, composed or not.
 */
const quoted = /[\p{Cc}\p{Z}"#%<>?[\\\]^`{|}]/u
const quotedAll = new RegExp(quoted, 'gu')

/** A path as Spark writes it into logs: `file:///data/a%20b.csv`. */
export function fileUriOf(path: string): string {
  const rooted = path.startsWith('/') ? path : `/${path}`
  return `file://${quoted.test(rooted) ? rooted.replace(quotedAll, encodeURIComponent) : rooted}`
}

/** The path of a `file:` URI, null if it is none or names another host. */
export function pathOfFileUri(uri: string): string | null {
  const rest = /^file:(?:\/\/)?(\/(?!\/).*)$/su.exec(uri)?.[1]
  if (rest === undefined) return null
  try {
    const path = rest.includes('%') ? decodeURIComponent(rest) : rest
    return /^\/[A-Za-z]:\//.test(path) ? path.slice(1) : path
  } catch {
    return null
  }
}

/** The last name of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
