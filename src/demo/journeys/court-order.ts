import { dayOf } from '../../domain/day.ts'
import type { OpenedArrival } from '../../sdk/open-arrival.ts'
import type { OpenedReferral } from '../../sdk/open-referral.ts'
import { prepareReferral } from '../../sdk/prepare.ts'
import type { VerifiedProof } from '../../sdk/proof.ts'
import type { CheckedReceipt } from '../../sdk/receipts.ts'
import { type SentReferral, send } from '../../sdk/send.ts'
import { COURT_LISTING } from '../partnership/mailboxes.ts'
import { byCaseSystem, type WatchedOrder } from './court-drop-folder.ts'
import { asboOn, ORDER_BASES, papers, TEAMS } from './court-papers.ts'
import { bothAcknowledged, readByBoth } from './court-readers.ts'
import { byUnsealedMail } from './court-unsealed-mail.ts'
import { untilProved } from './log-order.ts'
import { demand, type Take } from './telling.ts'
import type { World } from './world.ts'

/** What came of journey 2. */
export type CourtOrderJourney = {
  pushed: { sent: SentReferral; proof: VerifiedProof; read: OpenedReferral[]; receipts: CheckedReceipt[] }
  watched: WatchedOrder
  /** the same by unsealed mail, as both teams opened it */
  arrived: OpenedArrival[]
}

/**
 * Journey 2 (F5): a court pushes an ASBO to the ASB team and the Liverpool YOT at once: by its listing officer, by
 * its own case system through a drop folder, and from another court by mail that is sealed only when it arrives.
 */
export async function playCourtOrder(world: World, take: Take): Promise<CourtOrderJourney> {
  const pushed = await byListingOfficer(world, take)
  const watched = await byCaseSystem(world, take)
  const arrived = await byUnsealedMail(world, take)
  return { pushed, watched, arrived }
}

async function byListingOfficer(world: World, take: Take): Promise<CourtOrderJourney['pushed']> {
  const officer = await take(
    "The court's listing officer signs in with their own key.",
    () => world.person('court.listing'),
    ({ client, person }) => [
      ['service', client.origin],
      ['signed in as', `${person.login}, ${person.title}`],
    ],
  )
  const sent = await take(
    'They seal an ASBO, RESTRICTED, its PDF and its map attached, for the ASB team and the Liverpool YOT at once.',
    async () => {
      const prepared = await prepareReferral({
        session: officer,
        from: COURT_LISTING,
        to: TEAMS.map(({ mailbox }) => mailbox),
        kind: 'court-order',
        data: asboOn(dayOf(world.clock())),
        bases: ORDER_BASES,
        attachments: papers(),
        now: world.clock(),
      })
      demand(prepared.ready, `The partnership's rules stopped it: ${JSON.stringify(prepared.decision)}`)
      return send({ session: officer, prepared })
    },
    ({ reference, referral }) => [
      ['reference', reference],
      ['referral', referral],
    ],
  )
  const proof = await take(
    'It stands in the log before anybody can read it.',
    async () => sent.proof ?? untilProved(officer, sent),
    ({ index, checkpoint }) => [
      ['log index', String(index)],
      ['under a signed checkpoint of size', String(checkpoint.size)],
    ],
  )
  const read = await readByBoth(world, take, sent.referral)
  const receipts = await take(
    'The court sees both signed receipts, and checks their digests against what it sent.',
    () => bothAcknowledged(officer, sent.referral, sent.manifest),
    (receipts) =>
      receipts.map(({ mailbox, event, signer }) => [
        `${mailbox} ${event}`,
        `signed by ${signer}, digests as sent`,
      ]),
  )
  return { sent, proof, read, receipts }
}
