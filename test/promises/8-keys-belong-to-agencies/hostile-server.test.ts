import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCertificate } from '../../../src/crypto/certificate.ts'
import { sha256Hex } from '../../../src/crypto/digest.ts'
import {
  generateMailboxKey,
  generateRootKey,
  generateUserKey,
  type PrivateKey,
} from '../../../src/crypto/keys.ts'
import { signStatement } from '../../../src/crypto/statement.ts'
import { agencies } from '../../../src/demo/partnership/agencies.ts'
import { LIVERPOOL_YOT } from '../../../src/demo/partnership/mailboxes.ts'
import type { TrustState } from '../../../src/domain/trust/state.ts'
import { Agreement } from '../../../src/domain/wire/agreement.ts'
import type { ListedSignatory } from '../../../src/domain/wire/directory.ts'
import { parseStatement } from '../../../src/domain/wire/statement.ts'
import { Suspension } from '../../../src/domain/wire/trust/agency.ts'
import { MailboxCertificate, Revocation } from '../../../src/domain/wire/trust/certificate.ts'
import type { TrustRecord } from '../../../src/domain/wire/trust/record.ts'
import { keyToAppoint } from '../../../src/sdk/enrolment/certify.ts'
import { proveHolding } from '../../../src/sdk/enrolment/holder.ts'
import {
  newPersonId,
  writeAppointment,
  writeAppointmentEnd,
} from '../../../src/sdk/enrolment/write-appointment.ts'
import { openDelivery } from '../../../src/sdk/open-delivery.ts'
import { send } from '../../../src/sdk/send.ts'
import type { Session } from '../../../src/sdk/session.ts'
import { demandAgreed } from '../../../src/sdk/trust/annexes.ts'
import { trustInMemory } from '../../../src/sdk/trust/kept-trust.ts'
import { createTrust } from '../../../src/sdk/trust/trust.ts'
import { mailboxCertificate, readDirectory } from '../../../src/sdk/trust/trusted.ts'
import { delivered, prepared } from '../../services/sending.ts'
import { startTestService, type TestService } from '../../setup/service.ts'
import { keyOf, publishedRecords, rootOf, shownTo, signed } from './hostile.ts'

const COUNCIL = 'Example Council of Liverpool'
const now = new Date()
const time = now.toISOString()

let service: TestService
let sender: Session
let honest: TrustRecord[]

beforeAll(async () => {
  service = await startTestService()
  sender = await service.session('asb.caseworker')
  await sender.trust.refresh()
  honest = await publishedRecords(sender)
}, 120_000)
afterAll(() => service?.stop())

/** The record that certifies the key of the YOT's mailbox. */
const certifying = (): number =>
  honest.findIndex(
    ({ statement }) =>
      statement.includes(`"mailbox":"${LIVERPOOL_YOT}"`) &&
      statement.startsWith('{"despatch":"certificate/1"'),
  )
const revocation = async () =>
  signed(
    Revocation,
    {
      despatch: 'revocation/1',
      agency: COUNCIL,
      certificate: (await sender.trust.state()).mailboxes[LIVERPOOL_YOT]?.fingerprint ?? '',
      reason: 'compromised',
      time,
    },
    [await keyOf(service.config, 'council.liaison')],
  )
const atOnce = async () => {}
/** The agreements as they were before their newest version. */
const withoutVersions = (agreements: TrustState['agreements']): TrustState['agreements'] =>
  Object.fromEntries(
    Object.entries(agreements).map(([id, known]) => [
      id,
      { ...known, versions: known.versions.slice(0, -1) },
    ]),
  )
/** The YOT's mailbox as it was before it went to another agency. */
function movedAway(state: TrustState): TrustState {
  const mailbox = state.mailboxes[LIVERPOOL_YOT]
  if (!mailbox) throw new Error('the partnership has the mailbox of the YOT')
  return {
    ...state,
    mailboxes: { ...state.mailboxes, [LIVERPOOL_YOT]: { ...mailbox, agency: 'Example Other' } },
  }
}
const seal = (session: Session) => prepared(session)

