import { copyFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { composeFile, composeSettings, interpolated } from './support/compose-file.ts'
import { readText, root } from './support/repository.ts'
import { runProgram } from './support/run-program.ts'

test('a new .env has passwords of its own, is private, and is never overwritten', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'compose-env-'))
  try {
    await copyFile(`${root}.env.example`, join(folder, '.env.example'))
    const write = () => runProgram(process.execPath, [`${root}monitoring/write-env.ts`, folder])
    expect(await write()).toMatchObject({ code: 0 })
    const written = await readFile(join(folder, '.env'), 'utf8')
    const settings = composeSettings(written)
    const passwords = Object.entries(settings).filter(([name]) => name.endsWith('_PASSWORD'))
    expect(passwords).toHaveLength(3)
    for (const [, password] of passwords) expect(password).toMatch(/^[a-z0-9]{36}$/)
    expect(new Set(passwords.map(([, password]) => password)).size).toBe(3)
    expect((await stat(join(folder, '.env'))).mode & 0o077).toBe(0)
    expect(() => interpolated(readText('docker-compose.yml'), settings)).not.toThrow()
    expect(await write()).toMatchObject({ code: 1 })
    expect(await readFile(join(folder, '.env'), 'utf8')).toBe(written)
    expect(Object.keys(composeFile().services)).toContain('stream')
  } finally {
    await rm(folder, { recursive: true })
  }
})
