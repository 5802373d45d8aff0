import { AnalysisException, IllegalArgumentException } from '../errors/streamkit-error.ts'
import type { StructType } from '../types/data-type.ts'
import type { FrameRuntime, ReadSpec } from './frame-runtime.ts'
import type { OptionMap } from './option-map.ts'

/** What a reader has been told. */
export interface ReaderChoices {
  readonly runtime: FrameRuntime
  readonly format: string | null
  readonly userSchema: StructType | null
  readonly options: OptionMap
}

/** The columns that a format gives, asked without waiting. Throws SCHEMA_NEEDS_IO, SOURCE_NOT_CHOSEN. */
export function loadedSchema(choices: ReaderChoices, paths: readonly string[], streaming: boolean): StructType {
  const schema = ask(choices, paths, streaming)
  if (!(schema instanceof Promise)) return schema
  // it may fail after this call has thrown, with nobody to hear of it
  schema.catch(() => {})
  throw new AnalysisException('SCHEMA_NEEDS_IO', { format: choices.format ?? '' })
}

/** The same, waited for. */
export async function loadSchema(
  choices: ReaderChoices,
  paths: readonly string[],
  streaming: boolean,
): Promise<StructType> {
  return ask(choices, paths, streaming)
}

function ask(
  { runtime, format, userSchema, options }: ReaderChoices,
  paths: readonly string[],
  streaming: boolean,
): StructType | Promise<StructType> {
  if (format === null) throw new IllegalArgumentException('SOURCE_NOT_CHOSEN', {})
  const spec: ReadSpec = { streaming, format, options, paths, userSchema }
  return runtime.read(spec)
}
