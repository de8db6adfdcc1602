import { accountOperations } from './operations/account.ts'
import { agreementOperations } from './operations/agreements.ts'
import { caseOperations } from './operations/cases.ts'
import { deliveryOperations } from './operations/deliveries.ts'
import { directoryOperations } from './operations/directory.ts'
import { draftOperations } from './operations/drafts.ts'
import { enrolmentOperations } from './operations/enrolment.ts'
import { eventOperations } from './operations/events.ts'
import { exchangeOperations } from './operations/exchanges.ts'
import { logOperations } from './operations/log.ts'
import { mailboxKeyOperations } from './operations/mailbox-keys.ts'
import { noticeOperations } from './operations/notices.ts'
import type { Operation } from './operations/operation.ts'
import { partnerKeyOperations } from './operations/partner-keys.ts'
import { partnerOperations } from './operations/partners.ts'
import { quarantineOperations } from './operations/quarantine.ts'
import { recipientListOperations } from './operations/recipient-lists.ts'
import { referralOperations } from './operations/referrals.ts'
import { registerOperations } from './operations/register.ts'
import { reviewOperations } from './operations/reviews.ts'
import { serviceOperations } from './operations/service.ts'
import { sessionOperations } from './operations/session.ts'
import { trustOperations } from './operations/trust.ts'
import { webKeyDirectoryOperations } from './operations/web-key-directory.ts'

/**
 * Everything that the API does, by the operation's id. A route that is not here cannot be registered; an operation
 * that has no route stops the start.
 */
export const operations = {
  ...serviceOperations,
  ...sessionOperations,
  ...accountOperations,
  ...directoryOperations,
  ...mailboxKeyOperations,
  ...trustOperations,
  ...enrolmentOperations,
  ...referralOperations,
  ...exchangeOperations,
  ...draftOperations,
  ...recipientListOperations,
  ...caseOperations,
  ...deliveryOperations,
  ...quarantineOperations,
  ...registerOperations,
  ...reviewOperations,
  ...agreementOperations,
  ...logOperations,
  ...noticeOperations,
  ...eventOperations,
  ...partnerOperations,
  ...partnerKeyOperations,
  ...webKeyDirectoryOperations,
}

/** The same as a list, in the order in which they are shown. */
export const OPERATIONS: readonly Operation[] = Object.values(operations)
