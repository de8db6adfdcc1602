import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { get } from 'node:http'
import { join } from 'node:path'
import fastify from 'fastify'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useAccessTokens } from '../../src/api/access-tokens.ts'
import { readCertificate } from '../../src/crypto/certificate.ts'
import { sha256Hex } from '../../src/crypto/digest.ts'
import { generateUserKey } from '../../src/crypto/keys.ts'
import { seal } from '../../src/crypto/seal.ts'
import { signStatement } from '../../src/crypto/statement.ts'
import { wkdHash } from '../../src/crypto/wkd-hash.ts'
import { plainCourt, sendPlainOrder } from '../../src/demo/partner/plain-court.ts'
import { agencyOf } from '../../src/demo/partnership/keys.ts'
import {
  ASB_TEAM,
  COURT_LISTING,
  LIVERPOOL_YOT,
  POLICE_INTELLIGENCE,
  SEFTON_YOT,
} from '../../src/demo/partnership/mailboxes.ts'
import { problemType } from '../../src/domain/problems.ts'
import {
  type Action,
  isForAnyone,
  type Relation,
  ROLES,
  type Role,
  relationOf,
} from '../../src/domain/roles.ts'
import { personOf } from '../../src/domain/trust/state.ts'
import { Filed } from '../../src/domain/wire/filed.ts'
import { PARTS } from '../../src/domain/wire/grant.ts'
import { KeyOpening } from '../../src/domain/wire/key-opening.ts'
import type { Manifest } from '../../src/domain/wire/manifest.ts'
import { problemsOf } from '../../src/domain/wire/operations/operation.ts'
import { OPERATIONS } from '../../src/domain/wire/operations.ts'
import { Receipt } from '../../src/domain/wire/receipt.ts'
import { ReviewStatement } from '../../src/domain/wire/review-statement.ts'
import { writeStatement } from '../../src/domain/wire/statement.ts'
import { Withdrawal } from '../../src/domain/wire/withdrawal.ts'
import { domainOf } from '../../src/mail/address.ts'
import { newPersonId } from '../../src/sdk/enrolment/write-appointment.ts'
import type { Session } from '../../src/sdk/session.ts'
import { encryptedMail, POLICE_RELAY } from '../faults/partner-mail.ts'
import { bringOnce } from '../services/arrivals/smtp.ts'
import { enrolmentOf, plantInvitation } from '../services/invitations.ts'
import { passkeyOf } from '../services/passkey-of.ts'
import { deviceOf, passphraseOf } from '../services/passphrase-of.ts'
import { recertified } from '../services/recertified.ts'
import { altered, named, prepared, refusal, type Submission, until } from '../services/sending.ts'
import { startTestService, type TestService } from '../setup/service.ts'

/**
 * Every operation of the served document × every role × what it acts on, against the table of roles. One person, a
 * member of the ASB team's mailbox, holds one role after another: what they may do follows from the table alone.
 */

/** A mailbox of a partner that nobody has certified a key of. */
const CONTROL_ROOM = 'control.room@merseyside.pnn.police.test'

/** Of whom the thing is that is acted on, as the caller stands to it. */
const OWNERS = ['own mailbox', 'other mailbox of the agency', 'other agency'] as const
type Owner = (typeof OWNERS)[number]

/** Who calls: somebody of a role, somebody of none, nobody, or somebody whose token has run out. */
const CALLERS = [...ROLES, 'nobody of any role', 'anonymous', 'expired token'] as const
type CallerName = (typeof CALLERS)[number]

type Target = {
  mailbox: string
  /** of somebody who works there */
  colleague: string
  referral: string
  reference: string
  thread: string
  /** of mail that came to that mailbox */
  delivery: string
  receipt: object
  withdrawal: object
  filed: object
  /** mail that was held back from that mailbox: one for each decision */
  held: { release: string; dismiss: string }
  /** sealed to that mailbox */
  draft: string
  list: string
  /** of that mailbox */
  caseFile: string
  /** of its agency */
  review: string
  submission(): Promise<Submission>
  /** what shows in a list that something of this owner is in it */
  marks: string[]
}
const TOO_HIGH = { scheme: 'GPMS' as const, level: 'SECRET', descriptors: [] }
/** `host` is the one that is asked, where that is not the service's own. */
type Call = { path: string; body?: object | FormData; host?: string }

let service: TestService
let caseWorker: Session
let targets: Record<Owner, Target>
let tokens: { valid: string; expired: string }
let operations: { id: string; method: string; path: string; action: Action }[]
let size: string
const openings = new Map<string, string>()
let test: string
let anchor: { statement: string; signature: string }
let passphrase: Awaited<ReturnType<typeof passphraseOf>>
let passkey: Awaited<ReturnType<typeof passkeyOf>>
/** a key of a partner's mailbox that nobody has approved, and the id under which it waits */
let seen: { armored: string; id: string }

