import { readText, textFiles } from '../tidy/repository.ts'

/** A fenced block of a page. */
export interface Fence {
  readonly path: string
  /** Of the first line of its text, from 1. */
  readonly line: number
  readonly language: string
  /** What follows the language: `run`, `output`. */
  readonly words: readonly string[]
  readonly text: string
}

/** A page for users: from the root of the repository, with slashes. */
export interface MarkdownPage {
  readonly path: string
  readonly text: string
  readonly fences: readonly Fence[]
  /** The text with its fences blanked, line for line. */
  readonly prose: string
}

/** Every page of the repository. */
export function markdownPages(): readonly MarkdownPage[] {
  return textFiles.filter((path) => path.endsWith('.md')).map((path) => markdownPage(path, readText(path)))
}

export function markdownPage(path: string, text: string): MarkdownPage {
  const fences: Fence[] = []
  const prose: string[] = []
  let open: { readonly line: number; readonly info: string; readonly mark: string; readonly lines: string[] } | null =
    null
  for (const [i, line] of text.split('\n').entries()) {
    const mark = /^(`{3,}|~{3,})(.*)$/.exec(line)
    if (open === null) {
      if (mark === null) prose.push(line)
      else open = { line: i + 2, info: mark[2]?.trim() ?? '', mark: mark[1] as string, lines: [] }
    } else if (mark !== null && mark[2] === '' && mark[1] === open.mark) {
      const [language = '', ...words] = open.info.split(/\s+/)
      fences.push({ path, line: open.line, language, words, text: `${open.lines.join('\n')}\n` })
      open = null
    } else open.lines.push(line)
    if (prose.length <= i) prose.push('')
  }
  return { path, text, fences, prose: prose.join('\n') }
}
