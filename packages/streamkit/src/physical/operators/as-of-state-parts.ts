import type { StatePart, StateSegment } from '../../contracts/state-layout.ts'
import { type DataType, type StructType, safeBigintType, structField, timestampType } from '../../types/data-type.ts'
import { asOfTag } from './as-of-state.ts'

/** What {@link AsOfState} keeps: the rows that wait on the left, the versions on the right. */
export function asOfStateParts(
  keyTypes: readonly DataType[],
  [left, right]: readonly [StructType, StructType],
): readonly StatePart[] {
  const key: StateSegment = { kind: 'values', fields: keyTypes.map((type, i) => structField(`field${i}`, type)) }
  const rowOf = ({ fields }: StructType): StateSegment => ({
    kind: 'values',
    fields: fields.map(({ name, dataType }) => structField(name, dataType)),
  })
  return [
    {
      name: 'left-waiting',
      prefix: [asOfTag.waiting],
      key: [key, { kind: 'number', encoding: 'float64', field: structField('index', safeBigintType, false) }],
      // The time in the row is the one at which the entry expires.
      value: [
        { kind: 'skip', bytes: 8 },
        rowOf(left),
        { kind: 'expiresAt', field: structField('expiresAt', timestampType) },
      ],
      joinSide: 'left',
      isRows: true,
    },
    {
      name: 'right-versions',
      prefix: [asOfTag.versions],
      key: [key],
      // Before each row its time, which is in it, too, and its length.
      value: [{ kind: 'skip', bytes: 12 }, rowOf(right)],
      shape: 'versions',
      joinSide: 'right',
      isRows: true,
    },
  ]
}
