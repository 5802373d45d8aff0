import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { count, type StreamingQuery, type UiServer, window } from '../../src/index.ts'
import { rejection, testSession } from '../session/test-session.ts'
import { chromiumPath, launchChromium } from './chromium.ts'

// What the page is in a real browser. On a machine without Chromium this is skipped, and says so; where CI=true it fails.

const artifacts =
  process.env.STREAMKIT_ARTIFACTS ?? fileURLToPath(new URL('../../../../.artifacts/live-page', import.meta.url))
const isSkipped = chromiumPath === null && process.env.CI !== 'true'

const evilName = '<img src=x onerror="document.title=\'harmed\'">'

interface Shop {
  readonly page: UiServer
  readonly query: StreamingQuery
  readonly runId: string
  /** Runs one more batch. */
  feed(): Promise<void>
}

/** Two queries with some batches behind them, one of an evil name, and one that has failed. */
async function openShop(port = 0): Promise<Shop> {
  const session = testSession({ appName: 'shop' })
  const page = await session.ui({ port })
  const input = session.memoryStream('user STRING, at TIMESTAMP')
  const query = input
    .toDF()
    .withWatermark('at', '10 seconds')
    .groupBy(window('at', '5 seconds'))
    .agg(count().as('n'))
    .writeStream.queryName('clicks by window')
    .format('noop')
    .start()
  const evil = input.toDF().writeStream.queryName(evilName).format('noop').start()
  const failing = input
    .toDF()
    .writeStream.queryName('to the database')
    .foreachBatch(async () => {
      throw new Error('<script>document.title="harmed"</script> postgres://shop:canary@db/shop')
    })
    .start()
  let second = 0
  const feed = async () => {
    second += 2
    const rows = Array.from({ length: 50 + 10 * (second % 7) }, (_, i) => ({
      user: `u${i}`,
      at: new Date(Date.now() - 60_000 + second * 1000),
    }))
    input.addData(...rows)
    await Promise.all([query.processAllAvailable(), evil.processAllAvailable()])
  }
  for (let batch = 0; batch < 12; batch++) await feed()
  await rejection(failing.awaitTermination())
  return { page, query, runId: query.runId, feed }
}

