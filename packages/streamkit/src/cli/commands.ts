import type { Command } from './command.ts'
import { offsets } from './commands/offsets.ts'
import { progress } from './commands/progress.ts'
import { replay } from './commands/replay.ts'
import { state } from './commands/state.ts'
import { status } from './commands/status.ts'

/** Every command by its name. */
export const commands: Readonly<Record<string, Command>> = { status, progress, offsets, state, replay }
