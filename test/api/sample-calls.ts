import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { armorMessage } from '../../src/crypto/armor.ts'
import { readCertificate } from '../../src/crypto/certificate.ts'
import { sha256Hex } from '../../src/crypto/digest.ts'
import { generateUserKey } from '../../src/crypto/keys.ts'
import { seal } from '../../src/crypto/seal.ts'
import { signStatement } from '../../src/crypto/statement.ts'
import { wkdHash } from '../../src/crypto/wkd-hash.ts'
import { agencyOf } from '../../src/demo/partnership/keys.ts'
import {
  ASB_TEAM,
  COURT_LISTING,
  LIVERPOOL_YOT,
  POLICE_INTELLIGENCE,
} from '../../src/demo/partnership/mailboxes.ts'
import { personOf } from '../../src/domain/trust/state.ts'
import { KeyOpening } from '../../src/domain/wire/key-opening.ts'
import type { ReviewAbout } from '../../src/domain/wire/review.ts'
import { ReviewStatement } from '../../src/domain/wire/review-statement.ts'
import { writeStatement } from '../../src/domain/wire/statement.ts'
import { Withdrawal } from '../../src/domain/wire/withdrawal.ts'
import { composeEncrypted } from '../../src/mail/encrypted.ts'
import { composeReply } from '../../src/mail/reply.ts'
import type { Client } from '../../src/sdk/client.ts'
import { keysEnd, makeGeneration } from '../../src/sdk/keys/new-generation.ts'
import { certifyingKeyOf } from '../../src/sdk/mailbox-keys.ts'
import { openDelivery } from '../../src/sdk/open-delivery.ts'
import { signReceipt } from '../../src/sdk/receipt.ts'
import { readStatement } from '../../src/sdk/referral-statement.ts'
import { oncePublished } from '../../src/sdk/sealed-content.ts'
import type { Session } from '../../src/sdk/session.ts'
import { encryptedMail, POLICE_RELAY } from '../faults/partner-mail.ts'
import { bringOnce } from '../services/arrivals/smtp.ts'
import { enrolmentOf, plantInvitation } from '../services/invitations.ts'
import { passkeyOf } from '../services/passkey-of.ts'
import { deviceOf, passphraseOf } from '../services/passphrase-of.ts'
import { recertified } from '../services/recertified.ts'
import { delivered, prepared, until } from '../services/sending.ts'
import type { TestService } from '../setup/service.ts'

/** A mailbox of a partner that nobody has certified a key of, and the key that its domain publishes. */
export const CONTROL_ROOM = 'control.room@merseyside.pnn.police.test'
export const CONTROL_ROOM_KEY = (
  await generateUserKey({ name: 'Control room', address: CONTROL_ROOM, now: new Date() })
)
  .toPublic()
  .armor()

/** All that the calls of the document need: a folder with their files, people signed in, and what stands where. */
export type SampleWorld = {
  folder: string
  people: Record<'sender' | 'reader' | 'auditor' | 'coordinator' | 'officer' | 'liaison', Session>
  variables: Record<string, string>
  remove(): Promise<void>
}