beforeAll(async () => {
  const key = await generateUserKey({ name: 'Control room', address: CONTROL_ROOM, now: new Date() })
  const armored = key.toPublic().armor()
  service = await startTestService({
    // Every caller signs in many times, from the one address that a test has.
    rates: { 'api.signIns': { points: 10_000, windowSeconds: 60 } },
    fetchKey: async () => new TextEncoder().encode(armored),
  })
  caseWorker = await service.session('asb.caseworker')
  passphrase = await passphraseOf(service, caseWorker)
  passkey = await passkeyOf(service, caseWorker)
  await caseWorker.client.addPasskey(passkey.add)
  await caseWorker.client.setPassphrase(await passphrase.set(0))
  const listing = await service.session('court.listing')
  const yot = await service.session('yot.officer')

  anchor = (await caseWorker.client.anchor()) ?? { statement: '', signature: '' }
  const own = await prepared(caseWorker)
  const toYot = await prepared(listing, { from: COURT_LISTING, to: [LIVERPOOL_YOT] })
  const toSefton = await prepared(listing, { from: COURT_LISTING, to: [SEFTON_YOT] })
  await caseWorker.client.submit(own)
  for (const referral of [toYot, toSefton]) await listing.client.submit(referral)
  for (const [session, from] of [
    [caseWorker, ASB_TEAM],
    [yot, LIVERPOOL_YOT],
    [listing, COURT_LISTING],
  ] as const) {
    const refused = await prepared(session, { from, to: [from === ASB_TEAM ? LIVERPOOL_YOT : ASB_TEAM] })
    const fields = from === COURT_LISTING ? { marking: TOO_HIGH } : { bases: [] }
    await refusal(session.client.submit(await altered(session, refused, { fields })))
  }
  const { answers } = await sendPlainOrder(service.config.dataDir, {
    to: [ASB_TEAM, LIVERPOOL_YOT, COURT_LISTING],
    subject: 'RESTRICTED: a word about a hearing',
    text: 'RESTRICTED\r\n\r\nThe hearing has moved.\r\n\r\nRESTRICTED\r\n',
    order: { note: 'no order' },
    attachments: [],
  })
  expect(answers.map(({ code }) => code)).toEqual([250, 250, 250])

  // A fresh one for each caller: the same again would get the first answer, whoever asks. It is sealed when it is sent, since
  // what callers enter in the trust log concerns its mailboxes.
  const spare = await prepared(caseWorker)
  const next = async () => {
    await caseWorker.trust.refresh().catch(() => undefined)
    // Whoever may not even read the directory can seal nothing now, and is refused with whatever they have.
    return prepared(caseWorker).catch(() => spare)
  }
  const from = (mailbox: string) => async () =>
    altered(caseWorker, await next(), { fields: { from: mailbox } })
  const reported = await caseWorker.client.reportKey({ mailbox: CONTROL_ROOM, armored, source: 'file' })
  seen = { armored, id: reported.key?.id ?? '' }
  targets = {
    'own mailbox': await target(ASB_TEAM, own, next),
    'other mailbox of the agency': await target(LIVERPOOL_YOT, toYot, from(LIVERPOOL_YOT)),
    'other agency': await target(COURT_LISTING, toSefton, from(COURT_LISTING)),
  }
  tokens = { valid: caseWorker.client.token ?? '', expired: await expiredToken() }
  const { paths } = await (await fetch(`${service.origin}/openapi.json`)).json()
  operations = Object.entries<Record<string, { operationId: string; 'x-despatch-action': Action }>>(
    paths,
  ).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      id: operation.operationId,
      method: method.toUpperCase(),
      path,
      action: operation['x-despatch-action'],
    })),
  )
  // Nobody reads before having signed for it.
  operations.sort((one, other) => Number(other.id === 'giveReceipt') - Number(one.id === 'giveReceipt'))
  await until('everything was published', async () => {
    const pending = await service.database.db.selectFrom('log_pending').select('staged_id').execute()
    return pending.length === 0
  })
  const coordinator = await service.session('co-ordinator')
  await hold('liaison-officer')
  for (const { mailbox } of Object.values(targets)) {
    const id =
      mailbox === COURT_LISTING ? v7() : (await caseWorker.client.openRecovery(await opening(mailbox))).id
    openings.set(mailbox, id)
  }
  test = (await coordinator.client.testPartner('liverpoolpct.nhs.test')).id
  const note = await (await fetch(`${service.origin}/log/checkpoint`)).text()
  size = note.split('\n')[1] ?? '0'
}, 120_000)
afterAll(() => service?.stop())

async function target(
  mailbox: string,
  {
    fields,
    manifest,
    reference,
  }: { fields: Pick<Manifest, 'id' | 'thread' | 'to'>; manifest: string; reference: string },
  submission: Target['submission'],
): Promise<Target> {
  const { db } = service.database
  const arrival = await until('the mail was delivered', async () =>
    db
      .selectFrom('delivery')
      .innerJoin('referral', 'referral.id', 'delivery.referral_id')
      .innerJoin('mailbox', 'mailbox.id', 'delivery.mailbox_id')
      .innerJoin('content', 'content.referral_id', 'referral.id')
      .select(['delivery.id', 'referral.id as referral', 'referral.statement_sha256', 'content.sha256'])
      .where('mailbox.address', '=', mailbox)
      .where('referral.from_domain', '=', plainCourt.domain)
      .where('delivery.state', '=', 'delivered')
      .executeTakeFirst(),
  )
  const now = new Date()
  const signed = async (statement: string) => ({
    statement,
    signature: await signStatement(statement, caseWorker.key, now),
  })
  const about = { referral: arrival.referral, time: now.toISOString() }
  const colleagues: Record<string, string> = { [ASB_TEAM]: 'asb.caseworker2', [LIVERPOOL_YOT]: 'yot.officer' }
  return {
    mailbox,
    colleague: colleagues[mailbox] ?? 'court.listing',
    referral: fields.id,
    reference,
    thread: fields.thread,
    delivery: arrival.id,
    receipt: await signed(
      writeStatement(Receipt, {
        despatch: 'receipt/1',
        referral: about.referral,
        manifest: arrival.statement_sha256,
        content: [arrival.sha256],
        entity: null,
        mailbox,
        event: 'collected',
        reason: null,
        time: about.time,
      }),
    ),
    withdrawal: await signed(
      writeStatement(Withdrawal, {
        despatch: 'withdrawal/1',
        referral: fields.id,
        manifest: await sha256Hex(manifest),
        mailboxes: fields.to,
        reason: 'superseded',
        time: about.time,
      }),
    ),
    filed: await signed(
      writeStatement(Filed, {
        despatch: 'filed/1',
        referral: about.referral,
        arrival: arrival.statement_sha256,
        from: null,
        kind: 'reply',
        marking: { scheme: 'GPMS', level: 'RESTRICTED', descriptors: [] },
        dataClass: null,
        categories: null,
        signature: 'unsigned',
        signer: null,
        readers: [],
        time: about.time,
      }),
    ),
    draft: await draftOf(mailbox),
    list: await listOf(mailbox),
    caseFile: await caseOf(mailbox),
    review: await reviewOf(mailbox),
    held: { release: await heldBack(mailbox), dismiss: await heldBack(mailbox) },
    submission,
    marks: [fields.id, arrival.referral],
  }
}

