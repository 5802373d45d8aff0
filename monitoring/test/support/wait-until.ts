import { setTimeout as pause } from 'node:timers/promises'

/**
 * Asks again and again until the answer is yes.
 *
 * @throws Error with what was waited for, when it has not come within the time
 */
export async function waitUntil(
  what: string,
  isSo: () => Promise<boolean> | boolean,
  timeoutMs = 60_000,
): Promise<void> {
  const end = performance.now() + timeoutMs
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`waited ${timeoutMs} ms, and it is still not so that ${what}`)
    await pause(50)
  }
}
