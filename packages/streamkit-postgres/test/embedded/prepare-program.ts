// Says what the launcher makes of a folder of binaries, seen by the user of this process.
import { prepareServerBinaries } from '../../src/embedded/server-binaries.ts'

const nativeDirectory = process.argv[2] as string
console.log(JSON.stringify(await prepareServerBinaries({ nativeDirectory, identity: undefined, signal: undefined })))
