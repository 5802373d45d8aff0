/** What the commands that touch the engine and the database load when they run: help and wrong usage do not wait for it. */
export { openDatabase } from '../database/open-database.ts'
export { createTopics } from '../generate/kafka-target.ts'
export { expectedEvents } from '../verify/expected-events.ts'
export { verifyTables } from '../verify/verify-tables.ts'
export { reportStreamFailure, summaryText } from './run-outcome.ts'
export { runPipelines } from './run-pipelines.ts'
