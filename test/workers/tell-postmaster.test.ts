import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ASB_TEAM, POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import { relay } from '../../src/mail/gateway/relay.ts'
import { send } from '../../src/sdk/send.ts'
import { tellPostmaster } from '../../src/workers/tell-postmaster.ts'
import { bring, clearMail, POLICE_RELAY } from '../faults/partner-mail.ts'
import { createWorld, type World } from '../faults/world.ts'
import { type MailServer, startMailServer } from '../services/notices/mail-server.ts'
import { prepared } from '../services/sending.ts'

const POSTMASTER = 'postmaster@council.example.test'
const POLICE = 'merseyside.pnn.police.test'

let world: World
let server: MailServer
let now: Date
beforeAll(async () => {
  world = await createWorld({ POSTMASTER })
  for (const role of ['sequencer', 'api', 'gateway'] as const) await world.start({ role })
  const caseWorker = await world.session('asb.caseworker')
  await send({ session: caseWorker, prepared: await prepared(caseWorker, { to: [POLICE_INTELLIGENCE] }) })
})
beforeEach(async () => {
  server = await startMailServer()
  now = new Date()
  await world.asSuperuser('delete from postmaster_notice')
  await waitsSince('now()')
  await world.asSuperuser(
    `update route_state set deferrals = 0, last_success_at = null, paused_at = null, paused_by = null, tls_not_after = null`,
  )
  return () => server.stop()
})
afterAll(() => world?.end())

const tell = () =>
  tellPostmaster(
    {
      db: world.database.db,
      clock: () => now,
      server,
      sender: {
        from: 'notices@despatch.test',
        origin: world.config.publicUrl,
        serviceDomain: 'despatch.test',
      },
      relay,
      sign: null,
      logger: pino({ level: 'silent' }),
    },
    POSTMASTER,
  )
/** The one mail that there is, to the police, has waited since then. */
const waitsSince = (time: string) =>
  world.asSuperuser(`update delivery set waits_since = ${time} where state = 'accepted'`)
const police = (change: string) =>
  world.asSuperuser(`update route_state set ${change} where domain = '${POLICE}'`)

describe('the postmaster', () => {
  it('is told nothing while all is well, or has been wrong for minutes only', async () => {
    await tell()
    // A burst of mails is put off many times in seconds.
    await waitsSince(`now() - interval '20 minutes'`)
    await police('deferrals = 90, last_success_at = null')
    await tell()
    await waitsSince(`now() - interval '2 hours'`)
    await police(`deferrals = 9, last_success_at = now() - interval '20 minutes'`)
    await tell()
    expect(server.taken).toEqual([])
  })

  it('is told once a day that no mail leaves for a partner, and at once when it happens again', async () => {
    await waitsSince(`now() - interval '61 minutes'`)
    await police(`deferrals = 2, last_success_at = now() - interval '2 hours'`)
    await tell()
    await tell()
    expect(server.taken).toMatchObject([
      { to: [POSTMASTER], subject: 'Despatch: one thing about mail to partners' },
    ])
    expect(server.taken[0]?.text).toMatch(
      /Mail for merseyside\.pnn\.police\.test has waited since [-0-9]{10} [0-9:]{5} UTC, and none has left since [-0-9]{10} [0-9:]{5} UTC\./,
    )
    await world.asSuperuser(`update postmaster_notice set told_at = now() - interval '25 hours'`)
    await tell()
    expect(server.taken).toHaveLength(2)
    await police('deferrals = 0, last_success_at = now()')
    await tell()
    await police(`deferrals = 5, last_success_at = now() - interval '2 hours'`)
    await tell()
    expect(server.taken).toHaveLength(3)
  })

  it('is told of a certificate that ends within a month, and of a way that is paused, in one mail', async () => {
    await police(
      `tls_not_after = now() + interval '29 days', paused_at = now(), paused_by = (select id from person limit 1)`,
    )
    await tell()
    expect(server.taken).toHaveLength(1)
    expect(server.taken[0]?.subject).toBe('Despatch: 2 things about mail to partners')
    expect(server.taken[0]?.text).toMatch(
      /certificate that the way to merseyside\.pnn\.police\.test depends on ends/,
    )
    expect(server.taken[0]?.text).toContain(`despatch partners resume ${POLICE}`)
  })

  it('is told with the next round when the mail server did not take it', async () => {
    await waitsSince(`now() - interval '61 minutes'`)
    await police(`deferrals = 5, last_success_at = now() - interval '2 hours'`)
    server.refusal = { code: 451, text: '4.3.0 Later' }
    await tell()
    server.refusal = null
    await tell()
    expect(server.taken).toHaveLength(1)
  })

  it('is named to those who write to ours, since nobody reads mail here', async () => {
    const message = clearMail(
      { From: 'a@merseyside.pnn.police.test', To: 'postmaster@despatch.test' },
      'Hello?',
    )
    const from = 'intelligence@merseyside.pnn.police.test'
    for (const to of ['postmaster@despatch.test', 'abuse@despatch.test'])
      expect(await bring(world, { from, to, message, localAddress: POLICE_RELAY })).toMatchObject({
        code: 551,
        enhanced: '5.1.6',
        reply: expect.stringContaining(POSTMASTER),
      })
    const other = await bring(world, {
      from,
      to: `postmaster@${ASB_TEAM.split('@')[1]}`,
      message,
      localAddress: POLICE_RELAY,
    })
    expect(other).toMatchObject({ code: 550 })
  })
})