/** A draft of that mailbox, as its own member's client would have kept it. */
async function draftOf(mailbox: string): Promise<string> {
  const { owner } = service.database
  const { id: mailboxId } = await owner
    .selectFrom('mailbox')
    .select('id')
    .where('address', '=', mailbox)
    .executeTakeFirstOrThrow()
  const id = v7()
  const now = new Date()
  await owner
    .insertInto('sealed_draft')
    .values({
      id,
      mailbox_id: mailboxId,
      waits_for: [],
      sealed: new Uint8Array([1]),
      sha256: '0'.repeat(64),
      version: 1,
      created_by: caseWorker.person.id,
      created_at: now,
      changed_at: now,
      ends_at: new Date(now.getTime() + 86_400_000),
    })
    .execute()
  return id
}

/** A case of that mailbox, as its own member's client would have kept it. */
async function caseOf(mailbox: string): Promise<string> {
  const { owner } = service.database
  const { id: mailboxId } = await owner
    .selectFrom('mailbox')
    .select('id')
    .where('address', '=', mailbox)
    .executeTakeFirstOrThrow()
  const id = v7()
  const [by, at] = [caseWorker.person.id, new Date()]
  await owner
    .insertInto('case_file')
    .values({
      ...{ id, mailbox_id: mailboxId, sealed: new Uint8Array([1]), sha256: '0'.repeat(64), version: 1 },
      ...{ created_by: by, created_at: at, changed_by: by, changed_at: at },
    })
    .execute()
  return id
}

/** A review of the agency whose mailbox it is, as one of its auditors would have begun it. */
async function reviewOf(mailbox: string, kind: 'sample' | 'selection' = 'sample'): Promise<string> {
  const { owner } = service.database
  const { agency_id } = await owner
    .selectFrom('mailbox')
    .select('agency_id')
    .where('address', '=', mailbox)
    .executeTakeFirstOrThrow()
  const id = v7()
  const [by, at] = [caseWorker.person.id, new Date()]
  const count = kind === 'sample' ? 0 : 1
  await owner
    .insertInto('review')
    .values({
      ...{
        id,
        agency_id,
        kind,
        items: count,
        done: count,
        sealed: new Uint8Array([1]),
        sha256: '0'.repeat(64),
      },
      ...{ version: 1, created_by: by, created_at: at, changed_by: by, changed_at: at, signed_at: null },
    })
    .execute()
  return id
}

async function reviewForm(): Promise<FormData> {
  const parts = new FormData()
  parts.append('review', JSON.stringify({ kind: 'sample', items: 0, done: 0, version: 1 }))
  const recipients = [caseWorker.key.toPublic()]
  const sealed = await seal({ entity: new Uint8Array([1]), recipients, now: new Date() })
  parts.append('content', new Blob([new Uint8Array(sealed)]), 'content')
  return parts
}

async function reviewSignature(review: string) {
  const statement = writeStatement(ReviewStatement, {
    despatch: 'review/1',
    review,
    by: caseWorker.person.id,
    agency: personOf(await caseWorker.trust.state(), caseWorker.key.getFingerprint())?.agency ?? '',
    of: { register: {} },
    checkpoint: { size: '1', root: Buffer.alloc(32).toString('base64') },
    outcomes: { 'in-order': 1, question: 0, fault: 0 },
    report: 'ab'.repeat(32),
    time: new Date().toISOString(),
  })
  return { version: 1, statement, signature: await signStatement(statement, caseWorker.key, new Date()) }
}

async function sealedForm(mailbox: string, [part, about]: [string, object]): Promise<FormData> {
  const { armored } = await service.database.db
    .selectFrom('certificate')
    .innerJoin('mailbox', 'mailbox.id', 'certificate.mailbox_id')
    .select('certificate.armored')
    .where('mailbox.address', '=', mailbox)
    .where('certificate.state', '=', 'current')
    .executeTakeFirstOrThrow()
  const recipients = [await readCertificate(armored)]
  const parts = new FormData()
  parts.append(part, JSON.stringify(about))
  parts.append(
    'content',
    new Blob([new Uint8Array(await seal({ entity: new Uint8Array([1]), recipients, now: new Date() }))]),
    'content',
  )
  return parts
}

