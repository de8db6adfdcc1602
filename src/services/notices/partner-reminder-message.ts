import { armorMessage } from '../../crypto/armor.ts'
import { readCertificate } from '../../crypto/certificate.ts'
import { sha256Hex } from '../../crypto/digest.ts'
import { seal } from '../../crypto/seal.ts'
import { dayInWords } from '../../domain/day.ts'
import { formatMarking, LEVELS } from '../../domain/marking.ts'
import { composeEncrypted } from '../../mail/encrypted.ts'
import { formatLabel, formatMarkingHeader, LABEL_HEADER, MARKING_HEADER } from '../../mail/label.ts'
import { messageIdOf } from '../../mail/message-id.ts'
import { composeReply, threading } from '../../mail/reply.ts'
import type { NoticeSender } from './message.ts'
import type { LeasedReminder } from './partner-reminders.ts'
import { levelOf } from './waiting.ts'

/**
 * The mail that reminds a partner who has only mail, in the exchange of what it was asked for: which reference, of which day, by
 * when, and nothing of what stands in it (promise 7). It is marked as the lowest of the partner's scheme, encrypted to the
 * mailbox's certificate, and answered to the mailbox that asks. Its Message-ID follows from the delivery, so that one that was sent
 * twice is the same mail.
 *
 * It is not signed: what it says needs not be believed, since what it speaks of is there to be looked at.
 */
export async function partnerReminderMessage(
  { from, origin, serviceDomain }: NoticeSender,
  reminder: LeasedReminder,
  now: Date,
): Promise<Uint8Array> {
  const { deliveryId, stage, address, armored, messageId, scheme, asking } = reminder
  const marking = { scheme, level: LEVELS[scheme][0] ?? '', descriptors: [] }
  const headers = {
    from,
    to: [address],
    date: now,
    // Outside nobody reads which of the two it is.
    messageId: messageIdOf((await sha256Hex(`reminder ${deliveryId} ${stage}`)).slice(0, 32), serviceDomain),
  }
  const thread = { inReplyTo: messageId, references: [] }
  const words = formatMarking(marking)
  const entity = composeReply({
    ...headers,
    ...thread,
    subject: `${words}: ${stage === 'due' ? 'an answer is due' : 'an answer is overdue'}: ${reminder.reference}`,
    text: [words, '', ...paragraphs(reminder, origin), words, ''].join('\n'),
  })
  const sealed = await seal({ entity, recipients: [await readCertificate(armored)], now })
  return composeEncrypted({
    ...headers,
    replyTo: asking.address,
    armored: armorMessage(sealed),
    extraHeaders: [
      // RFC 3834 §5: nobody's holiday message answers this.
      { name: 'Auto-Submitted', value: 'auto-generated' },
      { name: LABEL_HEADER, value: formatLabel(marking) },
      { name: MARKING_HEADER, value: formatMarkingHeader(marking) },
      ...threading({ ...thread }),
    ],
  })
}

function paragraphs(
  { stage, reference, respondBy, sentOn, asking, marking, address }: LeasedReminder,
  origin: string,
): string[] {
  const level = levelOf(marking)
  const [sent, by] = [sentOn, respondBy].map((day) => dayInWords(new Date(`${day}T12:00:00Z`)))
  return [
    `${asking.name} sent ${reference}${level === null ? '' : `, marked ${level},`} to ${address} on ${sent},`,
    stage === 'due'
      ? `and asks for an answer by ${by}. None has come yet.`
      : `and asked for an answer by ${by}. None has come.`,
    '',
    'Please answer that mail itself, encrypted as it came: by that your answer is known',
    `for what it is. It goes to ${asking.address}.`,
    'If you cannot answer, say so in the same way. If you have, or if it is not for you,',
    `please tell ${asking.name}.`,
    '',
    `A machine sent this, for the referral service at ${origin}. It holds nothing of what`,
    'was sent, is not signed, and needs no answer itself. You are reminded twice at most: before',
    'the day and after it. To have no more of these, tell your partnership’s co-ordinator.',
    '',
  ]
}
