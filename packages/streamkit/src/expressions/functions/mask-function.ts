import { stringType } from '../../types/data-type.ts'
import type { FunctionDefinition } from '../function-definition.ts'
import { withNulls } from '../kernel.ts'
import { defineFunction } from './define-function.ts'

/** `mask(text, upper = 'X', lower = 'x', digit = 'n', other = null)`: what stands for each kind of character; null leaves it. */
const mask = defineFunction({
  name: 'mask',
  takes: [stringType, stringType, stringType, stringType, stringType],
  required: 1,
  returns: stringType,
  nullable: true,
  kernel: () =>
    withNulls((...[text, ...given]: readonly (string | null)[]) => {
      if (text === null || text === undefined) return null
      const [upper = 'X', lower = 'x', digit = 'n', other = null] = given
      const maskOf = (point: string): string | null => {
        if (/\p{Lu}/u.test(point)) return upper
        if (/\p{Ll}/u.test(point)) return lower
        return /\p{Nd}/u.test(point) ? digit : other
      }
      return Array.from(text, (point) => maskOf(point) ?? point).join('')
    }, true),
})

export const maskFunctions: readonly FunctionDefinition[] = [mask]