/** Mail from the police to that mailbox that is encrypted to another one's key. */
async function heldBack(mailbox: string): Promise<string> {
  const { db } = service.database
  const other = mailbox === ASB_TEAM ? LIVERPOOL_YOT : ASB_TEAM
  const { message, messageId } = await encryptedMail(service, { from: POLICE_INTELLIGENCE, to: other })
  await bringOnce(service, {
    from: POLICE_INTELLIGENCE,
    to: [mailbox],
    message,
    localAddress: POLICE_RELAY,
  })
  const held = await db
    .selectFrom('quarantine')
    .innerJoin('delivery', 'delivery.id', 'quarantine.delivery_id')
    .innerJoin('referral', 'referral.id', 'delivery.referral_id')
    .select('quarantine.delivery_id')
    .where('referral.message_id', '=', messageId)
    .executeTakeFirstOrThrow()
  return held.delivery_id
}

/** Why the recovery key is brought out for a mailbox, as the person would say it. */
async function opening(mailbox: string) {
  const statement = writeStatement(KeyOpening, {
    despatch: 'key-opening/1',
    agency: agencyOf('council').name,
    mailbox,
    purpose: 'recovery',
    reason: 'keys-lost',
    time: new Date().toISOString(),
  })
  return { statement, signature: await signStatement(statement, caseWorker.key, new Date()) }
}

/** A token of the service's own making, for the same person, that ended a minute ago. */
async function expiredToken(): Promise<string> {
  const seed = await readFile(join(service.config.dataDir, 'keys', 'api', 'token.pem'), 'utf8')
  const clock = () => new Date(Date.now() - 16 * 60_000)
  const tokens = await useAccessTokens(fastify(), { seed, issuer: service.origin, clock })
  return tokens.issue({ person: caseWorker.person.id, session: caseWorker.person.id }).accessToken
}

const at = (path: string) => async (): Promise<Call> => ({ path })
const form = ({ manifest, signature, content }: Submission): FormData => {
  const parts = new FormData()
  parts.append('manifest', manifest)
  parts.append('signature', signature)
  parts.append('content', new Blob([new Uint8Array(content)]), 'content')
  return parts
}

