import { existsSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, test } from 'vitest'
import { readText, root } from '../tidy/repository.ts'
import { type MarkdownPage, markdownPage, markdownPages } from './markdown-pages.ts'

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('`', '')
  return text
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-')
}

function anchorsOf({ prose }: MarkdownPage): ReadonlySet<string> {
  return new Set([...prose.matchAll(/^#+ (.*)$/gm)].map((match) => anchorOf(match[1] as string)))
}

/** Links of a page that lead nowhere. */
function brokenLinks(page: MarkdownPage): readonly string[] {
  return [...page.prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
    if (/^[a-z]+:/.test(link)) return []
    const [file = '', anchor] = link.split('#')
    const path = file === '' ? page.path : posix.normalize(posix.join(posix.dirname(page.path), file))
    const isHere = path === page.path
    if (!isHere && (path.startsWith('..') || !existsSync(root + path))) return [`${page.path}: ${link}`]
    if (anchor === undefined) return []
    const target = isHere || !path.endsWith('.md') ? page : markdownPage(path, readText(path))
    const anchors = target.path === path ? anchorsOf(target) : new Set<string>()
    return anchors.has(anchor) ? [] : [`${page.path}: ${link}`]
  })
}

test('a link that leads nowhere is found', () => {
  const page = markdownPage(
    'docs/x.md',
    '# A `b` (c)\n[x](../README.md) [y](gone.md) [z](#a-b-c) [u](#a) [v](https://x.y)',
  )
  expect(brokenLinks(page)).toEqual(['docs/x.md: gone.md', 'docs/x.md: #a'])
})

test('links between the files of the repository lead somewhere', () => {
  expect(markdownPages().flatMap(brokenLinks)).toEqual([])
})
