import { generateKey } from 'openpgp'
import { beforeAll, describe, expect, it } from 'vitest'
import { sha256Hex } from '../../../src/crypto/digest.ts'
import { generateMailboxKey, generateUserKey, type PrivateKey } from '../../../src/crypto/keys.ts'
import { renew } from '../../../src/crypto/mailbox-certificate.ts'
import { createTrustVerifier } from '../../../src/crypto/trust-verifier.ts'
import { granterCertificate } from '../../../src/domain/may-grant.ts'
import { believedFrom } from '../../../src/domain/trust/believed.ts'
import { replay } from '../../../src/domain/trust/replay.ts'
import { emptyTrust, type TrustState } from '../../../src/domain/trust/state.ts'
import { Agreement } from '../../../src/domain/wire/agreement.ts'
import type { Grant } from '../../../src/domain/wire/grant.ts'
import { RecoveryKey, Suspension } from '../../../src/domain/wire/trust/agency.ts'
import { Revocation, Vouch } from '../../../src/domain/wire/trust/certificate.ts'
import type { TrustRecord } from '../../../src/domain/wire/trust/record.ts'
import { proveHolding } from '../../../src/sdk/enrolment/holder.ts'
import {
  agreed,
  agreement,
  appointed,
  COUNCIL,
  COURT,
  certified,
  DESK,
  type Keys,
  makeKeys,
  NOW,
  POLICE,
  record,
  succession,
  time,
} from './signing.ts'

/** What agencies could do to each other, with nothing but what they may sign themselves. */

const INTRUDER = 'Intruding Agency'
const COURT_DESK = 'desk@court.test'
const later = '2026-03-02T10:00:05.000Z'
const verifier = createTrustVerifier()
let keys: Keys
let courtDesk: PrivateKey
let begun: TrustState

beforeAll(async () => {
  keys = await makeKeys()
  courtDesk = await generateMailboxKey({ name: 'Desk', address: COURT_DESK, now: NOW })
  begun = await reading(emptyTrust(), [agreed(keys, [keys.council, keys.police, keys.court])])
})

const reading = async (state: TrustState, records: Promise<TrustRecord>[]) =>
  replay(state, await Promise.all(records), verifier)
const refusal = async (state: TrustState, ...records: Promise<TrustRecord>[]) => {
  const error: unknown = await reading(state, records).catch((thrown: unknown) => thrown)
  return error instanceof Error ? error.message : 'it was entered'
}

/** The version after the first, which the court has not signed yet. */
const next = async (signers: PrivateKey[], change: Partial<Agreement> = {}) => {
  const previous = await sha256Hex((await agreed(keys, [])).statement)
  return agreed(keys, signers, { version: 2, previous, title: 'Amended', ...change })
}
/** An agreement that an agency makes for itself, which is whatever it says there. */
const ownAgreement = (
  of: { agency: string; root: PrivateKey; domains: string[]; successor?: string | null },
  signers = [of.root, keys.deputy],
): Promise<TrustRecord> => {
  const [one] = agreement(keys).signatories
  if (!one) throw new Error('the agreement names agencies')
  const of_ = { ...one, agency: of.agency, root: of.root.getFingerprint(), domains: of.domains }
  const signatories = [
    { ...of_, successor: of.successor ?? null },
    {
      ...one,
      agency: 'Shell',
      root: keys.deputy.getFingerprint(),
      successor: null,
      domains: [],
      legalClasses: [],
    },
  ]
  return record(Agreement, agreement(keys, { id: 'own-isp', signatories }), signers, [of.root, keys.deputy])
}
const vouching = async (by: string, signer: PrivateKey, key: PrivateKey, replaces: string | null = null) =>
  record(
    Vouch,
    {
      despatch: 'vouch/1',
      agency: by,
      mailbox: COURT_DESK,
      name: 'Desk',
      certificate: key.getFingerprint(),
      sha256: await sha256Hex(key.toPublic().write()),
      replaces,
      compared: 'words',
      time,
    },
    [signer],
    [key],
  )
const recovering = async (agency: string, root: PrivateKey, key: PrivateKey, holder: PrivateKey, at = time) =>
  record(
    RecoveryKey,
    {
      despatch: 'recovery-key/2',
      agency,
      certificate: key.getFingerprint(),
      sha256: await sha256Hex(key.toPublic().write()),
      holder: await proveHolding(holder, agency, NOW),
      time: at,
    },
    [root],
    [key],
  )

