#!/usr/bin/env node
/**
 * The command `streamkit`: looks into checkpoints.
 *
 * @packageDocumentation
 */
import { runCli } from './cli/run-cli.ts'
import { nodeFileSystem } from './platform/node-file-system.ts'
import { systemEntropy } from './platform/system-clock.ts'
import { VERSION } from './util/version.ts'

process.exitCode = await runCli(process.argv.slice(2), {
  fileSystem: nodeFileSystem,
  entropy: systemEntropy,
  version: VERSION,
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
})
