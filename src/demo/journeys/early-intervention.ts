import { addDays, dayOf } from '../../domain/day.ts'
import { informationRequest } from '../../domain/kinds/information-request.ts'
import type { ReferralView, ThreadResponse } from '../../domain/wire/referral-response.ts'
import { messageIdOf } from '../../mail/message-id.ts'
import { prepareReferral } from '../../sdk/prepare.ts'
import { type SentReferral, send } from '../../sdk/send.ts'
import type { Session } from '../../sdk/session.ts'
import type { SentMail, ShownMail } from '../partner/officer.ts'
import {
  ASB_TEAM,
  DRUG_AND_ALCOHOL_TEAM,
  LIVERPOOL_YOT,
  POLICE_INTELLIGENCE,
  SEFTON_YOT,
} from '../partnership/mailboxes.ts'
import { arrivalEvidence, openArrivalOf, type ReadArrival } from './arrivals.ts'
import { SENSITIVE_BASES, UNASKED } from './asb-incident.ts'
import { untilDelivery } from './deliveries.ts'
import { demand, type Take } from './telling.ts'
import type { World } from './world.ts'

/** Who is asked, in the order of the manifest. */
const ASKED = [LIVERPOOL_YOT, SEFTON_YOT, POLICE_INTELLIGENCE, DRUG_AND_ALCOHOL_TEAM]
const DAYS_TO_RESPOND = 14

/** What the partners write. Every text is marked first and last, as their own rules want. */
const SEFTON_REPLY = marked(
  'We hold a closed file on Placeholder Pat (school holiday scheme, 2009). No known',
  'risk to a visiting officer. The file may be out of date.',
)
const HEALTH_REPLY = marked('Not known to this team. We can offer a first appointment within two weeks.')
const POLICE_REFERRAL = marked(
  'We have had three calls this week from Nowhere Lane, Testville. Please consider a',
  'joint visit with us. No person is named in this message.',
)

/** A partner's reply, from the officer's desk to the ASB team's. */
export type Reply = ReadArrival & { read: ShownMail; sent: SentMail }

/** What came of journey 3. */
export type EarlyInterventionJourney = {
  sent: SentReferral
  messageId: string
  respondBy: string
  sefton: Reply
  health: Reply
  thread: ThreadResponse
  /** The request as the ASB team sees it in the end. */
  view: ReferralView
  answered: string[]
  outstanding: string[]
  /** The referral that the police started by mail. */
  police: ReadArrival & { sent: SentMail }
}

/**
 * Journey 3 (F3, F7): the ASB team asks both YOTs, the police and the drug and alcohol team what they know. Two
 * partners answer by ordinary encrypted mail; the police start a referral of their own.
 */