/** How each operation is called on something of an owner. One that is not here fails the test. */
const CALLS: Record<string, (of: Target) => Promise<Call>> = {
  describeService: at('/api/v1/service'),
  checkHealth: at('/healthz'),
  readEnrolPage: at('/enrol'),
  readFrontPage: at('/'),
  checkReadiness: at('/readyz'),
  readMetrics: at('/metrics'),
  readHelpOnUnencryptedMail: at('/help/unencrypted-mail'),
  readOpenApi: at('/openapi.json'),
  readApiPage: at('/docs/api'),
  readCheckpoint: at('/log/checkpoint'),
  readTile: async () => ({ path: `/log/tile/0/000.p/${size}` }),
  askChallenge: async () => ({ path: '/api/v1/session/challenge', body: { login: 'asb.caseworker' } }),
  signIn: async () => ({ path: '/api/v1/session', body: await signedChallenge() }),
  beginPassphraseSignIn: async () => {
    await service.database.owner.deleteFrom('sign_in_guess').execute()
    return { path: '/api/v1/session/passphrase/start', body: await passphrase.start() }
  },
  finishPassphraseSignIn: async () => ({
    path: '/api/v1/session/passphrase',
    body: await passphrase.finish(),
  }),
  refreshSession: async () => {
    const { refreshToken } = await caseWorker.client.signIn(await signedChallenge())
    return { path: '/api/v1/session/refresh', body: { refreshToken } }
  },
  readAccount: at('/api/v1/account'),
  beginPassphrase: async () => ({
    path: '/api/v1/account/passphrase/start',
    body: { request: passphrase.request },
  }),
  setPassphrase: async () => {
    const { version } = await service.database.db
      .selectFrom('passphrase')
      .select('version')
      .where('person_id', '=', caseWorker.person.id)
      .executeTakeFirstOrThrow()
    return { path: '/api/v1/account/passphrase', body: await passphrase.set(version) }
  },
  beginPasskeySignIn: async () => ({ path: '/api/v1/session/passkey/start', body: await passkey.start() }),
  finishPasskeySignIn: async () => ({ path: '/api/v1/session/passkey', body: await passkey.finish() }),
  beginPasskey: async () => ({ path: '/api/v1/account/passkeys/start', body: passkey.registration }),
  addPasskey: async () => {
    await service.database.owner.deleteFrom('passkey').where('label', '=', 'another').execute()
    const { add } = await passkeyOf(service, caseWorker, { label: 'another' })
    return { path: '/api/v1/account/passkeys', body: add }
  },
  readPasskeys: at('/api/v1/account/passkeys'),
  removePasskey: async () => {
    const added = await service.database.db
      .selectFrom('passkey')
      .select('id')
      .where('label', '=', 'another')
      .executeTakeFirst()
    return { path: `/api/v1/account/passkeys/${added?.id ?? v7()}` }
  },
  readSessions: at('/api/v1/sessions'),
  endSession: async () => {
    const { session } = await caseWorker.client.signIn(await signedChallenge())
    return { path: `/api/v1/sessions/${session.id}` }
  },
  endSessions: at('/api/v1/sessions?which=others'),
  readDevices: at('/api/v1/devices'),
  registerDevice: async () => ({ path: '/api/v1/devices', body: (await deviceOf(caseWorker)).request }),
  revokeDevice: async () => {
    const device = await service.database.db
      .selectFrom('device')
      .select('fpr')
      .orderBy('registered_at', 'desc')
      .executeTakeFirst()
    return { path: `/api/v1/devices/${device?.fpr ?? 'ab'.repeat(20)}` }
  },
  liftAccount: async ({ colleague }) => ({ path: '/api/v1/accounts/lift', body: { login: colleague } }),
  readDirectory: at('/api/v1/directory'),
  readCertificates: async ({ mailbox }) => ({ path: `/api/v1/certificates?mailbox=${mailbox}` }),
  readKeyGrants: at('/api/v1/key-grants'),
  readMailboxKeys: async ({ mailbox }) => ({ path: `/api/v1/mailboxes/${mailbox}/keys` }),
  // Somebody was faster: that is said after the question who asks.
  changeMailboxKeys: async ({ mailbox }) => ({
    path: `/api/v1/mailboxes/${mailbox}/keys`,
    body: {
      generation: 99_999,
      records: [{ statement: '{}', signatures: ['none'], certificates: [] }],
      parts: PARTS.map((part) => ({ part, locked: 'none' })),
      grants: [{ statement: '{}', signature: 'none', sealedToken: null }],
    },
  }),
  grantMailboxKeys: async ({ mailbox }) => ({
    path: `/api/v1/mailboxes/${mailbox}/grants`,
    body: { records: [], grants: [] },
  }),
  readKeyOpenings: at('/api/v1/key-openings'),
  openRecovery: async ({ mailbox }) => ({ path: '/api/v1/key-openings', body: await opening(mailbox) }),
  readRecoveryGrants: async ({ mailbox }) => ({
    path: `/api/v1/key-openings/${openings.get(mailbox)}/grants`,
  }),
  readTrustCheckpoint: at('/trust/checkpoint'),
  readTrustTile: at('/trust/tile/0/000.p/1'),
  readTrustRecords: at('/api/v1/trust/records'),
  enterTrust: async ({ mailbox }) => ({
    path: '/api/v1/trust/records',
    body: await recertified(service, caseWorker, mailbox),
  }),
  readAnchor: at('/api/v1/trust/anchor'),
  setAnchor: async () => ({ path: '/api/v1/trust/anchor', body: anchor }),
  invite: async ({ mailbox }) => ({ path: '/api/v1/invitations', body: await nominee(mailbox) }),
  readInvitations: at('/api/v1/invitations'),
  withdrawInvitation: async ({ mailbox }) => ({
    path: `/api/v1/invitations/${(await plantInvitation(service, mailbox)).row}/withdraw`,
  }),
  readInvitation: async ({ mailbox }) => ({
    path: '/api/v1/enrolment/invitation',
    body: { id: (await plantInvitation(service, mailbox)).id },
  }),
  enrol: async ({ mailbox }) => ({
    path: '/api/v1/enrolment',
    body: await enrolmentOf(service.origin, await plantInvitation(service, mailbox)),
  }),
  readPeople: at('/api/v1/people'),
  suspendAccount: async ({ mailbox }) => ({
    path: '/api/v1/people/suspend',
    body: { login: somebodyOf(mailbox), reason: 'absence' },
  }),
  readmitAccount: async ({ mailbox }) => ({
    path: '/api/v1/people/readmit',
    body: { login: somebodyOf(mailbox) },
  }),
  readGaps: at('/api/v1/agreements/gaps'),
  submitReferral: async ({ submission }) => ({ path: '/api/v1/referrals', body: form(await submission()) }),
  readReferral: async ({ referral }) => ({ path: `/api/v1/referrals/${referral}` }),
  withdrawReferral: async ({ referral, withdrawal }) => ({
    path: `/api/v1/referrals/${referral}/withdrawals`,
    body: withdrawal,
  }),
  readReferralProof: async ({ referral }) => ({ path: `/api/v1/referrals/${referral}/proof` }),
  readReferralContent: async ({ referral }) => ({ path: `/api/v1/referrals/${referral}/content` }),
  readInbox: async ({ mailbox }) => ({ path: `/api/v1/inbox?mailbox=${mailbox}` }),
  readSent: async ({ mailbox }) => ({ path: `/api/v1/sent?mailbox=${mailbox}` }),
  readOwedAnswers: at('/api/v1/owed-answers'),
  readThread: async ({ thread }) => ({ path: `/api/v1/threads/${thread}` }),
  resolveReference: async ({ reference }) => ({ path: `/api/v1/references/${reference}` }),
  readDelivery: async ({ delivery }) => ({ path: `/api/v1/deliveries/${delivery}` }),
  giveReceipt: async ({ delivery, receipt }) => ({
    path: `/api/v1/deliveries/${delivery}/receipts`,
    body: receipt,
  }),
  readDeliveryContent: async ({ delivery }) => ({ path: `/api/v1/deliveries/${delivery}/content` }),
  fileDelivery: async ({ delivery, filed }) => ({
    path: `/api/v1/deliveries/${delivery}/filed`,
    body: filed,
  }),
  readQuarantine: async ({ mailbox }) => ({ path: `/api/v1/quarantine?mailbox=${mailbox}` }),
  releaseHeld: async ({ held }) => ({ path: `/api/v1/quarantine/${held.release}/release` }),
  dismissHeld: async ({ held }) => ({ path: `/api/v1/quarantine/${held.dismiss}/dismiss` }),
  readDisclosures: at('/api/v1/register/disclosures?limit=200'),
  exportDisclosures: at('/api/v1/register/disclosures/export?format=json'),
  readRefusals: at('/api/v1/register/refusals?limit=200'),
  exportRefusals: at('/api/v1/register/refusals/export?format=csv'),
  countRefusals: at('/api/v1/register/refusals/by-rule'),
  readStatistics: async () => {
    const month = new Date().toISOString().slice(0, 7)
    return { path: `/api/v1/register/statistics?since=${month}&until=${month}` }
  },
  readLogRecords: async () => ({ path: `/api/v1/log/records?start=0&end=${size}` }),
  readPartners: at('/api/v1/partners'),
  pausePartner: at('/api/v1/partners/liverpoolpct.nhs.test/pause'),
  resumePartner: at('/api/v1/partners/liverpoolpct.nhs.test/resume'),
  retryPartner: at('/api/v1/partners/liverpoolpct.nhs.test/retry'),
  reroutePartner: async () => ({
    path: '/api/v1/partners/liverpoolpct.nhs.test/route',
    body: { by: 'mx', tlsAuthority: null },
  }),
  setPartnerReminders: async () => ({
    path: '/api/v1/partners/liverpoolpct.nhs.test/reminders',
    body: { reminders: true },
  }),
  testPartner: at('/api/v1/partners/liverpoolpct.nhs.test/tests'),
  readPartnerTest: async () => ({ path: `/api/v1/partners/liverpoolpct.nhs.test/tests/${test}` }),
  readSeenKeys: at('/api/v1/partner-keys'),
  reportSeenKey: async () => ({
    path: '/api/v1/partner-keys',
    body: { mailbox: CONTROL_ROOM, armored: seen.armored, source: 'file' },
  }),
  findPartnerKey: async () => ({ path: '/api/v1/partner-keys/find', body: { mailbox: CONTROL_ROOM } }),
  settleSeenKey: async () => ({
    path: `/api/v1/partner-keys/${seen.id}/settle`,
    body: { decision: 'rejected' },
  }),
  readWkdKey: async ({ mailbox }) => ({
    path: `/.well-known/openpgpkey/${domainOf(mailbox)}/hu/${await wkdHash(mailbox.split('@')[0] ?? '')}`,
  }),
  readWkdPolicy: async ({ mailbox }) => ({ path: `/.well-known/openpgpkey/${domainOf(mailbox)}/policy` }),
  readWkdKeyDirect: async ({ mailbox }) => ({
    path: `/.well-known/openpgpkey/hu/${await wkdHash(mailbox.split('@')[0] ?? '')}`,
    host: domainOf(mailbox) ?? '',
  }),
  readWkdPolicyDirect: async ({ mailbox }) => ({
    path: '/.well-known/openpgpkey/policy',
    host: domainOf(mailbox) ?? '',
  }),
  readDrafts: at('/api/v1/drafts'),
  readDraftContent: async ({ draft }) => ({ path: `/api/v1/drafts/${draft}/content` }),
  keepDraft: async ({ mailbox }) => ({
    path: `/api/v1/drafts/${v7()}`,
    body: await sealedForm(mailbox, ['draft', { mailbox, waitsFor: [], version: 0 }]),
  }),
  deleteDraft: async ({ mailbox }) => ({ path: `/api/v1/drafts/${await draftOf(mailbox)}?version=1` }),
  readRecipientLists: at('/api/v1/recipient-lists'),
  keepRecipientList: async ({ mailbox }) => ({
    path: `/api/v1/mailboxes/${mailbox}/lists/panel`,
    body: await signedList(mailbox),
  }),
  deleteRecipientList: async ({ mailbox }) => ({
    path: `/api/v1/mailboxes/${mailbox}/lists/${await listOf(mailbox)}`,
  }),
  readCases: at('/api/v1/cases'),
  readCase: async ({ caseFile }) => ({ path: `/api/v1/cases/${caseFile}` }),
  readCaseContent: async ({ caseFile }) => ({ path: `/api/v1/cases/${caseFile}/content` }),
  keepCase: async ({ mailbox }) => ({
    path: `/api/v1/cases/${v7()}`,
    body: await sealedForm(mailbox, ['case', { mailbox, version: 0 }]),
  }),
  readReviews: at('/api/v1/reviews'),
  readReview: async ({ review }) => ({ path: `/api/v1/reviews/${review}` }),
  readReviewPapers: async ({ review }) => ({ path: `/api/v1/reviews/${review}/papers` }),
  keepReview: async ({ mailbox }) => ({
    path: `/api/v1/reviews/${await reviewOf(mailbox)}`,
    body: await reviewForm(),
  }),
  deleteReview: async ({ mailbox }) => ({ path: `/api/v1/reviews/${await reviewOf(mailbox)}?version=1` }),
  announceReview: async ({ mailbox }) => ({
    path: `/api/v1/reviews/${await reviewOf(mailbox)}/announcement`,
    body: {
      month: new Date().toISOString().slice(0, 7),
      count: 1,
      nonceSha256: randomUUID().replaceAll('-', '').repeat(2),
    },
  }),
  signReview: async ({ mailbox }) => {
    const review = await reviewOf(mailbox, 'selection')
    return { path: `/api/v1/reviews/${review}/signatures`, body: await reviewSignature(review) }
  },
  readNotices: at('/api/v1/notices'),
  setNotices: async () => ({
    path: '/api/v1/notices',
    body: { address: 'somebody@example.test', bundleMinutes: 15, quiet: null, zone: 'Europe/London' },
  }),
  endNotices: at('/api/v1/notices'),
  readEvents: at('/api/v1/events?seconds=0'),
}

