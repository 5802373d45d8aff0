import { intType, type StructType, stringType } from '@streamkit/core/connector'
import type { WriterOptions } from '../../src/writer/writer-options.ts'
import { schemaOf } from './chunks.ts'
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts'
import type { TestDatabase } from './test-database.ts'
import { type TestWriter, testWriter } from './test-writer.ts'

/** An empty table `t (id, name)` behind a wire that can be cut, and ways to look at it and to hurt it. */
export interface FaultBench {
  readonly schema: StructType
  readonly options: WriterOptions
  readonly proxy: TcpProxy
  sinkOf(more?: Partial<WriterOptions>, signal?: AbortSignal | null): Promise<TestWriter>
  /** Closed with the bench. */
  adopt(sink: TestWriter): void
  names(): Promise<readonly unknown[]>
  /** The last batch in the ledger. */
  ledger(): Promise<unknown>
  /** Ends all sessions of sinks. */
  kill(): Promise<unknown>
  /** Resolves when a sink waits for a lock. */
  untilBlocked(): Promise<void>
  /** The table refuses its next `times` rows with a SQLSTATE. */
  failing(state: string, times: number): Promise<void>
  close(): Promise<void>
}

/** SQL behind FROM: the sessions of sinks. */
export const sinkSessions = `pg_stat_activity WHERE application_name = 'streamkit' AND pid <> pg_backend_pid()`

export async function faultBench(database: TestDatabase): Promise<FaultBench> {
  await database.run(
    'DROP SCHEMA IF EXISTS streamkit CASCADE; DROP TABLE IF EXISTS t CASCADE; CREATE TABLE t (id int PRIMARY KEY, name text)',
  )
  const proxy = await startTcpProxy({ host: '127.0.0.1', port: database.server.port })
  const url = new URL(database.connectionString)
  url.port = String(proxy.port)
  const options: WriterOptions = { connectionString: url.href, table: 't', key: ['id'] }
  const schema = schemaOf({ id: intType, name: stringType })
  const open: TestWriter[] = []
  return {
    schema,
    options,
    proxy,
    async sinkOf(more = {}, signal = null) {
      const sink = await testWriter({ ...options, ...more }, schema, { signal })
      open.push(sink)
      return sink
    },
    adopt: (sink) => open.push(sink),
    names: async () => (await database.rows('SELECT name FROM t ORDER BY id')).map((row) => row.name),
    ledger: async () => (await database.rows('SELECT batch_id::int AS id FROM streamkit.commits'))[0]?.id,
    kill: () => database.rows(`SELECT pg_terminate_backend(pid) FROM ${sinkSessions}`),
    async untilBlocked() {
      for (;;) {
        const waiting = await database.rows(`SELECT 1 FROM ${sinkSessions} AND wait_event_type = 'Lock'`)
        if (waiting.length > 0) return
      }
    },
    failing: (state, times) =>
      database.run(`DROP SEQUENCE IF EXISTS fails; CREATE SEQUENCE fails;
        CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF nextval('fails') <= ${times} THEN RAISE EXCEPTION 'planned' USING ERRCODE = '${state}'; END IF; RETURN NEW; END $$;
        CREATE OR REPLACE TRIGGER fail BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION fail()`),
    async close() {
      for (const sink of open) await sink.close()
      await proxy.close()
    },
  }
}
