import { binaryType, type DataType, stringType, voidType } from '../../types/data-type.ts'
import { commonTypeOf } from '../common-type.ts'
import type { ArgumentInfo, CallSite, FunctionDefinition, Kernel } from '../function-definition.ts'
import { strict, withNulls } from '../kernel.ts'
import { equalOf } from '../ordering.ts'
import { argumentAt, dataDiffTypes, requireArguments } from '../signature.ts'
import { decodeText } from './charsets.ts'

/** Whether argument `i` is a value to compare with (behind the first one), not a result. */
const isSearch = (site: CallSite, i: number): boolean => i % 2 === 1 && i + 1 < site.args.length

function common(site: CallSite, args: readonly ArgumentInfo[]): DataType {
  const type = commonTypeOf(
    args.map((a) => a.dataType),
    site.conf,
  )
  if (type === null) throw dataDiffTypes('decode', site)
  return type
}

/**
 * With two arguments: bytes as text of an encoding. With more: the result behind the first search value that equals the first argument
 * (nulls are equal), else the last argument if it has no partner, else null.
 */
const decode: FunctionDefinition = {
  name: 'decode',
  signature: (site) => {
    requireArguments('decode', site, [2, null])
    if (site.args.length === 2) {
      const nullable = site.args.some((a) => a.nullable)
      return { inputs: [binaryType, stringType], dataType: stringType, nullable }
    }
    const compared = common(
      site,
      site.args.filter((_, i) => i === 0 || isSearch(site, i)),
    )
    const results = site.args.filter((_, i) => i !== 0 && !isSearch(site, i))
    const dataType = common(site, results)
    const hasDefault = site.args.length % 2 === 0
    return {
      inputs: site.args.map((_, i) => (i === 0 || isSearch(site, i) ? compared : dataType)),
      dataType,
      nullable: !hasDefault || results.some((a) => a.nullable),
    }
  },
  kernel: (site): Kernel => {
    if (site.args.length === 2) {
      return strict((bytes: Uint8Array, charset: string) => decodeText(bytes, charset, 'decode'))
    }
    const { dataType } = argumentAt(site, 0)
    const equal = equalOf(dataType.kind === 'void' ? voidType : dataType) as (a: unknown, b: unknown) => boolean
    return withNulls((...args: readonly unknown[]) => {
      const value = args[0]
      for (let i = 1; i + 1 < args.length; i += 2) {
        const search = args[i]
        if (search === null || value === null ? search === value : equal(value, search)) return args[i + 1]
      }
      return args.length % 2 === 0 ? args[args.length - 1] : null
    }, true)
  },
}

/** `decode`, which is two functions. */
export const decodeFunctions: readonly FunctionDefinition[] = [decode]
