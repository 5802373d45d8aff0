import type { StateVariable, StateVariableKind, StoredSchema, StoredVariable } from '../../contracts/state-schema.ts'
import { ExecutionException } from '../../errors/streamkit-error.ts'
import type { StateScope } from './state-scope.ts'
import { ValueCodec } from './value-codec.ts'

export interface StateVariableInit {
  readonly definition: StateVariable
  readonly scope: StateScope
  /** Null: values stay until they are removed. */
  readonly ttlMs: number | null
}

/** What value, list and map state have in common. */
export class KeyedVariable {
  readonly definition: StateVariable
  readonly ttlMs: number | null
  protected readonly codec: ValueCodec
  readonly #scope: StateScope
  /** Begins the keys of the variable in the store. */
  protected id = 0
  #schemas: readonly StoredSchema[] = []

  constructor({ definition, scope, ttlMs }: StateVariableInit) {
    this.definition = definition
    this.ttlMs = ttlMs
    this.#scope = scope
    this.codec = new ValueCodec(definition.name, definition.valueSchema, definition.changes)
  }

  get kind(): StateVariableKind {
    return this.definition.kind
  }

  /** What the checkpoint has. */
  get stored(): Pick<StoredVariable, 'id' | 'schemas'> {
    return { id: this.id, schemas: this.#schemas }
  }

  /** Takes over what the checkpoint has. */
  restore({ id, schemas }: Pick<StoredVariable, 'id' | 'schemas'>): void {
    this.id = id
    this.#schemas = schemas
    this.codec.restore(schemas)
  }

  /** The state of the current key. Throws where there is none. */
  protected get scope(): StateScope {
    if (this.#scope.current === null) {
      throw new ExecutionException('STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_HANDLE_STATE', {
        operationType: `use of the state variable ${this.definition.name}`,
        handleState: 'no current key',
      })
    }
    return this.#scope
  }

  protected isLive(endsMs: number | null): boolean {
    return endsMs === null || endsMs > this.#scope.nowMs
  }
}
