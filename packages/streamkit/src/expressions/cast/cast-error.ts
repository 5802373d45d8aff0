import { ExecutionException } from '../../errors/streamkit-error.ts'
import { type DataType, sqlType } from '../../types/data-type.ts'

/** A value that cannot be read as the target type. */
export function invalidInput(value: unknown, from: DataType, to: DataType): never {
  throw new ExecutionException('CAST_INVALID_INPUT', {
    expression: typeof value === 'string' ? `'${value}'` : String(value),
    sourceType: sqlType(from),
    targetType: sqlType(to),
  })
}

/** A number that the target type is too small for. */
export function castOverflow(value: unknown, from: DataType, to: DataType): never {
  throw new ExecutionException('CAST_OVERFLOW', {
    value: String(value),
    sourceType: sqlType(from),
    targetType: sqlType(to),
  })
}
