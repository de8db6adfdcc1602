import type { Held } from '../../domain/wire/quarantine.ts'
import type { SenderChecks } from '../../domain/wire/sender-checks.ts'
import type { Examined } from './examine.ts'
import type { ReceivingMailbox } from './mailboxes.ts'
import type { SendingDomain } from './sending-domain.ts'

/** A key id that hides its owner (RFC 9580 §5.1.8): whose it is shows on opening. */
const HIDDEN = '0'.repeat(16)

/**
 * Why a mail is held back from a mailbox's inbox, or null. Whether its members can open it is judged by the keys that it
 * names, which are the sender's claims: a mail that names one of theirs and is none the less to somebody else's shows
 * that when it is opened.
 */
export function whyHeld(
  { keyIds, broken }: Pick<Examined, 'keyIds' | 'broken'>,
  mailbox: Pick<ReceivingMailbox, 'keyIds' | 'oldKeyIds'>,
  { sender, checks }: { sender: SendingDomain; checks: SenderChecks | null },
): Held | null {
  if (broken) return 'damaged'
  if (keyIds !== null && !keyIds.some((id) => id === HIDDEN || mailbox.keyIds.includes(id))) {
    return keyIds.some((id) => mailbox.oldKeyIds.includes(id)) ? 'old-key' : 'wrong-key'
  }
  if (sender.authenticated || checks === null) return null
  const { spf, dmarc } = checks
  const disowned = spf.result === 'fail' || (dmarc.result === 'fail' && dmarc.policy === 'quarantine')
  return disowned ? 'sender-unproven' : null
}
