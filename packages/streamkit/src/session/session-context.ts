import type { Clock, Entropy } from '../contracts/clock.ts'
import type { FileSystem } from '../contracts/file-system.ts'
import type { Logger } from '../contracts/logger.ts'
import type { ExpressionConf } from '../expressions/expression.ts'
import type { PlannerOptions } from '../physical/planner.ts'
import type { FormatRegistry } from './format-registry.ts'
import { Options } from './option-reader.ts'
import type { SessionEnvironment, SessionOptions } from './session-conf.ts'

/** What the parts of a session share. */
export interface SessionContext {
  readonly options: SessionOptions
  readonly conf: ExpressionConf
  readonly environment: SessionEnvironment
  readonly logger: Logger
  readonly formats: FormatRegistry
  /** What every connector gets. */
  readonly connectorContext: {
    readonly timeZone: string
    readonly fileSystem: FileSystem
    readonly clock: Clock
    readonly entropy: Entropy
    readonly logger: Logger
  }
  readonly planner: PlannerOptions
}

export interface SessionContextInit {
  readonly options: SessionOptions
  readonly environment: SessionEnvironment
  readonly logger: Logger
  readonly formats: FormatRegistry
}

export function sessionContext({ options, environment, logger, formats }: SessionContextInit): SessionContext {
  const conf: ExpressionConf = {
    timeZone: options.timeZone ?? 'UTC',
    ansi: options.ansi ?? true,
    wholeStageCodegen: options.wholeStageCodegen ?? true,
  }
  const connectorContext = {
    timeZone: conf.timeZone,
    fileSystem: environment.fileSystem,
    clock: environment.clock,
    entropy: environment.entropy,
    logger,
  }
  return {
    options,
    conf,
    environment,
    logger,
    formats,
    connectorContext,
    planner: {
      conf,
      outputMode: null,
      filtersRows: (format) => formats.filtersRows(format),
      openScan(relation) {
        const reader = new Options(relation.format, relation.options)
        const scan = formats.provider(relation.format, 'read').scan({
          ...connectorContext,
          options: reader,
          userSchema: relation.userSchema,
          paths: relation.paths,
          metadataPath: null,
          schema: relation.schema,
        })
        reader.refuseUnknown()
        return scan
      },
    },
  }
}