describe.skipIf(isSkipped)('the live page in Chromium', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium()
    mkdirSync(artifacts, { recursive: true })
  })
  afterAll(() => browser.close())

  /** A tab that fails the test if anything is wrong in its console. */
  async function openTab(
    look: { readonly width?: number; readonly height?: number; readonly colorScheme?: 'light' | 'dark' } = {},
  ): Promise<{ readonly tab: Page; readonly errors: readonly string[] }> {
    const { width = 1360, height = 900, colorScheme = 'light' } = look
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' })
    onTestFinished(() => context.close())
    const tab = await context.newPage()
    const errors: string[] = []
    tab.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text())
    })
    tab.on('pageerror', (error) => errors.push(error.message))
    return { tab, errors }
  }

  /** How many colours each chart has: a blank one has one. */
  function chartColors(tab: Page): Promise<readonly number[]> {
    return tab.$$eval('.plot canvas', (canvases) =>
      canvases.map((made) => {
        const canvas = made as unknown as {
          readonly width: number
          readonly height: number
          getContext(kind: '2d'): { getImageData(...box: number[]): { readonly data: Uint8ClampedArray } }
        }
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
        const seen = new Set<number>()
        for (let i = 0; i < data.length; i += 4) {
          seen.add(((data[i] as number) << 16) | ((data[i + 1] as number) << 8) | (data[i + 2] as number))
        }
        return seen.size
      }),
    )
  }

  const text = (tab: Page, selector: string) => tab.locator(selector).innerText()

  test('the list shows every query, and goes on by itself', async () => {
    const shop = await openShop()
    const { tab, errors } = await openTab()
    await tab.goto(shop.page.url)
    await expect.poll(() => tab.locator('.query-link').allInnerTexts()).toHaveLength(3)
    expect(await tab.locator('.badge').allInnerTexts()).toEqual(['Running', 'Running', 'Failed'])
    expect(await tab.locator('.app-name').innerText()).toBe('shop')
    const batch = tab.locator('tr', { hasText: 'clicks by window' }).locator('td', { hasText: '#' })
    const { batchId = 0 } = shop.query.lastProgress ?? {}
    await expect.poll(() => batch.innerText()).toContain(`#${batchId} `)
    await shop.feed()
    await expect.poll(async () => Number(/#(\d+)/.exec(await batch.innerText())?.[1])).toBeGreaterThan(batchId)
    expect(await text(tab, '#connection')).toBe('Live')
    expect(errors).toEqual([])
  })

  test('a query has charts with data that grow, its plan with rows and time, its offsets and its state', async () => {
    const shop = await openShop()
    const { tab, errors } = await openTab()
    await tab.goto(`${shop.page.url}#/query/${shop.runId}`)
    await expect
      .poll(() => tab.locator('.chart h3').allInnerTexts())
      .toEqual(['Input and processed rate', 'Batch duration', 'Rows per batch', 'State', 'Watermark lag'])
    await expect.poll(async () => Math.min(...(await chartColors(tab)))).toBeGreaterThan(3)
    const summary = () => tab.locator('.plot').first().getAttribute('aria-label')
    const before = await summary()
    await shop.feed()
    await expect.poll(summary).not.toBe(before)
    expect(await tab.locator('.operator-name').allInnerTexts()).toEqual(
      expect.arrayContaining(['StateStoreSave', 'EventTimeWatermark', 'StreamingScan']),
    )
    expect(await tab.locator('.operator').last().innerText()).toMatch(/Last batch\s+\d+ rows · [\d.]+ ms/)
    expect(await text(tab, '.offsets')).toMatch(/From\s+\S+\s+To\s+\S+/)
    await tab.getByText('Figures as a table').first().click()
    await expect.poll(() => tab.locator('.as-table tbody tr').count()).toBeGreaterThan(10)
    await tab.getByText('All plans as text').click()
    await expect.poll(() => tab.getByLabel('All plans as text').innerText()).toContain('== Optimized Logical Plan ==')
    await tab.getByText('As JSON').click()
    expect(await tab.getByLabel('Last progress as JSON').innerText()).toContain('"numInputRows"')
    expect(errors).toEqual([])
  })

  test('B20: a query whose name is markup, and an error that is a script, do no harm', async () => {
    const shop = await openShop()
    const { tab, errors } = await openTab()
    await tab.goto(shop.page.url)
    await tab.getByText(evilName).click()
    await expect.poll(() => text(tab, 'h1')).toBe(evilName)
    expect(await tab.title()).toBe(`${evilName} · StreamKit`)
    await tab.getByText('All queries').click()
    await tab.getByText('to the database').click()
    await expect.poll(() => tab.locator('.message').last().innerText()).toContain('<script>')
    expect(await tab.content()).not.toContain('canary')
    expect(await tab.locator('main img, main script').count()).toBe(0)
    expect(await tab.title()).not.toBe('harmed')
    expect(errors).toEqual([])
  })

  test('the page can be used with the keyboard alone, and says what it is', async () => {
    const shop = await openShop()
    const { tab, errors } = await openTab()
    await tab.goto(shop.page.url)
    await tab.locator('.query-link').first().waitFor()
    const focused = () => tab.evaluate('document.activeElement.textContent.trim()')
    await tab.keyboard.press('Tab')
    expect(await focused()).toBe('Skip to the queries')
    await tab.keyboard.press('Enter')
    await tab.keyboard.press('Tab')
    expect(await tab.locator('.query-link').allInnerTexts()).toContain(await focused())
    // It is drawn where the focus is.
    expect(await tab.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid')
    const name = await focused()
    await tab.keyboard.press('Enter')
    await expect.poll(() => text(tab, 'h1')).toBe(name)
    expect(await tab.evaluate('document.activeElement.id')).toBe('main')
    await tab.keyboard.press('Tab')
    expect(await focused()).toBe('All queries')
    await tab.keyboard.press('Enter')
    await expect.poll(() => text(tab, 'h1')).toBe('Streaming queries')
    for (const role of ['banner', 'main', 'status'] as const) expect(await tab.getByRole(role).count()).toBe(1)
    expect(await tab.locator('h1').count()).toBe(1)
    expect(errors).toEqual([])
  })

  test('the theme follows the system, and the button goes through the themes', async () => {
    const shop = await openShop()
    const { tab, errors } = await openTab({ colorScheme: 'dark' })
    await tab.goto(`${shop.page.url}#/query/${shop.runId}`)
    const ground = () => tab.evaluate('getComputedStyle(document.documentElement).backgroundColor')
    const dark = await ground()
    const button = tab.getByRole('button')
    await button.click()
    expect([await button.getAttribute('aria-label'), (await ground()) === dark]).toEqual(['Theme: light', false])
    await tab.reload()
    expect([await button.getAttribute('aria-label'), (await ground()) === dark]).toEqual(['Theme: light', false])
    await button.click()
    expect([await button.getAttribute('aria-label'), await ground()]).toEqual(['Theme: dark', dark])
    expect(errors).toEqual([])
  })

  test('texts have the contrast that WCAG AA asks for, light and dark', async () => {
    const shop = await openShop()
    for (const colorScheme of ['light', 'dark'] as const) {
      const { tab } = await openTab({ colorScheme })
      await tab.goto(shop.page.url)
      await tab.locator('.query-link').first().waitFor()
      const inList = await poorContrasts(tab)
      await tab.getByText('to the database').click()
      await tab.locator('.message').first().waitFor()
      expect([colorScheme, inList, await poorContrasts(tab)]).toEqual([colorScheme, [], []])
    }
  })

  test('when the program goes away the page says so, and goes on when it is back', async () => {
    const shop = await openShop()
    const { tab } = await openTab()
    await tab.goto(shop.page.url)
    await expect.poll(() => text(tab, '#connection')).toBe('Live')
    await shop.page.close()
    await expect.poll(() => text(tab, '#connection')).toBe('Connection lost, trying again')
    expect(await text(tab, '#news')).toBe('Connection lost, trying again')
    await openShop(shop.page.port)
    await expect.poll(() => text(tab, '#connection'), { timeout: 20_000 }).toBe('Live')
    await expect.poll(() => tab.locator('.query-link').count()).toBe(3)
  })

  test.for([
    ['desktop-light', { width: 1360, height: 900, colorScheme: 'light' }],
    ['desktop-dark', { width: 1360, height: 900, colorScheme: 'dark' }],
    ['phone-light', { width: 390, height: 844, colorScheme: 'light' }],
    ['phone-dark', { width: 390, height: 844, colorScheme: 'dark' }],
  ] as const)('nothing is wider than the screen, and a picture is kept: %s', async ([name, look]) => {
    const shop = await openShop()
    const { tab, errors } = await openTab(look)
    const isWider = () => tab.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')
    await tab.goto(shop.page.url)
    await tab.locator('.query-link').first().waitFor()
    expect(await isWider()).toBe(false)
    await tab.screenshot({ path: join(artifacts, `queries-${name}.png`), fullPage: true })
    await tab.getByText('clicks by window').click()
    await expect.poll(async () => Math.min(...(await chartColors(tab)))).toBeGreaterThan(3)
    expect(await isWider()).toBe(false)
    await tab.screenshot({ path: join(artifacts, `query-${name}.png`), fullPage: true })
    expect(errors).toEqual([])
  })
})

/** Texts whose contrast with what is behind them is less than 4.5 (3 where they are large). */
function poorContrasts(tab: Page): Promise<readonly string[]> {
  return tab.evaluate(`(() => {
    const parts = (color) => {
      const canvas = document.createElement('canvas').getContext('2d')
      canvas.fillStyle = color
      canvas.fillRect(0, 0, 1, 1)
      return [...canvas.getImageData(0, 0, 1, 1).data]
    }
    const luminance = ([r, g, b]) => {
      const [x, y, z] = [r, g, b].map((c) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4))
      return 0.2126 * x + 0.7152 * y + 0.0722 * z
    }
    const behind = (element) => {
      for (let e = element; e !== null; e = e.parentElement) {
        const color = parts(getComputedStyle(e).backgroundColor)
        if (color[3] > 200) return color
      }
      return [255, 255, 255, 255]
    }
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const poor = []
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement
      if (node.textContent.trim() === '' || !element.checkVisibility() || element.closest('.unseen, noscript, svg')) continue
      const style = getComputedStyle(element)
      const [a, b] = [luminance(parts(style.color)), luminance(behind(element))]
      const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
      const isLarge = parseFloat(style.fontSize) >= 24
      if (contrast < (isLarge ? 3 : 4.5)) poor.push(node.textContent.trim() + ' ' + contrast.toFixed(2))
    }
    return poor
  })()`)
}