describe('the mailbox of an agency', () => {
  const ofCourt = { agency: COURT, mailbox: COURT_DESK, name: 'Desk' }

  it('and its mail domain are not taken by others while it has not signed a new version yet', async () => {
    const without = await reading(begun, [
      certified(courtDesk, keys.court, ofCourt),
      next([keys.council, keys.police]),
    ])
    expect(without.agencies[COURT]).toBeUndefined()
    const intruder = { agency: INTRUDER, root: keys.stranger, domains: ['court.test'] }
    expect(await refusal(without, ownAgreement(intruder))).toContain(
      `The mail domain court.test was ${COURT}’s`,
    )
    const back = await reading(without, [next([keys.court])])
    expect(back.mailboxes[COURT_DESK]?.agency).toBe(COURT)
  })

  it('stays its own when its partners give the domain to another', async () => {
    const others = agreement(keys).signatories.filter(({ agency }) => agency !== COURT)
    const second = await next([keys.council, keys.police], { signatories: others })
    const signatories = others.map((one) =>
      one.agency === POLICE ? { ...one, domains: [...one.domains, 'court.test'] } : one,
    )
    const third = { version: 3, previous: await sha256Hex(second.statement), signatories }
    const moved = await reading(begun, [
      certified(courtDesk, keys.court, ofCourt),
      Promise.resolve(second),
      agreed(keys, [keys.council, keys.police], third),
    ])
    expect(moved.agencies[POLICE]?.domains).toContain('court.test')
    const key = await generateMailboxKey({ name: 'Desk', address: COURT_DESK, now: NOW })
    const replaces = courtDesk.getFingerprint()
    const taken = certified(key, keys.police, { ...ofCourt, agency: POLICE, generation: 2, replaces })
    expect(await refusal(moved, taken)).toContain(
      `${COURT_DESK} was a mailbox of ${COURT}, and becomes nobody else’s`,
    )
  })

  it('is not certified with a key that another mailbox had before', async () => {
    const second = 'second@council.test'
    const userIDs = [DESK, second].map((email) => ({ email }))
    const { privateKey: both } = await generateKey({ userIDs, date: NOW, format: 'object' })
    const state = await reading(begun, [
      certified(both, keys.council),
      certified(keys.desk, keys.council, { generation: 2, replaces: both.getFingerprint() }),
    ])
    expect(await refusal(state, certified(both, keys.council, { mailbox: second }))).toContain(
      'somebody else’s already',
    )
  })
})

describe('a root', () => {
  it('that was given up does not come back as a successor, nor takes another agency’s place', async () => {
    const named = (successor: PrivateKey) =>
      agreement(keys).signatories.map((one) =>
        one.agency === COUNCIL
          ? { ...one, root: keys.heir.getFingerprint(), successor: successor.getFingerprint() }
          : one,
      )
    const succeeded = await reading(begun, [succession(keys.council, keys.heir)])
    const version = async (successor: PrivateKey) => {
      const previous = await sha256Hex((await agreed(keys, [])).statement)
      const text = agreement(keys, { version: 2, previous, signatories: named(successor) })
      return record(Agreement, text, [keys.heir, keys.police], [keys.heir, keys.police])
    }
    expect(await refusal(succeeded, version(keys.council))).toContain('does not come back')
    const toPolice = await reading(succeeded, [version(keys.police)]).catch((error: Error) => error.message)
    if (typeof toPolice !== 'string')
      expect(await refusal(toPolice, succession(keys.heir, keys.police))).toContain('is, or was, the root')
    else expect(toPolice).toContain('one root key')
  })

  it('is found however a log turns in circles', () => {
    const circle = { ...begun, succeeded: { a: 'b', b: 'a' } }
    expect(believedFrom(circle, 'a').agencies).toEqual({})
  })

  it('keeps nobody’s key from being theirs by naming it as its successor or recovery key', async () => {
    const liaison = appointed(keys.liaison, keys.council, { login: 'liaison', roles: ['liaison-officer'] })
    const state = await reading(begun, [liaison])
    const squatted = recovering(COURT, keys.court, keys.liaison, keys.stranger)
    expect(await refusal(state, squatted)).toContain(`has not signed that ${COURT} may appoint`)
    const successor = keys.worker.getFingerprint()
    const named = await reading(state, [
      ownAgreement({ agency: INTRUDER, root: keys.stranger, domains: ['intruder.test'], successor }),
    ])
    expect(await refusal(named, appointed(keys.worker, keys.liaison))).toBe('it was entered')
    const beforePolice = await reading(emptyTrust(), [
      ownAgreement({
        agency: INTRUDER,
        root: keys.stranger,
        domains: [],
        successor: keys.police.getFingerprint(),
      }),
    ])
    expect(await refusal(beforePolice, agreed(keys, [keys.council, keys.police]))).toBe('it was entered')
  })
})

