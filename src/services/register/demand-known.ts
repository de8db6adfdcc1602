import { descriptorsAdded } from '../../domain/descriptors.ts'
import { markingOfLine } from '../../domain/marking.ts'
import { problem } from '../../domain/problems.ts'
import { knownBasis } from '../../domain/rule-sets.ts'
import type { DisclosureFilters } from '../../domain/wire/register-response.ts'
import type { Db } from '../db.ts'
import { readAmendments } from '../rule-amendments.ts'

/**
 * Demands that what is asked for exists. A reading is entered in the log with its filters, for ever: what somebody
 * typed in the place of a marking or a mailbox may be a name (promise 7), and a slip is told instead of an empty list.
 *
 * @throws ProblemError `invalid-request`
 */
export async function demandKnown(
  db: Db,
  { marking, basis, mailbox }: Pick<DisclosureFilters, 'marking' | 'basis' | 'mailbox'>,
): Promise<void> {
  const amendments = (await readAmendments(db)).map(({ document }) => document)
  if (marking !== undefined && markingOfLine(marking, descriptorsAdded(amendments)) === null) {
    throw problem('invalid-request', 'That is not a marking, such as RESTRICTED or PROTECT – PERSONAL.')
  }
  if (basis !== undefined && !knownBasis(basis, amendments)) {
    throw problem('invalid-request', 'No rule set has that legal basis. See: despatch rules')
  }
  if (mailbox !== undefined && !(await isListed(db, mailbox))) {
    throw problem('invalid-request', 'The directory has no mailbox of that address.')
  }
}

async function isListed(db: Db, address: string): Promise<boolean> {
  const row = await db.selectFrom('mailbox').select('id').where('address', '=', address).executeTakeFirst()
  return row !== undefined
}
