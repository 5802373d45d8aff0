const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

const wide =
  /^[\p{Emoji_Presentation}\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60]|\uFE0F|\u200D/u

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const control = /[\u0000-\u001F\u007F-\u009F]/g

/**
 * Makes a text safe for one line of a terminal: control characters are written out, so that data cannot move the
 * cursor or colour the screen, and what does not fit into `columns` is cut, never within a character.
 *
 * @param columns - width of the line in cells; wide characters and emoji take two. Default: no limit
 */
export function terminalText(text: string, columns: number = Number.POSITIVE_INFINITY): string {
  const safe = text.replace(control, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`)
  if (safe.length * 2 <= columns) return safe
  let width = 0
  let kept = ''
  for (const { segment } of graphemes.segment(safe)) {
    width += wide.test(segment) ? 2 : 1
    if (width > columns) return kept
    kept += segment
  }
  return kept
}
