import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

/** Runs a job of this folder in a process of its own; gives the JSON that it prints. */
export async function runJob(name: string, args: readonly string[]): Promise<unknown> {
  const program = fileURLToPath(new URL(`./${name}.ts`, import.meta.url))
  const flags = ['--disable-warning=TimeoutNegativeWarning', '--conditions=@streamkit/source']
  const child = spawn(process.execPath, [...flags, program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
  if (code !== 0) throw new Error(`${name} ${args.join(' ')} ended with ${code}`)
  return JSON.parse(printed)
}
