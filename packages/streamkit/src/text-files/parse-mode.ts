/** What happens to a malformed record. */
export type ParseMode = 'permissive' | 'dropMalformed' | 'failFast'

/** The mode of that name; one that nobody knows is PERMISSIVE, as in Spark. */
export function parseMode(name: string): ParseMode {
  switch (name.toUpperCase()) {
    case 'DROPMALFORMED':
      return 'dropMalformed'
    case 'FAILFAST':
      return 'failFast'
    default:
      return 'permissive'
  }
}
