import { generateMailboxKey } from '../../../src/crypto/keys.ts'
import { SENSITIVE_BASES, UNASKED } from '../../../src/demo/journeys/asb-incident.ts'
import { asboOn, ORDER_BASES, papers } from '../../../src/demo/journeys/court-papers.ts'
import { ASB_TEAM as ASB, LIVERPOOL_YOT as YOT } from '../../../src/demo/partnership/mailboxes.ts'
import { addAction, addNote, setStatus } from '../../../src/domain/cases/change.ts'
import { consentOf } from '../../../src/domain/consents.ts'
import { addDays, dayOf } from '../../../src/domain/day.ts'
import { asbIncidentExample } from '../../../src/domain/kinds/asb-incident-example.ts'
import { informationRequest } from '../../../src/domain/kinds/information-request.ts'
import { researchExample } from '../../../src/domain/kinds/marac-research-examples.ts'
import { personOfName } from '../../../src/domain/trust/state.ts'
import type { KindName } from '../../../src/domain/wire/referral-fields.ts'
import { addPeople } from '../../../src/sdk/cases/add-people.ts'
import { linkCases } from '../../../src/sdk/cases/link-cases.ts'
import { beginCase, changeCase, newItemId, type OpenedCase, writtenBy } from '../../../src/sdk/cases/notes.ts'
import { putThread } from '../../../src/sdk/cases/put-thread.ts'
import { createClient } from '../../../src/sdk/client.ts'
import { registerDevice } from '../../../src/sdk/devices.ts'
import { keepAsDraft } from '../../../src/sdk/drafts.ts'
import { enrol, lookUpInvitation } from '../../../src/sdk/enrolment/enrol.ts'
import { inviteSomebody } from '../../../src/sdk/enrolment/invite.ts'
import { readLink } from '../../../src/sdk/enrolment/link.ts'
import { newPersonId } from '../../../src/sdk/enrolment/write-appointment.ts'
import { makeUser } from '../../../src/sdk/key-making.ts'
import { handInKey } from '../../../src/sdk/partner-keys.ts'
import { prepareReferral } from '../../../src/sdk/prepare.ts'
import { keepList } from '../../../src/sdk/recipient-lists.ts'
import type { ReferralRequest } from '../../../src/sdk/referral-request.ts'
import { type SentReferral, send } from '../../../src/sdk/send.ts'
import type { Session } from '../../../src/sdk/session.ts'
import { readDirectory } from '../../../src/sdk/trust/trusted.ts'

/** So that every page has something to show: what is usual, and what is as long as it may be. */

/** Somebody signed in, by their sign-in name. */
export type SessionOf = (login: string) => Promise<Session>

const CONTROL_ROOM = 'control.room@merseyside.pnn.police.test'
const COURT = 'listing@liverpool-mc.cjsm.test'

/** A word without a place to break at: nobody's name, and as long as one may be. */
export const LONG_WORD = 'Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch'.repeat(3).slice(0, 119)
const LONG_TEXT =
  `${LONG_WORD} ${'What was seen, heard and said is told here at some length. '.repeat(40)}`.trim()

/** Fills the mailboxes, cases and lists of those whose pages are looked at. */
export async function fillWorld(sessionOf: SessionOf): Promise<void> {
  const { request, long, order } = await sendAll(sessionOf)
  await keepCases(await sessionOf('asb.caseworker'), { usual: request, long, order })
  await keepDrafts(await sessionOf('asb.caseworker'))
  await listRecipients(await sessionOf('court.listing'))
  await officerHasWork(await sessionOf('council.liaison'))
  await registerDevice(
    await sessionOf('asb.caseworker'),
    `an old laptop, ${LONG_WORD.slice(0, 40)}`,
    new Date(),
  )
}

async function sendAll(sessionOf: SessionOf) {
  const asb = await sessionOf('asb.caseworker')
  const yot = await sessionOf('yot.officer')
  const today = dayOf(new Date())
  const order = await sendAs(await sessionOf('court.listing'), {
    ...{ from: COURT, to: [ASB, YOT], kind: 'court-order', data: asboOn(today) },
    ...{ bases: ORDER_BASES, consent: consentOf('not-needed'), attachments: papers() },
  })
  // Nobody opens it meanwhile, so that it can be withdrawn.
  await sendAs(yot, { ...incident, from: YOT, to: [ASB] })
  const request = await sendAs(asb, {
    ...incident,
    kind: 'information-request',
    data: informationRequest.example,
  })
  await sendAs(asb, { ...incident, kind: 'marac-research', data: researchExample })
  await sendAs(yot, {
    ...incident,
    from: YOT,
    to: [ASB],
    kind: 'information-request',
    data: informationRequest.example,
  })
  await sendAs(yot, { ...incident, from: YOT, to: [ASB], kind: 'marac-research', data: researchExample })
  const long = await sendAs(asb, {
    ...incident,
    data: longIncident,
    attachments: [
      { name: `${LONG_WORD}.txt`, type: 'text/plain', bytes: new TextEncoder().encode('A diary.') },
    ],
  })
  await sendAs(yot, { ...incident, from: YOT, to: [ASB], data: longIncident })
  return { request, long, order }
}

