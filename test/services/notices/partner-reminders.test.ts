import { rm } from 'node:fs/promises'
import { simpleParser } from 'mailparser'
import { decrypt, generateKey, type PrivateKey, readMessage } from 'openpgp'
import pg from 'pg'
import { pino } from 'pino'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { COURT_LISTING, LIVERPOOL_YOT, SEFTON_YOT } from '../../../src/demo/partnership/mailboxes.ts'
import { referenceOf } from '../../../src/domain/reference.ts'
import { type RelayOutcome, relayed } from '../../../src/mail/gateway/outcome.ts'
import { NoPlace } from '../../../src/mail/gateway/relay-places.ts'
import type { RelayRequest } from '../../../src/mail/gateway/relay-request.ts'
import { readReferral } from '../../../src/mail/read.ts'
import { MOST_A_DAY } from '../../../src/services/notices/partner-reminders.ts'
import { testMessage } from '../../../src/services/partners/test-message.ts'
import { readDeliveries } from '../../../src/services/referrals/delivery-view.ts'
import { remindPartners } from '../../../src/workers/remind-partners.ts'
import type { TestDatabase } from '../../setup/database.ts'
import { createPartnership } from '../../setup/partnership.ts'

const SEFTON = SEFTON_YOT.slice(SEFTON_YOT.indexOf('@') + 1)

const LATER: RelayOutcome = {
  outcome: 'retry',
  code: 451,
  enhanced: '4.2.0',
  reply: '451 4.2.0 Later',
  fault: null,
}

let database: TestDatabase
let dataDir: string
let superuser: pg.Client
let key: PrivateKey
let now: Date
let sent: RelayRequest[]
let answers: RelayOutcome
/** whether the relay gives no connection any more */
let stopped = false

beforeAll(async () => {
  ;({ database, dataDir } = await createPartnership('dsr-'))
  superuser = new pg.Client(database.superuserUrl)
  await superuser.connect()
  // Rows as an administrator would add them who owes nothing to constraints between tables.
  await superuser.query('set session_replication_role = replica')
  ;({ privateKey: key } = await generateKey({
    type: 'ecc',
    curve: 'curve25519Legacy',
    userIDs: [{ name: 'Sefton YOT', email: SEFTON_YOT }],
    format: 'object',
  }))
  await superuser.query(
    `update certificate set armored = $1 where state = 'current' and mailbox_id = (select id from mailbox where address = $2)`,
    [key.toPublic().armor(), SEFTON_YOT],
  )
})
afterAll(async () => {
  await superuser?.end()
  await database?.drop()
  await rm(dataDir, { recursive: true, force: true })
})
beforeEach(async () => {
  await superuser.query(`
    delete from partner_reminder; delete from inbound; delete from delivery; delete from referral;
    update network set reminders = true, rate_per_minute = null;
    update route_state set paused_at = null, paused_by = null, minute = null, in_minute = 0`)
  sent = []
  stopped = false
  answers = relayed('250 2.0.0 Taken')
  at('2030-03-04')
})

/** Monday, 4 March 2030, begins a week without holidays; it is winter time. */
function at(day: string, time = '12:00'): void {
  now = new Date(`${day}T${time}:00Z`)
}

/** The court asks somebody, by default the youth offending team that has only mail; it went now. */
async function asks({ by = '2030-03-11', to = SEFTON_YOT, state = 'relayed' } = {}): Promise<string> {
  const id = uuid({ msecs: now.getTime() })
  await superuser.query(
    `insert into referral (id, reference, thread, origin, kind, from_mailbox, statement, statement_sha256, signature,
        signer_fpr, respond_by, urgency, marking, message_id, staged_id, accepted_at, submitted_by, agreement_id, agreement_version)
      select $1::uuid, 'ofNoUse', '', 'submitted', 'information-request', id, '', $1::text, '', '', $2, 'routine',
          'RESTRICTED – PERSONAL', '<' || $1::text || '@despatch.test>', nextval('log_staged_id_seq'), $3, id, 'a', 1
        from mailbox where address = $4`,
    [id, by, now, COURT_LISTING],
  )
  await superuser.query(
    `insert into delivery (id, referral_id, mailbox_id, state, give_up_at, return_token, changed_at, respond_by, next_attempt_at)
      select $1::uuid, $1::uuid, id, $2, $3, $1::text, $3, $4, case when $2 = 'accepted' then $3::timestamptz end
        from mailbox where address = $5`,
    [id, state, now, by, to],
  )
  return id
}

