import { consentOf } from '../../domain/consents.ts'
import { asbIncidentExample } from '../../domain/kinds/asb-incident-example.ts'
import type { ReferralView } from '../../domain/wire/referral-response.ts'
import { messageIdOf } from '../../mail/message-id.ts'
import { openDelivery } from '../../sdk/open-delivery.ts'
import type { OpenedReferral } from '../../sdk/open-referral.ts'
import { prepareReferral } from '../../sdk/prepare.ts'
import type { VerifiedProof } from '../../sdk/proof.ts'
import { type CheckedReceipt, checkReceipts } from '../../sdk/receipts.ts'
import { type SentReferral, send } from '../../sdk/send.ts'
import type { ShownMail } from '../partner/officer.ts'
import { ASB_TEAM, LIVERPOOL_YOT, POLICE_INTELLIGENCE } from '../partnership/mailboxes.ts'
import { deliveryTo, evidenceOf, untilDelivery, untilInbox } from './deliveries.ts'
import { type Entry, untilLogged, untilProved } from './log-order.ts'
import { firstAndLast } from './shown-text.ts'
import { demand, type Take } from './telling.ts'
import type { World } from './world.ts'

/** Sharing about suspects, an informer and a witness: sensitive in community safety (M4), so both schedules. */
export const SENSITIVE_BASES = ['cda-1998-s115', 'dpa-1998-sch2-5', 'dpa-1998-sch3-7', 'dpa-1998-s29']

/** Nobody asks suspects whether the police may hear of them (L11). */
export const UNASKED = consentOf('not-sought', { why: 'prejudice' })

/** What came of journey 1. */
export type AsbIncidentJourney = {
  sent: SentReferral
  proof: VerifiedProof
  /** Message-ID of its mail form. */
  messageId: string
  /** What the police officer's own program showed. */
  atPolice: ShownMail
  atYot: OpenedReferral
  /** The referral as the sender sees it in the end. */
  view: ReferralView
  receipts: CheckedReceipt[]
  /** The log's entries about it, in order. */
  entries: Entry[]
}

/**
 * Journey 1 (F1, F2): an ASB case worker tells the police, by PGP/MIME mail, and the Liverpool YOT, in its local
 * mailbox, of an incident: informer, two suspected perpetrators, a witness, RESTRICTED.
 */
