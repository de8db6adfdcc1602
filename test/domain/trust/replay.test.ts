import { beforeAll, describe, expect, it } from 'vitest'
import { readCertificate } from '../../../src/crypto/certificate.ts'
import { sha256Hex } from '../../../src/crypto/digest.ts'
import { generateMailboxKey } from '../../../src/crypto/keys.ts'
import { renew } from '../../../src/crypto/mailbox-certificate.ts'
import { signStatement } from '../../../src/crypto/statement.ts'
import { createTrustVerifier } from '../../../src/crypto/trust-verifier.ts'
import { dayOf } from '../../../src/domain/day.ts'
import { replay } from '../../../src/domain/trust/replay.ts'
import { emptyTrust, suspensionBetween, type TrustState } from '../../../src/domain/trust/state.ts'
import { Agreement } from '../../../src/domain/wire/agreement.ts'
import { Resumption, Suspension } from '../../../src/domain/wire/trust/agency.ts'
import { Annex } from '../../../src/domain/wire/trust/annex.ts'
import { Revocation, Vouch } from '../../../src/domain/wire/trust/certificate.ts'
import type { TrustRecord } from '../../../src/domain/wire/trust/record.ts'
import { proveHolding } from '../../../src/sdk/enrolment/holder.ts'
import {
  agreed,
  agreement,
  appointed,
  type Change,
  COUNCIL,
  COURT,
  certified,
  DESK,
  ended,
  type Keys,
  makeKeys,
  NOW,
  POLICE,
  personId,
  record,
  succession,
  time,
} from './signing.ts'

const verifier = createTrustVerifier()
let keys: Keys
/** The agreement, a liaison officer of the council and a certified mailbox. */
let begun: TrustState

beforeAll(async () => {
  keys = await makeKeys()
  begun = await reading(emptyTrust(), [
    await agreed(keys, [keys.council, keys.police, keys.court]),
    await appointed(keys.liaison, keys.council, { login: 'liaison', roles: ['liaison-officer'] }),
    await certified(keys.desk, keys.liaison),
  ])
})

const reading = (state: TrustState, records: TrustRecord[]) => replay(state, records, verifier)
const entering = async (...records: (TrustRecord | Promise<TrustRecord>)[]) =>
  reading(begun, await Promise.all(records))
