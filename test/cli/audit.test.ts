import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signStatement } from '../../src/crypto/statement.ts'
import { ASB_TEAM, LIVERPOOL_YOT, POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import { personOf, type TrustState } from '../../src/domain/trust/state.ts'
import { Destroyed } from '../../src/domain/wire/destroyed.ts'
import { writeStatement } from '../../src/domain/wire/statement.ts'
import { Withdrawal } from '../../src/domain/wire/withdrawal.ts'
import { decideDestruction } from '../../src/sdk/decide-destruction.ts'
import { send } from '../../src/sdk/send.ts'
import type { KeptTrust } from '../../src/sdk/trust/kept-trust.ts'
import { createDecisions } from '../../src/sdk/verify-decisions.ts'
import { createWithdrawals } from '../../src/sdk/verify-withdrawals.ts'
import { withdraw } from '../../src/sdk/withdraw.ts'
import type { SignedDecision } from '../../src/services/log/demand-decided.ts'
import { type Destruction, eraseRecords } from '../../src/services/log/erase.ts'
import { stageOne } from '../../src/services/log/stage.ts'
import { altered, prepared, refusal, until } from '../services/sending.ts'
import { startTestService, type TestService } from '../setup/service.ts'
import { itInLongRun } from '../web/long-journeys.ts'
import { newFolder } from './folder.ts'
import { type Machine, newMachine } from './run.ts'

let service: TestService
let auditor: Machine
let liaison: Machine
let caseWorker: Machine
let folder: string
let reference: string
let referral: string
const month = new Date().toISOString().slice(0, 7)

beforeAll(async () => {
  service = await startTestService()
  folder = await newFolder()
  const { dataDir } = service.config
  const machineOf = async (login: string): Promise<Machine> => {
    const machine = await newMachine({
      env: { DESPATCH_PASSPHRASE_FILE: join(dataDir, 'demo', 'passphrase') },
    })
    const key = join(dataDir, 'demo', 'people', `${login}.asc`)
    const { code, err } = await machine.despatch('login', service.origin, '--as', login, '--key', key)
    expect([code, err]).toEqual([0, expect.any(String)])
    return machine
  }
  ;[auditor, liaison, caseWorker] = [
    await machineOf('auditor'),
    await machineOf('court.liaison'),
    await machineOf('asb.caseworker'),
  ]
  const session = await service.session('asb.caseworker')
  const ready = await prepared(session, { to: [POLICE_INTELLIGENCE, LIVERPOOL_YOT] })
  await send({ session, prepared: ready })
  ;({ reference } = ready)
  referral = ready.fields.id
  await refusal(
    session.client.submit(await altered(session, await prepared(session), { fields: { bases: [] } })),
  )
}, 120_000)
afterAll(async () => {
  await service?.stop()
  await rm(folder, { recursive: true, force: true })
})

describe('despatch audit statistics', () => {
  it('counts the register of some months, in tables that fit the terminal', async () => {
    const { code, out, err } = await auditor.despatch('audit', 'statistics', '--since', month)
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(new RegExp(`^MONTH +DISCLOSURES +REFUSALS\n${month} +2 +1$`, 'm'))
    expect(out).toMatch(/^Example Council of Liverpool +Example Police of Merseyside +1$/m)
    expect(out).toMatch(/^asb-incident +2$/m)
    expect(out).toMatch(/^L1 +0 +1$/m)
    expect(out).toContain('nothing in these months')
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
  })

  it('gives the same as JSON, and a liaison officer what is their agency’s', async () => {
    const { document } = await auditor.json('audit', 'statistics', '--since', month, '--until', month)
    expect(document).toMatchObject({ months: [month], disclosures: [2], refusals: [1] })
    const own = await liaison.json('audit', 'statistics', '--since', month)
    expect(own.document).toMatchObject({ disclosures: [0], refusals: [0], pairs: [], rules: [] })
  })

  it('writes a file for each table, and never over another', async () => {
    const dir = join(folder, 'tables')
    const { out } = await auditor.despatch('audit', 'statistics', '--since', month, '--csv', dir)
    expect(out).toBe(`Wrote 7 tables to ${dir}.`)
    expect(await readdir(dir)).toHaveLength(7)
    expect(await readFile(join(dir, 'by-month.csv'), 'utf8')).toBe(
      `month,disclosures,refusals\r\n${month},2,1\r\n`,
    )
    const pairs = (await readFile(join(dir, 'disclosures-by-pair.csv'), 'utf8')).trimEnd().split('\r\n')
    expect(pairs[0]).toBe('month,from,to,disclosures')
    expect(pairs.slice(1).sort()).toEqual([
      expect.stringMatching(
        new RegExp(`^${month},Example Council of Liverpool,Example Council of Liverpool,1$|^${month},.+,1$`),
      ),
      `${month},Example Council of Liverpool,Example Police of Merseyside,1`,
    ])
    const again = await auditor.despatch('audit', 'statistics', '--since', month, '--csv', dir)
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('is not empty') })
  })

  it('writes a page with plots, marked first and last', async () => {
    const file = join(folder, 'page.html')
    const { out } = await auditor.despatch('audit', 'statistics', '--since', month, '--html', file)
    expect(out).toBe(`Wrote ${file}.`)
    const page = await readFile(file, 'utf8')
    expect(page.match(/<p class="marking">PROTECT – MANAGEMENT<\/p>/g)).toHaveLength(2)
    expect(page).toContain('All of the register was counted.')
    const again = await auditor.despatch('audit', 'statistics', '--since', month, '--html', file)
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('Nothing was overwritten') })
  })

  it.each([
    [['--since', '2010'], 'must be a month'],
    [['--since', '2010-03', '--until', '2010-02'], '--until is before --since'],
    [['--since', month, '--csv', 'a', '--html', 'b'], 'choose --csv or --html'],
    [['--since', month, '--html', 'b', '--marking', 'HUSH'], 'That is not a marking'],
  ])('says what is wrong with %j', async (args, why) => {
    const { code, err } = await auditor.despatch('audit', 'statistics', ...args)
    expect([code, err]).toEqual([2, expect.stringContaining(why)])
  })

  it('is for reviewers, and counts three years at most', async () => {
    const refused = await caseWorker.despatch('audit', 'statistics', '--since', month)
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('may not do this') })
    const long = await auditor.despatch('audit', 'statistics', '--since', '2007-01', '--until', '2010-01')
    expect(long).toMatchObject({ code: 2, err: expect.stringContaining('at most 36 months') })
  })
})

