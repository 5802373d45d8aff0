const hidden = '***'

/** `scheme://user:password@host`: the password, and a user without one, which is often a token. */
const credentialsInUrl = /\b([a-z][a-z0-9+.-]*:\/\/)([^\s/?#'"]*)@/gi
/** `password=...`, `"sasl.password": "..."`, `token: ...`; a value in quotes goes up to the closing one. */
const namedSecret =
  /((?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key)["']?\s*[=:]\s*)("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s,;&"'})\]]+)/gi
const bearer = /\b(authorization["']?\s*[=:]\s*["']?)?\b(bearer|basic)\s+[a-z0-9._~+/=-]{8,}/gi

/**
 * A text for others to see, without what looks like a password: credentials of URLs, and the values of names such as `password`, `secret`, `token`. The last line of defence: nothing that is shown
 * should hold a secret in the first place.
 */
export function withoutSecrets(text: string): string {
  return text
    .replace(credentialsInUrl, (_, scheme: string, userInfo: string) => {
      const colon = userInfo.indexOf(':')
      return colon < 0 ? `${scheme}${hidden}@` : `${scheme}${userInfo.slice(0, colon)}:${hidden}@`
    })
    .replace(bearer, (_, name: string | undefined, kind: string) => `${name ?? ''}${kind} ${hidden}`)
    .replace(namedSecret, (_, name: string, value: string) => {
      const quote = value[0] === '"' || value[0] === "'" ? value[0] : ''
      return `${name}${quote}${hidden}${quote}`
    })
}
