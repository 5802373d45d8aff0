import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

/** Where Chromium is: `CHROMIUM_PATH`, else by its usual names on the path; null if there is none. */
export const chromiumPath: string | null = find()

function find(): string | null {
  const { CHROMIUM_PATH, PATH = '' } = process.env
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const places = PATH.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)))
  return [...(CHROMIUM_PATH === undefined ? [] : [CHROMIUM_PATH]), ...places].find(isProgram) ?? null
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Starts it without a window. Root, as in a container, has no sandbox. */
export function launchChromium(): Promise<Browser> {
  if (chromiumPath === null) throw new Error('no Chromium: install one, or say where it is in CHROMIUM_PATH')
  return chromium.launch({
    executablePath: chromiumPath,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })
}