describe('despatch audit key-history', () => {
  it('tells what the trust log says of a mailbox, each with its record', async () => {
    const { code, out, err } = await auditor.despatch('audit', 'key-history', LIVERPOOL_YOT)
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^FROM +UNTIL +BY THE WORD OF$/m)
    expect(out).toMatch(/^\d{4}-\d\d-\d\d +now +Example Council of Liverpool$/m)
    expect(out).toMatch(/^\d+ +\d{4}-\d\d-\d\d \d\d:\d\d +certified$/m)
    expect(out).toContain('All of it is by agencies that agreements bind to yours.')
    const { document } = await liaison.json('audit', 'key-history', POLICE_INTELLIGENCE.toUpperCase())
    expect(document).toMatchObject({
      mailbox: POLICE_INTELLIGENCE,
      periods: [{ until: null, believed: true }],
    })
    const { err: none } = await auditor.despatch('audit', 'key-history', 'nobody@example.test')
    expect(none).toContain('No agency has ever certified a key of nobody@example.test')
  })
})

/** What somebody signs who decides that these entries are destroyed. */
const decided = async (login: string, entries: readonly bigint[]): Promise<SignedDecision> =>
  decideDestruction(
    await service.session(login),
    { entries: entries.length === 0 ? [0n] : entries, reason: 'court-order' },
    new Date(),
  )

async function personIdOf(login: string): Promise<string> {
  const { trust, key } = await service.session(login)
  return personOf(await trust.state(), key.getFingerprint())?.person ?? ''
}

