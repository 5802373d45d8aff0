import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../tidy/repository.ts'
import type { SampleProgram } from './sample-programs.ts'

export interface ProgramResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A folder outside the repository that finds its packages, as a project of a user would. */
export class SampleFolder {
  readonly path: string
  readonly #children = new Set<ChildProcess>()

  private constructor(path: string) {
    this.path = path
  }

  static async create(): Promise<SampleFolder> {
    const path = await realpath(await mkdtemp(join(tmpdir(), 'streamkit-docs-')))
    await symlink(join(root, 'node_modules'), join(path, 'node_modules'))
    await writeFile(join(path, 'package.json'), '{"type":"module","private":true}\n')
    return new SampleFolder(path)
  }

  /** Compiles all programs in one run of the compiler; gives what it has to say, by the names of the programs. */
  async compile(programs: readonly SampleProgram[]): Promise<string> {
    const names = new Map<string, string>()
    for (const [i, { name, text }] of programs.entries()) {
      const file = `sample-${i}.ts`
      names.set(file, name)
      await writeFile(join(this.path, file), text)
    }
    await writeFile(join(this.path, 'tsconfig.json'), JSON.stringify(compilerSettings))
    const { stdout, stderr } = await this.run(['node_modules/.bin/tsc', '-p', '.', '--pretty', 'false'])
    return `${stdout}${stderr}`
      .replace(/^sample-\d+\.ts/gm, (file) => `${names.get(file)?.replace(/:\d+$/, '')} `)
      .trim()
  }

  /** Runs a program in a folder of its own. */
  async runProgram({ text }: SampleProgram, env: Readonly<Record<string, string>>): Promise<ProgramResult> {
    const folder = await mkdtemp(join(this.path, 'run-'))
    await writeFile(join(folder, 'main.ts'), text)
    return this.run(['--conditions=@streamkit/source', 'main.ts'], { folder, env })
  }

  /** Runs all programs, a few at a time; the results come as they are done. */
  runAll(
    programs: readonly SampleProgram[],
    envOf: (program: SampleProgram) => Readonly<Record<string, string>>,
  ): ReadonlyMap<SampleProgram, Promise<ProgramResult>> {
    const lanes: Promise<unknown>[] = Array.from({ length: 2 }, () => Promise.resolve())
    return new Map(
      programs.map((program, i) => {
        const result = (lanes[i % lanes.length] as Promise<unknown>).then(() =>
          this.runProgram(program, envOf(program)),
        )
        lanes[i % lanes.length] = result.catch(() => {})
        return [program, result]
      }),
    )
  }

  async run(
    args: readonly string[],
    options: { readonly folder?: string; readonly env?: Readonly<Record<string, string>> } = {},
  ): Promise<ProgramResult> {
    const { NODE_OPTIONS: _, VITEST: __, ...inherited } = process.env
    const child = spawn(process.execPath, args, {
      cwd: options.folder ?? this.path,
      env: { ...inherited, NO_COLOR: '1', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#children.add(child)
    const [out, err]: [string[], string[]] = [[], []]
    child.stdout.setEncoding('utf8').on('data', (part: string) => out.push(part))
    child.stderr.setEncoding('utf8').on('data', (part: string) => err.push(part))
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve)
    })
    this.#children.delete(child)
    return { code, stdout: out.join(''), stderr: err.join('') }
  }

  async remove(): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL')
    await rm(this.path, { recursive: true, force: true })
  }
}

const compilerSettings = {
  extends: join(root, 'tsconfig.base.json'),
  compilerOptions: {
    composite: false,
    declaration: false,
    declarationMap: false,
    emitDeclarationOnly: false,
    isolatedDeclarations: false,
    incremental: false,
    noEmit: true,
    // a sample may name what the next one on the page uses
    noUnusedLocals: false,
    noUnusedParameters: false,
  },
  include: ['sample-*.ts'],
}