const refused = async (...records: (TrustRecord | Promise<TrustRecord>)[]) => {
  const error: unknown = await entering(...records).catch((thrown: unknown) => thrown)
  return error instanceof Error ? error.message : 'it was believed'
}
describe('an agreement', () => {
  const fromNothing = async (first: Promise<TrustRecord>) => reading(emptyTrust(), [await first])

  it('takes effect when all responsible authorities have signed it (A8)', async () => {
    await expect(fromNothing(agreed(keys, [keys.council]))).rejects.toThrow(
      'not signed by all responsible authorities: Example Police.',
    )
    const state = await fromNothing(agreed(keys, [keys.council, keys.police]))
    expect(Object.keys(state.agencies)).toEqual([COUNCIL, POLICE])
  })

  it('counts for nobody else who has not signed it, until they have (A9)', async () => {
    const two = await fromNothing(agreed(keys, [keys.council, keys.police]))
    expect(two.agencies[COURT]).toBeUndefined()
    const three = await reading(two, [await agreed(keys, [keys.court])])
    expect(three.agreements['example-isp']?.signed).toEqual([COUNCIL, POLICE, COURT])
  })

  it('is signed by the roots that it names, and by nobody else', async () => {
    await expect(fromNothing(agreed(keys, [keys.council, keys.police, keys.heir]))).rejects.toThrow(
      'by no root that the agreement names',
    )
  })

  const second = async (change: Partial<ReturnType<typeof agreement>>, signers: Keys[keyof Keys][]) => {
    const before = (await agreed(keys, [])).statement
    return agreed(keys, signers, { version: 2, previous: await sha256Hex(before), ...change })
  }

  it('of a further version names the one before and is signed by the authorities of both', async () => {
    expect(await refused(agreed(keys, [keys.council, keys.police], { version: 2 }))).toContain(
      'The next version of example-isp is 2, and names the digest of the one before.',
    )
    expect(await refused(second({ title: 'Amended' }, [keys.council, keys.court]))).toContain(
      'all responsible authorities: Example Police.',
    )
    const state = await entering(second({ title: 'Amended' }, [keys.council, keys.police]))
    expect(state.agreements['example-isp']?.versions.map(({ document }) => document.version)).toEqual([1, 2])
    // The court has not signed this one.
    expect(state.agencies[COURT]).toBeUndefined()
  })

  it('removes an agency by the signatures of all others', async () => {
    const signatories = agreement(keys).signatories.filter(({ agency }) => agency !== POLICE)
    const state = await entering(second({ signatories }, [keys.council, keys.court]))
    expect(Object.keys(state.agencies)).toEqual([COUNCIL, COURT])
  })

  it('is not taken over by leaving out all who signed it, nor by one of three who leaves out the others', async () => {
    const [one] = agreement(keys).signatories
    if (!one) throw new Error('the agreement names agencies')
    const root = keys.stranger.getFingerprint()
    const invented = { ...one, agency: 'Invented Council', root, successor: null, domains: ['invented.test'] }
    const court = { ...agreement(keys).signatories[2], legalClasses: [] }
    const takenOver = record(
      Agreement,
      {
        ...agreement(keys, { version: 2, previous: await sha256Hex((await agreed(keys, [])).statement) }),
        signatories: [invented, { ...one, ...court }],
      },
      [keys.stranger, keys.court],
      [keys.stranger, keys.court],
    )
    expect(await refused(takenOver)).toContain(`all responsible authorities: ${COUNCIL}, ${POLICE}.`)
  })

  it('cannot be replaced by one that was in force before', async () => {
    const first = await agreed(keys, [keys.council, keys.police, keys.court])
    expect(await refused(second({ title: 'Amended' }, [keys.council, keys.police]), first)).toContain(
      'The next version of example-isp is 3',
    )
  })

  it.each([
    ['two agencies one domain', { domains: ['council.test'] }, 'gives one mail domain to two'],
    ['two agencies one name', { agency: COUNCIL }, 'gives one name to two'],
  ])('does not give %s', async (_what, change, sentence) => {
    const signatories = agreement(keys).signatories.map((one) =>
      one.agency === POLICE ? { ...one, ...change } : one,
    )
    await expect(fromNothing(agreed(keys, [keys.council, keys.police], { signatories }))).rejects.toThrow(
      sentence,
    )
  })
})

describe('an annex', () => {
  const annex = (
    number: number,
    previous: string | null,
    signers: Keys[keyof Keys][],
    clients: Annex['clients'] = [],
  ) =>
    record(
      Annex,
      {
        despatch: 'annex/2',
        agreement: 'example-isp',
        number,
        previous,
        origin: 'https://despatch.test',
        log: ['despatch.test/log+00000000+AAAAAAAA'],
        trust: ['despatch.test/trust+00000000+AAAAAAAA'],
        service: [keys.stranger.getFingerprint()],
        witnesses: [],
        quorum: 0,
        clients,
        time,
      },
      signers,
    )

  it('is signed by a quorum of responsible authorities, and each follows the one before', async () => {
    expect(await refused(annex(1, null, [keys.court]))).toContain('by no responsible authority')
    const first = await annex(1, null, [keys.police])
    expect((await entering(first)).agreements['example-isp']?.annex?.document.number).toBe(1)
    expect(await refused(first, annex(2, null, [keys.police]))).toContain('does not follow the one')
    const second = await annex(2, await sha256Hex(first.statement), [keys.council])
    expect((await entering(first, second)).agreements['example-isp']?.annex?.document.number).toBe(2)
  })

  it('names each build of the browser client once, with the day on which it was acknowledged, and may leave it out again', async () => {
    const build = { version: '1.0', sha256: 'a'.repeat(64), since: dayOf(new Date(time)) }
    const backdated = { ...build, since: '2020-01-01' }
    expect(await refused(annex(1, null, [keys.police], [backdated]))).toContain(
      'was acknowledged on 2020-01-01',
    )
    expect(await refused(annex(1, null, [keys.police], [build, build]))).toContain('twice')
    const first = await annex(1, null, [keys.police], [build])
    const before = await sha256Hex(first.statement)
    expect(await refused(first, annex(2, before, [keys.police], [backdated]))).toContain('it was on')
    const kept = await entering(first, annex(2, before, [keys.police], [build]))
    expect(kept.agreements['example-isp']?.annex?.document.clients).toEqual([build])
    const withdrawn = await entering(first, annex(2, before, [keys.police]))
    expect(withdrawn.agreements['example-isp']?.annex?.document.clients).toEqual([])
  })
})