describe('what is destroyed, as an auditor sees it', () => {
  it('is refused before its day, and where nobody decided it who may', async () => {
    const { db } = service.database
    const rows = await db
      .selectFrom('log_entry')
      .innerJoin('log_staged', 'log_staged.id', 'log_entry.staged_id')
      .select(['idx', 'log_staged.id'])
      .where('type', '=', 'accepted')
      .where('record', 'is not', null)
      .execute()
    const [row] = rows
    if (!row) throw new Error('something was accepted')
    const erase = (why: Destruction, clock = () => new Date()) => eraseRecords({ db, clock }, [row.id], why)
    await expect(erase({ reason: 'retention-over', decided: { by: 'schedule' } })).rejects.toThrow(
      /^what stands behind entry \d+ is to be kept until \d{4}-/,
    )
    const by = (signed: SignedDecision, clock?: () => Date) =>
      erase({ reason: 'court-order', decided: { by: 'person', ...signed } }, clock)
    const good = await decided('court.liaison', [row.idx])
    await expect(by(await decided('asb.caseworker', [row.idx]))).rejects.toThrow('decides what is destroyed')
    await expect(by({ ...good, signature: (await decided('court.liaison', [])).signature })).rejects.toThrow(
      'does not match the statement',
    )
    const asked = { entries: [row.idx], reason: 'subject-request' } as const
    for (const other of [
      await decided('court.liaison', [row.idx + 1n]),
      await decideDestruction(await service.session('court.liaison'), asked, new Date()),
    ])
      await expect(by(other)).rejects.toThrow('of other entries, or for another reason')
    await expect(by(good, () => new Date(Date.now() + 2 * 86_400_000))).rejects.toThrow('not of this day')
    // The evening before whoever signed came into office.
    const { since } = await db
      .selectFrom('role_grant')
      .innerJoin('person', 'person.id', 'role_grant.person_id')
      .select(sql<string>`min(lower(valid))::text`.as('since'))
      .where('person.ref', '=', await personIdOf('court.liaison'))
      .executeTakeFirstOrThrow()
    const begins = Date.parse(`${since}T00:00:00Z`)
    const time = new Date(begins - 3 * 3_600_000).toISOString()
    const early = { ...good, statement: JSON.stringify({ ...JSON.parse(good.statement), time }) }
    await expect(by(early, () => new Date(begins + 3 * 3_600_000))).rejects.toThrow('in office decides')
    expect(
      await db
        .selectFrom('log_staged')
        .select('id')
        .where('id', '=', row.id)
        .where('record', 'is not', null)
        .execute(),
    ).toHaveLength(1)
  })

  it('is erased with the entry that says so: in the log, the register and an export', async () => {
    const { db } = service.database
    const staged = await db
      .selectFrom('referral')
      .innerJoin('log_entry', 'log_entry.staged_id', 'referral.staged_id')
      .select(['referral.staged_id', 'log_entry.idx'])
      .where('referral.id', '=', referral)
      .executeTakeFirstOrThrow()
    // Read before, as most auditors have.
    expect((await auditor.despatch('log', 'verify')).code).toBe(0)
    const by = await eraseRecords({ db, clock: () => new Date() }, [staged.staged_id], {
      reason: 'court-order',
      decided: { by: 'person', ...(await decided('court.liaison', [staged.idx])) },
    })
    const said = await until('the destruction is published', async () =>
      db.selectFrom('log_entry').select('idx').where('staged_id', '=', by).executeTakeFirst(),
    )
    const line = `entry ${said.idx} destroyed on ${new Date().toISOString().slice(0, 10)} what stood behind entry ${staged.idx} (court-order, decided by person ${await personIdOf('court.liaison')})`
    const who = 'Decided by persons: one destruction, signed by a liaison officer or deputy in office then.'
    for (const more of [[], ['--whole']]) {
      const { code, out } = await auditor.despatch('log', 'verify', ...more)
      expect([code, out]).toEqual([0, expect.stringContaining(line)])
    }
    const whole = await auditor.despatch('log', 'verify', '--whole')
    expect(whole.out).toMatch(/ opened and 1 erased as one entry says\.$/m)
    expect(whole.out).toContain(who)
    // What is kept of it is gone on from.
    const again = await auditor.despatch('log', 'verify')
    expect([again.code, again.out]).toEqual([
      0,
      expect.stringMatching(/were verified on this machine before and were not read again now/),
    ])
    expect(again.out).toContain(line)

    const entries = await auditor.despatch('log', 'entries', '--record', 'erased')
    expect(entries.out).toMatch(
      new RegExp(`^${staged.idx} +accepted +erased, as entry ${said.idx} says \\(court-order\\)`, 'm'),
    )

    const listed = await auditor.despatch('disclosures', '--ref', reference)
    expect(listed.out).toContain(
      `entry ${staged.idx} of the log, its record destroyed, as entry ${said.idx} says`,
    )
    expect((await auditor.despatch('log', 'reconcile')).code).toBe(0)
    const proved = await auditor.despatch('log', 'prove', reference)
    expect(proved).toMatchObject({
      code: 1,
      err: expect.stringContaining(`was erased, as entry ${said.idx} says`),
    })

    const dir = join(folder, 'export')
    expect((await auditor.despatch('log', 'export', '--dir', dir)).code).toBe(0)
    const stranger = await newMachine()
    const offline = await stranger.despatch('log', 'verify', dir)
    expect([offline.code, offline.out]).toEqual([0, expect.stringContaining(line)])
    expect(offline.out).toMatch(/ opened and 1 erased as one entry says\.$/m)
    expect(offline.out).toContain(who)
    await rm(join(dir, 'trust'), { recursive: true })
    const without = await stranger.despatch('log', 'verify', dir)
    expect([without.code, without.out]).toEqual([
      0,
      expect.stringContaining('Not judged: who decided on one destruction, since the trust log'),
    ])
  })

  it('is found out where the person who is named did not decide it, or might not', async () => {
    const { trust, service: described, key } = await service.session('court.liaison')
    const state = await trust.state()
    const { logKey: vkey } = described
    const good = await decided('court.liaison', [3n])
    const person = await personIdOf('court.liaison')
    const found = async (
      more: Partial<SignedDecision & { person: string }>,
      of = state,
      { log = vkey, whole = of } = {},
    ) => {
      const decisions = createDecisions({ vkey: log, state: of, whole })
      const record = writeStatement(Destroyed, {
        ...{ despatch: 'destroyed/1', entries: ['3'], reason: 'court-order' },
        ...{ decided: { by: 'person', person, ...good, ...more }, time: new Date().toISOString() },
      })
      decisions.see({ index: 7n, type: 'destroyed', record })
      await decisions.settled()
      const { verified, unbound, problems } = decisions.verdict()
      return verified === 1 ? 'verified' : unbound === 1 ? 'unbound' : problems
    }
    expect(await found({})).toBe('verified')
    const worker = await service.session('asb.caseworker')
    const forged = { signature: await signStatement(good.statement, worker.key, new Date()) }
    expect(await found(forged)).toEqual([expect.stringMatching(/^entry 7: person \S+, .* did not sign that/)])
    const theirs = await decided('asb.caseworker', [3n])
    const no = [
      expect.stringMatching(/^entry 7: person \S+, .* was no liaison officer or deputy in office then/),
    ]
    expect(await found({ ...theirs, person: await personIdOf('asb.caseworker') })).toEqual(no)
    expect(await found({ person: 'AAAAAAAAAAAAAAAAAAAAAA' })).toEqual(no)
    const ofAnother = ['entry 7: what is said to have been decided was decided of another log']
    expect(await found({}, state, { log: vkey.replace(/^[^/]+/, 'other.example.test') })).toEqual(ofAnother)
    const officer = await service.session('court.liaison')
    for (const [logKey, verdict] of [
      [vkey.replace('/log+', '/trust+'), ofAnother],
      [vkey.replace('/log+', '/log/2+'), ofAnother],
    ] as const) {
      const of = { ...officer, service: { ...described, logKey } }
      const asked = { entries: [3n], reason: 'court-order' } as const
      expect(await found(await decideDestruction(of, asked, new Date()))).toEqual(verdict)
    }
    expect(await found({}, state, { log: vkey.replace('/log+', '/log/2+') })).toBe('verified')
    const fingerprint = key.getFingerprint()
    const stolen = { reason: 'compromised', at: 9, by: 'x', voucher: false }
    for (const [time, verdict] of [
      ['2010-01-01T00:00:00.000Z', no],
      // What was decided and carried out before stays so.
      ['2099-01-01T00:00:00.000Z', 'verified'],
    ] as const)
      expect(await found({}, { ...state, revoked: { [fingerprint]: { ...stolen, time } } })).toEqual(verdict)
    const self = state.people[fingerprint]
    if (!self) throw new Error('the officer is appointed')
    const ended = { at: 9, time: '2010-01-01T00:00:00.000Z', stolen: false, reason: null }
    expect(await found({}, { ...state, people: { [fingerprint]: { ...self, ended } } })).toEqual(no)
    const { [fingerprint]: _, ...people } = state.people
    // Of an agency that nothing binds to the reader's: no problem, and not verified either.
    expect(await found({}, { ...state, people }, { whole: state })).toBe('unbound')
    expect(await found(forged, { ...state, people }, { whole: state })).toEqual([
      expect.stringContaining('did not sign that'),
    ])
    expect(await found({}, { ...state, people })).toEqual(no)
  })

  it('is no problem where an agency decided it that nothing binds to the auditor’s, and is told', async () => {
    const { trust, key } = await service.session('court.liaison')
    const agency = personOf(await trust.state(), key.getFingerprint())?.agency
    const [file = ''] = (await readdir(auditor.home, { recursive: true })).filter((name) =>
      name.endsWith('trust.json'),
    )
    const path = join(auditor.home, file)
    const text = await readFile(path, 'utf8')
    const kept: KeptTrust = JSON.parse(text)
    for (const link of kept.state.links) link.signed = link.signed.filter((name) => name !== agency)
    await writeFile(path, JSON.stringify(kept))
    const { code, out } = await auditor.despatch('log', 'verify', '--whole')
    await writeFile(path, text)
    expect([code, out]).toEqual([
      0,
      expect.stringContaining('Not judged: one destruction that officers of other agencies signed'),
    ])
    expect(out).not.toContain('Decided by persons')
  })

  it('is missing without a destruction when a record is gone and nothing says why', async () => {
    const { db } = service.database
    const row = await db
      .selectFrom('log_entry')
      .innerJoin('log_staged', 'log_staged.id', 'log_entry.staged_id')
      .select(['log_entry.idx', 'log_staged.id'])
      .where('log_staged.type', '=', 'refused')
      .executeTakeFirstOrThrow()
    const superuser = new pg.Client(service.database.superuserUrl)
    await superuser.connect()
    await superuser.query('set session_replication_role = replica')
    await superuser.query('update log_staged set record = null, salt = null where id = $1', [row.id])
    await superuser.end()
    const { code, out, err } = await auditor.despatch('log', 'verify', '--whole')
    expect([code, out]).toEqual([
      1,
      expect.stringContaining(`entry ${row.idx}: its record is missing without a destruction`),
    ])
    expect(out).toMatch(/ opened, 1 erased as one entry says, and 1 missing without a destruction\.$/m)
    expect(err).toContain('The log does not verify: one problem')
    const entries = await auditor.despatch('log', 'entries', '--record', 'missing')
    expect([entries.code, entries.out]).toEqual([
      1,
      expect.stringMatching(new RegExp(`^${row.idx} +refused +missing`, 'm')),
    ])
    // To somebody who may not open it, it is withheld, as all the rest is.
    const other = await caseWorker.despatch('log', 'verify')
    expect([other.code, other.out]).toEqual([0, expect.stringContaining('withheld or erased')])
    const refused = await auditor.despatch('refusals')
    expect(refused.out).toContain('its record missing without a destruction')
  })
})

