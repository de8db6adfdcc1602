import type { TrustState } from '../../domain/trust/state.ts'
import type { Right } from '../../domain/wire/grant.ts'
import type { MailboxKeysResponse } from '../../domain/wire/mailbox-keys.ts'
import type { TrustRecord } from '../../domain/wire/trust/record.ts'
import { ClientError } from '../errors.ts'
import { certifyingKeyOf } from '../mailbox-keys.ts'
import type { Session } from '../session.ts'
import { appointedTo, personOfLogin } from './appointed.ts'
import { handInGrants, splitAt } from './hand-in-grants.ts'
import { historyFor } from './history.ts'
import { keysEnd, localMailbox, makeGeneration } from './new-generation.ts'
import { onceCertified } from './once-certified.ts'
import { signedAnew } from './signed-anew.ts'

/** What a change of a mailbox's keys came to. */
export type ChangedKeys = {
  keys: MailboxKeysResponse
  /** earlier generations that a new member was not granted, since whoever added them does not hold these */
  missing: number[]
}

type Asked = { mailbox: string; now: Date; ends?: Date }

/** New keys for a mailbox, granted to the members that it has. */
export const rotateKeys = (session: Session, asked: Asked): Promise<ChangedKeys> =>
  changed(session, asked, async () => [])

/**
 * Makes a person a member of a mailbox, or gives them other rights there. The mailbox gets new keys, since its officers
 * hold none that could be handed on; the earlier ones are granted too where the officer holds them.
 *
 * @param history whether the new member is to read what came before; yes unless told
 */
export async function addMember(
  session: Session,
  {
    login,
    rights,
    history = true,
    ...asked
  }: Asked & { login: string; rights: readonly Right[]; history?: boolean },
): Promise<ChangedKeys> {
  return changed(
    session,
    asked,
    async (state) => [
      await appointedTo(
        demandColleague(state, login, asked.mailbox),
        { mailbox: asked.mailbox, rights },
        session.key,
        asked.now,
      ),
    ],
    history && rights.includes('open') ? login : null,
  )
}

/**
 * Removes a person from a mailbox: they are appointed anew without it, everybody who stays gets new keys, and their grants
 * are withdrawn. What they could read until now they may have kept.
 */
export async function removeMember(
  session: Session,
  { login, ...asked }: Asked & { login: string },
): Promise<ChangedKeys> {
  return changed(session, asked, async (state) => [
    await appointedTo(
      personOfLogin(state, login),
      { mailbox: asked.mailbox, rights: [] },
      session.key,
      asked.now,
    ),
  ])
}

async function changed(
  session: Session,
  { mailbox, now, ends = keysEnd(now) }: Asked,
  recordsOf: (state: TrustState) => Promise<TrustRecord[]>,
  newcomer: string | null = null,
): Promise<ChangedKeys> {
  const state = await session.trust.refresh()
  localMailbox(state, mailbox)
  const records = await recordsOf(state)
  const primary = await certifyingKeyOf(session, mailbox, now)
  const { change, after } = await makeGeneration({
    state,
    mailbox,
    primary,
    officer: session.key,
    records,
    ends,
    now,
  })
  const before = await session.client.mailboxKeys(mailbox)
  const history =
    newcomer === null
      ? { grants: [], missing: [] }
      : await historyFor(session, before, { person: personOfLogin(after, newcomer), expires: ends, now })
  // What somebody who leaves has granted to others goes on by the officer's word.
  const anew = await signedAnew(session, before, { before: state, after, ends, now })
  const own = [...change.grants, ...history.grants]
  const parted = splitAt(anew, own.length)
  if (parted.before.length > 0) await handInGrants(session, mailbox, { records: [], grants: parted.before })
  const keys = await session.client.changeMailboxKeys(mailbox, {
    ...change,
    grants: [...own, ...parted.within],
  })
  await onceCertified(session, mailbox, change.records)
  return { keys, missing: history.missing }
}

function demandColleague(state: TrustState, login: string, mailbox: string) {
  const person = personOfLogin(state, login)
  const { agency } = localMailbox(state, mailbox)
  if (person.agency === agency) return person
  throw new ClientError(
    `${login} is of ${person.agency}; a mailbox of ${agency} has members of that agency alone.`,
  )
}
