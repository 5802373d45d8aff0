import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Browser } from 'playwright-core'
import { chromium } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome']

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The Chromium of this machine: that of CHROMIUM_PATH, else the first on PATH; null where there is none. */
export function chromiumPath(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const candidates = [process.env.CHROMIUM_PATH ?? '', ...names.flatMap((name) => folders.map((f) => join(f, name)))]
  return candidates.find((path) => path !== '' && isProgram(path)) ?? null
}

/** Starts it without a window. Root has to do without its sandbox. */
export async function launchChromium(path: string): Promise<Browser> {
  const isRoot = process.getuid?.() === 0
  return chromium.launch({ executablePath: path, args: isRoot ? ['--no-sandbox'] : [] })
}