/** A key that the operator made himself for the YOT's mailbox, and the record that would have it believed. */
async function exchanged(signWith: 'nobody' | 'own root' | 'case worker') {
  const key = await generateMailboxKey({
    name: 'Liverpool Youth Offending Team',
    address: LIVERPOOL_YOT,
    now,
  })
  const certificate = key.toPublic()
  const before = (await sender.trust.state()).mailboxes[LIVERPOOL_YOT]
  const genuine = honest[certifying()]
  if (signWith === 'nobody' && genuine) return { ...genuine, certificates: [certificate.armor()] }
  const root = await generateRootKey({ name: COUNCIL, address: 'information@liverpool.gcsx.gov.test', now })
  return signed(
    MailboxCertificate,
    {
      despatch: 'certificate/1',
      agency: COUNCIL,
      mailbox: LIVERPOOL_YOT,
      name: 'Liverpool Youth Offending Team',
      route: 'local',
      certificate: certificate.getFingerprint(),
      sha256: await sha256Hex(certificate.write()),
      generation: 2,
      replaces: before?.fingerprint ?? null,
      restricted: false,
      time,
    },
    [signWith === 'own root' ? root : sender.key],
    [certificate.armor()],
  )
}

describe('an operator who exchanges a certificate', () => {
  it.each([
    ['within the record that certified it', 'nobody', /not the one that was signed for/],
    ['by a root that he made himself', 'own root', /not signed by the root of .*, nor by a liaison officer/],
    [
      'by somebody who may not certify',
      'case worker',
      /not signed by the root of .*, nor by a liaison officer/,
    ],
  ] as const)('is caught: %s', async (_how, by, sentence) => {
    const forged = await exchanged(by)
    const records = by === 'nobody' ? honest.with(certifying(), forged) : [...honest, forged]
    const session = await shownTo(sender, service.config, () => ({ records }))
    await expect(seal(session)).rejects.toThrow(sentence)
  })

  it.each(['this program', 'an earlier one'] as const)(
    'is caught by whoever has read the log before with %s, though everything is signed anew',
    async (by) => {
      const records = honest.filter((_record, at) => at !== certifying())
      const another = await exchanged('own root')
      const session = await shownTo(sender, service.config, () => ({ records: [...records, another] }), {
        fresh: false,
        by,
      })
      await expect(seal(session)).rejects.toThrow('it shows different histories. Nothing was believed.')
      const same = await shownTo(sender, service.config, () => ({ records: honest }), { fresh: false, by })
      expect((await same.trust.state()).agencies[COUNCIL]?.name).toBe(COUNCIL)
    },
  )

  it('is not believed about the directory either', async () => {
    const session = await shownTo(sender, service.config, () => ({ records: honest }))
    const directory = await session.client.directory()
    const lying = (change: (listed: typeof directory) => typeof directory) => ({
      ...session,
      client: { ...session.client, directory: async () => change(structuredClone(directory)) },
    })
    const court = agencies.find(({ key }) => key === 'court')?.name
    const courtId = directory.agencies.find(({ name }) => name === court)?.id
    const courtAs = (change: Partial<ListedSignatory>) =>
      lying((listed) => ({
        ...listed,
        agreements: listed.agreements.map((agreement) => ({
          ...agreement,
          signatories: agreement.signatories.map((one) =>
            one.agency === courtId ? { ...one, ...change } : one,
          ),
        })),
      }))
    const named = [{ address: 'any@liverpool-mc.cjsm.test', bodies: ['court' as const] }]
    for (const change of [
      { legalClasses: ['responsible' as const] },
      { bodies: ['police' as const] },
      { mailboxes: named },
    ]) {
      await expect(readDirectory(courtAs(change), atOnce)).rejects.toThrow(
        'says otherwise of Example Magistrates',
      )
    }
    for (const change of [
      { areas: ['Merseyside'] },
      { ruleSet: 'uk-2026' as const },
      { purposes: ['intelligence' as const] },
    ]) {
      const changed = lying((listed) => ({
        ...listed,
        agreements: listed.agreements.map((agreement) => ({ ...agreement, ...change })),
      }))
      await expect(readDirectory(changed, atOnce)).rejects.toThrow(
        'otherwise of the agreement merseyside-isp',
      )
    }
    // A mailbox that another area claims in a domain of ours is merely not ours to write to.
    const [any] = directory.mailboxes
    const claimed = { ...any, address: 'claimed@liverpool.gcsx.gov.test', agency: courtId ?? '' }
    const claiming = lying((listed) => ({
      ...listed,
      mailboxes: [
        ...listed.mailboxes,
        ...listed.mailboxes.slice(0, 1).map((one) => ({ ...one, ...claimed })),
      ],
    }))
    const believed = (await readDirectory(claiming, atOnce)).mailboxes.map(({ address }) => address)
    expect(believed).toEqual(directory.mailboxes.map(({ address }) => address))
    const moved = lying((listed) => ({
      ...listed,
      mailboxes: listed.mailboxes.map((one) => ({ ...one, agency: listed.agencies[0]?.id ?? '' })),
    }))
    await expect(readDirectory(moved, atOnce)).rejects.toThrow('than the agencies have signed')
  })

  it.each([
    ['agreement', (state: TrustState) => ({ ...state, agreements: withoutVersions(state.agreements) })],
    ['mailbox of another agency’s domain', (state: TrustState) => movedAway(state)],
  ] as const)(
    'is not accused while a new %s stands in the directory and is not published yet',
    async (_what, before) => {
      const newest = await sender.trust.state()
      const behind = before(newest)
      let waits = 0
      const trust = {
        ...sender.trust,
        state: async () => behind,
        refresh: async () => (waits < 4 ? behind : newest),
      }
      const wait = async () => {
        waits += 1
      }
      const directory = await readDirectory({ client: sender.client, trust }, wait)
      expect(directory.agreements.length).toBeGreaterThan(0)
      expect(waits).toBe(4)
      const never = { ...trust, refresh: async () => behind }
      await expect(readDirectory({ client: sender.client, trust: never }, wait)).rejects.toThrow(
        'than the agencies have signed',
      )
    },
  )
})

