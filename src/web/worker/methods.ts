import { answer } from './answer.ts'
import { disclosure, disclosureChain, proveDisclosure } from './audit/disclosure.ts'
import { keyHistory } from './audit/key-history.ts'
import { cancelLogCheck, logCheck, startLogCheck } from './audit/log-check.ts'
import { disclosures, parties, readFilters, registerFile } from './audit/register.ts'
import {
  announceSample,
  checkSample,
  discardReview,
  drawSample,
  keepFinding,
  review,
  reviews,
  selectReview,
} from './audit/reviews.ts'
import { reviewReport, signReview } from './audit/sign-review.ts'
import { statistics, statisticsFile } from './audit/statistics.ts'
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
  parties,
  readFilters,
  disclosures,
  registerFile,
  disclosure,
  proveDisclosure,
  disclosureChain,
  logCheck,
  startLogCheck,
  cancelLogCheck,
  statistics,
  statisticsFile,
  keyHistory,
  reviews,
  review,
  checkSample,
  announceSample,
  drawSample,
  selectReview,
  keepFinding,
  discardReview,
  signReview,
  reviewReport,
}

/** The same as pages see it. */
export type Desk = typeof methods
