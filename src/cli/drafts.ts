import type { Command } from 'commander'
import type { Draft } from '../domain/wire/drafts.ts'
import { openDraft, sendDraft } from '../sdk/drafts.ts'
import { ClientError } from '../sdk/errors.ts'
import { readersOf } from '../sdk/keys/who-reads.ts'
import { type Cli, openReading, openSigning } from './account.ts'
import { action, type CommonOptions, FailedError, withAccount } from './action.ts'
import { keepCheckpoint } from './kept-checkpoint.ts'
import { keepSent, report, stopped } from './submit.ts'
import { recordTable } from './table.ts'
import { taught } from './taught.ts'
import { readerLines } from './who-will-read.ts'
import { shortTime } from './wording.ts'

const ID = '0198f3a2-7c4e-7b1d-9a55-3f2b8c6d1e90'

/** `drafts` and its commands: what waits, sealed to its own mailbox. */
export function registerDrafts(program: Command, cli: Cli): void {
  const drafts = program.command('drafts').description('see and send what waits as a sealed draft')
  taught(drafts, {
    about: [
      'What cannot be sent since the key of a recipient is missing, has ended or has changed, waits as a draft that only the sending mailbox can open. When the key is approved, your own machine seals it again and sends it. A draft ends thirty days after it was changed.',
    ],
    examples: ['despatch drafts', `despatch drafts send ${ID}`],
    next: 'despatch partner-keys shows the keys that wait for approval.',
  })

  const list = withAccount(drafts.command('list', { isDefault: true }).description('list the drafts'))
  taught(list, {
    about: ['The same as despatch drafts alone: those of all your mailboxes, the newest first.'],
    examples: ['despatch drafts list', 'despatch drafts list --json'],
    next: 'despatch drafts send ID sends one whose keys are there.',
  })
  action<CommonOptions>(cli, list, async (options) => {
    const { client } = await openReading(cli, options)
    const rows = await client.drafts()
    if (options.json) return cli.terminal.json({ drafts: rows })
    cli.terminal.say(
      ...(rows.length === 0
        ? ['There are no drafts.']
        : recordTable(['ID', 'CHANGED'], rows.map(recordOf), cli.terminal.width)),
    )
  })

  const show = one(drafts, 'show', 'open a draft, and see what would be sent to whom')
  taught(show, {
    about: ['It is opened on this machine, and nothing is sent.'],
    examples: [`despatch drafts show ${ID}`],
    next: 'despatch drafts send ID sends it.',
  })
  action<CommonOptions>(cli, show, async (options, [id = '']) => {
    const session = await openSigning(cli, options)
    const { draft, written, request } = await openDraft({ session, id, now: cli.clock() })
    const { attachments = [], data, ...rest } = request
    const files = attachments.map(({ name, bytes }) => ({ name, size: bytes.length }))
    const readers = await readersOf(session, request, cli.clock())
    if (options.json) return cli.terminal.json({ draft, ...rest, data, attachments: files, readers })
    cli.terminal.say(
      `The kind ${request.kind}, from ${request.from} to ${request.to.join(', ') || 'nobody yet'}, written ${shortTime(written.toISOString())}.`,
      ...files.map(({ name, size }) => `Attachment: ${name}  (${size} bytes)`),
      'Who will be able to read it:',
      ...readerLines(readers, cli.terminal.width),
      '',
      JSON.stringify(data, null, 2),
    )
  })

  const send = one(drafts, 'send', 'seal a draft again and send it')
  taught(send, {
    about: [
      'The rules are asked again, and the log entry is checked, as when it is sent at once. It is sent once only.',
    ],
    examples: [`despatch drafts send ${ID}`],
    next: 'despatch status REF shows who has read it.',
  })
  action<CommonOptions>(cli, send, async (options, [id = '']) => {
    const session = await openSigning(cli, options)
    const now = cli.clock()
    const opened = await openDraft({ session, id, now })
    const readers = await readersOf(session, opened.request, now)
    if (!options.json)
      cli.terminal.say('Who will be able to read it:', ...readerLines(readers, cli.terminal.width))
    const done = await sendDraft({
      session,
      opened,
      keep: (prepared) => keepSent(cli, session, prepared),
      now,
    })
    if (done.outcome === 'stopped') return stopped(cli, done.prepared.decision, options)
    if (done.outcome === 'sent-before')
      throw new FailedError('It was sent before, by you or a colleague. The draft is deleted now.')
    if (done.sent.proof) await keepCheckpoint(cli, session, done.sent.proof.checkpoint.note)
    report(cli, done.prepared, done.sent, { ...options, readers })
  })

  const gone = one(drafts, 'delete', 'delete a draft for good')
  taught(gone, {
    about: ['Nobody can bring it back.'],
    examples: [`despatch drafts delete ${ID}`],
    next: 'despatch drafts shows what is left.',
  })
  action<CommonOptions>(cli, gone, async (options, [id = '']) => {
    const { client } = await openReading(cli, options)
    const draft = (await client.drafts()).find((one) => one.id === id)
    if (!draft) throw new ClientError('There is no draft of that id. See: despatch drafts')
    await client.deleteDraft(id, draft.version)
    if (options.json) return cli.terminal.json({ id, gone: true })
    cli.terminal.say('It is deleted.')
  })
}

const one = (drafts: Command, name: string, description: string): Command =>
  withAccount(drafts.command(name).description(description).argument('<id>', 'as the list names it'))

function recordOf({ id, mailbox, waitsFor, ready, createdBy, changedAt, endsAt }: Draft) {
  return {
    cells: [id, shortTime(changedAt)],
    beneath: [
      `from ${mailbox}${createdBy === null ? '' : `, by ${createdBy}`}; ends ${shortTime(endsAt)}`,
      waitsFor.length === 0
        ? 'waits for its author'
        : ready
          ? `waited for the key of ${waitsFor.join(', ')}, and CAN GO NOW`
          : `waits for the key of ${waitsFor.join(', ')}`,
    ],
  }
}
