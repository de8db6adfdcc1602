import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { fingerprintWords } from '../../src/crypto/fingerprint-words.ts'
import { seal } from '../../src/crypto/seal.ts'
import { SENSITIVE_BASES, UNASKED } from '../../src/demo/journeys/asb-incident.ts'
import { AGREEMENT_ID } from '../../src/demo/partnership/agreement.ts'
import { ASB_TEAM, POLICE_INTELLIGENCE } from '../../src/demo/partnership/mailboxes.ts'
import { asbIncidentExample } from '../../src/domain/kinds/asb-incident-example.ts'
import { keepAsDraft, openDraft, sendDraft } from '../../src/sdk/drafts.ts'
import { KeyWaitsError } from '../../src/sdk/key-waits.ts'
import { approveKey, handInKey, judgeSeenKey, keyInUse } from '../../src/sdk/partner-keys.ts'
import type { ReferralRequest } from '../../src/sdk/referral-request.ts'
import { revokePartnerKey } from '../../src/sdk/revoke-partner-key.ts'
import type { Session } from '../../src/sdk/session.ts'
import { mailboxCertificate } from '../../src/sdk/trust/trusted.ts'
import { CURVE, heldBy, type KeyMaker, keyMaker } from '../crypto/partner-key/foreign-keys.ts'
import { bytes } from '../crypto/people.ts'
import { named, prepared, refusal } from '../services/sending.ts'
import { startTestService, type TestService } from '../setup/service.ts'

/** A mailbox of the police that nobody has certified a key of. */
const CONTROL_ROOM = 'control.room@merseyside.pnn.police.test'
const NEVER_PUBLISHED = 'front.desk@merseyside.pnn.police.test'

let service: TestService
let gpg: KeyMaker
let worker: Session
let officer: Session
/** what the Web Key Directory of the police serves */
let published: Uint8Array | 'nothing' = 'nothing'
const asked: string[] = []

beforeAll(async () => {
  gpg = keyMaker()
  service = await startTestService({
    fetchKey: async (host, path) => {
      asked.push(`https://${host}${path}`)
      return host.startsWith('openpgpkey.') ? 'no-host' : published
    },
  })
  worker = await service.session('asb.caseworker')
  officer = await service.session('council.liaison')
})
afterAll(async () => {
  await service?.stop()
  gpg?.remove()
})

const now = () => new Date()
/** Made an hour ago, so that what is changed about it now is newer. */
const fresh = () =>
  gpg.make(
    [...CURVE, ...heldBy(CONTROL_ROOM)],
    ['--faked-system-time', String(Math.floor(Date.now() / 1000) - 3600)],
  )
const handIn = (fingerprint: string, by = worker) =>
  handInKey(by, gpg.exported(fingerprint), { mailbox: CONTROL_ROOM, source: 'file', now: now() })
const request = (): ReferralRequest => ({
  from: ASB_TEAM,
  to: [CONTROL_ROOM],
  kind: 'asb-incident',
  data: asbIncidentExample,
  bases: SENSITIVE_BASES,
  consent: UNASKED,
  attachments: [{ name: 'map.txt', type: 'text/plain', bytes: bytes('Example Road') }],
})
async function waitingIn(sent: Promise<unknown>): Promise<KeyWaitsError> {
  const error = await sent.catch((thrown: unknown) => thrown)
  if (error instanceof KeyWaitsError) return error
  throw error
}
async function approve(id: string, words: string | null, name: string | null = null) {
  const key = (await officer.client.seenKeys()).find((one) => one.id === id)
  if (!key) throw new Error('that key does not wait')
  const judged = await judgeSeenKey(officer, key, now())
  await approveKey({ session: officer, judged, heard: words === null ? null : { words }, name, now: now() })
  await officer.client.settleKey(id, 'approved')
  return judged
}
const wordsOf = (fingerprint: string) => fingerprintWords(fingerprint).join(' ')

