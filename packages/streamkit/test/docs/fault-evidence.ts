import { posix } from 'node:path'
import { readText, textFiles } from '../tidy/repository.ts'

/** A test that shows what the table of faults says. */
export interface Evidence {
  readonly path: string
  /** Without the ids of the faults. */
  readonly title: string
}

/** Tests that show a fault of the table without naming it, by their titles. The others begin with the ids of their faults: `C05: ...`. */
const furtherTests: Readonly<Record<string, readonly string[]>> = {
  B23: ['a password among the options is in no plan, progress, log, error, status or checkpoint'],
  C11: ['a checkpoint that is older than the table is an error, and leaves the running query alone'],
  P01: [
    'the stream is killed twenty times at random moments and nothing is lost or doubled',
    'what reaches the table is the distinct input, whatever happens',
  ],
  C14: ['filters, projections, rate limits and triggers may change between two runs, keys of state may not'],
  P08: [
    'a batch whose function threw runs again with the same rows, and newer data comes after it',
    'a failed query tells its failure in every way, and can be started again',
  ],
  Z01: ['of two sessions that start one checkpoint, exactly one runs and the other says who has it'],
  Z05: ['a query that reads another folder is refused the checkpoint, and told both'],
  S05: ['the context names the batch for ever, and its time is the same when it runs again'],
  P02: [
    'stop lets the running batch commit and starts no other',
    'the first signal asks to stop, the second ends at once with 130 or 143',
  ],
  P03: ['the first signal asks to stop, the second ends at once with 130 or 143'],
  Z02: ['a run that another has replaced cannot write any more, not even a batch that it has begun'],
  Z06: ['two queries of one name share a table without mixing up their batches'],
  F08: ['every row is read once, through processes that are killed and power that goes'],
  S01: [
    'a batch that the ledger has is skipped without reading its rows',
    'a stream that is killed at any durable step of its batches loses nothing and doubles nothing',
  ],
  S03: [
    'a checkpoint that is older than the table is an error, and leaves the running query alone',
    'a table that is older than the checkpoint is an error, unless the ledger may be behind',
  ],
  S06: ['a sink that swallows a failure cannot hide it from the engine (%j)'],
  S09: [
    'of several rows of one key in a batch the last one in the order of the input is written',
    'orderBy chooses the row with the greatest value, nulls last, later input wins a tie',
  ],
  S13: ['everything works behind a pooler that hands out another session for each transaction'],
  S14: [
    'text that PostgreSQL cannot hold is refused, naming the column',
    'rows of any length are cut into slices of at most a megabyte',
  ],
  S15: [
    'a missing table is named with those that are alike',
    'the search_path does not matter once the table is found',
  ],
  B01: ['names of columns are never looked up in an object'],
  B02: ['the strangest names are quoted, in tables, columns and schemas'],
  B03: ['%j is not the name of a table', 'text constants survive quotes and backslashes'],
  B04: ['text is stored byte by byte, from strings and from UTF-8'],
  B05: ['no text of names, constants or data is part of generated code'],
  B06: [
    'a whole query gives the same where code may not be generated from strings',
    'where code generation is forbidden, stages are interpreted and give the same rows',
  ],
  B08: [
    'a quote that is never closed ends with its line, or at the limit of a record',
    'whether a record is too large does not depend on how the file is cut',
  ],
  B09: ['a record with a hundred thousand columns is refused, or read when that is wanted'],
  B10: ['several gzip files in one are read to the end of the last'],
  B24: ['each batch is a line at info: figures and names, no rows'],
  B25: ['a terminal gets a line for people, which no data can break or paint'],
  B28: [
    'label values are written so that nobody can add a line',
    'a family keeps to its number of series: later topics are counted together',
  ],
  B35: ['a metric of somebody else under one of the names is refused'],
  K01: [
    'a broker that is killed and comes back is waited for, and the query goes on where it was',
    'a query that is started while the broker is down waits for it',
    'brokers that are away for longer than they may be end the query, which says where they were looked for',
  ],
  K02: [
    'a connection that is cut or falls silent in the middle of a fetch is made anew, and the same records are asked for again',
  ],
  K03: ['a broker that is killed between batches or before one ends and comes back gets every row once'],
  K04: [
    'records that are removed while the query runs end it, with the offsets that are gone',
    'with failOnDataLoss false the query goes on behind what was removed, and never back to what it has read',
    'records that were removed before they were read end the query, or are counted and left out',
  ],
  K07: ['a compacted topic has gaps: the records that are left are read, and the end is reached'],
  K08: [
    'records of aborted transactions are not there, committed ones are, and the end of a transaction is no reason to wait',
  ],
  K09: [
    'a topic that was deleted and made anew is told from the one that was read',
    'a topic that is deleted and made anew while the query runs ends it otherwise',
  ],
  K10: [
    'partitions that are added while the query runs are read from their beginning',
    'partitions that are added while the query is away are read from their beginning',
  ],
  K11: [
    'a record that is larger than a fetch comes all the same',
    'a record that the broker takes for too large is an error that says so',
  ],
  K12: [
    'keys, values, headers and times come as they were written, null and empty told apart',
    '%j is a dead letter that says why',
    'records in a codec that is not there are an error that names it, and are read with the codec',
  ],
  K14: [
    'are killed again and again at durable steps and random moments, and the broker three times: read-committed consumers see every record exactly once',
  ],
  K15: [
    'a broker that never gives records that it says it has is an error, with the partition, the offset and the time',
  ],
  K16: [
    'a wrong password ends the query at once, and is shown nowhere: %s',
    'a certificate is refused, and the query ends at once: %s',
  ],
  K17: [
    'a second run of the query fences the first, whose next batch is refused and published by nobody twice',
    'records and commits whose answers are lost are there once',
  ],
}

const tests = textFiles.filter((path) => path.endsWith('.test.ts')).map((path) => ({ path, text: readText(path) }))

/** Every test of a fault. Throws if one that is named above is gone. */
export function evidenceOf(id: string): readonly Evidence[] {
  const named = tests.flatMap(({ path, text }) => titlesOf(id, text).map((title) => ({ path, title })))
  const further = (furtherTests[id] ?? []).map((title) => {
    const found = tests.find(({ text }) => text.includes(title))
    if (found === undefined) throw new Error(`no test has the title: ${title}`)
    return { path: found.path, title }
  })
  return [...named, ...further.filter(({ title }) => named.every((other) => other.title !== title))]
}

/** Titles that begin with a list of faults, this one among them. */
function titlesOf(id: string, text: string): readonly string[] {
  const titles = text.matchAll(/(['"`])((?:[A-Z]\d\d,? )*[A-Z]\d\d): ((?:(?!\1)[^\n])+)\1/g)
  return [...titles].filter(([, , ids = '']) => ids.split(/,? /).includes(id)).map(([, , , title = '']) => title)
}

/** The page with the evidence in the last cell of each row that has any. */
export function withEvidence(page: string, from: string): string {
  return page.replace(/^(\| ([A-Z]\d\d) \|.*\|)([^|]*)\|$/gm, (row, cells: string, id: string, cell: string) => {
    const evidence = evidenceOf(id)
    if (evidence.length === 0) return cell.startsWith(' Not yet: ') ? row : `${cells} |`
    const links = evidence.map(({ path, title }) => {
      const shown = title.replaceAll('|', '/').replaceAll('<', '\\<')
      return `[${posix.basename(path)}](${posix.relative(posix.dirname(from), path)}): ${shown}`
    })
    return `${cells} ${links.join('<br>')} |`
  })
}
