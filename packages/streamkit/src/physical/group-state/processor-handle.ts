import { encodeDefaults } from '../../columnar/schema-defaults.ts'
import type { StateVariable, StateVariableKind, StoredVariable } from '../../contracts/state-schema.ts'
import type {
  ListState,
  MapState,
  QueryInfo,
  StatefulProcessorHandle,
  StateVariableOptions,
  TimeMode,
  ValueState,
} from '../../contracts/stateful-processor.ts'
import { IllegalArgumentException } from '../../errors/streamkit-error.ts'
import type { StructType } from '../../types/data-type.ts'
import { type SchemaInput, toStructType } from '../../types/schema.ts'
import { durationMs, instantMs } from './duration-ms.ts'
import { KeyTimers } from './key-timers.ts'
import { ListVariable } from './list-variable.ts'
import { MapVariable } from './map-variable.ts'
import { StateScope } from './state-scope.ts'
import type { KeyedVariable, StateVariableInit } from './state-variable.ts'
import { ValueVariable } from './value-variable.ts'

type AnyOptions = StateVariableOptions<Record<string, unknown>> | undefined

/** The handle of one run of a processor: knows its variables once `init` has declared them, and the key that is being handled. */
export class ProcessorHandle implements StatefulProcessorHandle {
  readonly scope: StateScope = new StateScope()
  readonly timers: KeyTimers = new KeyTimers(this.scope)
  readonly #timeMode: TimeMode
  readonly #variables = new Map<string, KeyedVariable>()
  readonly #deleted = new Set<string>()
  readonly #queryInfo: () => QueryInfo
  #isDeclaring = true
  registeredTimers = 0
  deletedTimers = 0

  constructor(timeMode: TimeMode, queryInfo: () => QueryInfo) {
    this.#timeMode = timeMode
    this.#queryInfo = queryInfo
  }

  get variables(): readonly KeyedVariable[] {
    return [...this.#variables.values()]
  }
  get deletedNames(): readonly string[] {
    return [...this.#deleted]
  }

  /** `init` is over. Without a checkpoint the variables are numbered as they were declared. */
  endDeclaration(): void {
    this.#isDeclaring = false
    for (const [id, variable] of this.variables.entries()) {
      const { valueSchema: schema, changes } = variable.definition
      variable.restore({ id, schemas: [{ schema, changes, sinceBatch: 0 }] })
    }
  }

  restore(stored: readonly StoredVariable[]): void {
    for (const variable of stored) if (!variable.deleted) this.#variables.get(variable.name)?.restore(variable)
  }

  getValueState(name: string, schema: unknown, options?: AnyOptions): ValueState<never> {
    const definition = this.#definition({ kind: 'value', name, key: null, value: schema }, options)
    return this.#add(new ValueVariable(this.#init(definition, options))) as unknown as ValueState<never>
  }
  getListState(name: string, schema: unknown, options?: AnyOptions): ListState<never> {
    const definition = this.#definition({ kind: 'list', name, key: null, value: schema }, options)
    return this.#add(new ListVariable(this.#init(definition, options))) as unknown as ListState<never>
  }
  getMapState(
    name: string,
    schemas: { readonly key: unknown; readonly value: unknown },
    options?: AnyOptions,
  ): MapState<never, never> {
    const definition = this.#definition({ kind: 'map', name, ...schemas }, options)
    return this.#add(new MapVariable(this.#init(definition, options))) as unknown as MapState<never, never>
  }

  deleteIfExists(name: string): void {
    this.#requireDeclaring('delete_if_exists')
    if (this.#variables.has(name)) throw definedTwice(name)
    this.#deleted.add(name)
  }

  getQueryInfo(): QueryInfo {
    return this.#queryInfo()
  }

  registerTimer(expiryMs: number | Date): void {
    this.#requireTimers('register_timer')
    if (this.timers.register(instantMs(expiryMs))) this.registeredTimers++
  }
  deleteTimer(expiryMs: number | Date): void {
    this.#requireTimers('delete_timer')
    if (this.timers.delete(instantMs(expiryMs))) this.deletedTimers++
  }
  listTimers(): number[] {
    this.#requireTimers('list_timers')
    return [...this.timers.list()]
  }

  #definition(
    given: { readonly kind: StateVariableKind; readonly name: string; readonly key: unknown; readonly value: unknown },
    options: AnyOptions,
  ): StateVariable {
    this.#requireDeclaring(`get_${given.kind}_state`)
    if (this.#variables.has(given.name) || this.#deleted.has(given.name)) throw definedTwice(given.name)
    const valueSchema = toStructType(given.value as SchemaInput)
    return {
      name: given.name,
      kind: given.kind,
      keySchema: given.key === null ? null : toStructType(given.key as SchemaInput),
      valueSchema,
      changes: {
        renamedFrom: (options?.renamedFrom ?? {}) as Record<string, string>,
        defaults: encodeDefaults(valueSchema, options?.defaults ?? {}),
      },
    }
  }

  #init(definition: StateVariable, options: AnyOptions): StateVariableInit {
    return { definition, scope: this.scope, ttlMs: this.#ttlMs(definition, options?.ttl) }
  }

  #ttlMs({ name, kind }: StateVariable, ttl: number | string | undefined): number | null {
    if (ttl === undefined) return null
    if (this.#timeMode === 'None') {
      throw new IllegalArgumentException('STATEFUL_PROCESSOR_INCORRECT_TIME_MODE_TO_ASSIGN_TTL', {
        stateName: name,
        timeMode: this.#timeMode,
      })
    }
    const ms = durationMs(ttl)
    if (ms > 0) return ms
    throw new IllegalArgumentException('STATEFUL_PROCESSOR_TTL_DURATION_MUST_BE_POSITIVE', {
      operationType: `get_${kind}_state`,
      stateName: name,
    })
  }

  #add<V extends KeyedVariable>(variable: V): V {
    this.#variables.set(variable.definition.name, variable)
    return variable
  }

  #requireDeclaring(operationType: string): void {
    if (!this.#isDeclaring) throw wrongState(operationType, 'INITIALIZED')
  }

  #requireTimers(operationType: string): void {
    if (this.#timeMode === 'None') {
      throw new IllegalArgumentException('STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_TIME_MODE', {
        operationType,
        timeMode: this.#timeMode,
      })
    }
    if (this.scope.current === null) throw wrongState(operationType, this.#isDeclaring ? 'CREATED' : 'no current key')
  }
}

function definedTwice(stateVarName: string): IllegalArgumentException {
  return new IllegalArgumentException('STATE_STORE_DUPLICATE_STATE_VARIABLE_DEFINED', { stateVarName })
}

function wrongState(operationType: string, handleState: string): IllegalArgumentException {
  return new IllegalArgumentException('STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_HANDLE_STATE', {
    operationType,
    handleState,
  })
}

/** The schema of grouping columns, for comparing. */
export function keySchemaOf({ fields }: StructType, groupings: readonly number[]): StructType {
  return {
    kind: 'struct',
    fields: groupings.map((i) => {
      const { name, dataType, nullable } = fields[i] as StructType['fields'][number]
      return { name, dataType, nullable }
    }),
  }
}
