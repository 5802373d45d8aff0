import { join } from 'node:path'
import { startEmbeddedPostgres } from '@streamkit/postgres/embedded'
import { Client } from 'pg'
import { applySql } from './apply-sql.ts'

export interface DatabaseChoice {
  /** A server of your own; without it an embedded one is started. */
  readonly databaseUrl: string | undefined
  /** Where the embedded server keeps its data. */
  readonly dataFolder: string
  readonly onProgress: (text: string) => void
  /** Leaves the tables as they are, missing ones too. Default false. */
  readonly readOnly?: boolean
}

/** A database with the shop's tables. */
export interface ShopDatabase extends AsyncDisposable {
  readonly connectionString: string
  /** How to look into it, without a password in it; null for a server of your own. */
  readonly psqlCommand: string | null
  connect(): Promise<Client>
}

/** Connects to the given server or starts the embedded one, and applies the SQL files unless it is only read. */
export async function openDatabase({
  databaseUrl,
  dataFolder,
  onProgress,
  readOnly = false,
}: DatabaseChoice): Promise<ShopDatabase> {
  if (databaseUrl === undefined) onProgress('starting the embedded PostgreSQL')
  const embedded =
    databaseUrl === undefined ? await startEmbeddedPostgres({ dataDirectory: join(dataFolder, '.postgres') }) : null
  const connectionString = embedded?.connectionString ?? (databaseUrl as string)
  const connect = async () => {
    const client = new Client({ connectionString, application_name: 'ecommerce', connectionTimeoutMillis: 30_000 })
    client.on('error', () => undefined)
    await client.connect()
    return client
  }
  try {
    const client = await connect()
    try {
      if (!readOnly) await applySql(client)
    } finally {
      await client.end()
    }
  } catch (error) {
    await embedded?.stop()
    throw error
  }
  return {
    connectionString,
    psqlCommand: embedded?.psqlCommand ?? null,
    connect,
    async [Symbol.asyncDispose]() {
      await embedded?.stop()
    },
  }
}
