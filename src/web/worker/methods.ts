import { answer } from './answer.ts'
import { auditing } from './auditing.ts'
import { counts, drafts, inbox, sent } from './lists.ts'
import { signIn, signOut } from './open-session.ts'
import { attachment, headline, openReceived, openSent } from './referral.ts'

/** All that pages may ask of the session worker. Each takes and gives plain values: no key, no token and no passphrase comes back. */
export const methods = {
  signIn,
  signOut,
  inbox,
  sent,
  drafts,
  counts,
  headline,
  openReceived,
  openSent,
  attachment,
  answer,
  ...auditing,
}

/** The same as pages see it. */
export type Desk = typeof methods
