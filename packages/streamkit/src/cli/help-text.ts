import { commands } from './commands.ts'

const width = Math.max(...Object.keys(commands).map((name) => name.length))

/** What `streamkit --help` prints. */
export const helpText: string = `streamkit looks into the checkpoint of a query, of StreamKit or of Spark. It changes nothing, and the query may run meanwhile.

Usage: streamkit COMMAND --checkpoint DIR [OPTIONS]

Commands
${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`)
  .join('\n')}

Options
  -c, --checkpoint DIR  the folder of the checkpoint, or a file: URL
      --last N          the newest N batches (progress, offsets); default 10
      --batch N         this batch (progress, offsets, replay), or the state after it (state)
      --operator N      the rows of this operator (state)
      --store NAME      which of its stores (state)
      --limit N         at most N rows (state); default 20
      --json            the same as JSON
  -h, --help            this text
      --version         the version of @streamkit/core

Examples
  streamkit status --checkpoint checkpoints/events
  streamkit replay --checkpoint checkpoints/events --batch 12
  streamkit state --checkpoint checkpoints/events --operator 0 --limit 100 --json

Exit codes: 0 done, 1 the checkpoint cannot be read, 2 bad usage.
`
