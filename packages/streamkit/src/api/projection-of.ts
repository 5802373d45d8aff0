import type { Expression } from '../expressions/expression.ts'
import type { StructType } from '../types/data-type.ts'
import { type Column, requireColumn } from './column.ts'

/** What a selection is given as: a list of names and columns, or an object of columns. */
export type Selection = readonly (string | Column<unknown>)[] | Readonly<Record<string, Column<unknown>>>

/** The expressions of a selection, each with its name. */
export function projectionOf(selection: Selection, schema: StructType): readonly Expression[] {
  if (!isList(selection))
    return Object.entries(selection).map(([name, column]) => aliased(requireColumn(column).expression, name))
  return selection.flatMap((item) => {
    if (item === '*') return schema.fields.map((f) => columnNamed(f.name))
    return [typeof item === 'string' ? columnNamed(item) : requireColumn(item).expression]
  })
}

/** The column of the frame with exactly this name. */
export function columnNamed(name: string): Expression {
  return { kind: 'attribute', nameParts: [name] }
}

/** An expression under a name. */
export function aliased(expression: Expression, name: string): Expression {
  return { kind: 'alias', child: expression.kind === 'alias' ? expression.child : expression, name }
}

function isList(selection: Selection): selection is readonly (string | Column<unknown>)[] {
  return Array.isArray(selection)
}
