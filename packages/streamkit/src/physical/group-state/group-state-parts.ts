import type { GroupStateTimeout } from '../../contracts/group-state.ts'
import type { StatePart } from '../../contracts/state-layout.ts'
import type { StoredSchema } from '../../contracts/state-schema.ts'
import { type StructType, safeBigintType, structField } from '../../types/data-type.ts'
import { shownKey } from './shown-key.ts'

export interface GroupStateLayout {
  readonly keySchema: StructType
  /** All that values may have. */
  readonly schemas: readonly StoredSchema[]
  readonly timeout: GroupStateTimeout
}

/** What Spark shows of a group without a time-out. */
const noTimestamp = -1

/** The state of groups, with the columns of Spark: `groupState`, and `timeoutTimestamp` (ms, -1 for none) where there are time-outs. */
export function groupStateParts({ keySchema, schemas, timeout }: GroupStateLayout): readonly StatePart[] {
  const last = schemas.at(-1)
  if (last === undefined) return []
  const end = { field: structField('timeoutTimestamp', safeBigintType, false), never: noTimestamp }
  return [
    {
      name: 'default',
      prefix: [],
      key: [shownKey(keySchema)],
      value: [
        {
          kind: 'versioned',
          schemas,
          whole: structField('groupState', last.schema),
          end: timeout === 'NoTimeout' ? null : end,
        },
      ],
    },
  ]
}