/** What a worker sends when it looks, as how many mails. */
async function reminded(): Promise<number> {
  const before = sent.length
  await remindPartners({
    db: database.db,
    clock: () => now,
    serviceDomain: 'despatch.test',
    sender: {
      from: 'notices@despatch.test',
      origin: 'https://despatch.example.test',
      serviceDomain: 'despatch.test',
    },
    relay: async (request) => {
      sent.push(request)
      if (stopped) throw new NoPlace()
      return { ...answers, host: 'mx.test', tls: 'TLSv1.3', dsn: true, seen: null }
    },
    findServers: async () => ({
      servers: [{ host: 'mx.test', port: 25, tlsCertificate: null }],
      policy: null,
    }),
    credentialsOf: () => null,
    sign: null,
    logger: pino({ level: 'silent' }),
  })
  return sent.length - before
}

const outcomes = async () =>
  (await superuser.query('select stage, outcome from partner_reminder order by noted_at, stage')).rows
const change = (statement: string, values: unknown[] = []) => superuser.query(statement, values)

describe('a partner who has only mail', () => {
  it('is reminded the working day before, and once more when the day is over, in working hours, and the sender sees that', async () => {
    const id = await asks()
    expect((await readDeliveries(database.db, [id]))[0]?.view.reminded).toBeNull()
    at('2030-03-07')
    expect(await reminded()).toBe(0)
    at('2030-03-08', '07:59')
    expect(await reminded()).toBe(0)
    at('2030-03-08', '08:00')
    expect(await reminded()).toBe(1)
    expect(await reminded()).toBe(0)
    at('2030-03-11')
    expect(await reminded()).toBe(0)
    at('2030-03-12', '18:00')
    expect(await reminded()).toBe(0)
    at('2030-03-12', '17:59')
    expect(await reminded()).toBe(1)
    at('2030-03-13')
    expect(await reminded()).toBe(0)
    const [delivery] = await readDeliveries(database.db, [id])
    expect(delivery?.view.reminded).toMatch(/^20/)
    expect(await outcomes()).toEqual([
      { stage: 'due', outcome: 'relayed' },
      { stage: 'overdue', outcome: 'relayed' },
    ])
  })

  it('is reminded of nothing at a weekend, on the day that it came, and of what is at home here', async () => {
    await asks({ by: '2030-03-05' })
    await asks({ by: '2030-03-05', to: LIVERPOOL_YOT, state: 'delivered' })
    await asks({ by: '2030-03-05', state: 'accepted' })
    expect(await reminded()).toBe(0)
    at('2030-03-09')
    expect(await reminded()).toBe(0)
    at('2030-03-11')
    expect(await reminded()).toBe(1)
  })

  it.each<[string, (id: string) => Promise<unknown>]>([
    ['gave it back', (id) => change(`update delivery set answer = 'returned' where id = $1`, [id])],
    ['was withdrawn from', (id) => change(`update delivery set state = 'withdrawn' where id = $1`, [id])],
    [
      'answered by mail',
      (id) =>
        change(
          `insert into inbound (id, raw_sha256, size, authenticated, state, answers, at)
            values (gen_random_uuid(), '', 1, true, 'filed', $1, now())`,
          [id],
        ),
    ],
    ['wants no reminders', () => change('update network set reminders = false')],
  ])('that %s is reminded of it no more, nor of what was noted before', async (_, settle) => {
    const id = await asks()
    at('2030-03-08')
    answers = LATER
    expect(await reminded()).toBe(1)
    await settle(id)
    await change(`update partner_reminder set next_attempt_at = now()`)
    expect(await reminded()).toBe(0)
    at('2030-03-12')
    expect(await reminded()).toBe(0)
    expect(await outcomes()).toEqual([{ stage: 'due', outcome: 'needless' }])
  })

  it('is not reminded while no key of it is known, nor once it is overdue for so long that people have to speak', async () => {
    const id = await asks()
    at('2030-03-12')
    answers = LATER
    expect(await reminded()).toBe(1)
    const keys = (state: string, was: string) =>
      change(
        `update certificate set state = $1 where state = $2 and mailbox_id = (select id from mailbox where address = $3)`,
        [state, was, SEFTON_YOT],
      )
    await change(`update partner_reminder set next_attempt_at = now()`)
    await keys('superseded', 'current')
    try {
      expect(await reminded()).toBe(0)
    } finally {
      await keys('current', 'superseded')
    }
    const { rows } = await superuser.query('select attempts from partner_reminder where delivery_id = $1', [
      id,
    ])
    expect(rows).toEqual([{ attempts: 1 }])
    at('2030-03-26')
    expect(await reminded()).toBe(0)
    expect(await outcomes()).toEqual([{ stage: 'overdue', outcome: 'needless' }])
  })

  it('is sent it again when its server puts it off, as the same Message-ID, and not for ever', async () => {
    await asks()
    at('2030-03-08')
    answers = LATER
    for (let attempt = 1; attempt <= 8; attempt++) {
      await reminded()
      expect(await reminded()).toBe(0)
      await change(`update partner_reminder set next_attempt_at = now()`)
    }
    expect(sent).toHaveLength(6)
    expect(await outcomes()).toEqual([{ stage: 'due', outcome: 'failed' }])
    const ids = await Promise.all(sent.map(async ({ message }) => (await parsed(message)).messageId))
    expect(new Set(ids).size).toBe(1)
  })

  it('loses no try of the others where the service stops meanwhile', async () => {
    for (let n = 0; n < 3; n++) await asks()
    at('2030-03-08')
    stopped = true
    expect(await reminded()).toBe(1)
    stopped = false
    expect(await reminded()).toBe(2)
  })

  it('is sent so many in a day at most, what was to be answered first before the rest, by two workers once each', async () => {
    for (let n = 0; n < MOST_A_DAY + 2; n++) await asks({ by: n < 2 ? '2030-03-12' : '2030-03-11' })
    at('2030-03-11')
    await Promise.all([reminded(), reminded()])
    expect(sent).toHaveLength(MOST_A_DAY)
    const { rows } = await superuser.query(
      'select count(*)::int as n from partner_reminder join delivery on id = delivery_id where respond_by > $1',
      ['2030-03-11'],
    )
    expect(rows).toEqual([{ n: 0 }])
    at('2030-03-12')
    expect(await reminded()).toBe(MOST_A_DAY)
  })

  it('is sent none while its route is paused, and no more in a minute than it takes', async () => {
    for (let n = 0; n < 4; n++) await asks()
    at('2030-03-11')
    await change(
      `update route_state set paused_at = now(), paused_by = gen_random_uuid() where domain = $1`,
      [SEFTON],
    )
    expect(await reminded()).toBe(0)
    await change(`update route_state set paused_at = null, paused_by = null`)
    await change(`update network set rate_per_minute = 1 where domain = $1`, [SEFTON])
    // Two, where a minute turns meanwhile.
    expect(await reminded()).toBeLessThanOrEqual(2)
    const { rows } = await superuser.query('select in_minute from route_state where domain = $1', [SEFTON])
    expect(rows).toEqual([{ in_minute: 1 }])
  })
})

