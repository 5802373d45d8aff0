import { EventEmitter } from 'node:events'
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runCli } from '../src/cli.ts'
import { commands } from '../src/commands/commands.ts'

const example = fileURLToPath(new URL('../../../.env.example', import.meta.url))

async function run(args: readonly string[], folder: string): Promise<string> {
  let written = ''
  const sink = {
    write(text: string) {
      written += text
    },
  }
  const signals = new EventEmitter()
  await runCli({ args, env: {}, folder, stdout: sink, stderr: sink, signals, exit: () => undefined })
  return written
}

/** The settings as the help of the commands names them. */
async function helpedNames(): Promise<readonly string[]> {
  const helps = await Promise.all(commands.map(({ name }) => run([name, '--help'], tmpdir())))
  const names = helps.flatMap((help) => [...help.matchAll(/\[([A-Z_]+)\]$/gm)].map(([, name]) => name ?? ''))
  // It says where the file is, so it cannot be in it.
  return [...new Set(names)].filter((name) => name !== 'ECOMMERCE_ENV_FILE').sort()
}

test('.env.example has every setting that the help has, and no other', async () => {
  // What follows belongs to docker-compose.yml, whose own test compares it.
  const [text = ''] = (await readFile(example, 'utf8')).split('# --- docker compose ---')
  const names = [...text.matchAll(/^#? ?([A-Z_]+)=/gm)].map(([, name]) => name ?? '')
  expect(new Set(names).size).toBe(names.length)
  expect([...names].sort()).toEqual(await helpedNames())
})

test('.env.example is read without a problem as it is, and with every setting taken', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'env-example-'))
  try {
    await copyFile(example, join(folder, '.env'))
    const args = ['generate', '--out', join(folder, 'data'), '--events-max', '0', '--events-min', '0', '--rows']
    expect(await run([...args, '1'], folder)).toContain('2 files')
    const text = await readFile(example, 'utf8')
    await writeFile(join(folder, '.env'), text.replaceAll(/^# ([A-Z_]+=)/gm, '$1'))
    expect(await run([...args, '1', '--runs', '1'], folder)).toContain('2 files')
  } finally {
    await rm(folder, { recursive: true })
  }
})