describe('the key of a partner’s mailbox', () => {
  let first: string

  test('is believed by nobody when it is handed in, not even when the domain publishes it', async () => {
    first = fresh()
    const { change, key } = await handIn(first)
    expect(change).toBe('first')
    published = gpg.exported(first)
    const found = await officer.client.findKey(CONTROL_ROOM)
    expect(found.key?.id).toBe(key?.id)
    expect(asked).toEqual([
      expect.stringMatching(
        /^https:\/\/openpgpkey\.merseyside\.pnn\.police\.test\/\.well-known\/openpgpkey\/merseyside\.pnn\.police\.test\/hu\/[a-z0-9]{32}\?l=control\.room$/,
      ),
      expect.stringMatching(
        /^https:\/\/merseyside\.pnn\.police\.test\/\.well-known\/openpgpkey\/hu\/[a-z0-9]{32}\?l=control\.room$/,
      ),
    ])
    const [listed] = await officer.client.seenKeys(CONTROL_ROOM)
    expect(listed?.seen.map(({ source, by }) => `${source} ${by}`)).toEqual([
      'file asb.caseworker',
      'wkd council.liaison',
    ])
    await expect(mailboxCertificate(worker, CONTROL_ROOM, { now: now() })).rejects.toThrow(
      'No agency has certified',
    )
  })

  test('is approved by the words that its holder reads out, and by no others', async () => {
    const [waiting] = await officer.client.seenKeys(CONTROL_ROOM)
    const id = waiting?.id ?? ''
    await expect(approve(id, null, 'Control room')).rejects.toThrow('by telephone')
    await expect(approve(id, wordsOf('ab'.repeat(20)), 'Control room')).rejects.toThrow(
      'another key than this one',
    )
    // What the service says is in force is not enough, and it does not say so before it is.
    expect((await refusal(officer.client.settleKey(id, 'approved'))).type).toBe(named('conflict'))
    await approve(id, wordsOf(first), 'Control room')
    await worker.trust.refresh()
    expect(await keyInUse(worker, CONTROL_ROOM)).toEqual({
      fingerprint: first,
      word: expect.stringMatching(/^vouched for by .*Liverpool/),
    })
    expect(await officer.client.seenKeys(CONTROL_ROOM)).toEqual([])
    expect((await worker.client.submit(await prepared(worker, request()))).referral).toBeDefined()
  })

  test('that says nothing new waits for nobody', async () => {
    expect(await handIn(first)).toMatchObject({ change: 'same', key: null })
  })

  test('that changed is held back until somebody compares it, and what is for it waits sealed', async () => {
    const second = fresh()
    const { change, key } = await handIn(second)
    expect(change).toBe('changed')
    const waits = await waitingIn(prepared(worker, request()))
    expect(waits.waiting).toEqual([
      {
        address: CONTROL_ROOM,
        sentence: expect.stringMatching(/^The key of .* seems to have changed: another one was seen/),
      },
    ])
    const about = { follows: '0198f3a2-7c4e-7b1d-9a55-3f2b8c6d1e90', pushed: true } as const
    const agreement = { id: AGREEMENT_ID, version: 1 }
    const draft = await keepAsDraft({
      session: worker,
      request: { ...request(), agreement },
      waitsFor: [CONTROL_ROOM],
      about,
      now: now(),
    })
    expect(draft).toMatchObject({ mailbox: ASB_TEAM, ready: false, version: 1, createdBy: 'asb.caseworker' })
    expect(Date.parse(draft.endsAt) - Date.parse(draft.createdAt)).toBe(30 * 86_400_000)
    // The service holds ciphertext to one mailbox, and nothing of what it is about.
    const sealed = new TextDecoder('latin1').decode(await worker.client.draftContent(draft.id, 1_000_000))
    expect(sealed).not.toContain('asb-incident')

    await approve(key?.id ?? '', wordsOf(second))
    await worker.trust.refresh()
    expect((await worker.client.drafts()).map(({ ready }) => ready)).toEqual([true])
    const colleague = await service.session('asb.caseworker2')
    const opened = await openDraft({ session: colleague, id: draft.id, now: now() })
    // What was chosen, and how it was written, is there for whoever goes on with it.
    expect(opened).toMatchObject({ about, request: { agreement } })
    expect(opened.request).toMatchObject({ to: [CONTROL_ROOM], attachments: request().attachments })
    const again = await openDraft({ session: worker, id: draft.id, now: now() })
    const keep = async () => {}
    const sent = await sendDraft({ session: colleague, opened, keep, now: now() })
    expect(sent).toMatchObject({ outcome: 'sent', sent: { referral: opened.request.id } })
    // Whoever had it open already does not send it twice.
    expect(await sendDraft({ session: worker, opened: again, keep, now: now() })).toEqual({
      outcome: 'sent-before',
    })
    expect(await worker.client.drafts()).toEqual([])
  })

  test('that was only extended is approved in one step', async () => {
    const { fingerprint } = await keyInUse(worker, CONTROL_ROOM)
    gpg.gpg(['--quick-set-expire', fingerprint, '4y'])
    gpg.gpg(['--quick-set-expire', fingerprint, '4y', '*'])
    const { change, key } = await handIn(fingerprint)
    expect(change).toBe('renewed')
    // It is the same key: nothing is held back for it.
    await prepared(worker, request())
    const judged = await approve(key?.id ?? '', null)
    expect(judged.differences).toEqual([expect.stringMatching(/^It ends on /)])
    await worker.trust.refresh()
    expect((await handIn(fingerprint)).change).toBe('same')
  })

  test('that nobody knows of is rejected, and the one in use goes on', async () => {
    const { key } = await handIn(fresh())
    await waitingIn(prepared(worker, request()))
    await officer.client.settleKey(key?.id ?? '', 'rejected')
    await prepared(worker, request())
  })

  test('holds back what that agency sends alone, when its own people report it', async () => {
    const court = await service.session('court.liaison')
    const holds = async (session: Session) =>
      (await session.client.directory()).mailboxes.find(({ address }) => address === CONTROL_ROOM)
        ?.keyWaits === true
    const { key } = await handIn(fresh())
    expect([await holds(worker), await holds(court)]).toEqual([true, false])
    expect((await court.client.seenKeys(CONTROL_ROOM)).some(({ holds }) => holds)).toBe(false)
    // Another agency's officer has no say in it.
    await court.client.settleKey(key?.id ?? '', 'rejected')
    expect(await holds(worker)).toBe(true)
    await officer.client.settleKey(key?.id ?? '', 'rejected')
    expect(await holds(worker)).toBe(false)
  })

  test('holds back what all send, when the partner’s own domain publishes it, until each has settled it', async () => {
    const court = await service.session('court.liaison')
    const holds = async () =>
      Promise.all(
        [worker, court].map(async ({ client }) =>
          (await client.directory()).mailboxes.some((one) => one.address === CONTROL_ROOM && one.keyWaits),
        ),
      )
    const [one, other] = [fresh(), fresh()]
    published = gpg.exported(one)
    await court.client.findKey(CONTROL_ROOM)
    expect(await holds()).toEqual([true, true])
    // What it says now takes the place of what it said before.
    published = gpg.exported(other)
    const { key } = await court.client.findKey(CONTROL_ROOM)
    const holding = (await court.client.seenKeys(CONTROL_ROOM)).filter((one) => one.holds)
    expect(holding.map(({ fingerprint }) => fingerprint)).toEqual([other])
    await court.client.settleKey(key?.id ?? '', 'rejected')
    expect(await holds()).toEqual([true, false])
    published = gpg.exported((await keyInUse(worker, CONTROL_ROOM)).fingerprint)
    expect((await officer.client.findKey(CONTROL_ROOM)).change).toBe('same')
    expect(await holds()).toEqual([false, false])
  })

  test('waits by one person three times at most, and leaves room for everybody else', async () => {
    const handed = []
    for (let n = 0; n < 3; n += 1) handed.push((await handIn(fresh())).key?.id ?? '')
    const one = fresh()
    const fourth = await refusal(handIn(one))
    expect(fourth).toMatchObject({
      type: named('too-many-requests'),
      detail: expect.stringContaining('that you handed in wait already'),
    })
    const colleague = await service.session('asb.caseworker2')
    handed.push((await handIn(one, colleague)).key?.id ?? '')
    expect((await handIn(fresh(), await service.session('court.liaison'))).change).toBe('changed')
    for (const id of handed) await officer.client.settleKey(id, 'rejected')
    await prepared(worker, request())
  })

  test('is not taken over by another agency than the one that certifies it', async () => {
    const imposter = gpg.make([...CURVE, ...heldBy(POLICE_INTELLIGENCE)])
    const { key } = await handInKey(worker, gpg.exported(imposter), {
      mailbox: POLICE_INTELLIGENCE,
      source: 'mail',
      now: now(),
    })
    await expect(approve(key?.id ?? '', wordsOf(imposter))).rejects.toThrow(
      'certifies the keys of intelligence@merseyside.pnn.police.test itself',
    )
    await officer.client.settleKey(key?.id ?? '', 'rejected')
  })

  test('is used by nobody once whoever vouched for it has revoked it', async () => {
    const revoke = (session: Session) =>
      revokePartnerKey({ session, mailbox: CONTROL_ROOM, reason: 'compromised', now: now() })
    await expect(revoke(await service.session('court.liaison'))).rejects.toThrow('for them to take it back')
    await revoke(officer)
    const { waiting } = await vi.waitFor(
      async () => {
        await worker.trust.refresh()
        return waitingIn(prepared(worker, request()))
      },
      { timeout: 30_000 },
    )
    expect(waiting[0]?.sentence).toMatch(/was revoked by .*Liverpool.* on \d+ \w+ \d{4}/)
    const { key } = await handIn(fresh())
    await approve(key?.id ?? '', wordsOf(key?.fingerprint ?? ''))
    await worker.trust.refresh()
    await prepared(worker, request())
  })

  test('is refused with the reason, and what the domain does not publish is said', async () => {
    const armored = new TextDecoder().decode(
      gpg.exported(gpg.make([...CURVE, ...heldBy('someone@else.test')])),
    )
    const refused = await refusal(worker.client.reportKey({ mailbox: CONTROL_ROOM, armored, source: 'file' }))
    expect(refused).toMatchObject({
      type: named('key-refused'),
      detail: expect.stringContaining('made out to someone@else.test'),
    })
    published = 'nothing'
    const nothing = await refusal(officer.client.findKey(NEVER_PUBLISHED))
    expect(nothing).toMatchObject({
      type: named('key-not-published'),
      detail: expect.stringContaining('publishes no key'),
    })
    const stranger = await refusal(officer.client.findKey('somebody@nowhere.test'))
    expect(stranger.type).toBe(named('not-found'))
    const own = await refusal(officer.client.findKey(ASB_TEAM))
    expect(own.detail).toContain('is read in this service')
    // Each question is one to a host that somebody else runs, whatever comes of it.
    const { owner } = service.database
    await sql`insert into key_search select id, now() from person, generate_series(1, 60) where login = 'council.liaison'`.execute(
      owner,
    )
    const before = asked.length
    const many = await refusal(officer.client.findKey(NEVER_PUBLISHED))
    expect(many.type).toBe(named('too-many-requests'))
    expect(asked.length).toBe(before)
  })
})

