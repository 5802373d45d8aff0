import type { UserRoutine } from '../expressions/user-routine.ts'

/** The functions of the user that have a name in the SQL of a session. */
export interface UDFRegistration {
  /**
   * Gives a function that `udf` or `udaf` made a name in `expr`, `selectExpr`, `where` and `session.sql` of this session, in any case; frames that were made before keep what the name meant. Gives the function back. The arguments of a
   * `udaf` go in the order of its `input`, with the implicit casts of other functions; a `udf` says no types and gets the values as they are.
   *
   * Throws ROUTINE_ALREADY_EXISTS for the name of a function of Spark, INVALID_USER_FUNCTION for anything but a `udf` or `udaf`. Spark: `spark.udf.register`.
   *
   * @example
   * session.udf.register('initials', udf('string', (name: string | null) => name?.[0] ?? null))
   * session.sql('SELECT initials(name) AS i FROM people')
   */
  register<F extends { readonly routine: UserRoutine }>(name: string, fn: F): F
}
