import { StatementSignatureError, verifyStatement } from '../crypto/statement.ts'
import { mightSendThen } from '../domain/trust/office-then.ts'
import { personOf } from '../domain/trust/state.ts'
import type { Directory } from '../domain/wire/directory.ts'
import { type KeptList, RecipientList } from '../domain/wire/recipient-lists.ts'
import { parseStatement, StatementError } from '../domain/wire/statement.ts'
import { ClientError } from './errors.ts'
import { createKept } from './kept.ts'
import type { Session } from './session.ts'
import { personCertificate } from './trust/trusted.ts'

type Reading = Pick<Session, 'client' | 'trust' | 'kept'>

/** A list of recipients as a member wrote it, and who that was: the fingerprint of their key. */
export type VerifiedList = RecipientList & { signer: string }

/**
 * The lists of one's mailboxes, each verified: by the key of somebody whom the mailbox's own agency has appointed to send from it, as
 * the trust log says. The service can leave one out or show an earlier one, and can put no address into any.
 *
 * @throws ClientError when one is not as a member signed it
 */
export async function recipientLists(session: Reading): Promise<VerifiedList[]> {
  return Promise.all((await session.client.recipientLists()).map((kept) => verified(session, kept)))
}

/** A list as it is kept, and why it cannot be used where it is not as a member signed it. */
export type ListStanding = Pick<KeptList, 'mailbox' | 'name'> &
  ({ list: VerifiedList; why: null } | { list: null; why: string })

/** The same lists with those that do not verify among them, so that whoever keeps them can put them right. */
export async function listsOneByOne(session: Reading): Promise<ListStanding[]> {
  return Promise.all(
    (await session.client.recipientLists()).map(async (kept): Promise<ListStanding> => {
      const { mailbox, name } = kept
      return verified(session, kept).then(
        (list) => ({ mailbox, name, list, why: null }),
        (error: unknown) => {
          if (error instanceof UnverifiedListError)
            return { mailbox, name, list: null, why: error.withoutCommand }
          throw error
        },
      )
    }),
  )
}

/** A list is not as a member of its mailbox signed it. */
class UnverifiedListError extends ClientError {
  override name = 'UnverifiedListError'
}

async function verified(
  session: Reading,
  { mailbox, name, statement, signature, signer }: KeptList,
): Promise<VerifiedList> {
  try {
    const list = parseStatement(RecipientList, statement)
    if (list.mailbox !== mailbox || list.name !== name) throw new StatementError('It is another list.')
    const state = await session.trust.state()
    const person = personOf(state, signer)
    if (!person) throw new ClientError('The signature is by a key that no agency has appointed.')
    if (!mightSendThen(state, person, { mailbox, time: list.time }))
      throw new ClientError('Whoever signed it was not appointed to send from that mailbox then.')
    const certificate = await personCertificate(session, person.certificate, { time: list.time, mailbox })
    await verifyStatement({
      type: list.despatch,
      text: statement,
      signature,
      certificates: [certificate],
      now: new Date(list.time),
    })
    return { ...list, signer }
  } catch (error) {
    const isWrong =
      error instanceof StatementError ||
      error instanceof StatementSignatureError ||
      error instanceof ClientError
    if (!isWrong) throw error
    throw new UnverifiedListError(
      `The list @${name} of ${mailbox} is not as a member of that mailbox signed it. ${error.message} Nothing was sent. Keep it anew.`,
      'The command for it: despatch recipients put',
    )
  }
}

/** Signs a list and has it kept. @throws ApiProblemError; ClientError where a mailbox is closed, or nobody's */
export async function keepList(
  session: Session,
  {
    mailbox,
    name,
    members,
    directory,
  }: { mailbox: string; name: string; members: string[]; directory: Directory },
  now: Date,
): Promise<KeptList> {
  demandOpen(directory, name, members)
  const { signerOf } = session.kept ?? createKept()
  const signed = await signerOf(session.key).sign(
    RecipientList,
    { despatch: 'recipient-list/1', mailbox, name, members: [...new Set(members)], time: now.toISOString() },
    now,
  )
  return session.client.keepRecipientList(mailbox, name, signed)
}

/**
 * Recipients with every `@name` expanded into the mailboxes of the sender's list, each once.
 *
 * @throws ClientError when there is no such list, or it names a mailbox that is closed or that nobody has
 */
export async function expandRecipients(
  session: Reading,
  from: string,
  to: readonly string[],
  directory: () => Promise<Directory>,
): Promise<string[]> {
  if (!to.some(isListName)) return [...to]
  const lists = (await session.client.recipientLists()).filter(({ mailbox }) => mailbox === from)
  const known = await directory()
  const expanded = await Promise.all(
    to.map(async (one) => {
      if (!isListName(one)) return [one]
      const name = one.slice(1)
      const found = lists.find((list) => list.name === name)
      if (!found)
        throw new ClientError(
          `${from} has no list called ${one}${lists.length === 0 ? '' : `; it has ${lists.map((list) => `@${list.name}`).join(', ')}`}.`,
          'See: despatch recipients',
        )
      const { members } = await verified(session, found)
      demandOpen(known, name, members)
      return members
    }),
  )
  return [...new Set(expanded.flat())]
}

/** An address has something before its `@`. */
const isListName = (recipient: string): boolean => recipient.startsWith('@')

function demandOpen({ mailboxes }: Directory, name: string, members: readonly string[]): void {
  for (const member of members) {
    const mailbox = mailboxes.find(({ address }) => address === member)
    if (mailbox && !mailbox.closed) continue
    throw new ClientError(
      `${member}, which the list @${name} names, ${mailbox ? 'is closed' : 'is no mailbox of this partnership'}. Take it out. Nothing was done.`,
      'The command for it: despatch recipients put',
    )
  }
}
