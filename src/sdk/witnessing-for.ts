import { LogInconsistentError } from './errors.ts'
import type { Session } from './session.ts'
import { NoteError, type Witnessing, witnessingOf, witnessingWords } from './witnessing.ts'

/**
 * Which of the witnesses that the agreement asks for have seen a checkpoint; null where it asks for none.
 * @throws LogInconsistentError when a signature of one of them does not fit
 */
export async function witnessingFor(
  { trust, service }: Pick<Session, 'trust' | 'service'>,
  note: string,
): Promise<Witnessing | null> {
  try {
    return await witnessingOf(await trust.state(), service.origin, note)
  } catch (error) {
    if (!(error instanceof NoteError)) throw error
    throw new LogInconsistentError(
      `A witness’s signature under the checkpoint does not fit. ${error.message}`,
      note,
    )
  }
}

/** The same where that nobody is asked for has to be known as well. */
export const witnessingOrNone = (witnessing: Witnessing | null): string[] =>
  witnessing
    ? witnessingLines(witnessing)
    : ['No agreement asks for witnesses: nobody but the service says that everybody is shown the same log.']

/** What is said of it: nothing where no agreement asks. */
export function witnessingLines(witnessing: Witnessing | null): string[] {
  if (!witnessing) return []
  const words = witnessingWords(witnessing)
  return [
    witnessing.seen >= witnessing.asked
      ? `It was ${words}.`
      : `It is not yet witnessed: ${words}. Until it is, nobody but the service says that everybody is shown the same.`,
  ]
}
