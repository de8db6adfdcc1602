import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import { registerCommands } from '../../cli/commands.ts'
import { dayOf } from '../../domain/day.ts'
import { kindOf } from '../../domain/kinds.ts'
import { answer } from '../../sdk/answer.ts'
import type { OpenedArrival } from '../../sdk/open-arrival.ts'
import { openDelivery } from '../../sdk/open-delivery.ts'
import type { OpenedReferral } from '../../sdk/open-referral.ts'
import { prepareReferral } from '../../sdk/prepare.ts'
import type { VerifiedProof } from '../../sdk/proof.ts'
import { type CheckedReceipt, checkReceipts } from '../../sdk/receipts.ts'
import type { Attachment } from '../../sdk/referral-request.ts'
import { type SentReferral, send } from '../../sdk/send.ts'
import type { Session } from '../../sdk/session.ts'
import { demoPaths, privateFolder } from '../files.ts'
import { plainCourt, sendPlainOrder } from '../partner/plain-court.ts'
import { ASB_TEAM, COURT_LISTING, LIVERPOOL_YOT } from '../partnership/mailboxes.ts'
import { findArrival } from './arrivals.ts'
import { untilDelivery, untilInbox } from './deliveries.ts'
import { untilProved } from './log-order.ts'
import { orderPdf } from './order-pdf.ts'
import { firstAndLast } from './shown-text.ts'
import { demand, eventually, type Take } from './telling.ts'
import type { World } from './world.ts'

/** An order of a court: power, Schedule 2 and 3 conditions, and the exemption for what a court's order requires. */
export const ORDER_BASES = ['cda-1998-s115', 'dpa-1998-sch2-5', 'dpa-1998-sch3-7', 'dpa-1998-s35']

/** Both teams that an order goes to at once, and who reads it there. */
const TEAMS = [
  { mailbox: ASB_TEAM, login: 'asb.caseworker' },
  { mailbox: LIVERPOOL_YOT, login: 'yot.officer' },
] as const

