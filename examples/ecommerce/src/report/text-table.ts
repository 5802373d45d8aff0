/** Rows below a head. A column of figures is aligned to the right, one of words to the left. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const columns = head.map((name, index) => {
    const cells = rows.map((row) => row[index] ?? '')
    const width = [name, ...cells].reduce((widest, cell) => Math.max(widest, cell.length), 0)
    const isFigures = cells.every((cell) => /^(?:-|-?\d.*)$/.test(cell))
    return (cell: string) => (isFigures ? cell.padStart(width) : cell.padEnd(width))
  })
  return [head, ...rows]
    .map((line) => `  ${columns.map((align, index) => align(line[index] ?? '')).join('  ')}`.trimEnd())
    .join('\n')
}