describe('an appointment', () => {
  it('is made by the root, the liaison officer or the deputy', async () => {
    const state = await entering(
      appointed(keys.deputy, keys.council, { login: 'deputy', roles: ['deputy'] }),
      appointed(keys.worker, keys.deputy),
    )
    expect(state.people[keys.worker.getFingerprint()]).toMatchObject({
      login: 'worker',
      agency: COUNCIL,
      ended: null,
    })
    expect(await refused(appointed(keys.worker, keys.police))).toContain(
      'not signed by the root of Example Council',
    )
    expect(
      await refused(
        appointed(keys.worker, keys.liaison),
        appointed(keys.stranger, keys.worker, { login: 'x' }),
      ),
    ).toContain('nor by a liaison officer or deputy of it')
  })

  it('of a liaison officer or a deputy is made, changed and ended by the root alone', async () => {
    for (const roles of [['liaison-officer'], ['deputy', 'case-worker']] as const) {
      expect(
        await refused(appointed(keys.deputy, keys.liaison, { login: 'deputy', roles: [...roles] })),
      ).toContain('Only the root appoints')
    }
    const second = appointed(keys.deputy, keys.council, { login: 'deputy', roles: ['deputy'] })
    expect(await refused(second, appointed(keys.deputy, keys.liaison, { login: 'deputy' }))).toContain(
      'Only the root',
    )
    expect(await refused(second, ended('deputy', keys.deputy, keys.liaison))).toContain('Only the root ends')
    expect(
      (await entering(second, ended('deputy', keys.deputy, keys.council))).people[
        keys.deputy.getFingerprint()
      ]?.ended,
    ).not.toBeNull()
  })

  it('ends by the person’s own key, too', async () => {
    const state = await entering(
      appointed(keys.worker, keys.liaison),
      ended('worker', keys.worker, keys.worker),
    )
    expect(state.people[keys.worker.getFingerprint()]?.ended).toMatchObject({ reason: 'left', at: 4 })
  })

  it('of whoever has left counts for nothing that comes after', async () => {
    const left = ended('liaison', keys.liaison, keys.council)
    expect(await refused(left, appointed(keys.worker, keys.liaison))).toContain('who was not in office then')
  })

  it('is not for a day before it began or after it ended', async () => {
    const later = appointed(keys.deputy, keys.council, {
      login: 'deputy',
      roles: ['deputy'],
      from: '2026-04-01',
    })
    expect(await refused(later, appointed(keys.worker, keys.deputy))).toContain('who was not in office then')
  })

  it.each([
    ['a person without training (Q1)', { trainedUntil: null }, 'trained'],
    [
      'a mailbox of another agency',
      { mailboxes: [{ address: 'desk@police.test', rights: ['open' as const] }] },
      'in no mail domain of',
    ],
    [
      'a machine with a person’s role',
      { account: 'machine' as const, trainedUntil: null },
      'has the role machine',
    ],
    ['an end before its beginning', { until: '2026-01-01' }, 'ends before it begins'],
  ])('is not made with %s', async (_what, change, sentence) => {
    expect(await refused(appointed(keys.worker, keys.liaison, change))).toContain(sentence)
  })

  it('takes the place of the one before, and no key is two people’s', async () => {
    const first = appointed(keys.worker, keys.liaison)
    const state = await entering(first, appointed(keys.stranger, keys.liaison))
    expect(state.people[keys.worker.getFingerprint()]?.ended).toMatchObject({ reason: 'key-changed' })
    expect(await refused(first, appointed(keys.worker, keys.liaison, { login: 'another' }))).toContain(
      'somebody else’s already',
    )
  })
})

