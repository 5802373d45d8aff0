/** Text that is safe to put into a page as it is: only {@link html} makes it. */
export interface Markup {
  readonly kind: 'markup'
  readonly text: string
}

/** What may stand between the braces of {@link html}; null stands for nothing. */
export type HtmlValue = Markup | string | number | null | readonly HtmlValue[]

/**
 * Builds a piece of a page. Everything between braces is escaped, so that data stays text wherever it comes from;
 * only what this function made itself is taken as it is. Attributes need their quotes in the template.
 *
 * @example
 * html`<td title="${reason}">${count}</td>`
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Markup {
  return { kind: 'markup', text: parts.reduce((text, part, index) => text + textOf(values[index - 1] ?? null) + part) }
}

function textOf(value: HtmlValue): string {
  if (value === null) return ''
  if (typeof value === 'string') return escaped(value)
  if (typeof value === 'number') return String(value)
  return 'kind' in value ? value.text : value.map(textOf).join('')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters have no place in a page
const control = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g

/** Characters with a meaning in HTML are written out; those that a page may not have, or that turn text around, are replaced. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(control, '\uFFFD')
    .replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