/** Operations that show what there is instead of acting on one thing: each relation widens what they show. */
const LISTS: Record<string, (of: Target) => string[]> = {
  readDisclosures: ({ marks }) => marks,
  exportDisclosures: ({ marks }) => marks,
  readRefusals: ({ mailbox }) => [`"mailbox":"${mailbox}"`],
  exportRefusals: ({ mailbox }) => [`,${mailbox},`],
  readLogRecords: ({ marks }) => marks,
  readDrafts: ({ draft }) => [draft],
  readRecipientLists: ({ list }) => [list],
  readCases: ({ caseFile }) => [caseFile],
  readReviews: ({ review }) => [review],
  readEvents: ({ mailbox }) => [mailbox],
  // The council's refusals are of the legal basis, the court's of the marking.
  countRefusals: ({ mailbox }) => [`"rule":"${mailbox === COURT_LISTING ? 'M6' : 'L1'}"`],
  readStatistics: ({ mailbox }) => [`"rule":"${mailbox === COURT_LISTING ? 'M6' : 'L1'}"`],
  resolveReference: ({ referral }) => [referral],
}
/** Operations on everything alike, or on oneself: whoever may, may. */
const ALIKE = [
  'readAccount',
  'beginPassphrase',
  'setPassphrase',
  'beginPasskey',
  'addPasskey',
  'readPasskeys',
  'removePasskey',
  'readSessions',
  'endSession',
  'endSessions',
  'readDevices',
  'registerDevice',
  'revokeDevice',
  'readDirectory',
  'readCertificates',
  'readKeyGrants',
  'readKeyOpenings',
  'readTrustRecords',
  'readAnchor',
  'setAnchor',
  'readInvitations',
  'readPeople',
  'readOwedAnswers',
  'readGaps',
  'readNotices',
  'setNotices',
  'endNotices',
]

