import type { ParquetFooter } from './parquet-file.ts'

const versionKey = 'org.apache.spark.version'

/**
 * Whether dates and times before 1582-10-15 in a file are of the old hybrid calendar: Spark 2 wrote them so, later ones on demand, and say it.
 * Nothing in other files says otherwise, so they are what the format says: proleptic Gregorian.
 */
export function hasLegacyCalendar({ keyValues }: ParquetFooter): boolean {
  if (keyValues.has('org.apache.spark.legacyDateTime') || keyValues.has('org.apache.spark.legacyINT96')) return true
  const version = keyValues.get(versionKey)
  return version !== undefined && /^[012]\./.test(version)
}

/** From here on both calendars agree, in days since 1970-01-01. */
export const firstCommonDay = -141_427
/** The same in microseconds; later than the calendars need it, because the old writer also shifted by local time zones until 1900. */
export const firstCommonMicros = -2_208_988_800_000_000
