import type { DataType } from '../../types/data-type.ts'
import type { ArgumentInfo, CallSite, FunctionDefinition, Kernel, Signature } from '../function-definition.ts'
import { strict } from '../kernel.ts'
import { anyNullable, requireArguments } from '../signature.ts'

/** The type that an argument is cast to: one type, or one that depends on what was given. */
export type ArgumentType = DataType | ((argument: ArgumentInfo) => DataType)

/** A function in short. */
export interface FunctionShape {
  readonly name: string
  /** The types of the arguments in order. */
  readonly takes: readonly ArgumentType[]
  /** How many of them must be given. Default: all. */
  readonly required?: number
  /** Any number of further arguments of this type. */
  readonly more?: ArgumentType
  readonly returns: DataType | ((site: CallSite) => DataType)
  /** Whether the result can be null. Default: when an argument can. */
  readonly nullable?: boolean | ((site: CallSite) => boolean)
  /** Null in, null out, never null otherwise; or a kernel. */
  readonly evaluate?: (...args: never[]) => unknown
  readonly kernel?: (site: CallSite, signature: Signature) => Kernel
}

/** A definition with the usual typing: each argument is cast to its declared type, null goes in and out. */
export function defineFunction(shape: FunctionShape): FunctionDefinition {
  const { name, takes, required = takes.length, more, returns, nullable, evaluate, kernel } = shape
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [required, more === undefined ? takes.length : null])
      return {
        inputs: site.args.map((argument, i) => typeFor(takes[i] ?? (more as ArgumentType), argument)),
        dataType: typeof returns === 'function' ? returns(site) : returns,
        nullable: typeof nullable === 'function' ? nullable(site) : (nullable ?? anyNullable(site)),
      }
    },
    kernel: kernel ?? (() => strict(evaluate as NonNullable<typeof evaluate>)),
  }
}

function typeFor(type: ArgumentType, argument: ArgumentInfo): DataType {
  return typeof type === 'function' ? type(argument) : type
}

/** The argument as it comes. */
export const anyType = (argument: ArgumentInfo): DataType => argument.dataType

/** The same function under another name. */
export function alias(name: string, definition: FunctionDefinition): FunctionDefinition {
  return { ...definition, name }
}

/**
 * Something that is prepared from arguments which nearly always are constants (patterns, replacements): made when a row first needs it,
 * so that a wrong one fails on a row and not on none, and made again only when the arguments change.
 */
export function prepared<A extends readonly unknown[], T>(prepare: (...args: A) => T): (...args: A) => T {
  let last: A | null = null
  let made: T
  return (...args) => {
    if (last === null || args.some((arg, i) => arg !== (last as A)[i])) {
      made = prepare(...args)
      last = args
    }
    return made
  }
}