export async function playAsbIncident(world: World, take: Take): Promise<AsbIncidentJourney> {
  const caseWorker = await take(
    'The ASB case worker signs in with their own key.',
    () => world.person('asb.caseworker'),
    ({ client, person, service }) => [
      ['service', client.origin],
      ['signed in as', `${person.login}, ${person.title}`],
      ['log key, pinned, not yet vouched for', service.logKey],
    ],
  )

  const { sent, messageId } = await take(
    'They seal an asb-incident, RESTRICTED, for the police and the Liverpool YOT on their own machine, and send it.',
    async () => {
      const prepared = await prepareReferral({
        session: caseWorker,
        from: ASB_TEAM,
        to: [POLICE_INTELLIGENCE, LIVERPOOL_YOT],
        kind: 'asb-incident',
        data: asbIncidentExample,
        bases: SENSITIVE_BASES,
        consent: UNASKED,
        attachments: [{ name: 'incident diary.txt', type: 'text/plain', bytes: diary() }],
        now: world.clock(),
      })
      demand(prepared.ready, `The partnership's rules stopped it: ${JSON.stringify(prepared.decision)}`)
      const sent = await send({ session: caseWorker, prepared })
      const messageId = messageIdOf(sent.referral, caseWorker.service.serviceDomain)
      return { sent, dataClass: prepared.fields.dataClass, messageId }
    },
    ({ sent, dataClass }) => [
      ['reference', sent.reference],
      ['referral', sent.referral],
      ['class computed from the form', dataClass],
    ],
  )

  const proof = await take(
    'It stands in the log, and their own machine has checked the proof.',
    async () => sent.proof ?? untilProved(caseWorker, sent),
    ({ index, checkpoint }) => [
      ['log index', String(index)],
      ['under a signed checkpoint of size', String(checkpoint.size)],
    ],
  )

  const entries = await take(
    'Only then does it leave: the log has it accepted before it has it relayed.',
    async () => {
      const entries = await untilLogged(caseWorker, {
        referral: sent.referral,
        from: proof.index,
        type: 'relayed',
      })
      const [first] = entries
      demand(
        first?.type === 'accepted' && first.index === proof.index,
        'Its first log entry is not its acceptance.',
      )
      return entries
    },
    (entries) => entries.map(({ index, type }) => [`log index ${index}`, type]),
  )

  await take(
    "The police's mail server has taken it, and reported it delivered.",
    () =>
      untilDelivery(caseWorker, sent.referral, POLICE_INTELLIGENCE, ({ state, evidence }) => {
        return state === 'delivered' && evidence.some(({ kind }) => kind === 'dsn')
      }),
    (delivery) => [
      ['state', delivery.state],
      ...delivery.attempts.map(({ host, tls }) => ['server', `${host}, ${tls ?? 'no TLS'}`] as const),
      ...evidenceOf(delivery),
    ],
  )

  const atPolice = await take(
    'A police officer opens it with their own program; the marking stands first and last.',
    async () => {
      const shown = await (await world.officer(POLICE_INTELLIGENCE)).open(messageId)
      const [first, last] = firstAndLast(shown.text)
      demand(first === 'RESTRICTED' && last === 'RESTRICTED', 'The marking does not stand first and last.')
      demand(shown.signer !== null, 'The program did not find a good signature over it.')
      return shown
    },
    (shown) => [
      ['opened with', shown.program],
      ['subject inside the seal', shown.subject],
      ['first line', firstAndLast(shown.text)[0]],
      ['last line', firstAndLast(shown.text)[1]],
      ['good signature by', shown.signer ?? 'nobody'],
    ],
  )

  await take(
    "Their mail program says that it was displayed: an MDN, from the police's own network.",
    () =>
      untilDelivery(caseWorker, sent.referral, POLICE_INTELLIGENCE, ({ evidence }) =>
        evidence.some(({ kind }) => kind === 'mdn'),
      ),
    (delivery) => evidenceOf(delivery).filter(([name]) => name.startsWith('mdn')),
  )

  const atYot = await take(
    'The YOT officer finds it in the inbox, signs for it, and opens it.',
    async () => {
      const officer = await world.person('yot.officer')
      const { delivery } = await untilInbox(
        officer,
        LIVERPOOL_YOT,
        ({ referral }) => referral === sent.referral,
      )
      const opened = await openDelivery({ session: officer, delivery, now: world.clock() })
      demand(
        opened.outcome === 'opened' && opened.origin === 'submitted',
        `It did not open: ${opened.outcome}.`,
      )
      return opened
    },
    ({ text, manifest, attachments, readers }) => [
      ['first line', firstAndLast(text)[0]],
      ['last line', firstAndLast(text)[1]],
      ['purpose', manifest.purpose],
      ['attachments', attachments.map(({ name }) => name).join(', ')],
      ['who can read it', readers.join(', ')],
    ],
  )

  const { view, receipts } = await take(
    'The case worker sees the signed receipts, and checks their digests against what was sent.',
    async () => {
      const { client, trust } = caseWorker
      await untilDelivery(caseWorker, sent.referral, LIVERPOOL_YOT, ({ answer }) => answer === 'opened')
      const view = await client.referral(sent.referral)
      const receipts = await checkReceipts(view, sent.manifest, { trust })
      const wrong = receipts.find(({ problem }) => problem !== null)
      demand(wrong === undefined, `A receipt does not hold. ${wrong?.problem ?? ''}`)
      demand(
        receipts.some(({ event, mailbox }) => event === 'opened' && mailbox === LIVERPOOL_YOT),
        'There is no signed receipt that the YOT opened it.',
      )
      return { view, receipts }
    },
    ({ view, receipts }) => [
      ...receipts.map(
        ({ mailbox, event, signer }) =>
          [`${mailbox} ${event}`, `signed by ${signer}, digests as sent`] as const,
      ),
      ['police', stateOf(view, POLICE_INTELLIGENCE)],
      ['Liverpool YOT', stateOf(view, LIVERPOOL_YOT)],
    ],
  )

  return { sent, proof, messageId, atPolice, atYot, view, receipts, entries }
}

const diary = (): Uint8Array =>
  new TextEncoder().encode(
    'RESTRICTED\n\n26 February 2010, 21:30: shouting outside the shops.\n\nRESTRICTED\n',
  )

function stateOf(view: ReferralView, mailbox: string): string {
  const { state, answer } = deliveryTo(view, mailbox)
  return answer === null ? state : `${state}, ${answer}`
}