/** Brings about what the calls are about, and writes the signed files that they send. */
export async function prepareSamples(service: TestService): Promise<SampleWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'despatch-calls-'))
  const write = (name: string, content: string | Uint8Array | object) =>
    writeFile(
      join(folder, name),
      typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content),
    )
  const [sender, reader, auditor, coordinator, officer, liaison] = await Promise.all([
    service.session('asb.caseworker'),
    service.session('yot.officer'),
    service.session('auditor'),
    service.session('co-ordinator'),
    service.session('court.liaison'),
    service.session('council.liaison'),
  ])
  const { referral, thread, reference } = await sender.client.submit(await prepared(sender))
  const { delivery } = await delivered(reader, referral)
  await reader.client.receipt(delivery, await receipt(reader, delivery, 'collected'))
  await write('receipt.json', await receipt(reader, delivery, 'opened'))
  const unread = await sender.client.submit(await prepared(sender))
  await write('withdrawal.json', await withdrawal(sender, unread.referral))

  const another = await prepared(sender)
  await write('manifest.json', another.manifest)
  await write('manifest.json.asc', another.signature)
  await write('content.pgp', another.content)
  await write('sign-in.json', await signIn(sender))
  await write('trust-record.json', await recertified(service, sender, POLICE_INTELLIGENCE))
  const invitation = await plantInvitation(service, ASB_TEAM)
  await write('invitation-id.json', { id: invitation.id })
  await write('enrolment.json', await enrolmentOf(service.origin, invitation))
  await write('invitation.json', {
    idSha256: randomUUID().replaceAll('-', '').repeat(2),
    agency: invitation.agency,
    person: randomBytes(16).toString('base64url'),
    login: 'asb.newcomer',
    title: 'ASB Case Worker',
    number: '4711',
    roles: ['case-worker'],
  })
  await write('anchor.json', (await sender.client.anchor()) ?? {})

  const passphrase = await passphraseOf(service, reader)
  await reader.client.setPassphrase(await passphrase.set(0))
  await write('passphrase-start.json', await passphrase.start())
  await write('passphrase-finish.json', await passphrase.finish())
  await write('registration.json', { request: passphrase.request })
  await write('passphrase.json', await passphrase.set(1))
  const passkey = await passkeyOf(service, sender)
  await sender.client.addPasskey(passkey.add)
  await write('passkey-start.json', await passkey.start())
  await write('passkey-finish.json', await passkey.finish())
  const next = await passkeyOf(service, sender)
  await write('passkey-registration.json', next.registration)
  await write('passkey.json', next.add)
  const lost = await sender.client.addPasskey((await passkeyOf(service, sender)).add)
  await write('device.json', (await deviceOf(sender)).request)
  const registered = await sender.client.registerDevice((await deviceOf(sender)).request)
  const [elsewhere, again] = [
    await sender.client.signIn(await signIn(sender)),
    await sender.client.signIn(await signIn(sender)),
  ]
  await write('refresh.json', { refreshToken: again.refreshToken })

  await write('route.json', {
    by: 'host',
    host: 'mx.police.test',
    port: 25,
    tlsCertificate: null,
    tlsAuthority: null,
  })
  await write('grants.json', { records: [], grants: [] })
  await write('key-change.json', await keyChange(officer))
  await write('key-opening.json', await keyOpening(officer))
  const arrival = await arrived(service, sender)
  await write('filed.json', await filing(sender, arrival))

  const seen = { mailbox: CONTROL_ROOM, armored: CONTROL_ROOM_KEY, source: 'file' } as const
  await write('seen-key.json', seen)
  await write('find-key.json', { mailbox: CONTROL_ROOM })
  const about = { mailbox: ASB_TEAM, waitsFor: [], version: 0 }
  const draft = async () => sealedDraft(sender)
  await write('draft.json', about)
  await write('draft-content.pgp', await draft())

  const list = (name: string) => ({
    despatch: 'recipient-list/1' as const,
    mailbox: ASB_TEAM,
    name,
    members: [ASB_TEAM],
    time: new Date().toISOString(),
  })
  const signedList = async (name: string) => {
    const statement = JSON.stringify(list(name))
    return { statement, signature: await signStatement(statement, sender.key, new Date()) }
  }
  await write('list.json', await signedList('asb-panel'))
  await sender.client.keepRecipientList(ASB_TEAM, 'old-list', await signedList('old-list'))
  const ofCase = { mailbox: ASB_TEAM, version: 0 }
  await write('case.json', ofCase)
  await write('case-content.pgp', await draft())

  const reviews = await reviewsOf(auditor)
  await write('review.json', reviews.about)
  await write('papers-content.pgp', await reviews.papers())
  const nonceSha256 = randomUUID().replaceAll('-', '').repeat(2)
  await write('announcement.json', { month: new Date().toISOString().slice(0, 7), count: 1, nonceSha256 })
  const done = await reviews.keep({ ...reviews.about, kind: 'selection', items: 1, done: 1 })
  await write('review-signature.json', await reviews.signature(done))

  const [, size = '0'] = new TextDecoder()
    .decode(await sender.client.logFile('checkpoint', 10_000))
    .split('\n')
  return {
    folder,
    people: { sender, reader, auditor, coordinator, officer, liaison },
    variables: {
      ORIGIN: service.origin,
      MAILBOX: ASB_TEAM,
      OTHER_MAILBOX: COURT_LISTING,
      OPENING: await opened(officer),
      REFERRAL: referral,
      UNREAD: unread.referral,
      THREAD: thread,
      REFERENCE: reference,
      DELIVERY: delivery,
      ARRIVAL: arrival,
      INVITATION: (await plantInvitation(service, ASB_TEAM)).row,
      HELD: await heldBack(service, sender),
      HELD_TOO: await heldBack(service, sender),
      SESSION: elsewhere.session.id,
      DEVICE: registered.fingerprint,
      PASSKEY: lost.id,
      SIZE: size,
      SEEN_KEY: (await sender.client.reportKey(seen)).key?.id ?? '',
      DRAFT: (await sender.client.keepDraft(v7(), about, await draft())).id,
      OLD_DRAFT: (await sender.client.keepDraft(v7(), about, await draft())).id,
      NEW_DRAFT: v7(),
      CASE: (await sender.client.keepCase(v7(), ofCase, await draft())).id,
      NEW_CASE: v7(),
      REVIEW: await reviews.keep(reviews.about),
      OLD_REVIEW: await reviews.keep(reviews.about),
      NEW_REVIEW: v7(),
      DONE_REVIEW: done,
      WKD_HASH: await wkdHash('asb.team'),
      TEST: (await coordinator.client.testPartner('merseyside.pnn.police.test')).id,
      TILE: `0/000.p/${size}`,
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Something that only the ASB team can open. */
async function sealedDraft({ client }: Session): Promise<Uint8Array> {
  const [current] = await client.certificates({ mailbox: ASB_TEAM })
  const recipients = [await readCertificate(current?.armored ?? '')]
  return seal({ entity: new TextEncoder().encode('a draft'), recipients, now: new Date() })
}

/** Reviews whose papers say nothing, and what signs one. */
async function reviewsOf({ client, key, person, trust }: Session) {
  const agency = personOf(await trust.state(), key.getFingerprint())?.agency ?? ''
  const papers = () =>
    seal({ entity: new TextEncoder().encode('papers'), recipients: [key.toPublic()], now: new Date() })
  const about: ReviewAbout = { kind: 'sample', items: 0, done: 0, version: 0 }
  return {
    about,
    papers,
    keep: async (of: ReviewAbout) => (await client.keepReview(v7(), of, await papers())).id,
    async signature(review: string) {
      const statement = writeStatement(ReviewStatement, {
        ...{ despatch: 'review/1', review, by: person.id, agency, of: { register: {} } },
        checkpoint: { size: '1', root: Buffer.alloc(32).toString('base64') },
        outcomes: { 'in-order': 1, question: 0, fault: 0 },
        ...{ report: 'ab'.repeat(32), time: new Date().toISOString() },
      })
      return { version: 1, statement, signature: await signStatement(statement, key, new Date()) }
    },
  }
}

async function receipt(by: Session, delivery: string, event: 'collected' | 'opened') {
  const statement = await readStatement(by, await by.client.delivery(delivery))
  const about = { statement, mailbox: LIVERPOOL_YOT }
  return signReceipt(by.key, about, { event, reason: null, now: new Date() })
}

/** What takes a referral back from the YOT, kept from being posted. */
async function withdrawal(by: Session, referral: string) {
  const { text } = await readStatement(by, await by.client.referral(referral))
  const statement = writeStatement(Withdrawal, {
    ...{ despatch: 'withdrawal/1', referral, manifest: await sha256Hex(text), mailboxes: [LIVERPOOL_YOT] },
    ...{ reason: 'sent-in-error', time: new Date().toISOString() },
  })
  return { statement, signature: await signStatement(statement, by.key, new Date()) }
}

async function signIn({ client, key, person: { login } }: Session) {
  const { nonce, origin } = await client.challenge({ login })
  const time = new Date().toISOString()
  const statement = JSON.stringify({ despatch: 'challenge/1', origin, nonce, time })
  return { login, statement, signature: await signStatement(statement, key, new Date()) }
}

/** The delivery of a mail that the police have sent to the ASB team. */
async function arrived(service: TestService, { client }: Session): Promise<string> {
  const [certificate] = await client.certificates({ mailbox: ASB_TEAM })
  const now = new Date()
  const headers = {
    from: POLICE_INTELLIGENCE,
    to: [ASB_TEAM],
    date: now,
    messageId: `<${randomUUID()}@merseyside.pnn.police.test>`,
  }
  const text = 'RESTRICTED\n\nPlaceholder Pat has a closed file with us.\n\nRESTRICTED\n'
  const entity = composeReply({
    ...headers,
    subject: 'RESTRICTED: a word',
    inReplyTo: null,
    references: [],
    text,
  })
  const recipients = [await readCertificate(certificate?.armored ?? '')]
  const armored = armorMessage(await seal({ entity, recipients, now }))
  const answer = await bringOnce(service, {
    from: POLICE_INTELLIGENCE,
    to: [ASB_TEAM],
    message: composeEncrypted({ ...headers, armored, extraHeaders: [] }),
    localAddress: POLICE_RELAY,
  })
  if (answer.code !== 250) throw new Error(`the mail was not taken: ${answer.text}`)
  const row = await until('the mail was in the inbox', async () =>
    (await client.inbox({ mailbox: ASB_TEAM })).rows.find(
      ({ origin, state }) => origin === 'mail' && state === 'delivered',
    ),
  )
  return row.delivery
}

/** A new generation of the court's keys, as its liaison officer's program makes it. */
async function keyChange(session: Session) {
  const now = new Date()
  const { change } = await makeGeneration({
    state: await session.trust.state(),
    mailbox: COURT_LISTING,
    primary: await certifyingKeyOf(session, COURT_LISTING, now),
    officer: session.key,
    records: [],
    ends: keysEnd(now),
    now,
  })
  return change
}

async function keyOpening({ key }: Session) {
  const statement = writeStatement(KeyOpening, {
    despatch: 'key-opening/1',
    agency: agencyOf('court').name,
    mailbox: null,
    purpose: 'drill',
    reason: 'exercise',
    time: new Date().toISOString(),
  })
  return { statement, signature: await signStatement(statement, key, new Date()) }
}

/** An opening whose log entry is published. */
async function opened(session: Session): Promise<string> {
  const { id } = await session.client.openRecovery(await keyOpening(session))
  await oncePublished(() => session.client.recoveryGrants(id))
  return id
}

/** A mail to the ASB team that is encrypted to another mailbox's key. */
async function heldBack(service: TestService, { client }: Session): Promise<string> {
  const { message } = await encryptedMail(service, { from: POLICE_INTELLIGENCE, to: LIVERPOOL_YOT })
  await bringOnce(service, {
    from: POLICE_INTELLIGENCE,
    to: [ASB_TEAM],
    message,
    localAddress: POLICE_RELAY,
  })
  const [row] = (await client.quarantine({ mailbox: ASB_TEAM })).rows
  if (!row) throw new Error('the mail was not held back')
  return row.delivery
}

/** The filing of mail as its reader's program signs it on opening, kept from being posted. */
async function filing(session: Session, delivery: string): Promise<object> {
  const taken: object[] = []
  const client: Client = {
    ...session.client,
    filed: async (_delivery, request) => {
      taken.push(request)
    },
  }
  await openDelivery({
    session: { ...session, client },
    delivery,
    filing: { kind: 'reply', marking: { scheme: 'GPMS', level: 'RESTRICTED', descriptors: [] } },
    now: new Date(),
  })
  const [request] = taken
  if (!request) throw new Error('the mail did not open')
  return request
}