export async function playEarlyIntervention(world: World, take: Take): Promise<EarlyInterventionJourney> {
  const caseWorker = await world.person('asb.caseworker')
  const respondBy = addDays(dayOf(world.clock()), DAYS_TO_RESPOND)

  const { sent, messageId } = await take(
    'The ASB case worker asks both YOTs, the police and the health team for early-intervention information.',
    async () => {
      const prepared = await prepareReferral({
        session: caseWorker,
        from: ASB_TEAM,
        to: ASKED,
        kind: 'information-request',
        data: informationRequest.example,
        bases: SENSITIVE_BASES,
        consent: UNASKED,
        respondBy,
        now: world.clock(),
      })
      demand(prepared.ready, `The partnership's rules stopped it: ${JSON.stringify(prepared.decision)}`)
      const sent = await send({ session: caseWorker, prepared })
      return { sent, messageId: messageIdOf(sent.referral, caseWorker.service.serviceDomain) }
    },
    ({ sent }) => [
      ['reference', sent.reference],
      ['asked', ASKED.join(', ')],
      ['respond by', respondBy],
    ],
  )

  await take(
    'All four have it: one in the service, three by mail.',
    () =>
      Promise.all(
        ASKED.map((mailbox) =>
          untilDelivery(caseWorker, sent.referral, mailbox, ({ state }) => state === 'delivered'),
        ),
      ),
    (deliveries) => deliveries.map(({ mailbox, route, state }) => [mailbox, `${state} (${route})`]),
  )

  const sefton = await reply(world, take, {
    who: 'The Sefton YOT officer',
    mailbox: SEFTON_YOT,
    text: SEFTON_REPLY,
    request: sent,
    messageId,
    caseWorker,
  })
  const health = await reply(world, take, {
    who: 'The health partner',
    mailbox: DRUG_AND_ALCOHOL_TEAM,
    text: HEALTH_REPLY,
    request: sent,
    messageId,
    caseWorker,
  })

  const { thread, view, answered, outstanding } = await take(
    'The replies stand in the thread, and the request shows who has answered and who has not.',
    async () => {
      const thread = await caseWorker.client.thread(sent.thread)
      const view = thread.referrals.find(({ referral }) => referral === sent.referral)
      demand(view !== undefined, 'The request is not in its own thread.')
      const answeredBy = (has: boolean) =>
        view.deliveries
          .filter(({ answeredBy }) => (answeredBy !== null) === has)
          .map(({ mailbox }) => mailbox)
      return { thread, view, answered: answeredBy(true), outstanding: answeredBy(false) }
    },
    ({ thread, answered, outstanding }) => [
      ['in the thread', thread.referrals.map(({ reference }) => reference).join(', ')],
      ['answered', answered.join(', ')],
      [`not yet answered, by ${respondBy}`, outstanding.join(', ')],
    ],
  )

  const police = await take(
    'The police start a referral of their own by mail; it opens a new thread.',
    async () => {
      const officer = await world.officer(POLICE_INTELLIGENCE)
      const subject = 'RESTRICTED: calls from Nowhere Lane'
      const mail = await officer.startReferral({ to: ASB_TEAM, subject, text: POLICE_REFERRAL })
      demand(mail.answer.outcome === 'relayed', `The gateway did not take it: ${mail.answer.reply}`)
      const { opened, reference } = await openArrivalOf(caseWorker, mail, {
        now: world.clock(),
        filing: { kind: 'asb-incident' },
      })
      demand(opened.arrival.thread !== sent.thread, 'It stands in the thread of the request.')
      demand(opened.arrival.inReplyTo === null, 'It counts as an answer to something.')
      return { sent: mail, opened, reference }
    },
    ({ sent: mail, ...arrival }) => [
      ['the gateway said', mail.answer.reply],
      ['new thread', arrival.opened.arrival.thread],
      ...arrivalEvidence(arrival),
    ],
  )

  return { sent, messageId, respondBy, sefton, health, thread, view, answered, outstanding, police }
}

async function reply(
  world: World,
  take: Take,
  by: {
    who: string
    mailbox: string
    text: string
    request: SentReferral
    messageId: string
    caseWorker: Session
  },
): Promise<Reply> {
  const { who, mailbox, text, request, messageId, caseWorker } = by
  const { read, sent } = await take(
    `${who} opens it in an ordinary mail program and replies by encrypted mail through the gateway.`,
    async () => {
      const officer = await world.officer(mailbox)
      const read = await officer.open(messageId)
      const sent = await officer.reply(messageId, text)
      demand(sent.answer.outcome === 'relayed', `The gateway did not take it: ${sent.answer.reply}`)
      return { read, sent }
    },
    ({ read, sent }) => [
      ['opened with', read.program],
      ['Message-ID of the reply', sent.messageId],
      ['the gateway said', sent.answer.reply],
    ],
  )
  const { opened, reference } = await take(
    `The ASB team opens the reply of ${mailbox}.`,
    async () => {
      const { opened, reference } = await openArrivalOf(caseWorker, sent, { now: world.clock() })
      demand(
        opened.arrival.thread === request.thread,
        'The reply does not stand in the thread of the request.',
      )
      demand(
        opened.signature === 'verified',
        `Its signature is ${opened.signature}. ${opened.signatureSentence}`,
      )
      return { opened, reference }
    },
    arrivalEvidence,
  )
  return { read, sent, opened, reference }
}

function marked(...lines: string[]): string {
  return ['RESTRICTED', '', ...lines, '', 'RESTRICTED', ''].join('\n')
}
