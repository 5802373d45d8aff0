import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../session/temporary-folder.ts'

const program = fileURLToPath(new URL('./stateful-stream.ts', import.meta.url))
const files = 12
const startMs = Date.UTC(2026, 0, 1)

/** Times grow from file to file on both sides, so that a restart changes nothing of what is late. */
function writeInput(folder: string): void {
  for (const [offset, side] of ['left', 'right'].entries()) {
    mkdirSync(join(folder, side), { recursive: true })
    for (let file = 0; file < files; file++) {
      const rows = Array.from({ length: 40 }, (_, row) => {
        const time = new Date(startMs + file * 60_000 + offset * 1000 + row * 1200)
        return `k${(row * 7 + file * 3 + offset) % 11},${time.toISOString()}`
      })
      const path = join(folder, side, `${String(file).padStart(3, '0')}.csv`)
      writeFileSync(path, `${rows.join('\n')}\n`)
      utimesSync(path, new Date(startMs + file * 1000), new Date(startMs + file * 1000))
    }
  }
}

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stderr: string
}

function run(folder: string, store: string, killAfterMs: number | null): Promise<Ended> {
  const child = spawn(process.execPath, ['--conditions=@streamkit/source', program, folder, store], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', (text: Buffer) => {
    stderr += text
  })
  let timer: NodeJS.Timeout | undefined
  let watch: NodeJS.Timeout | undefined
  if (killAfterMs !== null) {
    // From the moment when the program is at its batches: starting it takes most of its time.
    const before = progressOf(folder)
    watch = setInterval(() => {
      if (progressOf(folder) === before || timer !== undefined) return
      timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs)
    }, 2)
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearInterval(watch)
      clearTimeout(timer)
      resolve({ code, signal, stderr })
    })
  })
}

/** How many batches are planned. */
function progressOf(folder: string): number {
  return ['joined', 'groups'].reduce((total, name) => {
    const offsets = join(folder, 'checkpoint', name, 'offsets')
    return total + (existsSync(offsets) ? readdirSync(offsets).filter((file) => /^\d+$/.test(file)).length : 0)
  }, 0)
}

/** The rows of every batch, by query and batch. */
function output(folder: string): Readonly<Record<string, readonly string[]>> {
  const batches: Record<string, readonly string[]> = {}
  for (const name of ['joined', 'groups']) {
    for (const batch of readdirSync(join(folder, 'out', name)).filter((file) => !file.startsWith('.')))
      batches[`${name} ${batch}`] = readFileSync(join(folder, 'out', name, batch), 'utf8').split('\n')
  }
  return batches
}

test.each(['memory', 'lmdb'])(
  'a join, windows and groups that are killed ten times give what they give undisturbed, with their state in %s',
  {
    timeout: 120_000,
  },
  async (store) => {
    const calm = temporaryFolder()
    writeInput(calm)
    expect(await run(calm, store, null)).toEqual({ code: 0, signal: null, stderr: '' })
    const expected = output(calm)
    expect(Object.values(expected).flat().length).toBeGreaterThan(100)
    let killed = 0
    for (let round = 0, x = 20_261_123; killed < 10 && round < 30; round++) {
      // Each life of the files ends when all is done; then they begin anew.
      const folder = temporaryFolder()
      for (const side of ['left', 'right'])
        cpSync(join(calm, side), join(folder, side), { recursive: true, preserveTimestamps: true })
      for (let life = 0; killed < 10; life++) {
        x = (Math.imul(x, 1_103_515_245) + 12_345) >>> 0
        const { signal, code, stderr } = await run(folder, store, x % 60)
        if (signal !== 'SIGKILL') {
          expect({ code, stderr, life }).toEqual({ code: 0, stderr: '', life })
          break
        }
        killed++
      }
      expect(await run(folder, store, null)).toEqual({ code: 0, signal: null, stderr: '' })
      expect(output(folder)).toEqual(expected)
    }
    expect(killed).toBe(10)
  },
)
