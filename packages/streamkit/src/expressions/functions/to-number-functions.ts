import { AnalysisException, ExecutionException } from '../../errors/streamkit-error.ts'
import { stringType } from '../../types/data-type.ts'
import type { CallSite, FunctionDefinition } from '../function-definition.ts'
import { strictOrNull } from '../kernel.ts'
import { bigIntToUnscaled } from '../numbers/decimal-arithmetic.ts'
import { anyNullable, argumentAt, requireArguments } from '../signature.ts'
import { type NumberTextFormat, parseNumberTextFormat, readNumberText } from './number-format.ts'

function formatOf(site: CallSite): NumberTextFormat {
  const { literal } = argumentAt(site, 1)
  if (typeof literal === 'string') return parseNumberTextFormat(literal)
  throw new AnalysisException('INVALID_FORMAT.UNEXPECTED_TOKEN', { format: 'of a column: it must be a constant' })
}

/** A text as the decimal of a constant format. */
function toNumber(name: string, tries: boolean): FunctionDefinition {
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [2])
      return { inputs: [stringType, stringType], dataType: formatOf(site).type, nullable: tries || anyNullable(site) }
    },
    kernel: (site) => {
      const format = formatOf(site)
      return strictOrNull((text: string) => {
        const value = readNumberText(text, format)
        if (value !== null) return bigIntToUnscaled(value, format.type)
        if (tries) return null
        throw new ExecutionException('INVALID_FORMAT.MISMATCH_INPUT', { format: `${argumentAt(site, 1).literal}` })
      })
    },
  }
}

/** Numbers from texts by a format. */
export const toNumberFunctions: readonly FunctionDefinition[] = [
  toNumber('to_number', false),
  toNumber('try_to_number', true),
]
