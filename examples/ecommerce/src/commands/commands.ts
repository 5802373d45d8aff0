import type { Command } from './command.ts'
import { demo } from './demo.ts'
import { generate } from './generate.ts'
import { report } from './report.ts'
import { stream } from './stream.ts'
import { verify } from './verify.ts'

/** Every command of the program: a new one is a new file and its line here. */
export const commands: readonly Command[] = [demo, generate, stream, verify, report]