const REACH: Record<Relation, readonly Owner[]> = {
  self: OWNERS,
  'own-mailbox': ['own mailbox'],
  'own-agency': ['own mailbox', 'other mailbox of the agency'],
  any: OWNERS,
}

/** What acts on a referral. All of them here are about somebody, and nothing of that is for an analyst (A7). */
const ABOUT_SOMEBODY = [
  'readReferral',
  'readThread',
  'resolveReference',
  'readDelivery',
  'giveReceipt',
  'readDeliveryContent',
  'fileDelivery',
  'readReferralContent',
]

const somebodyOf = (mailbox: string): string => (mailbox === COURT_LISTING ? 'court.listing' : 'yot.officer')

/** Whom somebody may invite to the agency that a mailbox belongs to. */
async function nominee(mailbox: string) {
  const { agency, login } = await plantInvitation(service, mailbox)
  const idSha256 = randomUUID().replaceAll('-', '').repeat(2)
  const told = { person: newPersonId(), login, title: 'Case worker', number: '77' }
  return { idSha256, agency, ...told, roles: ['case-worker'] }
}

/** A list of that mailbox, signed by the case worker whoever asks: whose signature it is, is judged after who may. */
async function signedList(mailbox: string) {
  const statement = JSON.stringify({
    despatch: 'recipient-list/1',
    mailbox,
    name: 'panel',
    members: [mailbox],
    time: new Date().toISOString(),
  })
  return { statement, signature: await signStatement(statement, caseWorker.key, new Date()) }
}

/** A list of that mailbox, as a member's client would have had it kept. */
async function listOf(mailbox: string): Promise<string> {
  const name = `list-${randomUUID()}`
  const { owner } = service.database
  const { id } = await owner
    .selectFrom('mailbox')
    .select('id')
    .where('address', '=', mailbox)
    .executeTakeFirstOrThrow()
  await owner
    .insertInto('recipient_list')
    .values({
      mailbox_id: id,
      name,
      ...(await signedList(mailbox)),
      signer_fpr: caseWorker.key.getFingerprint(),
      changed_by: caseWorker.person.id,
      changed_at: new Date(),
    })
    .execute()
  return name
}

async function signedChallenge() {
  const { nonce, origin } = await caseWorker.client.challenge({ login: 'asb.caseworker' })
  const statement = JSON.stringify({ despatch: 'challenge/1', origin, nonce, time: new Date().toISOString() })
  return {
    login: 'asb.caseworker',
    statement,
    signature: await signStatement(statement, caseWorker.key, new Date()),
  }
}

type Asked = { status: number; text: string }

/** Asks each operation as that caller; one whose call names nothing of anybody only once, for all owners alike. */
function asking(caller: CallerName) {
  const given = new Map<string, Promise<Asked>>()
  return (operation: { id: string; method: string }, owner: Owner): Promise<Asked> => {
    const namesNothing = CALLS[operation.id]?.length === 0
    const answer = (namesNothing ? given.get(operation.id) : undefined) ?? ask(operation, caller, owner)
    if (namesNothing) given.set(operation.id, answer)
    return answer
  }
}

async function ask(
  operation: { id: string; method: string },
  caller: CallerName,
  owner: Owner,
): Promise<Asked> {
  const prepare = CALLS[operation.id]
  if (!prepare)
    throw new Error(`${operation.id} is in the document, and this test does not know how to call it`)
  const { path, body, host } = await prepare(targets[owner])
  const headers: Record<string, string> = {}
  if (caller === 'expired token') headers.authorization = `Bearer ${tokens.expired}`
  else if (caller !== 'anonymous') headers.authorization = `Bearer ${tokens.valid}`
  if (body && !(body instanceof FormData)) headers['content-type'] = 'application/json'
  if (host !== undefined) return askedAs(host, path)
  const response = await fetch(`${service.origin}${path}`, {
    method: operation.method,
    headers,
    ...(body ? { body: body instanceof FormData ? body : JSON.stringify(body) } : {}),
  })
  const text = await response.text()
  if (response.status >= 400 && response.status !== 503) {
    // Whatever it says no with is listed in the document for this operation.
    const listed = OPERATIONS.find(({ id }) => id === operation.id)
    expect(listed && problemsOf(listed).map(problemType), operation.id).toContain(typeOf(text))
  }
  return { status: response.status, text }
}

