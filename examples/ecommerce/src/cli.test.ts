import { spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { runCli } from './cli.ts'
import { type Command, defineCommand } from './commands/command.ts'
import { commands } from './commands/commands.ts'
import { parseCommandLine } from './config/command-line.ts'
import { optional, switchOption, textOption, wholeOption, withBare } from './config/option.ts'
import { ExitCode } from './console/exit-code.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-'))
})

afterEach(() => rm(folder, { recursive: true }))

interface Call {
  readonly env?: Record<string, string>
  readonly commands?: readonly Command[]
  readonly signals?: EventEmitter
  readonly exit?: (code: number) => void
}

async function run(
  args: readonly string[],
  { env = {}, signals = new EventEmitter(), exit = () => undefined, ...call }: Call = {},
) {
  const written = { stdout: '', stderr: '' }
  const sink = (name: keyof typeof written) => ({
    write(text: string) {
      written[name] += text
    },
  })
  const code = await runCli({
    args,
    env,
    folder,
    signals,
    exit,
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    ...call,
  })
  return { code, ...written }
}

/** A command that answers with the settings it was given. */
const echo = defineCommand({
  name: 'echo',
  summary: 'Answer with the settings.',
  options: {
    count: wholeOption({ min: 1, max: 9 }, { help: 'How many.', default: '3' }),
    secretWord: optional(textOption({ help: 'A secret.', env: 'SECRET_WORD' })),
    loud: switchOption({ help: 'Loudly.' }),
  },
  examples: [{ says: 'answer', words: 'echo --count 2' }],
  check: ({ count, loud }) => (loud && count > 5 ? ['--count: at most 5 when loud'] : []),
  async run({ settings, console }) {
    const { count, secretWord, loud } = settings
    console.result({ count, secretWord, loud }, `${count} ${secretWord} ${loud}`)
    return ExitCode.ok
  },
})
const withEcho = [echo]

test('a flag wins over the environment, that over .env, that over the default', async () => {
  const answer = async (args: readonly string[], env = {}) =>
    (await run(['echo', ...args], { env, commands: withEcho })).stdout
  expect(await answer([])).toBe('3 undefined false\n')
  await writeFile(join(folder, '.env'), 'export ECOMMERCE_COUNT="4"\nSECRET_WORD=\'from file\'\n')
  expect(await answer([])).toBe('4 from file false\n')
  expect(await answer([], { ECOMMERCE_COUNT: '5', SECRET_WORD: '' })).toBe('5 from file false\n')
  expect(await answer(['--count', '6', '--secret-word=x'], { ECOMMERCE_COUNT: '5' })).toBe('6 x false\n')
})

test('all problems are told at once, with their places and without any value, and the end is 2', async () => {
  await writeFile(join(folder, '.env'), 'ECOMMERCE_CUONT=hunter2\nSECRET_WORD=hunter2\nhunter2\n')
  const { code, stdout, stderr } = await run(['echo', '--secrt-word', 'hunter2', '--loud=hunter2', '--count'], {
    env: { ECOMMERCE_COUNT: 'hunter2', ECOMMERCE_LOUD: 'hunter2', ECOMMERCE_GRACEFUL_SHUTDOWN_TIMEOUT: 'hunter2' },
    commands: withEcho,
  })
  expect(code).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).not.toContain('hunter2')
  expect(stderr.split('\n')).toEqual([
    'ecommerce echo: 9 problems',
    '  - there is a word that belongs to no option',
    '  - --secrt-word: unknown option; did you mean --secret-word?',
    '  - --loud: takes no value',
    '  - --count: needs a value',
    expect.stringContaining('.env: line 3 is not NAME=value'),
    "  - ECOMMERCE_GRACEFUL_SHUTDOWN_TIMEOUT (environment): must be a duration of at least 0 ms, such as '10 seconds'",
    '  - ECOMMERCE_COUNT (environment): must be a whole number from 1 to 9',
    '  - ECOMMERCE_LOUD (environment): unknown setting; did you mean ECOMMERCE_COUNT?',
    '  - ECOMMERCE_CUONT (.env): unknown setting; did you mean ECOMMERCE_COUNT?',
    'See ecommerce echo --help',
    '',
  ])
})

test('problems between settings come when each is right by itself, and as JSON when asked for', async () => {
  const { code, stdout, stderr } = await run(['echo', '--loud', '--count=7', '--json'], { commands: withEcho })
  expect(code).toBe(2)
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual({
    error: { code: 'BAD_USAGE', message: '1 problem', problems: ['--count: at most 5 when loud'] },
  })
})

test('an unknown command suggests the nearest', async () => {
  const { code, stderr } = await run(['genrate'])
  expect(code).toBe(2)
  expect(stderr).toContain('genrate: unknown command; did you mean generate?')
})

test('without a command the help is shown, unless one is the default', async () => {
  const bare = await run([], { commands: [echo] })
  expect(bare).toMatchObject({ code: 2, stdout: '' })
  expect(bare.stderr).toContain('Commands:')
  const main = { ...echo, isDefault: true }
  expect(await run(['--count', '2'], { commands: [main] })).toMatchObject({ code: 0, stdout: '2 undefined false\n' })
  expect((await run(['--help'], { commands: [main] })).stdout).toContain(
    'echo  Answer with the settings. (when no command',
  )
})

test.each([[['--help']], [['generate', '--help']], [['generate', '-h', '--nonsense']]])(
  '%j explains itself with examples',
  async (args) => {
    const { code, stdout, stderr } = await run(args)
    expect(code).toBe(0)
    expect(stderr).toBe('')
    expect(stdout).toContain('Usage: npm run ecommerce -- ')
    expect(stdout).toContain('Examples:\n')
    expect(stdout).toContain('npm run ecommerce -- generate --runs 12')
  },
)

