import { type HtmlValue, html, type Markup } from './html.ts'

/** A column of a table: words are written to the left, figures to the right. */
export interface TableColumn {
  readonly name: string
  readonly kind: 'word' | 'figure'
}

/** The columns of a table: the first has words, the others figures. */
export function figureColumns(first: string, others: readonly string[]): readonly TableColumn[] {
  return [{ name: first, kind: 'word' }, ...others.map((name) => ({ name, kind: 'figure' as const }))]
}

/** A table; on a narrow screen it scrolls by itself. */
export function htmlTable(columns: readonly TableColumn[], rows: readonly (readonly HtmlValue[])[]): Markup {
  return html`<div class="wide" tabindex="0"><table><thead><tr>${columns.map(
    ({ name, kind }) => html`<th scope="col" class="${kind}">${name}</th>`,
  )}</tr></thead>
<tbody>${rows.map(
    (
      row,
    ) => html`<tr>${columns.map(({ kind }, index) => html`<td class="${kind}">${cell(row[index] ?? '', kind)}</td>`)}</tr>
`,
  )}</tbody></table></div>`
}

/** Words from data may be written from right to left: they stay within their cell. */
function cell(value: HtmlValue, kind: TableColumn['kind']): HtmlValue {
  return kind === 'word' ? html`<bdi>${value}</bdi>` : value
}