const incident = {
  ...{ from: ASB, to: [YOT], kind: 'asb-incident' as KindName, data: asbIncidentExample as unknown },
  ...{ bases: SENSITIVE_BASES, consent: UNASKED },
}

const longIncident = {
  ...asbIncidentExample,
  incident: { ...asbIncidentExample.incident, place: `${LONG_WORD} ${LONG_WORD.slice(0, 60)}` },
  suspectedPerpetrators: asbIncidentExample.suspectedPerpetrators?.map((one) => ({
    ...one,
    name: LONG_WORD,
  })),
  narrative: LONG_TEXT,
}

async function sendAs(session: Session, request: ReferralRequest): Promise<SentReferral> {
  const prepared = await prepareReferral({ session, now: new Date(), ...request })
  if (!prepared.ready) throw new Error(JSON.stringify(prepared.decision))
  return send({ session, prepared })
}

type Exchanges = { usual: SentReferral; long: SentReferral; order: SentReferral }

async function keepCases(session: Session, { usual, long, order }: Exchanges): Promise<void> {
  const now = new Date()
  const begin = (title: string, number: string | null) =>
    beginCase(session, { mailbox: ASB, title, number, now })
  const change = (opened: OpenedCase, by: Parameters<typeof changeCase>[2]) =>
    changeCase(session, opened, by, now)
  const written = writtenBy(session, now)
  let noisy = await begin('Nowhere Lane, young people', 'ASB/2010/117')
  for (const { thread } of [usual, order, long]) noisy = await putThread(session, noisy, { thread, now })
  const people = [
    { person: { name: 'Placeholder Pat', dateOfBirth: '1994-04-01' }, roles: ['victim' as const] },
    { person: { name: LONG_WORD }, roles: [] },
  ]
  noisy = (await addPeople(session, noisy, people, { again: true, now })).changed
  const actions = [
    { text: 'Visit the parade of shops', owner: 'asb.caseworker', due: addDays(dayOf(now), -20) },
    { text: LONG_TEXT.slice(0, 900), owner: LONG_WORD, due: addDays(dayOf(now), 3) },
  ]
  for (const action of actions) noisy = await change(noisy, addAction(newItemId(now), action, written))
  noisy = await change(noisy, addNote(newItemId(now), LONG_TEXT.slice(0, 2000), written))
  const overlong = await begin(LONG_WORD, LONG_WORD.slice(0, 60))
  await linkCases(session, [noisy, overlong], { why: 'same-person', now })
  await change(await begin('Invented Way, shouting', null), setStatus('closed', written))
}

async function keepDrafts(session: Session): Promise<void> {
  const now = new Date()
  await keepAsDraft({ session, request: { ...incident }, waitsFor: [], now })
  await keepAsDraft({ session, request: { ...incident, data: longIncident }, waitsFor: [YOT], now })
}

async function listRecipients(session: Session): Promise<void> {
  const directory = await readDirectory(session)
  await keepList(session, { mailbox: COURT, name: 'teams', members: [ASB, YOT], directory }, new Date())
}

async function officerHasWork(officer: Session): Promise<void> {
  const now = new Date()
  const agency = personOfName(await officer.trust.state(), 'council.liaison')?.agency ?? ''
  const { link: text } = await inviteSomebody(
    officer,
    {
      ...{ agency, person: newPersonId(), login: 'asb.newcomer', title: 'ASB Case Worker', number: '4711' },
      ...{
        account: 'person',
        roles: ['case-worker'],
        mailboxes: [{ address: ASB, rights: ['send', 'open'] }],
      },
      ...{ trainedUntil: addDays(dayOf(now), 365), until: addDays(dayOf(now), 900) },
    },
    now,
  )
  const link = readLink(text)
  const client = createClient({ origin: link.origin })
  const invited = await lookUpInvitation(client, link)
  const { key } = await makeUser(invited, 'lantern cobweb marmalade', now)
  await enrol(client, { link, invited, key, now })
  const partner = await generateMailboxKey({
    ...{ name: 'Control room', address: CONTROL_ROOM },
    now: new Date(now.getTime() - 3_600_000),
  })
  await handInKey(officer, new TextEncoder().encode(partner.toPublic().armor()), {
    ...{ mailbox: CONTROL_ROOM, source: 'file', now },
  })
}
