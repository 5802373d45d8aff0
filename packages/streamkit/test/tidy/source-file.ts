import { blankText } from './blank-text.ts'

/** One TypeScript file of the repository, as text. */
export interface SourceFile {
  /** From the root of the repository, with slashes. */
  readonly path: string
  /** `packages/streamkit`, `examples/ecommerce`, ... */
  readonly workspace: string
  /** Beside or under the tests: not part of what is published. */
  readonly isTest: boolean
  readonly text: string
  /** Without comments. */
  readonly code: string
  /** Without comments and without what literals hold. */
  readonly bare: string
}

/** Makes a source file from its path and text; plain strings, so that a rule can be shown a planted fault. */
export function sourceFile(path: string, text: string): SourceFile {
  const workspace = /^(?:packages|examples)\/[^/]+|^benchmarks/.exec(path)?.[0] ?? '.'
  const isTest = /\.(?:test|test-d|bench)\.ts$/.test(path) || /^(?:packages|examples)\/[^/]+\/test\//.test(path)
  return { path, workspace, isTest, text, ...blankText(text) }
}

/** How many lines hold code. */
export function codeLines(code: string): number {
  return code.split('\n').filter((line) => line.trim() !== '').length
}

/** The line of a position, from 1. */
export function lineAt(file: SourceFile, position: number): number {
  return file.text.slice(0, position).split('\n').length
}
