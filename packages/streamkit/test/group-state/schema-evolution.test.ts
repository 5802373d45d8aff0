import { describe, expect, test } from 'vitest'
import {
  type SchemaInput,
  StatefulProcessor,
  type StatefulProcessorHandle,
  type StateVariableOptions,
  type TimeMode,
} from '../../src/index.ts'
import { conditionsOf, rejection, testSession } from '../session/test-session.ts'
import { StateQuery } from './state-query.ts'

const output = 'k STRING, state STRING'
type Row = Record<string, unknown>
const shown = (value: unknown) =>
  JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? `${v}n` : v instanceof Map ? [...v] : v))

interface Schema {
  readonly state: SchemaInput
  readonly evolution?: { readonly renamedFrom?: Row; readonly defaults?: Row }
}

/** Shows the state of each group that has rows, then sets it to the next of these values. */
function setup() {
  const input = testSession().memoryStream('k STRING NOT NULL, v INT NOT NULL')
  const run = new StateQuery()
  let next: Row = {}
  const frame = (
    { state, evolution }: Schema,
    timeout: 'NoTimeout' | 'ProcessingTimeTimeout' = 'NoTimeout',
    key: 'k' | 'v' = 'k',
  ) =>
    input
      .toDF()
      .groupByKey(key)
      .flatMapGroupsWithState(
        {
          state: state as string,
          output,
          outputMode: 'update',
          timeout,
          ...(evolution === undefined ? {} : { evolution: evolution as never }),
        },
        function* (k, _, cell) {
          yield { k: String(k), state: shown(cell.getOption()) }
          cell.update(next)
        },
      )
  return {
    run,
    /** Runs with this schema; gives what a row of each key sees of its state, and puts `value` there. */
    async step(schema: Schema, value: Row, ...keys: readonly string[]) {
      next = value
      await run.start(frame(schema))
      input.addData(...keys.map((k) => ({ k, v: 1 })))
      return (await run.rows()).map((row) => (row as { state: string | null }).state)
    },
    async refused(schema: Schema, ...rest: [('NoTimeout' | 'ProcessingTimeTimeout')?, ('k' | 'v')?]) {
      await run.start(frame(schema, ...rest))
      const error = await rejection(run.query.awaitTermination())
      await run.stop()
      return conditionsOf(error)
    },
    /** Starts and ends without a batch. */
    async startOnly(schema: Schema) {
      await run.start(frame(schema))
      await run.query.processAllAvailable()
      await run.stop()
    },
  }
}

