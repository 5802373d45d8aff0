import type { DataType } from '../../types/data-type.ts'
import type { CastMode, ExpressionConf } from '../expression.ts'
import type { Kernel } from '../function-definition.ts'
import { strict, strictOrNull } from '../kernel.ts'

/** A cast to be made: what the files of this folder work on. */
export interface CastSite<To extends DataType = DataType> {
  readonly from: DataType
  readonly to: To
  readonly mode: CastMode
  readonly conf: ExpressionConf
}

/** A cast whose value may not fit: `convert` gives null then; ANSI makes an error of it, the other modes leave the null. */
export function partial<A>(site: CastSite, convert: (value: A) => unknown, fail: (value: A) => never): Kernel {
  if (site.mode !== 'ansi') return strictOrNull(convert)
  return strict((value: A) => {
    const converted = convert(value)
    return converted === null ? fail(value) : converted
  })
}

/** A date is no number: there is no such cast, but for legacy casts, which give null. */
export function dateToNumber(site: CastSite): Kernel | null {
  return site.mode === 'legacy' ? strictOrNull(() => null) : null
}