describe('what is said to be withdrawn', () => {
  const SIGNED = 'Withdrawn: one withdrawal, signed by somebody of its sender’s agency, in office then.'
  const recordOf = (of: string, statement: string, signature: string) =>
    JSON.stringify({
      ...{ despatch: 'withdrawn/1', referral: of, delivery: of, mailbox: LIVERPOOL_YOT },
      ...{ reason: 'sent-in-error', statement, signature, time: new Date().toISOString() },
    })
  /** As somebody signs that they take back what the case worker sent. */
  const signedBy = async (login: string, of: string, now = new Date()) => {
    const { key } = await service.session(login)
    const statement = writeStatement(Withdrawal, {
      ...{ despatch: 'withdrawal/1', referral: of, manifest: '0'.repeat(64), mailboxes: [LIVERPOOL_YOT] },
      ...{ reason: 'sent-in-error', time: now.toISOString() },
    })
    return { statement, signature: await signStatement(statement, key, now) }
  }

  it('was signed by somebody who might send it, as the published log and an export alone are verified', async () => {
    const session = await service.session('asb.caseworker')
    const { referral: late } = await send({ session, prepared: await prepared(session) })
    await withdraw({ session, referral: late, reason: 'sent-in-error', now: new Date() })
    const { db } = service.database
    await until('the withdrawal is published', async () =>
      db
        .selectFrom('withdrawal')
        .innerJoin('log_entry', 'log_entry.staged_id', 'withdrawal.staged_id')
        .select('log_entry.idx')
        .executeTakeFirst(),
    )
    expect((await auditor.despatch('log', 'verify', '--whole')).out).toContain(SIGNED)
    const dir = join(folder, 'withdrawn')
    expect((await auditor.despatch('log', 'export', '--dir', dir)).code).toBe(0)
    const stranger = await newMachine()
    const offline = await stranger.despatch('log', 'verify', dir)
    expect([offline.code, offline.out]).toEqual([0, expect.stringContaining(SIGNED)])
    await rm(join(dir, 'trust'), { recursive: true })
    const without = await stranger.despatch('log', 'verify', dir)
    expect([without.code, without.out]).toEqual([
      0,
      expect.stringContaining('Not judged: one withdrawal, since the trust log'),
    ])
  })

  // What is judged, the next case has; that a problem ends the command, the destructions have.
  itInLongRun('is a problem where its sender did not sign it', async () => {
    const { db } = service.database
    const session = await service.session('asb.caseworker')
    const { referral: kept } = await send({ session, prepared: await prepared(session) })
    const { statement, signature } = await signedBy('court.liaison', kept)
    const staged = await stageOne(db, {
      ...{ type: 'withdrawn', referralId: kept, record: recordOf(kept, statement, signature) },
    })
    const { idx } = await until('the forged withdrawal is published', async () =>
      db.selectFrom('log_entry').select('idx').where('staged_id', '=', staged).executeTakeFirst(),
    )
    const problem = `entry ${idx}: it is said to be withdrawn by its sender, and nobody who might send from ${ASB_TEAM} then signed it`
    const again = await auditor.despatch('log', 'verify')
    expect([again.code, again.out]).toEqual([1, expect.stringContaining(problem)])
    const dir = join(folder, 'forged')
    expect((await auditor.despatch('log', 'export', '--dir', dir)).code).toBe(0)
    const offline = await (await newMachine()).despatch('log', 'verify', dir)
    expect([offline.code, offline.out]).toEqual([1, expect.stringContaining(problem)])
  })

  it('is held against who might send then, by the trust log and nothing else', async () => {
    const { trust, key } = await service.session('asb.caseworker')
    const state = await trust.state()
    const now = new Date()
    const good = await signedBy('asb.caseworker', referral, now)
    const found = async (
      more: Partial<typeof good>,
      of: TrustState | null = state,
      { whole = of, from = ASB_TEAM as string | null } = {},
    ) => {
      const { statement, signature } = { ...good, ...more }
      const withdrawals = createWithdrawals({ state: of, whole, senderOf: () => from })
      withdrawals.see({ index: 7n, type: 'withdrawn', record: recordOf(referral, statement, signature) })
      await withdrawals.settled()
      const { problems, ...counts } = withdrawals.verdict()
      return problems.length > 0 ? problems : Object.entries(counts).find(([, count]) => count === 1)?.[0]
    }
    const nobody = [expect.stringMatching(/^entry 7: .* nobody who might send from \S+ then signed it/)]
    const unappointed = [expect.stringMatching(/^entry 7: .* nobody is known who might send from/)]
    expect(await found({})).toBe('verified')
    expect(await found({}, null)).toBe('unjudged')
    expect(await found({}, state, { from: null })).toBe('senderless')
    expect(await found(await signedBy('yot.officer', referral))).toEqual(nobody)
    expect(await found({ statement: good.statement.replace('sent-in-error', 'superseded') })).toEqual(nobody)
    expect(await found({ signature: 'x' })).toEqual(nobody)
    expect(await found({}, state, { from: 'nobody@elsewhere.test' })).toEqual(unappointed)
    const fingerprint = key.getFingerprint()
    const self = state.people[fingerprint]
    if (!self) throw new Error('the case worker is appointed')
    const only = (changed: Partial<typeof self>): TrustState => ({
      ...state,
      people: { [fingerprint]: { ...self, ...changed } },
    })
    const ended = { at: 9, time: '2010-01-01T00:00:00.000Z', stolen: false, reason: null }
    expect(await found({}, only({ ended }))).toEqual(unappointed)
    expect(await found({}, only({ mailboxes: [] }))).toEqual(unappointed)
    for (const [time, verdict] of [
      ['2010-01-01T00:00:00.000Z', unappointed],
      // What the log had before the key was stolen stays so.
      ['2099-01-01T00:00:00.000Z', 'verified'],
    ] as const) {
      const stolen = { reason: 'compromised', at: 9, by: 'x', voucher: false, time } as const
      expect(await found({}, { ...only({}), revoked: { [fingerprint]: stolen } })).toEqual(verdict)
    }
    expect(await found({}, { ...state, people: {} }, { whole: state })).toBe('unbound')
  })
})