describe('an operator who withholds a revocation', () => {
  it('is caught by whoever has seen it', async () => {
    const all = [...honest, await revocation()]
    let records = all
    const session = await shownTo(sender, service.config, () => ({ records }))
    await expect(mailboxCertificate(session, LIVERPOOL_YOT, { now })).rejects.toThrow(
      `${COUNCIL} revoked the key of ${LIVERPOOL_YOT} on ${time.slice(0, 10)} (compromised).`,
    )
    records = honest
    await expect(session.trust.refresh()).rejects.toThrow(
      'something is being withheld. Nothing was believed.',
    )
  })

  it('cannot do so by showing what he signed the day before: nothing is sealed by that', async () => {
    const signedAt = new Date(Date.now() - 25 * 3600 * 1000)
    const session = await shownTo(sender, service.config, () => ({ records: honest, signedAt }))
    await expect(seal(session)).rejects.toThrow(
      'more than a day ago: a revocation may be withheld, so nothing was sealed',
    )
    const yesterday = new Date(Date.now() - 23 * 3600 * 1000)
    const fresh = await shownTo(sender, service.config, () => ({ records: honest, signedAt: yesterday }))
    expect((await seal(fresh)).ready).toBe(true)
  })

  it('cannot give out a checkpoint without the records under it', async () => {
    const session = await shownTo(sender, service.config, () => ({ records: honest }))
    const withheld = {
      ...session,
      client: {
        ...session.client,
        trustRecords: async (from: number) =>
          from > 3 ? [] : (await session.client.trustRecords(from)).slice(0, 4),
      },
    }
    const trust = createTrust({
      client: withheld.client,
      trustKey: sender.service.trustKey,
      reader: sender.key.getFingerprint(),
      anchor: async () => (await sender.trust.state()).anchor ?? '',
      store: trustInMemory(),
      hash: sender.hash,
      clock: () => new Date(),
    })
    await expect(trust.state()).rejects.toThrow('withholds records of its trust log that it has signed for')
  })
})