describe('the state of a group', () => {
  test('takes new fields, loses others, and they may change places, over several schemas', async () => {
    const { step } = setup()
    expect(await step({ state: 'a INT NOT NULL, b STRING' }, { a: 1, b: 'x' }, 'p', 'q', 'r')).toEqual([
      'null',
      'null',
      'null',
    ])
    const second = { state: 'b STRING, c STRING, a INT NOT NULL' }
    expect(await step(second, { a: 2, b: 'y', c: 'z' }, 'p')).toEqual(['{"b":"x","c":null,"a":1}'])
    const third = { state: 'a INT NOT NULL, c STRING' }
    expect(await step(third, { a: 3, c: 'w' }, 'p', 'q')).toEqual(['{"a":2,"c":"z"}', '{"a":1,"c":null}'])
    // Of the first schema, of the third, and b is another one now.
    expect(await step({ state: 'a INT NOT NULL, b STRING' }, { a: 9, b: null }, 'r', 'p')).toEqual([
      '{"a":1,"b":null}',
      '{"a":3,"b":null}',
    ])
  })

  test('is widened', async () => {
    const { step } = setup()
    const before =
      'a INT, b TINYINT, f FLOAT, d DECIMAL(5, 2), s STRUCT<x: INT>, l ARRAY<INT>, m MAP<STRING, INT>, n BIGINT'
    const after =
      'a BIGINT, b INT, f DOUBLE, d DECIMAL(20, 3), s STRUCT<x: BIGINT, y: STRING>, l ARRAY<BIGINT>, m MAP<STRING, DOUBLE>, n BIGINT'
    await step(
      { state: before },
      { a: 1, b: 2, f: 0.5, d: null, s: { x: 3 }, l: [1, null], m: new Map([['k', 4]]), n: 5n },
      'p',
    )
    expect(await step({ state: after }, { a: 7n }, 'p')).toEqual([
      '{"a":"1n","b":2,"f":0.5,"d":null,"s":{"x":"3n","y":null},"l":["1n",null],"m":[["k",4]],"n":"5n"}',
    ])
  })

  test('is renamed, and has defaults for new fields', async () => {
    const { step } = setup()
    await step({ state: 'sum INT NOT NULL' }, { sum: 5 }, 'p', 'q')
    const renamed = {
      state: 'total INT NOT NULL, since STRING NOT NULL',
      evolution: { renamedFrom: { total: 'sum' }, defaults: { since: 'long ago' } },
    }
    expect(await step(renamed, { total: 6, since: 'now' }, 'p')).toEqual(['{"total":5,"since":"long ago"}'])
    const again = { ...renamed, state: 'total BIGINT NOT NULL, since STRING NOT NULL, note STRING' }
    expect(await step(again, { total: 7n, since: 'now', note: 'x' }, 'q', 'p')).toEqual([
      '{"total":"5n","since":"long ago","note":null}',
      '{"total":"6n","since":"now","note":null}',
    ])
  })

  test('does not change otherwise', async () => {
    const { step, refused } = setup()
    await step({ state: 'a INT NOT NULL, b STRING' }, { a: 1, b: 'x' }, 'p')
    const schemas = [
      { state: 'a STRING, b STRING' },
      { state: 'a SMALLINT NOT NULL, b STRING' },
      { state: 'a INT NOT NULL, b STRING NOT NULL' },
      { state: 'a INT NOT NULL, c INT NOT NULL' },
      { state: 'a INT NOT NULL, b STRING, c STRING', evolution: { renamedFrom: { c: 'b' } } },
    ]
    for (const schema of schemas)
      expect(await refused(schema)).toEqual(['STREAM_FAILED', 'STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE'])
    expect(await refused({ state: 'a INT NOT NULL' }, 'ProcessingTimeTimeout')).toContain(
      'STATE_STORE_INVALID_CONFIG_AFTER_RESTART',
    )
    expect(await refused({ state: 'a INT NOT NULL' }, 'NoTimeout', 'v')).toContain(
      'STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE',
    )
    expect(await step({ state: 'a INT NOT NULL, b STRING' }, { a: 1, b: null }, 'p')).toEqual(['{"a":1,"b":"x"}'])
  })

  test('a schema that no batch has used leaves nothing behind', async () => {
    const { step, startOnly } = setup()
    await step({ state: 'a INT NOT NULL, b STRING' }, { a: 1, b: 'x' }, 'p')
    await startOnly({ state: 'a INT NOT NULL' })
    expect(await step({ state: 'a INT NOT NULL, b STRING, c STRING' }, { a: 2 }, 'p')).toEqual([
      '{"a":1,"b":"x","c":null}',
    ])
  })

  test('before the first batch everything may change', async () => {
    const { step, startOnly } = setup()
    await startOnly({ state: 'a INT NOT NULL' })
    expect(await step({ state: 'a STRING' }, { a: 'x' }, 'p')).toEqual(['null'])
  })

  test('a batch that runs again after a change reads the state before it', async () => {
    const { step, run } = setup()
    await step({ state: 'a INT NOT NULL' }, { a: 1 }, 'p')
    await step({ state: 'a INT NOT NULL' }, { a: 2 }, 'p')
    await run.loseLastCommit()
    expect(await step({ state: 'a BIGINT NOT NULL' }, { a: 5n }, 'q')).toEqual(['{"a":"1n"}', 'null'])
  })
})

