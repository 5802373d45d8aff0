import type { StatePart, StateShape, VersionedSegment } from '../../contracts/state-layout.ts'
import type { StateVariableKind } from '../../contracts/state-schema.ts'
import type { TimeMode } from '../../contracts/stateful-processor.ts'
import { arrayType, doubleType, type StructType, safeBigintType, structField } from '../../types/data-type.ts'
import { shownKey } from './shown-key.ts'
import { entryTag } from './state-scope.ts'
import type { KeyedVariable } from './state-variable.ts'

/** The entries that hold the values of a variable; the others only help to find them. */
const valueEntries: Readonly<Record<StateVariableKind, { readonly tag: number; readonly shape: StateShape } | null>> = {
  group: null,
  value: { tag: entryTag.value, shape: 'value' },
  list: { tag: entryTag.listElement, shape: 'list' },
  map: { tag: entryTag.mapEntry, shape: 'map' },
}

/** The state of a processor: a part for each variable, and one for the timers. */
export function processorStateParts(
  variables: readonly KeyedVariable[],
  { keySchema, timeMode }: { readonly keySchema: StructType; readonly timeMode: TimeMode },
): readonly StatePart[] {
  const parts = variables.flatMap((variable) => variablePart(variable, keySchema))
  return timeMode === 'None' ? parts : [...parts, timersPart(keySchema)]
}

function variablePart(variable: KeyedVariable, keySchema: StructType): readonly StatePart[] {
  const { definition, stored } = variable
  const entries = valueEntries[definition.kind]
  const last = stored.schemas.at(-1)
  if (entries === null || last === undefined) return []
  const { name, keySchema: mapKey } = definition
  const endless: VersionedSegment = { kind: 'versioned', schemas: stored.schemas, whole: null, end: null }
  const ending: VersionedSegment = {
    ...endless,
    whole: structField('value', last.schema),
    end: { field: structField('ttlExpirationMs', safeBigintType), never: null },
  }
  const part: StatePart = {
    name,
    stateVariable: name,
    shape: entries.shape,
    prefix: [entries.tag, stored.id >>> 8, stored.id & 0xff],
    key: entries.shape === 'list' ? [shownKey(keySchema), { kind: 'skip', bytes: 8 }] : [shownKey(keySchema)],
    value: [variable.ttlMs === null ? endless : ending],
  }
  return [mapKey === null ? part : { ...part, mapKey: [shownKey(mapKey)] }]
}

function timersPart(keySchema: StructType): StatePart {
  return {
    name: 'timers',
    isTimers: true,
    shape: 'timers',
    prefix: [entryTag.timers, 0, 0],
    key: [shownKey(keySchema)],
    value: [{ kind: 'values', fields: [structField('expiration_timestamp_ms', arrayType(doubleType, false), false)] }],
  }
}
