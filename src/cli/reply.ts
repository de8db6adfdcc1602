import { type Command, Option } from 'commander'
import { ClientError } from '../sdk/errors.ts'
import { noteAfter, REPLY_KINDS, type ReplyKind, replyTo } from '../sdk/reply.ts'
import { type Cli, openReading, openSigning, type Reading } from './account.ts'
import { action, offering, withAccount } from './action.ts'
import { readData } from './data-file.ts'
import { found, theOnly } from './found.ts'
import { type HandlingOptions, handlingOf, withHandling } from './send.ts'
import { demandValid, submit, tryOut } from './submit.ts'
import { taught } from './taught.ts'

export function registerReply(program: Command, cli: Cli): void {
  const command = withAccount(
    withHandling(
      program
        .command('reply')
        .description('answer a referral in its thread, as it is marked')
        .argument('<ref>', 'reference or id of what you answer')
        .addOption(offering(new Option('--kind <kind>', 'kind of the answer'), REPLY_KINDS).default('reply')),
    ),
  )
  taught(command, {
    about: [
      'Goes to whoever sent what you answer, in the same exchange, marked as that was unless --marking says otherwise. The rules are asked first, as with send.',
      'A note (--kind note) stands in the exchange and answers nothing: what was asked of you is still to be answered. On something that you sent yourself it goes to everybody whom that went to. The findings of your research for a conference are --kind marac-research.',
    ],
    examples: [
      'despatch schema reply --example > reply.json',
      'despatch reply REQ-G7MA2-T18A7-2 --data reply.json --basis cda-1998-s115,dpa-1998-sch2-5 --basis dpa-1998-sch3-7 --consent given --consent-on 2010-03-01',
      {
        for: 'something to know, while the answer takes longer',
        type: 'despatch reply REQ-G7MA2-T18A7-2 --kind note --data note.json --basis cda-1998-s115,dpa-1998-sch2-5 --basis dpa-1998-sch3-7 --consent given --consent-on 2010-03-01',
      },
    ],
    next: 'despatch thread REF shows the exchange.',
  })
  action<HandlingOptions & { kind: ReplyKind }>(cli, command, async (options, [ref = '']) => {
    const { kind } = options
    const data = await readData(options.data)
    const handling = await handlingOf(options)
    demandValid(cli, kind, data, options)
    if (options.dryRun) {
      const reading = await openReading(cli, options)
      return tryOut(cli, reading, { ...(await placeOf(reading, ref, kind)), data, ...handling }, options)
    }
    const session = await openSigning(cli, options)
    const belongs = await placeOf(session, ref, kind)
    await submit(cli, session, { ...belongs, data, ...handling }, options)
  })
}

/** Where it goes: to the sender of what came; a note on what one sent oneself, to those who have it. */
async function placeOf(session: Reading, ref: string, kind: ReplyKind) {
  const { referral, deliveries } = await found(session, ref)
  if (kind === 'note' && deliveries.length === 0) {
    const view = await session.client.referral(referral)
    const mailboxes = session.person.mailboxes.map(({ address }) => address)
    return noteAfter({ session, view, referral, mailboxes })
  }
  const delivery = await theOnly(session, ref, deliveries)
  const view = await session.client.delivery(delivery)
  const mailbox = view.deliveries.find((one) => one.delivery === delivery)?.mailbox
  if (!mailbox) throw new ClientError(`${ref} was not delivered to a mailbox of yours.`)
  return replyTo({ session, view, referral, mailbox, kind })
}
