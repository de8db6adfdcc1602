import { type Command, Option } from 'commander'
import { kinds } from '../domain/kinds.ts'
import { openDelivery, readOwnCopy } from '../sdk/open-delivery.ts'
import { type Cli, openSigning } from './account.ts'
import { action, type CommonOptions, FailedError, offering, withAccount } from './action.ts'
import { readyFolder, writeAttachments } from './attachments.ts'
import { found, theOnly } from './found.ts'
import { openedDocument, openedLines } from './opened.ts'
import { kindNamed } from './schema.ts'
import { markingNamed } from './send.ts'
import { taught } from './taught.ts'

type OpenOptions = CommonOptions & { out?: string; marking?: string; kind?: string }

export function registerOpen(program: Command, cli: Cli): void {
  const command = withAccount(
    program
      .command('open')
      .description('open what you received (signing receipts for it), or your own copy of what you sent')
      .argument('<ref>', 'reference or id')
      .option('--out <folder>', 'write the attachments there')
      .option('--marking <marking>', 'for mail from a partner: how it is to be marked')
      .addOption(
        offering(
          new Option('--kind <kind>', 'for mail from a partner: what it is'),
          kinds.map(({ kind }) => kind),
        ),
      ),
  )
  taught(command, {
    about: [
      'Before you see a word of what you received, you sign that you collected it, and then that you opened it: its sender, and auditors, see that. Your own copy of what you sent opens without a receipt.',
      'What a partner sent by ordinary mail has no marking or kind that anybody has vouched for. You give it both when you open it first, and it is filed under them.',
    ],
    examples: [
      'despatch open ASB-G7MA2-T18A7-2',
      {
        for: 'with its attachments, written into a folder',
        type: 'despatch open ORD-G7MA2-T18A7-2 --out ./order',
      },
      {
        for: 'a reply that came by mail',
        type: 'despatch open MSG-G7MA2-T18A7-2 --kind reply --marking RESTRICTED',
      },
    ],
    next: 'despatch acknowledge, accept, return or decline REF says what becomes of it; despatch reply REF answers it.',
  })
  action<OpenOptions>(cli, command, async (options, [ref = '']) => {
    const filing = {
      ...(options.kind === undefined ? {} : { kind: kindNamed(options.kind).kind }),
      ...(options.marking === undefined ? {} : { marking: markingNamed(options.marking) }),
    }
    const folder = options.out === undefined ? null : await readyFolder(options.out)
    const session = await openSigning(cli, options)
    const { referral, deliveries } = await found(session, ref)
    const now = cli.clock()
    const opened =
      deliveries.length === 0
        ? await readOwnCopy({ session, referral, now })
        : await openDelivery({
            session,
            delivery: await theOnly(session, ref, deliveries),
            referral,
            filing,
            now,
          })
    const attachments = opened.outcome === 'unreadable' ? [] : opened.attachments
    const written = folder === null ? null : await writeAttachments(folder, attachments)
    if (options.json) cli.terminal.json(openedDocument(opened, written))
    else cli.terminal.say(...openedLines(opened, written, cli.terminal.width))
    if (opened.outcome === 'unreadable') {
      throw new FailedError(
        deliveries.length === 0
          ? 'It could not be read.'
          : 'It could not be read; its sender has been told by a signed receipt.',
      )
    }
    if (opened.outcome === 'misdeclared') {
      throw new FailedError('It is not what its sender declared: see above. A signed receipt says so.')
    }
  })
}