describe('an operator who shows two people two histories', () => {
  it('is caught when one opens what the other sealed', async () => {
    const { referral } = await send({ session: sender, prepared: await prepared(sender) })
    const reader = await service.session('yot.officer')
    const { delivery } = await delivered(reader, referral)
    // As many records, and genuine every one: the last two in the other order.
    const [last, before] = [honest.at(-1), honest.at(-2)]
    if (!last || !before) throw new Error('there are records')
    const session = await shownTo(reader, service.config, () => ({
      records: [...honest.slice(0, -2), last, before],
    }))
    await expect(openDelivery({ session, delivery, now: new Date() })).rejects.toThrow(
      'the service shows different histories to different people',
    )
    const shorter = await shownTo(reader, service.config, () => ({ records: honest.slice(0, -1) }))
    await expect(openDelivery({ session: shorter, delivery, now: new Date() })).rejects.toThrow(
      'the service withholds some from you',
    )
    expect((await openDelivery({ session: reader, delivery, now: new Date() })).outcome).toBe('opened')
  })
})

describe('an operator who makes an agreement of his own', () => {
  const first = () => parseStatement(Agreement, honest[0]?.statement ?? '')
  const next = async (change: Partial<Agreement>): Promise<Agreement> => ({
    ...first(),
    version: 2,
    previous: await sha256Hex(honest[0]?.statement ?? ''),
    ...change,
  })
  const roots = async (...keys: Parameters<typeof rootOf>[1][]) =>
    Promise.all(keys.map((key) => rootOf(service.config, key)))
  const certificatesOf = () => honest[0]?.certificates ?? []

  it('is caught when not every responsible authority has signed it', async () => {
    const signers = await roots('council', 'sefton', 'police')
    const weaker = await signed(Agreement, await next({ ruleSet: 'uk-2026' }), signers, certificatesOf())
    const session = await shownTo(sender, service.config, () => ({ records: [...honest, weaker] }))
    await expect(seal(session)).rejects.toThrow(
      'not signed by all responsible authorities: Example Primary Care Trust of Liverpool.',
    )
  })

  it('cannot have one of its own making believed by whoever begins from a true root', async () => {
    const own = await Promise.all(
      ['a', 'b'].map((name) => generateRootKey({ name, address: `information@${name}.test`, now })),
    )
    const signatories = first()
      .signatories.slice(0, 2)
      .map((one, at) => ({ ...one, root: own[at]?.getFingerprint() ?? one.root }))
    const certificates = own.map((root) => root.toPublic().armor())
    const areas = [...new Set(signatories.map(({ area }) => area))]
    const forged = await signed(Agreement, { ...first(), areas, signatories }, own, certificates)
    const session = await shownTo(sender, service.config, () => ({ records: [forged] }))
    await expect(seal(session)).rejects.toThrow(
      'No agreement in the trust log of this service is signed by the root that you trust',
    )
  })

  it('cannot go back to one that was replaced', async () => {
    const all = await roots('council', 'sefton', 'police', 'health', 'court', 'crown', 'office')
    const second = await signed(
      Agreement,
      await next({ title: 'Example protocol, as amended' }),
      all,
      certificatesOf(),
    )
    const again = honest[0]
    if (!again) throw new Error('there is an agreement')
    const session = await shownTo(sender, service.config, () => ({ records: [...honest, second, again] }))
    await expect(seal(session)).rejects.toThrow(/The next version of merseyside-isp is 3/)
  })

  it('cannot put in keys for the service that no quorum has agreed on', async () => {
    const { origin, service: description } = { origin: service.origin, service: sender.service }
    const lying = await shownTo(sender, service.config, () => ({
      records: honest.filter(({ statement }) => !statement.startsWith('{"despatch":"annex/2"')),
    }))
    expect((await lying.trust.state()).agreements['merseyside-isp']?.annex).toBeNull()
    const state = await sender.trust.state()
    const exchangedKeys = {
      ...description,
      logKey: description.logKey.replace(/\+[0-9a-f]{8}\+/, '+00000000+'),
      origin,
    }
    expect(() =>
      demandAgreed(state, { service: exchangedKeys, serviceCertificate: sender.serviceCertificate }),
    ).toThrow('are not those that the agencies have agreed on')
  })
})

