import type { Command } from './command.ts'
import { generate } from './generate.ts'

/** Every command, in the order of the help: a new one is a new file and its line here. */
export const commands: readonly Command[] = [generate]
