import { ClientError } from '../errors.ts'

/** Tries at a change that colleagues get in the way of. Of all who try at once one succeeds each time. */
const MOST_TRIES = 30

/**
 * Makes a change in what is there, and makes it again in what a colleague has put there meanwhile, until it is kept: so of two who
 * write at once nothing is lost. What leaves everything as it is was made already, and is not kept anew.
 *
 * @param keep gives null when it is not the newest any more that was changed
 * @param again reads the newest
 * @throws ClientError when that goes on for ever; whatever `change` throws
 */
export async function untilKept<Known, Notes>(
  first: Known,
  {
    notesOf,
    change,
    keep,
    again,
  }: {
    notesOf(known: Known): Notes
    change(notes: Notes): Notes
    keep(known: Known, notes: Notes): Promise<Known | null>
    again(): Promise<Known>
  },
): Promise<Known> {
  let known = first
  for (let tried = 0; tried < MOST_TRIES; tried += 1) {
    const notes = notesOf(known)
    const changed = change(notes)
    if (changed === notes) return known
    const kept = await keep(known, changed)
    if (kept !== null) return kept
    known = await again()
  }
  throw new ClientError(
    'Colleagues are changing that case all the time. Nothing was kept; try again in a moment.',
  )
}
