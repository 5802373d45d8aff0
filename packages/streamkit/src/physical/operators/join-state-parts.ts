import type { StatePart, StateSegment } from '../../contracts/state-layout.ts'
import {
  booleanType,
  type DataType,
  type StructType,
  safeBigintType,
  structField,
  timestampType,
} from '../../types/data-type.ts'

/** What {@link JoinState} keeps, under the names that Spark gives to the stores of a join. */
export function joinStateParts(
  keyTypes: readonly DataType[],
  sides: readonly [StructType, StructType],
): readonly StatePart[] {
  const key: StateSegment = { kind: 'values', fields: keyTypes.map((type, i) => structField(`field${i}`, type)) }
  const index: StateSegment = { kind: 'number', encoding: 'uint32', field: structField('index', safeBigintType, false) }
  const count: StateSegment = { kind: 'number', encoding: 'uint32', field: structField('value', safeBigintType, false) }
  return (['left', 'right'] as const).flatMap((joinSide, side): readonly StatePart[] => {
    const fields = (sides[side] as StructType).fields.map(({ name, dataType }) => structField(name, dataType))
    const matched = structField('matched', booleanType, false)
    const expiry: StateSegment = { kind: 'expiresAt', field: structField('expiresAt', timestampType) }
    return [
      { name: `${joinSide}-keyToNumValues`, prefix: [side], key: [key], value: [count], joinSide },
      {
        name: `${joinSide}-keyWithIndexToValue`,
        prefix: [side + 2],
        key: [key, index],
        value: [
          { kind: 'number', encoding: 'uint8', field: matched },
          // The expiry in the row is the one of the entry.
          { kind: 'skip', bytes: 8 },
          { kind: 'values', fields },
          expiry,
        ],
        joinSide,
        isRows: true,
      },
    ]
  })
}
