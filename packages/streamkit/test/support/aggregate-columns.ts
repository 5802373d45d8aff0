import { Column, call, NamedColumn } from '../../src/api/column.ts'

type Num = Column<number | null>

export const count = (): Column<number> => call('count', 1)
export const countDistinct = (column: Column<unknown>): Column<number> =>
  new Column({ kind: 'call', name: 'count', args: [column.expression], parameters: { distinct: true } })
export const sum = (column: Num): Num => call('sum', column)
export const max = <V>(column: Column<V>): Column<V | null> => call('max', column)
export const listOf = <V>(column: Column<V>): Column<V[]> => call('collect_list', column)
export const windowOf = (
  time: Column<Date | null>,
  duration: string,
): NamedColumn<'window', { start: Date; end: Date }> =>
  new NamedColumn('window', call('window', time, duration).expression)