describe('the variables of a processor', () => {
  interface Variables {
    readonly declare: (handle: StatefulProcessorHandle) => { show(): unknown; set?(): void }
    readonly timeMode?: TimeMode
  }
  class Evolving extends StatefulProcessor<string, { k: string }, { k: string | null; state: string | null }> {
    readonly #declare: Variables['declare']
    #state!: { show(): unknown; set?(): void }
    constructor(declare: Variables['declare']) {
      super()
      this.#declare = declare
    }
    override init(handle: StatefulProcessorHandle): void {
      this.#state = this.#declare(handle)
    }
    override *handleInputRows(k: string): Iterable<{ k: string; state: string }> {
      yield { k, state: shown(this.#state.show()) }
      this.#state.set?.()
    }
  }
  const processors = () => {
    const input = testSession().memoryStream('k STRING NOT NULL')
    const run = new StateQuery()
    const frame = ({ declare, timeMode = 'None' }: Variables) =>
      input
        .toDF()
        .groupByKey('k')
        .transformWithState(() => new Evolving(declare), { output, timeMode, outputMode: 'update' })
    return {
      run,
      async step(variables: Variables, ...keys: readonly string[]) {
        await run.start(frame(variables))
        input.addData(...keys.map((k) => ({ k })))
        return (await run.rows()).map((row) => (row as { state: string | null }).state)
      },
      async refused(variables: Variables) {
        await run.start(frame(variables))
        return conditionsOf(await rejection(run.query.awaitTermination()))
      },
    }
  }
  const value = (name: string, schema: string, options?: StateVariableOptions<Row>, put?: Row): Variables => ({
    declare(handle) {
      const state = handle.getValueState(name, schema as string, options as never)
      return { show: () => state.get(), set: () => put !== undefined && state.update(put) }
    },
  })
  const list = (schema: string, put: Row): Variables => ({
    declare(handle) {
      const state = handle.getListState('v', schema as string)
      return { show: () => state.get(), set: () => state.appendValue(put) }
    },
  })
  const map = (key: string, schema: string, put: Row): Variables => ({
    declare(handle) {
      const state = handle.getMapState('v', { key, value: schema })
      return {
        show: () => [...state.iterator()],
        set: () => state.updateValue((put.n === 1 ? 'x' : 'y') as never, put),
      }
    },
  })

  test('evolve, values of several schemas side by side', async () => {
    const lists = processors()
    await lists.step(list('n INT NOT NULL', { n: 1 }), 'p')
    await lists.step(list('n BIGINT, s STRING', { n: 2n, s: 'x' }), 'p')
    expect(await lists.step(list('s STRING, n BIGINT', { n: 3n }), 'p')).toEqual([
      '[{"s":null,"n":"1n"},{"s":"x","n":"2n"}]',
    ])
    const maps = processors()
    await maps.step(map('k STRING', 'n INT NOT NULL', { n: 1 }), 'p')
    await maps.step(map('k STRING', 'n INT, s STRING', { n: 2, s: 'z' }), 'p')
    expect(await maps.step(map('k STRING', 'n INT, s STRING', { n: 3 }), 'p')).toEqual([
      '[["x",{"n":1,"s":null}],["y",{"n":2,"s":"z"}]]',
    ])
  })

  test('may come and go; a deleted one begins anew', async () => {
    const { step, run } = processors()
    await step(value('a', 'n INT', {}, { n: 1 }), 'p', 'q')
    // not declared, and still there
    await step(value('b', 'n INT', {}, { n: 2 }), 'p')
    expect(await step(value('a', 'n INT'), 'p')).toEqual(['{"n":1}'])
    expect(run.stateMetrics.numRowsTotal).toBe(3)
    const deleting: Variables = {
      declare(handle) {
        handle.deleteIfExists('a')
        handle.deleteIfExists('never')
        return { show: () => 0 }
      },
    }
    await step(deleting, 'p')
    expect(run.stateMetrics.numRowsTotal).toBe(1)
    await run.loseLastCommit()
    await step(deleting, 'p')
    expect(run.stateMetrics.numRowsTotal).toBe(1)
    expect(await step(value('a', 's STRING', {}, { s: 'x' }), 'p')).toEqual(['null'])
    expect(await step(value('a', 's STRING'), 'p', 'q')).toEqual(['{"s":"x"}', 'null'])
  })

  test('keep their kind, the keys of their maps, and the time mode', async () => {
    const { step, refused } = processors()
    await step(map('k STRING', 'n INT NOT NULL', { n: 1 }), 'p')
    expect(await refused(list('n INT NOT NULL', { n: 1 }))).toContain('STATE_STORE_INVALID_VARIABLE_TYPE_AFTER_RESTART')
    expect(await refused(map('k INT', 'n INT NOT NULL', { n: 1 }))).toContain('STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE')
    expect(await refused(map('k STRING', 'n STRING', { n: 1 }))).toContain('STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE')
    expect(await refused({ ...map('k STRING', 'n INT NOT NULL', { n: 1 }), timeMode: 'ProcessingTime' })).toContain(
      'STATE_STORE_INVALID_CONFIG_AFTER_RESTART',
    )
  })

  test('a variable cannot be deleted and declared at once', async () => {
    const { refused } = processors()
    const both: Variables = {
      declare(handle) {
        handle.deleteIfExists('v')
        return value('v', 'n INT').declare(handle)
      },
    }
    expect(await refused(both)).toContain('STATE_STORE_DUPLICATE_STATE_VARIABLE_DEFINED')
  })
})
