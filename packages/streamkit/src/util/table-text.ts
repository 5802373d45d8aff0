import { visible } from './visible-text.ts'

/** How {@link tableText} cuts and turns. */
export interface TableTextOptions {
  /** Cells longer than this are cut; 0: none. */
  readonly truncate: number
  /** One line a cell instead of one a row. */
  readonly vertical: boolean
}

/**
 * A table as Spark's `show` draws it. Widths are those of a terminal (wide characters count two); control characters are written out, so that data cannot move the
 * cursor.
 */
export function tableText(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  options: TableTextOptions,
): string {
  const header = names.map((name) => visible(name))
  const cells = rows.map((row) => row.map((cell) => cut(visible(cell), options.truncate)))
  return options.vertical ? verticalText(header, cells) : gridText(header, cells, options.truncate > 0)
}

function gridText(header: readonly string[], rows: readonly (readonly string[])[], alignRight: boolean): string {
  const widths = header.map((name, i) => Math.max(3, ...[name, ...rows.map((row) => row[i] as string)].map(widthOf)))
  const line = `+${widths.map((width) => '-'.repeat(width)).join('+')}+`
  const draw = (cells: readonly string[]): string =>
    `|${cells.map((c, i) => pad(c, widths[i] as number, alignRight)).join('|')}|`
  return [line, draw(header), line, ...rows.map(draw), line].join('\n')
}

function verticalText(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const nameWidth = Math.max(3, ...header.map(widthOf))
  const valueWidth = Math.max(3, ...rows.flat().map(widthOf))
  return rows
    .flatMap((row, i) => [
      `-RECORD ${i}`.padEnd(nameWidth + valueWidth + 5, '-'),
      ...row.map((cell, c) => ` ${pad(header[c] as string, nameWidth, false)} | ${pad(cell, valueWidth, false)} `),
    ])
    .join('\n')
}

function cut(cell: string, truncate: number): string {
  const characters = [...cell]
  if (truncate <= 0 || characters.length <= truncate) return cell
  return truncate < 4 ? characters.slice(0, truncate).join('') : `${characters.slice(0, truncate - 3).join('')}...`
}

function pad(cell: string, width: number, right: boolean): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(cell)))
  return right ? blanks + cell : cell + blanks
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u

/** Columns of a terminal. */
function widthOf(text: string): number {
  let width = 0
  for (const character of text) {
    if (/\p{Mn}|\p{Me}|\u200d|\ufe0f/u.test(character)) continue
    width += wide.test(character) ? 2 : 1
  }
  return width
}