const parsed = (message: RelayRequest['message']) => simpleParser(Buffer.from(message as Uint8Array))

describe('the reminder', () => {
  it('says which mail is to be answered, by when and to whom, sealed, marked first and last, and nothing of what was sent', async () => {
    const id = await asks()
    // What its reader sees in the subject of the mail itself.
    const reference = referenceOf('information-request', id)
    at('2030-03-08')
    await reminded()
    const [request] = sent
    if (!request) throw new Error('none was sent')
    expect(request.envelope).toEqual({ from: '', to: SEFTON_YOT })
    const mail = await parsed(request.message)
    expect(mail.subject).toBe('[...]')
    expect(mail.from?.value[0]?.address).toBe('notices@despatch.test')
    expect(mail.replyTo?.value[0]?.address).toBe(COURT_LISTING)
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated')
    expect(mail.headers.get('despatch-marking')).toContain('SEC=NOT PROTECTIVELY MARKED')
    expect([mail.inReplyTo, mail.references]).toEqual([`<${id}@despatch.test>`, `<${id}@despatch.test>`])
    const outside = Buffer.from(request.message as Uint8Array).toString()
    expect(outside).not.toMatch(/REQ-|RESTRICTED|court/)
    // Nor does a relay read in the Message-ID which delivery it is of, or whether it is overdue.
    expect(mail.messageId).toMatch(/^<[0-9a-f]{32}@despatch\.test>$/)
    const opened = await decrypt({
      message: await readMessage({ armoredMessage: String(mail.attachments[1]?.content) }),
      decryptionKeys: key,
      date: now,
      format: 'binary',
    })
    const { text, headers } = await readReferral(opened.data as Uint8Array)
    expect(headers.subject).toBe(`NOT PROTECTIVELY MARKED: an answer is due: ${reference}`)
    const lines = (text ?? '').trim().split('\n')
    expect([lines[0], lines.at(-1)]).toEqual(['NOT PROTECTIVELY MARKED', 'NOT PROTECTIVELY MARKED'])
    expect(text).toContain(
      `Liverpool court listing office sent ${reference}, marked RESTRICTED, to ${SEFTON_YOT} on 4 March 2030,\nand asks for an answer by 11 March 2030.`,
    )
    expect(text).not.toMatch(/PERSONAL|information-request/)
  })
})

describe('a test message', () => {
  it('is answered to the postmaster, where there is one', async () => {
    const to = { address: SEFTON_YOT, armored: key.toPublic().armor() }
    const from = {
      from: 'notices@despatch.test',
      serviceDomain: 'despatch.test',
      origin: 'https://d.test',
      now,
    }
    const replyTo = async (postmaster: string | null) =>
      (await parsed(await testMessage(to, { ...from, postmaster }))).replyTo?.text
    expect(await replyTo('postmaster@example.test')).toBe('postmaster@example.test')
    expect(await replyTo(null)).toBeUndefined()
  })
})