describe('a sealed draft', () => {
  const content = async (session: Session, address = ASB_TEAM) =>
    seal({
      entity: bytes('anything'),
      recipients: [await mailboxCertificate(session, address, { now: now() })],
      now: now(),
    })
  const uuid = () => `0198f3a2-7c4e-7${randomUUID().slice(15)}`

  test('is overwritten and deleted only by whoever saw its last version', async () => {
    const id = uuid()
    const about = { mailbox: ASB_TEAM, waitsFor: [] }
    const made = await worker.client.keepDraft(id, { ...about, version: 0 }, await content(worker))
    expect(made).toMatchObject({ version: 1, ready: true })
    const next = await worker.client.keepDraft(id, { ...about, version: 1 }, await content(worker))
    expect(next.version).toBe(2)
    for (const version of [0, 1]) {
      const late = await refusal(worker.client.keepDraft(id, { ...about, version }, await content(worker)))
      expect(late.type).toBe(named('conflict'))
    }
    expect((await refusal(worker.client.deleteDraft(id, 1))).type).toBe(named('conflict'))
    await worker.client.deleteDraft(id, 2)
    expect((await refusal(worker.client.draftContent(id, 1000))).type).toBe(named('not-found'))
  })

  test('can be opened by its own mailbox alone, and is that mailbox’s business', async () => {
    const about = { mailbox: ASB_TEAM, waitsFor: [], version: 0 }
    const other = await content(worker, 'yot@liverpool.gcsx.gov.test')
    expect((await refusal(worker.client.keepDraft(uuid(), about, other))).type).toBe(
      named('sealed-object-refused'),
    )
    const yot = await service.session('yot.officer')
    expect((await refusal(yot.client.keepDraft(uuid(), about, await content(worker)))).type).toBe(
      named('not-yours'),
    )
    const { id } = await worker.client.keepDraft(uuid(), about, await content(worker))
    expect(await yot.client.drafts()).toEqual([])
    expect((await refusal(yot.client.draftContent(id, 1000))).type).toBe(named('not-found'))
    expect((await refusal(yot.client.deleteDraft(id, 1))).type).toBe(named('not-found'))
    // One that the service, or anybody, sealed to the mailbox is not taken for a member's.
    await expect(openDraft({ session: worker, id, now: now() })).rejects.toThrow('not as a member')
    await worker.client.deleteDraft(id, 1)
  })
})
