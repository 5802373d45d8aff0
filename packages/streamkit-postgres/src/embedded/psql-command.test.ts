import { expect, test } from 'vitest'
import { psqlCommand } from './psql-command.ts'

test('nothing in the command has a meaning for a shell', () => {
  const address = { host: '127.0.0.1', port: 5432, user: 'o`Brien $x', password: 'secret', database: 'a"b!c\\d' }
  const command = psqlCommand(address, '/tmp/it\'s "here" $(x)/pgpass')
  expect(command).toBe(
    `psql "postgresql://o%60Brien%20%24x@127.0.0.1:5432/a%22b%21c%5Cd?passfile=/tmp/it's%20%22here%22%20%24(x)/pgpass"`,
  )
})
