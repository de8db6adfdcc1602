import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { playEarlyIntervention } from '../../src/demo/journeys/early-intervention.ts'
import { teller } from '../../src/demo/journeys/telling.ts'
import { openWorld, type World } from '../../src/demo/journeys/world.ts'
import { syncCheckpoint } from '../../src/sdk/checkpoint.ts'
import { reconcileWithLog, sightOf } from '../../src/sdk/reconcile-log.ts'
import { registerRows } from '../../src/sdk/register.ts'
import { eraseRecords } from '../../src/services/log/erase.ts'
import { type RunningService, startService } from '../journeys/service.ts'

let service: RunningService
let world: World

beforeAll(async () => {
  service = await startService()
  world = openWorld(service)
  // A request to four partners, two of whom answer by mail, which the ASB team opens and files; a third answers in the service.
  await playEarlyIntervention(
    world,
    teller('3', () => {}),
  )
}, 180_000)
afterAll(() => service?.stop())

const reconciled = async (login: string) => {
  const session = await world.person(login)
  return reconcileWithLog(session, {
    rows: registerRows(session.client),
    sight: sightOf(session.person, await session.client.directory()),
    newest: async () => {
      const checkpoint = await syncCheckpoint(session, { previous: null })
      if (!checkpoint) throw new Error('the log has a checkpoint')
      return checkpoint
    },
  })
}

describe('the register of a working partnership, held against its log', () => {
  it('fits, mail that partners sent and their readers filed included', async () => {
    const { verdict, reconciliation } = await reconciled('auditor')
    expect(verdict.problems).toEqual([])
    expect(reconciliation).toMatchObject({
      rows: 7,
      disclosures: 4,
      opened: 4,
      erased: 0,
      withheld: 0,
      notYet: [],
      misfits: [],
    })
  })

  it('fits for a liaison officer, who is shown the leaves and their agency’s rows', async () => {
    const { verdict, reconciliation } = await reconciled('council.liaison')
    expect(verdict.problems).toEqual([])
    expect(reconciliation).toMatchObject({ rows: 7, disclosures: 4, opened: 0, withheld: 4, misfits: [] })
  })

  it('fits when records have been erased, and says how many', async () => {
    const { db } = service.database
    const rows = await db
      .selectFrom('log_staged')
      .select('id')
      .where('type', 'in', ['accepted', 'arrived', 'filed'])
      .execute()
    const destruction = { reason: 'retention-over', decided: { by: 'schedule' } } as const
    await eraseRecords(
      // Two years on, when what was sent today is kept no longer.
      { db, clock: () => new Date(Date.now() + 2 * 365 * 86_400_000) },
      rows.map(({ id }) => id),
      destruction,
    )
    const { verdict, reconciliation } = await reconciled('auditor')
    expect(verdict.problems).toEqual([])
    expect(reconciliation).toMatchObject({ disclosures: 4, opened: 0, erased: 4, notYet: [], misfits: [] })
  })
})