test('every example of every command is a command line without problems', () => {
  const globals = { json: switchOption({ help: '' }) }
  for (const command of commands) {
    expect(command.examples.length).toBeGreaterThan(0)
    for (const { words } of command.examples) {
      const args = [...words.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
      expect(args[0]).toBe(command.name)
      expect(parseCommandLine(args.slice(1), { ...globals, ...command.options })).toMatchObject({
        problems: [],
        positionals: [],
      })
    }
  }
})

test('--version shows the version and nothing else', async () => {
  for (const args of [['--version'], ['generate', '-V']]) {
    expect(await run(args)).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
  }
})

test('a command that fails ends with 1 and says why', async () => {
  const failing = defineCommand({
    name: 'fail',
    summary: 'Fail.',
    options: {},
    examples: [],
    run: () => Promise.reject(Object.assign(new Error('no luck'), { code: 'NO_LUCK' })),
  })
  expect(await run(['fail'], { commands: [failing] })).toEqual({
    code: 1,
    stdout: '',
    stderr: 'ecommerce fail: no luck\n',
  })
  const json = await run(['fail', '--json'], { commands: [failing] })
  expect(JSON.parse(json.stdout)).toEqual({ error: { code: 'NO_LUCK', message: 'no luck' } })
})

test('the first signal lets a command finish with 0, the second ends the process with 130', async () => {
  const signals = new EventEmitter()
  const exit = vi.fn()
  const patient = defineCommand({
    name: 'wait',
    summary: 'Wait for the signal.',
    options: {},
    examples: [],
    async run({ signal }) {
      setImmediate(() => signals.emit('SIGINT', 'SIGINT'))
      await once(signal, 'abort')
      signals.emit('SIGINT', 'SIGINT')
      return ExitCode.ok
    },
  })
  const { code, stderr } = await run(['wait'], { commands: [patient], signals, exit })
  expect(code).toBe(0)
  expect(stderr).toContain('SIGINT: stopping after what is begun; once more to stop at once')
  expect(exit).toHaveBeenCalledExactlyOnceWith(130)
  expect(signals.eventNames()).toEqual([])
})

test('generate writes files and a manifest, and answers with JSON alone', async () => {
  const out = join(folder, 'data')
  const args = [
    'generate',
    '--out',
    out,
    '--seed',
    '7',
    '--runs',
    '2',
    '--interval',
    '0',
    '--rows',
    '30',
    '--json',
    '-q',
  ]
  const { code, stdout, stderr } = await run([...args, '--duplicates', '0.1', '--late', '.1', '--malformed', '0.1'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const counts = { first: 48, duplicate: 6, late: 6, malformed: 6 }
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ command: 'generate', seed: 7, runs: 2, files: 4, rows: 132 },
    byType: { product_view: counts, product_purchase: counts },
    manifest: join(out, '.manifest', '00000007.jsonl'),
  })
  expect((await readdir(out)).sort()).toEqual(['.manifest', 'product-purchase-events', 'product-view-events'])
  expect(await run(args)).toMatchObject({ code: 1, stdout: expect.stringContaining('was used in this folder before') })
})

test('settings that do not go together are refused before anything is written', async () => {
  const { code, stderr } = await run(['generate', '--events-min', '60', '--late', '0.6', '--malformed', '0.5'])
  expect(code).toBe(2)
  expect(stderr).toContain('--events-min: must not be more than --events-max')
  expect(stderr).toContain('--late, --malformed: together they must not be more than 1')
  expect(await readdir(folder)).toEqual([])
})

test('a real process that is asked to stop ends with 0 and whole files', async () => {
  const main = new URL('./main.ts', import.meta.url).pathname
  const args = ['generate', '--out', 'data', '--runs', '0', '--interval', '1 hour', '--seed', '1']
  const child = spawn(process.execPath, ['--conditions=@streamkit/source', main, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH },
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (text) => {
    stdout += text
  })
  child.stderr.on('data', (text) => {
    const before = stderr.includes('run 1')
    stderr += text
    if (!before && stderr.includes('run 1')) child.kill('SIGTERM')
  })
  const [code] = await once(child, 'close')
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('in 2 files, 1 runs, seed 1') })
  expect(stderr).toContain('SIGTERM: stopping')
  const files = await readdir(join(folder, 'data'), { recursive: true })
  expect(files.filter((name) => name.endsWith('.csv'))).toHaveLength(2)
  expect(files.filter((name) => name.endsWith('.tmp'))).toEqual([])
})

test('an old Node gets one clear line', async () => {
  const start = new URL('./start.mjs', import.meta.url).href
  const script = `Object.defineProperty(process.versions, 'node', { value: '20.11.1' }); await import('${start}')`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'pipe'] })
  let stderr = ''
  child.stderr.on('data', (text) => {
    stderr += text
  })
  const [code] = await once(child, 'close')
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: "ecommerce needs Node.js 22.18 or newer, this is 20.11.1: start it with 'npm run ecommerce'.\n",
  })
})

test.for([
  [['--page'], '4040'],
  [['--page', '4041'], '4041'],
  [['--page=4042'], '4042'],
  [['--page', '--loud'], '4040'],
] as const)('a flag may stand without its value where the option says so: %j', ([args, page]) => {
  const table = {
    page: optional(withBare(wholeOption({ min: 0, max: 65_535 }, { help: 'A port.' }), '4040')),
    loud: switchOption({ help: 'Loudly.' }),
  }
  const { given, positionals, problems } = parseCommandLine(args, table)
  expect([given.get('page'), given.has('loud'), positionals, problems]).toEqual([
    page,
    args.at(-1) === '--loud',
    [],
    [],
  ])
})