/** A GET under another name than the service's own, which `fetch` does not let one give. */
function askedAs(host: string, path: string): Promise<Asked> {
  const { hostname, port } = new URL(service.origin)
  return new Promise((done, failed) => {
    get({ hostname, port, path, headers: { host } }, (answer) => {
      let text = ''
      answer.on('data', (piece: Buffer) => (text += piece.toString('latin1')))
      answer.on('end', () => done({ status: answer.statusCode ?? 0, text }))
    }).on('error', failed)
  })
}

const typeOf = (text: string): string => JSON.parse(text).type

/** Gives the person one role, or none, as their co-ordinator would. */
async function hold(role: Role | null): Promise<void> {
  const { owner } = service.database
  await owner.deleteFrom('role_grant').where('person_id', '=', caseWorker.person.id).execute()
  if (role === null) return
  await owner
    .insertInto('role_grant')
    .values({ person_id: caseWorker.person.id, role, valid: '[2000-01-01,)' })
    .execute()
}

describe('every operation of the API document', () => {
  it('is known to this test, and to the table of roles', () => {
    expect(operations.map(({ id }) => id).sort()).toEqual(Object.keys(CALLS).sort())
    for (const { action } of operations) expect(() => isForAnyone(action)).not.toThrow()
  })

  it.each(CALLERS)(
    'does for %s what the table says, and nothing else',
    async (caller) => {
      const role = ROLES.find((one) => one === caller) ?? null
      await hold(caller === 'anonymous' || caller === 'expired token' ? 'case-worker' : role)
      const askOnce = asking(caller)
      for (const owner of OWNERS) {
        for (const operation of operations) {
          const { id, action } = operation
          const asked = { id, caller, owner }
          const { status, text } = await askOnce(operation, owner)
          const done = { ...asked, done: status >= 200 && status < 300 }
          const reach = (relation: Relation) =>
            caller === 'analyst' && ABOUT_SOMEBODY.includes(id) ? [] : REACH[relation]
          if (isForAnyone(action)) expect(done, text).toEqual({ ...asked, done: true })
          else if (caller === 'anonymous' || caller === 'expired token') {
            const type = named(caller === 'anonymous' ? 'not-signed-in' : 'token-expired')
            expect({ ...asked, status, type: typeOf(text) }).toEqual({ ...asked, status: 401, type })
          } else {
            const relation = role === null ? undefined : relationOf(role, action)
            if (relation === undefined) {
              expect({ ...asked, status, type: typeOf(text) }).toEqual({
                ...asked,
                status: 403,
                type: named('not-yours'),
              })
            } else if (LISTS[id]) {
              const marks = LISTS[id](targets[owner])
              const shown = marks.some((mark) => text.includes(mark))
              expect({ ...asked, status, shown }).toEqual({
                ...asked,
                status: 200,
                shown: reach(relation).includes(owner),
              })
            } else if (id === 'setNotices') {
              // This service has nowhere to send notices to; that is said after the question who asks.
              expect({ ...asked, type: typeOf(text) }).toEqual({
                ...asked,
                type: named('notices-unavailable'),
              })
            } else if (id === 'changeMailboxKeys' && reach(relation).includes(owner)) {
              expect({ ...asked, type: typeOf(text) }).toEqual({ ...asked, type: named('conflict') })
            } else if (ALIKE.includes(id) || reach(relation).includes(owner)) {
              expect(done, text).toEqual({ ...asked, done: true })
            } else {
              // What is not theirs reads like what does not exist, or, where the mailbox was named, as not theirs.
              expect({ ...asked, status: [403, 404].includes(status), type: typeOf(text) }).toEqual({
                ...asked,
                status: true,
                type: named(status === 404 ? 'not-found' : 'not-yours'),
              })
            }
          }
        }
      }
    },
    120_000,
  )

  it.each([
    [
      'send',
      {
        submitReferral: 201,
        readSent: 200,
        readReferral: 200,
        withdrawReferral: 201,
        readInbox: 403,
        readReferralContent: 404,
        giveReceipt: 403,
        fileDelivery: 403,
        readDeliveryContent: 404,
      },
    ],
    [
      'open',
      {
        submitReferral: 403,
        readSent: 200,
        readReferral: 200,
        withdrawReferral: 403,
        readInbox: 200,
        readReferralContent: 200,
        giveReceipt: 201,
        fileDelivery: 201,
        readDeliveryContent: 200,
      },
    ],
  ])(
    'in their own mailbox a member with the right to %s alone does what that is for',
    async (right, statuses) => {
      await hold('case-worker')
      const { owner } = service.database
      await owner
        .updateTable('membership')
        .set({ rights: [right] })
        .where('person_id', '=', caseWorker.person.id)
        .execute()
      const found: Record<string, number> = {}
      for (const id of ['giveReceipt', ...Object.keys(statuses)]) {
        const operation = operations.find((one) => one.id === id)
        if (operation) found[id] = (await ask(operation, 'case-worker', 'own mailbox')).status
      }
      expect(found).toEqual(statuses)
    },
  )

  it('is not there at an address that the document does not have', async () => {
    const response = await fetch(`${service.origin}/api/v1/${randomUUID()}`)
    expect(response.status).toBe(404)
  })
})
