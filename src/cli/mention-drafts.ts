import type { Client } from '../sdk/client.ts'
import type { Cli } from './account.ts'

/** A draft that ends within so many days is spoken of, whatever it waits for. */
const ENDS_SOON_DAYS = 5

/**
 * Says beside whatever is asked that drafts can be sent now, or end soon. It is a word on the way: whoever has no drafts, or
 * cannot be told of them now, hears nothing.
 */
export async function mentionDrafts(
  { terminal, clock }: Pick<Cli, 'terminal' | 'clock'>,
  client: Client,
): Promise<void> {
  const drafts = await client.drafts().catch(() => [])
  const ready = drafts.filter((draft) => draft.ready && draft.waitsFor.length > 0)
  const soon = new Date(clock().getTime() + ENDS_SOON_DAYS * 86_400_000).toISOString()
  const ending = drafts.filter((draft) => !ready.includes(draft) && draft.endsAt < soon)
  if (ready.length > 0)
    terminal.note(
      `${ready.length === 1 ? 'A draft' : `${ready.length} drafts`} can go now: the keys are there. See: despatch drafts`,
    )
  if (ending.length > 0)
    terminal.note(
      `${ending.length === 1 ? 'A draft ends' : `${ending.length} drafts end`} within ${ENDS_SOON_DAYS} days, unsent. See: despatch drafts`,
    )
}
