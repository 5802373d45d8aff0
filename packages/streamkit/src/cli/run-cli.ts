import type { Entropy } from '../contracts/clock.ts'
import type { FileSystem } from '../contracts/file-system.ts'
import { isStreamKitError, messageOf } from '../errors/streamkit-error.ts'
import { tableText } from '../util/table-text.ts'
import { CheckpointReader } from './checkpoint-reader.ts'
import type { Report, Section } from './command.ts'
import { parseCommandLine } from './command-line.ts'
import { helpText } from './help-text.ts'

/** What the command line takes from the world. */
export interface CliWorld {
  readonly fileSystem: FileSystem
  readonly entropy: Entropy
  readonly version: string
  /** Results. */
  readonly out: (text: string) => void
  /** What went wrong. */
  readonly error: (text: string) => void
}

/**
 * Runs one command of `streamkit` and gives its exit code: 0 done, 1 the checkpoint cannot be read, 2 bad usage.
 *
 * @example
 * process.exitCode = await runCli(['status', '--checkpoint', 'checkpoints/events'], world)
 */
export async function runCli(args: readonly string[], world: CliWorld): Promise<number> {
  const request = parseCommandLine(args)
  switch (request.kind) {
    case 'help':
      world.out(helpText)
      return 0
    case 'version':
      world.out(`${world.version}\n`)
      return 0
    case 'bad usage':
      world.error(`${request.problems.map((problem) => `streamkit: ${problem}\n`).join('')}See streamkit --help.\n`)
      return 2
    case 'run':
      try {
        const checkpoint = await CheckpointReader.open(request.checkpoint, world)
        const report = await request.command.run(checkpoint, request.options)
        world.out(request.json ? `${JSON.stringify(report.json, null, 2)}\n` : textOf(report))
        return 0
      } catch (error) {
        if (!isStreamKitError(error)) throw error
        world.error(`streamkit: ${messageOf(error)}\n`)
        return 1
      }
  }
}

function textOf({ sections }: Report): string {
  return sections.map(sectionText).join('\n')
}

function sectionText({ title, columns, rows, note }: Section): string {
  const table =
    rows.length === 0
      ? note === undefined
        ? 'none\n'
        : ''
      : `${tableText(columns, rows, { truncate: 0, vertical: false })}\n`
  return `${title}\n${table}${note === undefined ? '' : `${note}\n`}`
}
