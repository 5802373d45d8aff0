import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

/** A file of the page. */
export interface PageFile {
  readonly type: string
  readonly body: Buffer
}

const script = 'text/javascript; charset=utf-8'
const style = 'text/css; charset=utf-8'

/** Every path that is answered with a file: nothing of a request becomes part of a file's name. */
const pageFiles: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/page/app.js': ['app.js', script],
  '/page/batch-charts.js': ['batch-charts.js', script],
  '/page/chart.js': ['chart.js', script],
  '/page/elements.js': ['elements.js', script],
  '/page/events.js': ['events.js', script],
  '/page/icon.svg': ['icon.svg', 'image/svg+xml'],
  '/page/page.css': ['page.css', style],
  '/page/plan-tree.js': ['plan-tree.js', script],
  '/page/query-list.js': ['query-list.js', script],
  '/page/query-tables.js': ['query-tables.js', script],
  '/page/query-view.js': ['query-view.js', script],
  '/page/sparkline.js': ['sparkline.js', script],
  '/page/theme.js': ['theme.js', script],
  '/page/units.js': ['units.js', script],
}

/** Of the package uplot, which draws the charts: it needs nothing else. */
const uplotFiles: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/uplot/uplot.js': ['uplot/dist/uPlot.esm.js', script],
  '/uplot/uplot.css': ['uplot/dist/uPlot.min.css', style],
}

const read = new Map<string, Promise<PageFile>>()

/** The file that a path of the page stands for, null if none. Read once. */
export function pageFile(path: string): Promise<PageFile> | null {
  const known = read.get(path)
  if (known !== undefined) return known
  const found = locate(path)
  if (found === null) return null
  const [location, type] = found
  const file = readFile(location).then((body) => ({ type, body }))
  read.set(path, file)
  // The next visitor tries again.
  file.catch(() => read.delete(path))
  return file
}

function locate(path: string): readonly [location: URL | string, type: string] | null {
  const own = Object.hasOwn(pageFiles, path) ? pageFiles[path] : undefined
  // Beside this file in the sources, beside the built chunk in the package.
  if (own !== undefined) return [new URL(`./page/${own[0]}`, import.meta.url), own[1]]
  const chart = Object.hasOwn(uplotFiles, path) ? uplotFiles[path] : undefined
  return chart === undefined ? null : [createRequire(import.meta.url).resolve(chart[0]), chart[1]]
}
