/** The fields of a date and time that a pattern can name. */
export const patternFields = [
  'year',
  'yearOfEra',
  'era',
  'month',
  'dayOfMonth',
  'dayOfYear',
  'modifiedJulianDay',
  'dayOfWeek',
  'alignedDayOfWeekInMonth',
  'quarter',
  'amPm',
  'hourOfDay',
  'clockHourOfDay',
  'hourOfAmPm',
  'clockHourOfAmPm',
  'minute',
  'second',
  'nano',
  'offsetSeconds',
] as const
export type PatternField = (typeof patternFields)[number]
/** The fields that can be written as words. */
export type TextField = 'era' | 'month' | 'dayOfWeek' | 'quarter' | 'amPm'

/** One piece of a compiled datetime pattern, as data: what Java's DateTimeFormatter makes of the same letters. */
export type PatternElement =
  | NumberElement
  | { readonly kind: 'reducedYear'; readonly field: 'year' | 'yearOfEra'; readonly subsequentWidth: number }
  | { readonly kind: 'fraction'; readonly min: number; readonly max: number }
  | { readonly kind: 'text'; readonly field: TextField; readonly full: boolean }
  | { readonly kind: 'offset'; readonly form: OffsetForm; readonly zero: string }
  | { readonly kind: 'localizedOffset'; readonly full: boolean }
  | { readonly kind: 'zoneId' }
  | { readonly kind: 'zoneName'; readonly full: boolean }
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'optional'; readonly elements: readonly PatternElement[] }

/** `HHmm`: minutes only if there are any; `HHMM`: always; `ss`: seconds only if there are any. */
export type OffsetForm = 'HHmm' | 'HHMM' | 'HH:MM' | 'HHMMss' | 'HH:MM:ss'

export interface NumberElement {
  readonly kind: 'number'
  readonly field: PatternField
  readonly minWidth: number
  readonly maxWidth: number
  /** `exceedsPad`: a plus sign exactly when there are more digits than `minWidth`. */
  readonly sign: 'notNegative' | 'normal' | 'exceedsPad'
  /** Digits that follow directly and belong to elements of fixed width. */
  readonly subsequentWidth: number
}
