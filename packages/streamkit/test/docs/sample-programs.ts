import type { Fence, MarkdownPage } from './markdown-pages.ts'

/** Samples of a page that belong together, as one TypeScript module. */
export interface SampleProgram {
  /** `docs/guide/csv.md:12` */
  readonly name: string
  readonly text: string
  readonly isRun: boolean
  /** What it prints, if the page says so. */
  readonly output: string | null
}

/**
 * The TypeScript of a page. A fence `ts run` is a program that is run; if a fence `text output` follows, that is what it prints. The other `ts` fences are
 * only compiled: one with an import begins a module, one without goes on with the module before it, as a reader does.
 */
export function samplePrograms({ fences }: MarkdownPage): readonly SampleProgram[] {
  const programs: SampleProgram[] = []
  let joined: Fence[] = []
  const close = (): void => {
    if (joined.length > 0) programs.push(program(joined, { isRun: false, output: null }))
    joined = []
  }
  for (const [i, fence] of fences.entries()) {
    if (fence.language !== 'ts') continue
    if (fence.words.includes('run')) {
      const next = fences[i + 1]
      const output = next?.words.includes('output') === true ? next.text : null
      programs.push(program([fence], { isRun: true, output }))
      continue
    }
    if (/^import /m.test(fence.text)) close()
    joined.push(fence)
  }
  close()
  return programs
}

function program(fences: readonly Fence[], how: Pick<SampleProgram, 'isRun' | 'output'>): SampleProgram {
  const [first] = fences as readonly [Fence]
  // blank lines keep the lines of the page, so that an error of the compiler names the right one
  const lines: string[] = []
  for (const fence of fences) {
    while (lines.length < fence.line - 1) lines.push('')
    lines.push(...fence.text.split('\n'))
  }
  return { name: `${first.path}:${first.line}`, text: `${lines.join('\n')}\nexport {}\n`, ...how }
}
