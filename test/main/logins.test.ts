import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { requireLogins } from '../../src/main/logins.ts'
import { createTestDatabase, type TestDatabase } from '../setup/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database?.drop())

const logins = (runtimeUrl: string, sequencerUrl: string | null = null) => ({
  runtimeUrl,
  sequencerUrl,
  ownerUrl: null,
  embedded: false,
})

describe('the logins of an external database', () => {
  it('are let in when each has the rights of its part', async () => {
    await requireLogins(logins(database.runtimeUrl, database.sequencerUrl), 'all')
  })

  it('are asked for by the part that needs them: the gateway and the worker need no other than their own', async () => {
    for (const role of ['api', 'gateway', 'worker'] as const)
      await requireLogins(logins(database.runtimeUrl, database.ownerUrl), role)
  })

  it.each([
    ['owns the tables', () => database.ownerUrl],
    ['is a superuser', () => database.superuserUrl],
  ])('are refused in one sentence when the one that serves %s', async (_what, url) => {
    await expect(requireLogins(logins(url()), 'gateway')).rejects.toThrow(
      /^The login of DATABASE_URL owns the tables, .* owns nothing\.$/,
    )
  })

  it('are refused when the one that writes the log owns the tables', async () => {
    await expect(requireLogins(logins(database.runtimeUrl, database.ownerUrl), 'sequencer')).rejects.toThrow(
      /^The login of DATABASE_SEQUENCER_URL owns the tables, .*\.$/,
    )
  })

  it('are refused when the one that serves may write the log, or cannot do its part', async () => {
    await expect(requireLogins(logins(database.sequencerUrl), 'api')).rejects.toThrow(
      /^The login of DATABASE_URL has not the rights of its part: .*\.$/,
    )
    await expect(requireLogins(logins(database.runtimeUrl, database.runtimeUrl), 'all')).rejects.toThrow(
      /^The login of DATABASE_SEQUENCER_URL has not the rights of its part: .*\.$/,
    )
  })
})
