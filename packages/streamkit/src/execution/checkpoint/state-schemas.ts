import { upgradeHints } from '../../columnar/schema-defaults.ts'
import { upgradeValues } from '../../columnar/upgrade-values.ts'
import type {
  EvolvingState,
  StateVariable,
  StateVariableKind,
  StoredSchema,
  StoredVariable,
} from '../../contracts/state-schema.ts'
import type { CheckpointFiles } from '../../durable/checkpoint-files.ts'
import { CheckpointException } from '../../errors/streamkit-error.ts'
import { type StructType, simpleString } from '../../types/data-type.ts'
import { corruptedFile, jsonObject } from './metadata-log.ts'

const folder = 'streamkit'
const file = 'state-schemas'

/** An operator whose state has schemas of the user. */
export interface EvolvingOperator {
  readonly operatorId: number
  readonly state: EvolvingState
}

/** What the file has for an operator. */
interface StoredOperator {
  readonly keySchema: StructType
  readonly config: Readonly<Record<string, string>>
  readonly variables: readonly KeptVariable[]
}
interface KeptVariable extends StoredVariable {
  /** The batch that removes its values, null while it lives. */
  readonly deletedInBatch: number | null
}

/** What is found out before anything is written. */
export interface CheckedStateSchemas {
  /** Writes what is new and tells the operators. Before the first value of a new schema can be written. */
  apply(): Promise<void>
}

/**
 * Compares the schemas of user state with those of the checkpoint. `streamkit/state-schemas` has, as JSON, for each operator the schema of the key, what may not change, and each variable with all the schemas that
 * its values have had: a value carries the number of its schema, and is brought up to the last when it is read.
 *
 * A schema that no committed batch has used is replaced, so that a mistaken start leaves nothing behind.
 */
export async function checkStateSchemas(
  files: CheckpointFiles,
  checkpoint: string,
  { operators, nextBatchId }: { readonly operators: readonly EvolvingOperator[]; readonly nextBatchId: number },
): Promise<CheckedStateSchemas> {
  const directory = `${checkpoint}/${folder}`
  const text = nextBatchId === 0 || operators.length === 0 ? null : await files.read(directory, file)
  const before = text === null ? {} : parse(text, `${directory}/${file}`)
  const now = operators.map(({ operatorId, state }) => evolved(state, before[operatorId] ?? null, nextBatchId))
  return {
    async apply() {
      const after = JSON.stringify(Object.fromEntries(operators.map(({ operatorId }, i) => [operatorId, now[i]])))
      if (operators.length > 0 && after !== text) await files.replace(directory, file, after)
      for (const [i, { state }] of operators.entries()) {
        const { variables } = now[i] as StoredOperator
        // A batch has removed the values of the others.
        state.restore(variables.filter((v) => v.deletedInBatch === null || v.deletedInBatch >= nextBatchId))
      }
    },
  }
}

function evolved(state: EvolvingState, before: StoredOperator | null, nextBatchId: number): StoredOperator {
  const { keySchema, config } = state
  if (before !== null) {
    refuseOtherKey(before.keySchema, keySchema)
    refuseOtherConfig(before.config, config)
  }
  const stored = before?.variables ?? []
  const deleted = stored.map((variable): KeptVariable => {
    const goes = variable.deletedInBatch === null && state.deleted.includes(variable.name)
    return goes ? { ...variable, deleted: true, deletedInBatch: nextBatchId } : variable
  })
  const declared = new Map(state.variables.map((variable) => [variable.name, variable]))
  const kept = deleted.map((variable): KeptVariable => {
    const now = variable.deleted ? undefined : declared.get(variable.name)
    if (now === undefined) return variable
    declared.delete(variable.name)
    return { ...variable, schemas: evolvedSchemas(variable, now, nextBatchId) }
  })
  let nextId = Math.max(-1, ...kept.map(({ id }) => id)) + 1
  for (const variable of declared.values()) kept.push(newVariable(variable, nextId++, nextBatchId))
  return { keySchema, config, variables: kept }
}

function newVariable(variable: StateVariable, id: number, sinceBatch: number): KeptVariable {
  const { name, kind, keySchema, valueSchema: schema, changes } = variable
  const schemas = [{ schema, changes, sinceBatch }]
  return { name, id, kind, keySchema, schemas, deleted: false, deletedInBatch: null }
}

function evolvedSchemas(before: KeptVariable, now: StateVariable, nextBatchId: number): readonly StoredSchema[] {
  const { name, kind, schemas } = before
  if (kind !== now.kind) {
    const [oldType, newType] = [typeNames[kind], typeNames[now.kind]]
    throw new CheckpointException('STATE_STORE_INVALID_VARIABLE_TYPE_AFTER_RESTART', {
      stateVarName: name,
      oldType,
      newType,
    })
  }
  if (before.keySchema !== null && now.keySchema !== null) refuseOtherKey(before.keySchema, now.keySchema)
  const used = schemas.filter((schema) => schema.sinceBatch < nextBatchId)
  const last = used.at(-1)
  const added: StoredSchema = { schema: now.valueSchema, changes: now.changes, sinceBatch: nextBatchId }
  if (last === undefined) return [added]
  if (sameSchema(last.schema, now.valueSchema)) return used
  const upgrade = upgradeValues(last.schema, now.valueSchema, upgradeHints(now.valueSchema, now.changes))
  if (typeof upgrade === 'function') return [...used, added]
  throw new CheckpointException('STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE', {
    stateVarName: name,
    problem: upgrade.problem,
    storedValueSchema: simpleString(last.schema),
    newValueSchema: simpleString(now.valueSchema),
  })
}

const typeNames: Readonly<Record<StateVariableKind, string>> = {
  group: 'GroupState',
  value: 'ValueState',
  list: 'ListState',
  map: 'MapState',
}

/** Names do not matter. */
function refuseOtherKey(stored: StructType, now: StructType): void {
  const types = (schema: StructType) => schema.fields.map((field) => simpleString(field.dataType)).join(', ')
  if (types(stored) === types(now)) return
  throw new CheckpointException('STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE', {
    storedKeySchema: simpleString(stored),
    newKeySchema: simpleString(now),
  })
}

function refuseOtherConfig(stored: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>): void {
  for (const [configName, newConfig] of Object.entries(now)) {
    const oldConfig = stored[configName] ?? newConfig
    if (oldConfig === newConfig) continue
    throw new CheckpointException('STATE_STORE_INVALID_CONFIG_AFTER_RESTART', { configName, oldConfig, newConfig })
  }
}

/** Down to whether parts can be null and how numbers are kept; what users say about columns does not count. */
function sameSchema(a: StructType, b: StructType): boolean {
  const text = (schema: StructType) =>
    JSON.stringify(schema, (name, value: unknown) => (name === 'metadata' ? undefined : value))
  return text(a) === text(b)
}

function parse(text: string, path: string): Readonly<Record<string, StoredOperator>> {
  const corrupted = corruptedFile(path)
  const operators = jsonObject(text, corrupted)
  for (const operator of Object.values(operators)) {
    const { keySchema, variables } = (operator ?? {}) as Partial<StoredOperator>
    if (keySchema?.kind !== 'struct' || !Array.isArray(variables)) throw corrupted('it does not describe state')
  }
  return operators as unknown as Readonly<Record<string, StoredOperator>>
}
