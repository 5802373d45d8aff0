import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The settings of docker-compose.yml that `.env.example` leaves empty, filled with random words of letters and digits. */
export function withPasswords(example: string, random: () => string): string {
  return example.replaceAll(/^([A-Z_]+_PASSWORD)=$/gm, (_, name: string) => `${name}=${random()}`)
}

/** `npm run compose:env`: writes a `.env` for `docker compose up`. One that is there already stays as it is. */
function main(folder: string): number {
  const text = withPasswords(readFileSync(join(folder, '.env.example'), 'utf8'), () => randomBytes(18).toString('hex'))
  try {
    // Only its owner may read it, and an existing file is never overwritten.
    writeFileSync(join(folder, '.env'), text, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    process.stderr.write('.env is there already: it stays as it is\n')
    return 1
  }
  process.stdout.write('.env written, with new passwords: docker compose up\n')
  return 0
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = main(process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url)))
}