/** What came of journey 2. */
export type CourtOrderJourney = {
  pushed: { sent: SentReferral; proof: VerifiedProof; read: OpenedReferral[]; receipts: CheckedReceipt[] }
  watched: { reference: string; referral: string; read: OpenedReferral[]; receipts: CheckedReceipt[] }
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
        consent: 'not-needed',
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

async function byCaseSystem(world: World, take: Take): Promise<CourtOrderJourney['watched']> {
  const outbox = join(world.dataDir, 'demo', 'court', 'outbox')
  const name = `order-${world.clock().getTime()}`
  const receipt = await take(
    "The court's own case system, a machine account that may send and open nothing, drops the next order into a folder.",
    async () => {
      await dropOrder(outbox, name, dayOf(world.clock()))
      await watchOnce(world, outbox)
      const text = await readFile(join(outbox, 'sent', `${name}.receipt.json`), 'utf8').catch(() => {
        throw new Error('The drop was not sent.')
      })
      return receiptIn(text)
    },
    ({ reference, referral }) => [
      ['reference', reference],
      ['referral', referral],
      ['moved to', join('court', 'outbox', 'sent')],
    ],
  )
  const again = await take(
    'The same files dropped again are not sent again.',
    async () => {
      await dropAgain(outbox, name)
      await watchOnce(world, outbox)
      const system = await world.person('court.system')
      const { rows } = await system.client.sent({ mailbox: COURT_LISTING, limit: 1 })
      demand(rows[0]?.referral === receipt.referral, 'The same order was sent twice.')
      return (await readdir(join(outbox, 'sent'))).filter((file) => file.startsWith(name))
    },
    (files) => [['in sent', files.join(', ')]],
  )
  demand(again.length > 3, 'The second drop left no receipt.')
  const read = await readByBoth(world, take, receipt.referral)
  const receipts = await take(
    "The case system's account sees both receipts; what the reader signed is about what it sent.",
    async () => {
      const system = await world.person('court.system')
      const { statement } = await system.client.referral(receipt.referral)
      return bothAcknowledged(system, receipt.referral, statement)
    },
    (receipts) => receipts.map(({ mailbox, event }) => [`${mailbox} ${event}`, 'signed, digests as sent']),
  )
  return { ...receipt, read, receipts }
}

async function byUnsealedMail(world: World, take: Take): Promise<OpenedArrival[]> {
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

/** Both teams find it, sign for it, open it, and acknowledge it. */
async function readByBoth(world: World, take: Take, referral: string): Promise<OpenedReferral[]> {
  const read: OpenedReferral[] = []
  for (const { mailbox, login } of TEAMS) {
    read.push(
      await take(
        `${mailbox}: ${login} signs for it, opens it, and acknowledges it; the marking stands first and last.`,
        async () => {
          const session = await world.person(login)
          const { delivery } = await untilInbox(session, mailbox, (row) => row.referral === referral)
          const opened = await openDelivery({ session, delivery, referral, now: world.clock() })
          demand(
            opened.outcome === 'opened' && opened.origin === 'submitted',
            `It did not open: ${opened.outcome}.`,
          )
          const [first, last] = firstAndLast(opened.text)
          demand(
            first === 'RESTRICTED' && last === 'RESTRICTED',
            'The marking does not stand first and last.',
          )
          demand(
            opened.concerns.length === 0,
            `The law has something against it: ${opened.concerns[0]?.message}`,
          )
          await answer({ session, delivery, referral, event: 'acknowledged', now: world.clock() })
          return opened
        },
        ({ text, attachments, readers }) => [
          ['first line', firstAndLast(text)[0]],
          ['last line', firstAndLast(text)[1]],
          ['attachments', attachments.map(({ name }) => name).join(', ')],
          ['who can read it', readers.join(', ')],
        ],
      ),
    )
  }
  return read
}

async function bothAcknowledged(
  session: Session,
  referral: string,
  manifest: string,
): Promise<CheckedReceipt[]> {
  for (const { mailbox } of TEAMS) {
    await untilDelivery(session, referral, mailbox, (delivery) => delivery.answer === 'acknowledged')
  }
  const { client, pins } = session
  const receipts = await checkReceipts(await client.referral(referral), manifest, { client, pins })
  const wrong = receipts.find(({ problem }) => problem !== null)
  demand(wrong === undefined, `A receipt does not hold. ${wrong?.problem ?? ''}`)
  return receipts.filter(({ event }) => event === 'acknowledged')
}

/** The example of an ASBO, as if it had been made that day. */
function asboOn(day: string): unknown {
  const form = kindOf('court-order').forms?.all.find(({ name }) => name === 'asbo')
  demand(form !== undefined, 'There is no form of an ASBO.')
  return form.exampleOn(day)
}

/** The order itself, and the map that it names. */
function papers(): Attachment[] {
  const page = (title: string) =>
    orderPdf(['RESTRICTED', '', title, 'Invented, for a demonstration.', '', 'RESTRICTED'])
  return [
    { name: 'order.pdf', type: 'application/pdf', bytes: page('Anti-social behaviour order') },
    { name: 'map.pdf', type: 'application/pdf', bytes: page('Map of the exclusion area') },
  ]
}

/** The PDF files first and the JSON last, as a case system does it. */
async function dropOrder(outbox: string, name: string, day: string): Promise<void> {
  await privateFolder(outbox)
  const [order, map] = papers()
  if (order) await writeFile(join(outbox, `${name}.pdf`), order.bytes)
  if (map) await writeFile(join(outbox, `${name}-map.pdf`), map.bytes)
  const draft = join(outbox, `.${name}.json`)
  await writeFile(draft, JSON.stringify(asboOn(day)))
  await rename(draft, join(outbox, `${name}.json`))
}

/** Puts the very same bytes into the folder once more. */
async function dropAgain(outbox: string, name: string): Promise<void> {
  await mkdir(outbox, { recursive: true })
  for (const file of [`${name}.pdf`, `${name}-map.pdf`, `${name}.json`]) {
    await writeFile(join(outbox, file), await readFile(join(outbox, 'sent', file)))
  }
}

/** `despatch watch --once`, by the machine account on a machine of its own. */
async function watchOnce(world: World, outbox: string): Promise<void> {
  const paths = demoPaths(world.dataDir)
  const home = join(world.dataDir, 'demo', 'court', 'home')
  const said: string[] = []
  const run = (args: string[]) => {
    const program = new Command('despatch').exitOverride()
    registerCommands(program, {
      env: { DESPATCH_HOME: home, DESPATCH_PASSPHRASE_FILE: paths.passphrase },
      out: () => {},
      err: (line) => void said.push(line),
    })
    return program.parseAsync(args, { from: 'user' })
  }
  try {
    await run(['login', world.origin, '--as', 'court.system', '--key', paths.personKey('court.system')])
    await run([
      ...[
        'watch',
        outbox,
        '--once',
        '--from',
        COURT_LISTING,
        '--to',
        TEAMS.map(({ mailbox }) => mailbox).join(','),
      ],
      ...ORDER_BASES.flatMap((basis) => ['--basis', basis]),
      ...['--consent', 'not-needed'],
    ])
  } catch (error) {
    throw new Error(`The watch failed: ${error instanceof Error ? error.message : ''} ${said.join(' ')}`)
  }
}

function receiptIn(text: string): { reference: string; referral: string } {
  const value: unknown = JSON.parse(text)
  if (
    typeof value === 'object' &&
    value !== null &&
    'reference' in value &&
    'referral' in value &&
    typeof value.reference === 'string' &&
    typeof value.referral === 'string'
  ) {
    return { reference: value.reference, referral: value.referral }
  }
  throw new Error('The receipt beside the drop cannot be read.')
}
