// Starts a server in the folder that is given, if one is, says where it is, and stops it at the end of its input.
import { text } from 'node:stream/consumers'
import { startEmbeddedPostgres } from '@streamkit/postgres/embedded'

const dataDirectory = process.argv[2]
const server = await startEmbeddedPostgres(dataDirectory === undefined ? {} : { dataDirectory })
const { pid, connectionString, dataDirectory: folder } = server
console.log(JSON.stringify({ pid, connectionString, folder, uid: process.getuid?.() }))
if ((await text(process.stdin)) === 'exit') process.exit()
await server.stop()