describe('an operator who meddles with what an agency says of its own people', () => {
  const about = (post: string) =>
    honest.findIndex(
      ({ statement }) => statement.startsWith('{"despatch":"appointment/2"') && statement.includes(post),
    )
  const withOwn = (at: number, own: string | undefined) => {
    const { private: _own, ...record } = honest[at] ?? { statement: '', signatures: [], certificates: [] }
    return honest.with(at, own === undefined ? record : { ...record, private: own })
  }

  it('is caught when he withholds it: who is a member of what is nobody else’s to say', async () => {
    const records = withOwn(about('YOT officer'), undefined)
    const session = await shownTo(sender, service.config, () => ({ records }))
    await expect(seal(session)).rejects.toThrow(
      'withholds the private part of records about your own agency’s people. Nothing was believed.',
    )
  })

  it('is caught when he alters it, or gives out another’s', async () => {
    const at = about('YOT officer')
    const altered = honest[at]?.private?.replace('"open"', '"send"')
    for (const own of [altered, honest[about('Designated Liaison')]?.private]) {
      const session = await shownTo(sender, service.config, () => ({ records: withOwn(at, own) }))
      await expect(seal(session)).rejects.toThrow('gives out another private part than was signed for')
    }
  })

  it('is caught when he says why somebody left otherwise than their agency did, or not at all', async () => {
    const { fingerprint = '', person = '' } =
      Object.values((await sender.trust.state()).people).find(({ login }) => login === 'yot.officer') ?? {}
    const told = { agency: COUNCIL, person, certificate: fingerprint, time }
    const [one, other] = [
      await writeAppointmentEnd(told, { reason: 'moved' }),
      await writeAppointmentEnd(told, { reason: 'suspended' }),
    ]
    const signatures = [
      await signStatement(one.statement, await keyOf(service.config, 'council.liaison'), now),
    ]
    const end = { statement: one.statement, signatures, certificates: [] }
    for (const [shown, sentence] of [
      [{ ...end, private: other.private }, 'another private part than was signed for'],
      [end, 'withholds the private part'],
    ] as const) {
      const session = await shownTo(sender, service.config, () => ({ records: [...honest, shown] }))
      await expect(seal(session)).rejects.toThrow(sentence)
    }
    const session = await shownTo(sender, service.config, () => ({
      records: [...honest, { ...end, private: one.private }],
    }))
    expect((await session.trust.state()).people[fingerprint]?.ended?.reason).toBe('moved')
  })

  it('gives a machine nothing of another agency that it would miss', async () => {
    const court = await service.session('court.listing')
    const shown = await publishedRecords(court)
    const isCouncils = ({ statement }: TrustRecord) => statement.includes(`"agency":"${COUNCIL}"`)
    expect(shown.filter(isCouncils).every((record) => record.private === undefined)).toBe(true)
    expect((await seal(sender)).ready).toBe(true)
    const { people } = await court.trust.state()
    expect(people[sender.key.getFingerprint()]).toMatchObject({
      login: null,
      mailboxes: [],
      number: 'L-1001',
    })
  })

  it('finds another person on the same machine reading everything anew, and the same log', async () => {
    const court = await service.session('court.listing')
    const [store, anchor] = [trustInMemory(), (await sender.trust.state()).anchor ?? '']
    const trustOf = ({ client, key, service: of, hash }: Session) =>
      createTrust({
        ...{ client, store, hash, trustKey: of.trustKey, reader: key.getFingerprint() },
        ...{ anchor: async () => anchor, clock: () => new Date() },
      })
    const logins = async (session: Session) => Object.keys((await trustOf(session).state()).logins)
    expect(await logins(sender)).toContain('yot.officer')
    expect(await logins(court)).toEqual(expect.arrayContaining(['court.listing']))
    expect(await logins(court)).not.toContain('yot.officer')
    expect(await logins(sender)).not.toContain('court.listing')
    // What the one read before, the other is not shown otherwise.
    const other = await shownTo(court, service.config, () => ({ records: honest.slice(0, -1) }))
    await expect(logins({ ...court, client: other.client })).rejects.toThrow('something is being withheld')
  })
})

