import { expect, it } from 'vitest'
import { generateLogKey } from '../../../src/log/keys.ts'
import { demandOwnLog, type GivenTrees, OtherLogError } from '../../../src/sdk/audit/own-log.ts'

/** What is said of a tree that another log’s key signed. */
async function refusedOf(given: GivenTrees): Promise<unknown> {
  const [ours, theirs] = await Promise.all(['ours.test/log', 'theirs.test/log'].map(generateLogKey))
  const session = { service: { logKey: ours?.vkey, keyExchanges: [] } } as unknown
  const tree = { note: 'a checkpoint', size: 3n, root: new Uint8Array(32), key: theirs?.vkey ?? '' }
  const keepSeen = () => Promise.reject(new Error('it is held against nothing of ours'))
  return demandOwnLog(session as Parameters<typeof demandOwnLog>[0], [tree], keepSeen, given).catch(
    (error: unknown) => error,
  )
}

it.each<[GivenTrees, string]>([
  [{ given: 'report' }, 'The report is proved by another log than that of this service.'],
  [{ given: 'export' }, 'The export is of another log than that of this service.'],
  [
    { given: 'report', toSign: true },
    'The report is proved by another log than that of this service. Nothing was signed.',
  ],
])('says of what another log proves what was to be done with it, and no more: %o', async (given, words) => {
  const refused = await refusedOf(given)
  expect(refused).toBeInstanceOf(OtherLogError)
  expect(refused).toMatchObject({ message: words })
})
