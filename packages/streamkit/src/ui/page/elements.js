// The only place where elements are made. Text is always text: nothing that a query is called, reads or says becomes markup.

/**
 * @typedef {Node | string | null | undefined | readonly (Node | string | null)[]} Content
 */

/**
 * An element with attributes and contents. An attribute that is null is left out.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Readonly<Record<string, string | number | boolean | null>>} [attributes]
 * @param {...Content} contents
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(tag, attributes = {}, ...contents) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) made.setAttribute(name, value === true ? '' : String(value))
  }
  for (const content of contents.flat()) if (content !== null && content !== undefined) made.append(content)
  return made
}

/**
 * @param {string} tag
 * @param {Readonly<Record<string, string | number>>} attributes
 * @param {...Element} children
 * @returns {SVGElement}
 */
export function svgElement(tag, attributes, ...children) {
  const made = /** @type {SVGElement} */ (document.createElementNS('http://www.w3.org/2000/svg', tag))
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value))
  made.append(...children)
  return made
}

/**
 * Changes a text only where it is another one: what is read aloud or selected stays as it is.
 *
 * @param {Element} target
 * @param {string} text
 */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text
}

/**
 * Makes the contents of an element anew when `value` is another one than the last time.
 *
 * @param {HTMLElement} target
 * @param {unknown} value
 * @param {() => readonly Node[]} contents
 */
export function fill(target, value, contents) {
  const text = JSON.stringify(value) ?? ''
  // Who stands in it with the keyboard is not thrown out.
  if (filled.get(target) === text || target.contains(document.activeElement)) return
  filled.set(target, text)
  target.replaceChildren(...contents())
}

/** @type {WeakMap<HTMLElement, string>} */
const filled = new WeakMap()

/**
 * A table for figures: columns whose name begins with `#` are numbers, right-aligned.
 *
 * @param {string} caption
 * @param {readonly string[]} columns
 * @param {readonly (readonly (string | Node)[])[]} rows
 * @returns {HTMLElement}
 */
export function figureTable(caption, columns, rows) {
  const names = columns.map((name) => name.replace(/^#/, ''))
  const kinds = columns.map((name) => (name.startsWith('#') ? 'number' : null))
  return element(
    'div',
    { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': caption },
    element(
      'table',
      { class: 'figures' },
      element('caption', { class: 'unseen' }, caption),
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          names.map((name, i) => element('th', { scope: 'col', class: kinds[i] ?? null }, name)),
        ),
      ),
      element(
        'tbody',
        {},
        rows.map((row) =>
          element(
            'tr',
            {},
            row.map((cell, i) => element('td', { class: kinds[i] ?? null }, cell)),
          ),
        ),
      ),
    ),
  )
}