describe('an officer who has somebody appointed', () => {
  const appointing = async (key: PrivateKey, certificate: string, prover: PrivateKey) => {
    const day = time.slice(0, 10)
    const parts = await writeAppointment(
      {
        ...{
          agency: COUNCIL,
          person: newPersonId(),
          title: 'Case worker',
          number: 'L-3001',
          account: 'person',
        },
        roles: ['case-worker'],
        ...(await keyToAppoint(key.toPublic().armor(), await proveHolding(prover, COUNCIL, now))),
        ...{ from: day, until: day, time },
      },
      { login: 'another', mailboxes: [], trainedUntil: day },
    )
    const signatures = [
      await signStatement(parts.statement, await keyOf(service.config, 'council.liaison'), now),
    ]
    return { ...parts, signatures, certificates: [certificate] }
  }
  const made = () => generateUserKey({ name: 'Somebody', address: 'somebody@partner.test', now })
  const refusing = async (record: TrustRecord) => {
    const session = await shownTo(sender, service.config, () => ({ records: [...honest, record] }))
    return expect(seal(session)).rejects
  }

  it('cannot do so with somebody else’s key, which is published and whose holder knows nothing of it', async () => {
    const [theirs, own] = await Promise.all([made(), made()])
    const forged = await appointing(theirs, theirs.toPublic().armor(), own)
    await (await refusing(forged)).toThrow(`has not signed that ${COUNCIL} may appoint them with it`)
    await expect(sender.client.enterTrust(forged)).rejects.toMatchObject({ status: 403 })
    const officer = await service.session('council.liaison')
    await expect(officer.client.enterTrust(forged)).rejects.toThrow('may appoint them with it')
  })

  it('cannot have another copy of the certificate go with it than was signed for', async () => {
    const theirs = await made()
    const copy = await readCertificate(theirs.toPublic().armor())
    copy.subkeys = []
    const forged = await appointing(theirs, copy.armor(), theirs)
    await (await refusing(forged)).toThrow('is not the one that was signed for')
  })

  it('cannot keep from the service what it says to the agency alone', async () => {
    const theirs = await made()
    const { private: _own, ...told } = await appointing(theirs, theirs.toPublic().armor(), theirs)
    const officer = await service.session('council.liaison')
    await expect(officer.client.enterTrust(told)).rejects.toThrow('comes with its private part')
    // What several have signed is no agency's own.
    const annex = { ...told, statement: JSON.stringify({ despatch: 'annex/2' }) }
    await expect(officer.client.enterTrust(annex)).rejects.toThrow('is entered by the co-ordinator')
  })
})

describe('somebody who has left', () => {
  it('certifies nothing more, whatever date they give it', async () => {
    const root = await rootOf(service.config, 'council')
    const liaison = await keyOf(service.config, 'council.liaison')
    const { person = '' } = (await sender.trust.state()).people[liaison.getFingerprint()] ?? {}
    const ending = await writeAppointmentEnd(
      { agency: COUNCIL, person, certificate: liaison.getFingerprint(), time },
      { reason: 'left' },
    )
    const signatures = [await signStatement(ending.statement, root, now)]
    const end = { ...ending, signatures, certificates: [] }
    const backdated = new Date(now.getTime() - 5_000)
    const late = await signed(
      Revocation,
      {
        despatch: 'revocation/1',
        agency: COUNCIL,
        certificate: (await sender.trust.state()).mailboxes[LIVERPOOL_YOT]?.fingerprint ?? '',
        reason: 'retired',
        time: backdated.toISOString(),
      },
      [liaison],
      [],
      now,
    )
    const session = await shownTo(sender, service.config, () => ({ records: [...honest, end, late] }))
    await expect(seal(session)).rejects.toThrow(
      'signed for Example Council of Liverpool by somebody who was not in office then',
    )
  })
})

describe('an agency that suspends its trust', () => {
  it('has nothing sealed to the other, by anybody’s client, at once', async () => {
    const suspension = await signed(
      Suspension,
      { despatch: 'suspension/1', by: COUNCIL, agency: COUNCIL, reason: 'root-stolen', time },
      [await keyOf(service.config, 'council.liaison')],
    )
    const session = await shownTo(sender, service.config, () => ({ records: [...honest, suspension] }))
    await expect(seal(session)).rejects.toThrow(
      `${COUNCIL} suspended trust in its own keys on ${time.slice(0, 10)} (root-stolen).`,
    )
  })
})
