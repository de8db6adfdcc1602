import { dayOf } from '../../domain/day.ts'
import { answer } from '../../sdk/answer.ts'
import type { OpenedArrival } from '../../sdk/open-arrival.ts'
import { openDelivery } from '../../sdk/open-delivery.ts'
import { plainCourt, sendPlainOrder } from '../partner/plain-court.ts'
import { findArrival } from './arrivals.ts'
import { asboOn, papers, TEAMS } from './court-papers.ts'
import { firstAndLast } from './shown-text.ts'
import { demand, eventually, type Take } from './telling.ts'
import type { World } from './world.ts'

/** Another court's order comes by ordinary mail, and is sealed only on arrival. */
export async function byUnsealedMail(world: World, take: Take): Promise<OpenedArrival[]> {
  const { messageId } = await take(
    'Another court sends its order as ordinary mail, unsealed, over its accredited network; the gateway seals it on arrival.',
    async () => {
      const sent = await sendPlainOrder(world.dataDir, {
        to: TEAMS.map(({ mailbox }) => mailbox),
        subject: 'RESTRICTED: Anti-social behaviour order',
        text: 'RESTRICTED\r\n\r\nPlease find the order attached.\r\n\r\nRESTRICTED\r\n',
        order: asboOn(dayOf(world.clock())),
        attachments: papers(),
      })
      demand(
        sent.answers.every(({ code }) => code === 250),
        `The gateway did not take it: ${sent.answers.map(({ code, reply }) => `${code} ${reply}`).join('; ')}`,
      )
      return sent
    },
    ({ answers }) => answers.map(({ reply }, place) => [TEAMS[place]?.mailbox ?? '', reply]),
  )
  const arrived: OpenedArrival[] = []
  for (const { mailbox, login } of TEAMS) {
    arrived.push(
      await take(
        `In ${mailbox} it is the same referral: a court order, filed as one, shown as sealed on arrival for ever.`,
        async () => {
          const session = await world.person(login)
          const delivery = await eventually(() => findArrival(session, { messageId, mailbox }))
          const opened = await openDelivery({ session, delivery, now: world.clock() })
          demand(
            opened.outcome === 'opened' && opened.origin === 'mail',
            `It did not open: ${opened.outcome}.`,
          )
          demand(
            opened.concerns.length === 0,
            `The law has something against it: ${opened.concerns[0]?.message}`,
          )
          demand(opened.filed?.kind === 'court-order', 'It was not filed as a court order.')
          await answer({ session, delivery, event: 'acknowledged', now: world.clock() })
          const view = await session.client.delivery(delivery)
          demand(view.sealedOnArrival, 'It is not shown as sealed on arrival.')
          return opened
        },
        (opened) => [
          ['from', `${opened.from ?? 'unknown'}, by a relay address of ${plainCourt.domain}`],
          ['how it came', opened.signatureSentence],
          ['first line', firstAndLast(opened.text)[0]],
          ['last line', firstAndLast(opened.text)[1]],
          ['attachments', opened.attachments.map(({ name }) => name).join(', ')],
          ['filed as', `${opened.filed?.kind}, ${opened.filed?.marking.level}`],
        ],
      ),
    )
  }
  return arrived
}
