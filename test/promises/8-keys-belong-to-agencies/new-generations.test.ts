import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeGrant } from '../../../src/crypto/grant.ts'
import { ASB_TEAM, COURT_LISTING } from '../../../src/demo/partnership/mailboxes.ts'
import type { KeyChangeRequest } from '../../../src/domain/wire/mailbox-keys.ts'
import { makeGeneration } from '../../../src/sdk/keys/new-generation.ts'
import { certifyingKeyOf } from '../../../src/sdk/mailbox-keys.ts'
import type { Session } from '../../../src/sdk/session.ts'
import { refusal, until } from '../../services/sending.ts'
import { startTestService, type TestService } from '../../setup/service.ts'

let service: TestService
let officer: Session
let reader: Session
beforeAll(async () => {
  service = await startTestService()
  officer = await service.session('council.liaison')
  reader = await service.session('yot.officer')
}, 120_000)
afterAll(() => service?.stop())

const now = () => new Date()
const inAYear = () => new Date(Date.now() + 365 * 86_400_000)

describe('the service refuses a new generation', () => {
  async function made(): Promise<KeyChangeRequest> {
    const { change } = await makeGeneration({
      state: await officer.trust.refresh(),
      mailbox: ASB_TEAM,
      primary: await certifyingKeyOf(officer, ASB_TEAM, now()),
      officer: officer.key,
      records: [],
      ends: inAYear(),
      now: now(),
    })
    return change
  }
  const refused = async (change: KeyChangeRequest, session = officer) => {
    const before = await officer.client.mailboxKeys(ASB_TEAM)
    const { message } = await refusal(session.client.changeMailboxKeys(ASB_TEAM, change))
    expect(await officer.client.mailboxKeys(ASB_TEAM)).toEqual(before)
    return message
  }

  it('that forgets a member', async () => {
    const change = await made()
    expect(await refused({ ...change, grants: change.grants.slice(1) })).toContain('is forgotten')
  })

  it('that grants to somebody who is no member', async () => {
    const change = await made()
    const part = change.parts.find((one) => one.part === 'open')
    const grantee = reader.key.toPublic()
    const granted = {
      mailbox: ASB_TEAM,
      generation: change.generation,
      part: 'open' as const,
      token: 'c'.repeat(43),
      locked: part?.locked ?? '',
    }
    const extra = await makeGrant({
      ...granted,
      grantee,
      granter: officer.key,
      expires: inAYear(),
      now: now(),
    })
    const { statement, signature } = extra
    const sealedToken = Buffer.from(extra.sealedToken).toString('base64')
    const grants = [...change.grants, { statement, signature, sealedToken }]
    expect(await refused({ ...change, grants })).toContain('who is not to hold it')
  })

  it('whose locked key is not the one that was granted, or whose token was exchanged', async () => {
    const change = await made()
    const parts = change.parts.map((one) => ({ ...one, locked: `${one.locked}\n` }))
    expect(await refused({ ...change, parts })).toContain('another locked key')
    const [first, ...others] = change.grants
    if (!first) throw new Error('a generation has grants')
    const swapped = { ...first, sealedToken: others[0]?.sealedToken ?? null }
    expect(await refused({ ...change, grants: [swapped, ...others] })).toContain(
      'sealed token is not the one',
    )
  })

  it('by another agency’s officer, to whom it is as if the mailbox were not there', async () => {
    const court = await service.session('court.liaison')
    expect(await refused(await made(), court)).toContain('nothing to do with the keys')
    expect(await refused({ ...(await made()), generation: 9 }, court)).toContain(
      'nothing to do with the keys',
    )
  })

  it('of a number that is in use', async () => {
    expect(await refused({ ...(await made()), generation: 1 })).toContain(
      'Somebody else has changed the keys',
    )
  })

  it('and keeps nothing of it in the trust log', async () => {
    const state = await officer.trust.refresh()
    expect(state.mailboxes[ASB_TEAM]?.generation).toBe(1)
    expect(state.mailboxes[COURT_LISTING]?.generation).toBe(1)
  })

  it('whose connection dies half way, keeps nothing of it, and takes the same when it comes again', async () => {
    const change = await made()
    const administrator = new pg.Client(service.database.superuserUrl)
    await administrator.connect()
    try {
      // The trust log has been written to when the generation is kept: there it waits, and dies.
      await administrator.query('begin')
      await administrator.query('lock table key_part in access exclusive mode')
      // The program may try again by itself: the service says that it was not available.
      const tried = officer.client
        .changeMailboxKeys(ASB_TEAM, change)
        .catch((error: unknown) => (error instanceof Error ? error : new Error('it was refused')))
      const [waiting] = await until('the change waits', async () => {
        await administrator.query('select pg_stat_clear_snapshot()')
        const { rows } = await administrator.query(
          `select pid from pg_stat_activity where wait_event_type = 'Lock' and query like '%key_part%' and datname = current_database()`,
        )
        return rows.length > 0 && rows
      })
      const killed = await administrator.query('select pg_terminate_backend($1) as done', [waiting.pid])
      expect(killed.rows).toEqual([{ done: true }])
      // Had anything been kept, the same would be refused now: by its generation, and by the record in the trust log.
      await administrator.query('commit')
      const answer = await tried
      const { generation } =
        answer instanceof Error ? await officer.client.changeMailboxKeys(ASB_TEAM, change) : answer
      expect(generation).toBe(2)
    } finally {
      await administrator.end()
    }
  })
})