describe('the word of an agency that vouches', () => {
  it('gives way once the agency is left out, or is suspended by whoever gives their own', async () => {
    const suspended = record(
      Suspension,
      { despatch: 'suspension/1', by: POLICE, agency: COUNCIL, reason: 'root-stolen', time },
      [keys.police],
    )
    const vouched = await reading(begun, [vouching(COUNCIL, keys.council, courtDesk)])
    expect(vouched.mailboxes[COURT_DESK]?.by).toBe(COUNCIL)
    const another = await generateMailboxKey({ name: 'Desk', address: COURT_DESK, now: NOW })
    const instead = vouching(POLICE, keys.police, another, courtDesk.getFingerprint())
    expect(await refusal(vouched, instead)).toContain('it is for them to change that')
    const after = await reading(vouched, [suspended, instead])
    expect(after.mailboxes[COURT_DESK]?.by).toBe(POLICE)
  })

  it('taken back does not take the key from its owner', async () => {
    const revoked = record(
      Revocation,
      {
        despatch: 'revocation/1',
        agency: COUNCIL,
        certificate: courtDesk.getFingerprint(),
        reason: 'compromised',
        time,
      },
      [keys.council],
    )
    const state = await reading(begun, [
      vouching(COUNCIL, keys.council, courtDesk),
      revoked,
      certified(courtDesk, keys.court, { agency: COURT, mailbox: COURT_DESK }),
    ])
    expect(state.mailboxes[COURT_DESK]).toMatchObject({ by: COURT, vouched: false })
    expect(state.revoked).toEqual({})
  })
})

describe('a record', () => {
  it('carries no certificate that its statement does not speak of, and none twice', async () => {
    const genuine = await appointed(keys.worker, keys.council)
    const extra = { ...genuine, certificates: [...genuine.certificates, keys.stranger.toPublic().armor()] }
    expect(await refusal(begun, Promise.resolve(extra))).toContain(
      'More certificates come with the statement',
    )
    const version = await next([keys.council, keys.police])
    const padded = { ...version, certificates: [...version.certificates, keys.stranger.toPublic().armor()] }
    expect(await refusal(begun, Promise.resolve(padded))).toContain('of no root in it')
  })

  it('brings no older copy of a person’s certificate back', async () => {
    const key = await generateUserKey({ name: 'worker', address: 'worker@council.test', now: NOW })
    const renewed = await renew({ primary: key, known: key.toPublic(), now: new Date(later) }, null)
    const sha256 = await sha256Hex(renewed.write())
    const first = appointed(key, keys.council, { sha256, time: later }).then((one) => ({
      ...one,
      certificates: [renewed.armor()],
    }))
    const older = appointed(key, keys.council, { time: '2026-03-02T10:00:06.000Z' })
    expect(await refusal(begun, first, older)).toContain('an older copy of the certificate')
  })
})

describe('what a root or a recovery key granted', () => {
  const grantAt = (moment: string): Grant => ({
    despatch: 'grant/2',
    mailbox: DESK,
    generation: 1,
    part: 'open',
    grantee: keys.worker.getFingerprint(),
    token: 'a'.repeat(64),
    locked: 'b'.repeat(64),
    expires: '2028-03-02T10:00:00.000Z',
    time: moment,
  })

  it('goes on counting when another takes its place, and nothing that it grants afterwards', async () => {
    const [one, other] = await Promise.all(
      ['one', 'other'].map((name) => generateUserKey({ name, address: `${name}@council.test`, now: NOW })),
    )
    if (!one || !other) throw new Error('two keys were made')
    const state = await reading(begun, [
      certified(keys.desk, keys.council),
      recovering(COUNCIL, keys.council, one, one),
      recovering(COUNCIL, keys.council, other, other, later),
      succession(keys.council, keys.heir, { at: later }),
    ])
    for (const key of [keys.council, one]) {
      expect(granterCertificate(state, grantAt(time), key.getFingerprint())).not.toBeNull()
      expect(granterCertificate(state, grantAt('2026-03-03T10:00:00.000Z'), key.getFingerprint())).toBeNull()
    }
  })
})