describe('what an appointment says to its own agency alone', () => {
  const without = ({ private: _own, ...record }: TrustRecord): TrustRecord => record

  it('is not known to anybody else, who replays the same log by post and number', async () => {
    const worker = await appointed(keys.worker, keys.liaison, {
      mailboxes: [{ address: DESK, rights: ['open'] }],
    })
    const left = await ended('worker', keys.worker, keys.liaison, 'training-lapsed')
    const fingerprint = keys.worker.getFingerprint()
    expect((await entering(worker, left)).people[fingerprint]).toMatchObject({
      login: 'worker',
      mailboxes: [{ address: DESK }],
      trainedUntil: '2027-01-01',
      ended: { reason: 'training-lapsed', stolen: false },
    })
    const elsewhere = await entering(without(worker), without(left))
    expect(elsewhere.people[fingerprint]).toMatchObject({
      ...{ title: 'Case worker', number: 'E-1', roles: ['case-worker'], opened: false },
      ...{ login: null, mailboxes: [], trainedUntil: null, ended: { reason: null, stolen: false } },
    })
    expect(JSON.stringify([worker.statement, left.statement])).not.toMatch(/"worker|desk@|trained|lapsed/)
  })

  it('is what was signed for, and nothing else', async () => {
    const worker = await appointed(keys.worker, keys.liaison)
    const other = await appointed(keys.worker, keys.liaison)
    for (const altered of [worker.private?.replace('"worker"', '"wicked"'), other.private, '{}'])
      expect(await refused({ ...worker, private: altered ?? '' })).toContain(
        'not the one that was signed for',
      )
  })

  it('says for what reason it ends no otherwise than it says to all', async () => {
    const stolen = await ended('worker', keys.worker, keys.liaison, 'key-stolen')
    const said = stolen.statement.replace('"keyStolen":true', '"keyStolen":false')
    const lying = { ...stolen, statement: said, signatures: [await signStatement(said, keys.liaison, NOW)] }
    expect(await refused(appointed(keys.worker, keys.liaison), lying)).toContain('one way to all')
  })

  it('gives a sign-in name to one person, who keeps it', async () => {
    const first = appointed(keys.worker, keys.liaison)
    const another = personId('another')
    expect(await refused(first, appointed(keys.stranger, keys.liaison, { person: another }))).toContain(
      `The sign-in name worker is that of the person ${personId('worker')}`,
    )
    const renamed = { person: personId('worker'), login: 'renamed' }
    expect(await refused(first, appointed(keys.worker, keys.liaison, renamed))).toContain('keeps that name')
    const police = (change: Change) => appointed(keys.stranger, keys.police, { agency: POLICE, ...change })
    expect(await refused(first, police({ person: another }))).toContain('is another agency’s')
    expect(await refused(first, police({ login: 'else', person: personId('worker') }))).toContain(
      'The person who is appointed is another agency’s.',
    )
  })
})

describe('a key that is appointed', () => {
  it('is one whose holder has said so, to that agency', async () => {
    const unsaid = 'has not signed that Example Council may appoint them'
    expect(await refused(appointed(keys.worker, keys.liaison, { holder: null }))).toContain(unsaid)
    for (const holder of [
      await proveHolding(keys.stranger, COUNCIL, NOW),
      await proveHolding(keys.worker, POLICE, NOW),
      { ...(await proveHolding(keys.worker, COUNCIL, NOW)), time: '2026-03-02T09:59:00.000Z' },
    ])
      expect(await refused(appointed(keys.worker, keys.liaison, { holder }))).toContain(unsaid)
    // Whoever has it already need not say it again.
    const again = appointed(keys.worker, keys.liaison, { holder: null, title: 'Senior case worker' })
    const state = await entering(appointed(keys.worker, keys.liaison), again)
    expect(state.people[keys.worker.getFingerprint()]?.title).toBe('Senior case worker')
  })

  it('comes as the very copy that was signed for', async () => {
    const genuine = await appointed(keys.worker, keys.liaison)
    const copy = await readCertificate(keys.worker.toPublic().armor())
    copy.subkeys = []
    expect(await refused({ ...genuine, certificates: [copy.armor()] })).toContain(
      'not the one that was signed for',
    )
  })

  it('is never again one that was stolen', async () => {
    const first = appointed(keys.worker, keys.liaison)
    const again = appointed(keys.worker, keys.liaison, { title: 'Once more' })
    const stolen = ended('worker', keys.worker, keys.liaison, 'key-stolen')
    expect(await refused(first, stolen, again)).toContain('was stolen')
    const lost = ended('worker', keys.worker, keys.liaison, 'left')
    expect((await entering(first, lost, again)).people[keys.worker.getFingerprint()]).toMatchObject({
      ended: null,
      former: [{ ended: { reason: 'left' } }],
    })
  })
})

describe('the certificate of a mailbox', () => {
  const another = () => generateMailboxKey({ name: 'Desk', address: DESK, now: NOW })

  it('changes its fingerprint only where the one before is named', async () => {
    const fresh = await another()
    expect(await refused(certified(fresh, keys.liaison, { generation: 2 }))).toContain(
      'what replaces it has to name it',
    )
    const replaces = keys.desk.getFingerprint()
    const state = await entering(certified(fresh, keys.liaison, { generation: 2, replaces }))
    expect(state.mailboxes[DESK]).toMatchObject({ generation: 2, former: [{ fingerprint: replaces }] })
  })

  it('never goes back to an older copy of the same key, within a generation either', async () => {
    const renewed = await renew(
      { primary: keys.desk, known: keys.desk.toPublic(), now: new Date('2026-03-03T10:00:00Z') },
      new Date('2029-03-02T10:00:00Z'),
    )
    const sha256 = await sha256Hex(renewed.write())
    const later = await certified(keys.desk, keys.liaison, { sha256, time: '2026-03-02T10:00:01.000Z' })
    const newer = Promise.resolve({ ...later, certificates: [renewed.armor()] })
    const older = certified(keys.desk, keys.liaison, { time: '2026-03-02T10:00:02.000Z' })
    expect((await entering(newer)).mailboxes[DESK]?.sha256).toBe(sha256)
    expect(await refused(newer, older)).toContain(`an older copy of the certificate of ${DESK}`)
  })

  it('never goes back to an earlier generation', async () => {
    const second = certified(keys.desk, keys.liaison, { generation: 2 })
    const first = certified(keys.desk, keys.liaison, { generation: 1, time: '2026-03-02T10:00:01.000Z' })
    expect(await refused(certified(keys.desk, keys.liaison, { generation: 3 }))).toContain(
      'The next generation',
    )
    expect(await refused(second, first)).toContain('a later generation')
  })

  it('is made out to the mailbox, in a domain of the agency', async () => {
    expect(
      await refused(certified(keys.worker, keys.liaison, { replaces: keys.desk.getFingerprint() })),
    ).toContain('not made out to')
    expect(await refused(certified(keys.desk, keys.liaison, { mailbox: 'desk@police.test' }))).toContain(
      'in no mail domain',
    )
  })

  it('is the very one that was signed for', async () => {
    const genuine = await certified(keys.desk, keys.liaison, { generation: 2 })
    const forged = { ...genuine, certificates: [(await another()).toPublic().armor()] }
    expect(await refused(forged)).toContain('not the one that was signed for')
  })

  it('is used no more once it was revoked, and not certified again', async () => {
    const revoked = record(
      Revocation,
      {
        despatch: 'revocation/1',
        agency: COUNCIL,
        certificate: keys.desk.getFingerprint(),
        reason: 'lost',
        time,
      },
      [keys.liaison],
    )
    expect((await entering(revoked)).revoked[keys.desk.getFingerprint()]).toMatchObject({
      reason: 'lost',
      by: COUNCIL,
    })
    expect(await refused(revoked, certified(keys.desk, keys.liaison, { generation: 2 }))).toContain(
      'was revoked',
    )
  })
})

describe('vouching for a partner’s key', () => {
  const address = 'desk@court.test'
  const vouched = async (signer: Keys[keyof Keys], change: Partial<Vouch> = {}) => {
    const key = await generateMailboxKey({ name: 'Court', address, now: NOW })
    return record(
      Vouch,
      {
        despatch: 'vouch/1',
        agency: COUNCIL,
        mailbox: address,
        name: 'Court',
        certificate: key.getFingerprint(),
        sha256: await sha256Hex(key.toPublic().write()),
        replaces: null,
        compared: 'words',
        time,
        ...change,
      },
      [signer],
      [key],
    )
  }

  it('is for the agency that did it to change, and gives way to the mailbox’s own agency', async () => {
    const first = await vouched(keys.liaison)
    const state = await entering(first)
    expect(state.mailboxes[address]).toMatchObject({ agency: COURT, by: COUNCIL, vouched: true })
    expect(await refused(first, vouched(keys.liaison))).toContain('what replaces it has to name it')
    const own = await generateMailboxKey({ name: 'Court', address, now: NOW })
    const certificate = await certified(own, keys.court, {
      agency: COURT,
      mailbox: address,
      generation: 0,
      route: 'mail',
    })
    expect((await entering(first, certificate)).mailboxes[address]).toMatchObject({
      by: COURT,
      vouched: false,
    })
    expect(await refused(first, certificate, vouched(keys.liaison))).toContain(
      'has certified desk@court.test itself',
    )
  })
})

describe('the root of an agency', () => {
  const succeeded = (signer: Keys[keyof Keys]) => succession(keys.council, keys.heir, { signer })

  it('is replaced by the successor that the agreement names, and nobody is enrolled again', async () => {
    expect(await refused(succeeded(keys.council))).toContain('signed by the successor')
    const state = await entering(succeeded(keys.heir), appointed(keys.worker, keys.liaison))
    expect(state.agencies[COUNCIL]?.root).toBe(keys.heir.getFingerprint())
    expect(state.succeeded).toEqual({ [keys.council.getFingerprint()]: keys.heir.getFingerprint() })
    expect(state.people[keys.liaison.getFingerprint()]?.ended).toBeNull()
    expect(await refused(succeeded(keys.heir), appointed(keys.worker, keys.council))).toContain(
      'not signed by the root',
    )
  })
})

describe('suspending trust', () => {
  const suspension = (by: string, agency: string, signer: Keys[keyof Keys]) =>
    record(Suspension, { despatch: 'suspension/1', by, agency, reason: 'keys-in-doubt', time }, [signer])

  it('is for the liaison officer to do and for the root to undo, and concerns those two', async () => {
    const state = await entering(suspension(COUNCIL, POLICE, keys.liaison))
    expect(suspensionBetween(state, COUNCIL, POLICE)).toMatchObject({ by: COUNCIL, agency: POLICE })
    expect(suspensionBetween(state, POLICE, COUNCIL)).toBeDefined()
    expect(suspensionBetween(state, POLICE, COURT)).toBeUndefined()
    const resumed = (signer: Keys[keyof Keys]) =>
      record(Resumption, { despatch: 'resumption/1', by: COUNCIL, agency: POLICE, time }, [signer])
    expect(await refused(suspension(COUNCIL, POLICE, keys.liaison), resumed(keys.liaison))).toContain(
      'Only the root',
    )
    expect(
      (await entering(suspension(COUNCIL, POLICE, keys.liaison), resumed(keys.council))).suspensions,
    ).toEqual([])
  })

  it('of an agency in itself concerns everybody', async () => {
    const state = await entering(suspension(COUNCIL, COUNCIL, keys.liaison))
    expect(suspensionBetween(state, COURT, COUNCIL)).toBeDefined()
    expect(suspensionBetween(state, COURT, POLICE)).toBeUndefined()
  })
})

describe('what was undone', () => {
  it('does not come back with the old root, nor by the old agreement brought once more', async () => {
    const replaced = succession(keys.council, keys.heir)
    const first = agreed(keys, [keys.police, keys.court])
    expect(await refused(replaced, first)).toContain('stands in the log with these signatures')
    const again = agreement(keys, { id: 'another', signatories: agreement(keys).signatories.slice(0, 2) })
    const other = record(Agreement, again, [keys.heir, keys.police], [keys.council, keys.police])
    expect(await refused(replaced, other)).toContain('has been succeeded')
  })

  it('does not come back by a statement that stands in the log', async () => {
    const appointment = await appointed(keys.worker, keys.liaison)
    const copy = { ...appointment, certificates: [...appointment.certificates, ...appointment.certificates] }
    expect(await refused(appointment, ended('worker', keys.worker, keys.liaison), copy)).toContain(
      'This very statement stands in the log already.',
    )
  })

  it('is not undone by an officer whose time was over when the log went on', async () => {
    const short = appointed(keys.deputy, keys.council, {
      login: 'deputy',
      roles: ['deputy'],
      until: '2026-03-02',
    })
    const later = appointed(keys.stranger, keys.council, { login: 'later', time: '2026-03-03T10:00:00.000Z' })
    const backdated = appointed(keys.worker, keys.deputy)
    expect(await refused(short, later, backdated)).toContain('who was not in office then')
  })
})

describe('a key', () => {
  it('that was a mailbox’s, or is to be a root, is nobody’s to be appointed with', async () => {
    const fresh = await generateMailboxKey({ name: 'Desk', address: DESK, now: NOW })
    const replaced = certified(fresh, keys.liaison, { generation: 2, replaces: keys.desk.getFingerprint() })
    for (const key of [keys.desk, keys.heir])
      expect(await refused(replaced, appointed(key, keys.liaison))).toContain('somebody else’s already')
  })

  it('of a liaison officer or a deputy is revoked by the root or by itself', async () => {
    const revoked = (signer: Keys[keyof Keys]) =>
      record(
        Revocation,
        {
          despatch: 'revocation/1',
          agency: COUNCIL,
          certificate: keys.liaison.getFingerprint(),
          reason: 'lost',
          time,
        },
        [signer],
      )
    const deputy = appointed(keys.deputy, keys.council, { login: 'deputy', roles: ['deputy'] })
    expect(await refused(deputy, revoked(keys.deputy))).toContain('Only the root revokes')
    for (const signer of [keys.council, keys.liaison])
      expect((await entering(deputy, revoked(signer))).revoked[keys.liaison.getFingerprint()]).toBeDefined()
  })
})

describe('any statement', () => {
  it('is refused when it was signed over a month before what the log holds', async () => {
    const old = new Date(NOW.getTime() - 32 * 24 * 3600 * 1000).toISOString()
    expect(await refused(appointed(keys.worker, keys.council, { time: old }))).toContain(
      'more than a month before',
    )
  })

  it('is refused with two signatures, with a bad one, and when it is no statement', async () => {
    const genuine = await appointed(keys.worker, keys.liaison)
    const twice = { ...genuine, signatures: [...genuine.signatures, ...genuine.signatures] }
    expect(await refused(twice)).toContain('exactly one signature')
    expect(await refused({ ...genuine, statement: genuine.statement.replace('E-1', 'E-2') })).toContain(
      'not signed by the root',
    )
    expect(await refused({ ...genuine, statement: '{}' })).toContain('no statement that the trust log takes')
  })

  it('is refused at a time that there is not, which nothing can be compared with', async () => {
    for (const time of ['2026-12-31T23:59:60.000Z', '2026-02-30T12:00:00.000Z'])
      expect(await refused(appointed(keys.worker, keys.liaison, { time }))).toContain(
        '/time must be a time in UTC',
      )
  })

  it('is not about an agency with a name that every object has', async () => {
    const signatories = agreement(keys).signatories.map((one) =>
      one.agency === COURT ? { ...one, agency: '__proto__' } : one,
    )
    await expect(
      reading(emptyTrust(), [await agreed(keys, [keys.council, keys.police, keys.court], { signatories })]),
    ).rejects.toThrow('a name that no agency can have')
  })

  it('leaves the state that was given as it was', async () => {
    const before = structuredClone(begun)
    await entering(appointed(keys.worker, keys.liaison))
    expect(begun).toEqual(before)
  })
})
