import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'

export interface PurchaseFiles {
  readonly folder: string
  readonly paths: readonly string[]
  readonly rows: number
}

const categories = ['books', 'garden', 'kitchen', 'music', 'office', 'sports', 'toys', 'travel']
const payments = ['card', 'invoice', 'paypal', 'transfer']
const duplicateEvery = 50

/** 32-bit xorshift: fast, the same everywhere for the same seed. */
function xorshift(seed: number): () => number {
  let x = seed | 0 || 1
  return () => {
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    return x >>> 0
  }
}

/**
 * Purchases in the shape of the e-commerce example: 12 columns, about 145 bytes a row, one row in fifty a repetition of an earlier one of the same file. Event time advances by a
 * millisecond a row.
 */
export async function writePurchaseFiles(folder: string, rows: number, rowsPerFile: number): Promise<PurchaseFiles> {
  await mkdir(folder, { recursive: true })
  const random = xorshift(20_261_123)
  const paths: string[] = []
  const begin = Date.UTC(2026, 0, 1)
  let written = 0
  while (written < rows) {
    const path = join(folder, `purchases_${String(paths.length).padStart(5, '0')}.csv`)
    paths.push(path)
    const count = Math.min(rowsPerFile, rows - written)
    await writeFile(path, fileText({ random, count, firstMs: begin + written }))
    written += count
  }
  return { folder, paths, rows }
}

const header =
  'event_id,user_id,session_id,product_id,product_name,category,price,quantity,payment_method,currency,event_date,event_time\n'

function* fileText(options: {
  readonly random: () => number
  readonly count: number
  readonly firstMs: number
}): Generator<string> {
  const { random, count, firstMs } = options
  yield header
  let lines: string[] = []
  let earlier = ''
  for (let i = 0; i < count; i++) {
    const line = i % duplicateEvery === duplicateEvery - 1 ? earlier : row(random, firstMs + i)
    if (i % 16 === 0) earlier = line
    lines.push(line)
    if (lines.length === 4096) {
      yield lines.join('')
      lines = []
    }
  }
  yield lines.join('')
}

function row(random: () => number, atMs: number): string {
  const iso = new Date(atMs).toISOString()
  const product = random() % 5000
  const cents = String(random() % 100).padStart(2, '0')
  return `${uuid(random)},${random() % 100_000},${uuid(random)},${product},Product number ${product},${categories[product % 8]},${random() % 1000}.${cents},${1 + (random() % 5)},${payments[random() % 4]},EUR,${iso.slice(0, 10)},${iso.slice(11, 23)}\n`
}

function uuid(random: () => number): string {
  const hex = [random(), random(), random(), random()].map((word) => word.toString(16).padStart(8, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
}

async function writeFile(path: string, parts: Iterable<string>): Promise<void> {
  const out = createWriteStream(path)
  for (const part of parts) if (!out.write(part)) await once(out, 'drain')
  out.end()
  await once(out, 'close')
}
