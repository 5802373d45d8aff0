import { errorsOf } from '@streamkit/core/connector'

/**
 * Every condition that `@streamkit/postgres` can raise. Alphabetical. No parameter ever holds a connection string, a password or a key.
 */
export const conditions = {
  IDENTIFIER_TOO_LONG: {
    sqlState: '42622',
    template:
      'The <what> <name> has <bytes> bytes; PostgreSQL keeps 63 and would cut the rest off in silence. Use a shorter name.',
  },
  INVALID_IDENTIFIER: {
    sqlState: '42602',
    template: 'The <what> <name> is not a PostgreSQL name: <reason>. <hint>',
  },
  INVALID_POSTGRES_OPTION: {
    sqlState: '22023',
    template: 'The option <option> of the PostgreSQL connector cannot be used: <reason>. <hint>',
  },
  INVALID_VALUE: {
    sqlState: '22000',
    template:
      'A value of the column <column> cannot be stored in <target>: <reason>. Correct or filter the row in the query; the batch was rolled back as a whole.',
  },
  SINK_AHEAD_OF_CHECKPOINT: {
    sqlState: '55000',
    template:
      'The table <table> already holds batch <sinkBatch> of this query, but its checkpoint ends with batch <checkpointBatch>: the checkpoint is an older copy, or parts of it are lost. Restore the newest checkpoint. If the rows shall be written again from there, delete the row with query_id <queryId> and sink_id <sinkId> from <ledger> first.',
  },
  SINK_BATCH_TOO_LARGE_TO_RETRY: {
    sqlState: '54000',
    template:
      'Batch <batchId> for the table <table> failed with what a retry may cure, but it is larger than the <limit> bytes that are kept for retries: <reason>. Nothing of it was stored: start the query again, and it runs the batch again. Smaller batches (maxFilesPerTrigger, maxBytesPerTrigger) or a larger maxReplayBytes make retries possible.',
  },
  SINK_BEHIND_CHECKPOINT: {
    sqlState: '55000',
    template:
      'The checkpoint says that the table <table> holds batch <checkpointBatch>, but the last one in <ledger> is <sinkBatch>: the database is an older copy, and the batches between are missing. Restore a checkpoint as old as the database, or start with a new checkpointLocation. If nothing is missing, set `whenLedgerIsBehind: "continue"`.',
  },
  SINK_CHECKPOINT_LOST: {
    sqlState: '55000',
    template:
      'The table <table> already holds batches up to <sinkBatch> of a query with the name <queryName>, whose checkpoint has the id <otherQueryId>. The checkpoint of this run is another one, with the id <queryId>, of which the table holds nothing: the old checkpoint was emptied, replaced, or is not mounted. Restore it. If starting over is meant, set `whenCheckpointIsNew: "continue"`; if this is another query, give it another queryName or sinkId.',
  },
  SINK_CONNECTION_REFUSED: {
    sqlState: '08001',
    template: 'There is no way to the PostgreSQL server: <reason>. <hint>',
  },
  SINK_FENCED: {
    sqlState: '40000',
    template:
      'Another run of the query has taken over the table <table> (epoch <current> after <own>, run <owner>): batch <batchId> of this run was rolled back. Only one run of a query may be active; stop this one.',
  },
  SINK_SCHEMA_MISMATCH: {
    sqlState: '42804',
    template: 'The rows of the query do not fit the table <table>: <problems>',
  },
  SINK_TABLE_EXISTS: {
    sqlState: '42P07',
    template:
      'The table <table> exists already. Write with the mode `append`, `overwrite` or `ignore`, or into another table.',
  },
  SINK_TABLE_NOT_FOUND: {
    sqlState: '42P01',
    template:
      'The table <table> does not exist<hint>. Names are taken exactly as written. Create it, or pass `createTable: true`.',
  },
  SINK_UNAVAILABLE: {
    sqlState: '08000',
    template:
      'The PostgreSQL server could not take <what> after <attempts> attempts: <reason>. Nothing was lost: once the server is well, start the query again.',
  },
  SINK_WRITE: {
    sqlState: '58000',
    template:
      'PostgreSQL refused <what> for the table <table>: <reason> (SQLSTATE of the server: <serverState>). The batch was rolled back as a whole; remove the cause, then start the query again.',
  },
  UNSUPPORTED_READ: {
    sqlState: '0A000',
    template: 'The column <column> cannot be read as <type>: <reason>. <hint>',
  },
} as const

/** Makes an error of this package. */
export const raise: ReturnType<typeof errorsOf<typeof conditions>> = errorsOf(conditions)
