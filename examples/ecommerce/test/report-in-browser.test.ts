import { EventEmitter } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCli } from '../src/cli.ts'
import { chromiumPath, launchChromium } from './support/chromium.ts'
import { progressLine } from './support/progress-lines.ts'

const program = chromiumPath()
const artifacts = join(import.meta.dirname, '../../../.artifacts')

test.runIf(process.env.CI === 'true')('CI has a Chromium', () => {
  expect(program, 'install Chromium, or name it in CHROMIUM_PATH').not.toBeNull()
})

describe.skipIf(program === null)('the page of a report, in a browser', () => {
  let folder: string
  let browser: Browser

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'report-browser-'))
    await mkdir(join(folder, '.progress'))
    const begun = Date.parse('2026-11-23T12:00:00.000Z')
    const lines = Array.from({ length: 40 }, (_, i) => {
      const timestamp = new Date(begun + i * 1000).toISOString()
      const name = ['product-views', 'product-purchases', '<img src=x onerror=alert(1)>'][i % 3] as string
      return progressLine({ name, timestamp, batchId: Math.floor(i / 3) })
    })
    await writeFile(join(folder, '.progress', '2026-11-23T12-00-00-000Z-1.jsonl'), `${lines.join('\n')}\n`)
    const nowhere = { write: () => undefined }
    const args = ['report', '--data', folder]
    const streams = { stdout: nowhere, stderr: nowhere }
    const code = await runCli({
      args,
      env: {},
      folder,
      signals: new EventEmitter(),
      exit: () => undefined,
      ...streams,
    })
    expect(code).toBe(0)
    await mkdir(artifacts, { recursive: true })
    browser = await launchChromium(program as string)
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await rm(folder, { recursive: true })
  })

  async function open(width: number, colorScheme: 'light' | 'dark') {
    const page: Page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme })
    const wrong: string[] = []
    const requests: string[] = []
    page.on('console', (message) => wrong.push(message.text()))
    page.on('pageerror', (error) => wrong.push(error.message))
    page.on('request', (request) => requests.push(request.url()))
    await page.goto(pathToFileURL(join(folder, 'report.html')).href)
    return { page, wrong, requests }
  }

  test.each([
    [1280, 'light'],
    [1280, 'dark'],
    [400, 'light'],
  ] as const)('%i pixels wide, %s: charts have data, nothing is loaded, nothing hangs over', async (width, scheme) => {
    const { page, wrong, requests } = await open(width, scheme)
    const lines = await page.locator('svg .line').evaluateAll((all) => all.map((line) => line.outerHTML.length))
    expect(lines.length).toBeGreaterThan(3)
    expect(Math.max(...lines)).toBeGreaterThan(100)
    expect(await page.locator('svg rect.fill, svg .fill').count()).toBeGreaterThan(3)
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true)
    // one letter a line is how a table too narrow for its words looks
    const tallest = await page.locator('tbody tr').evaluateAll((rows) => rows.map((row) => row.clientHeight))
    expect(Math.max(...tallest)).toBeLessThan(160)
    expect(requests).toHaveLength(1)
    expect(wrong).toEqual([])
    expect(await page.locator('main img').count()).toBe(0)
    await page.screenshot({ path: join(artifacts, `report-${width}-${scheme}.png`), fullPage: true })
    await page.close()
  })
})
