import { answer, giveBack, toGiveBack } from './answer.ts'
import { auditing } from './auditing.ts'
import { caseNamed, linkableCases, linkCase, removeFromCase, renameCase, unlinkCase } from './case-links.ts'
import {
  addCasePerson,
  addOrderReview,
  casePerson,
  caseReferrals,
  correctCasePerson,
  findInCases,
  removeCasePerson,
  takePeopleOver,
} from './case-people.ts'
import {
  addCaseAction,
  addCaseNote,
  beginCase,
  cases,
  openCase,
  putIntoCase,
  setCaseStatus,
  settleCaseAction,
} from './cases.ts'
import { beginAnswer } from './compose/answering.ts'
import { beginning, formFaults, formFor, judge, offeredRecipients } from './compose/compose.ts'
import { caseBeginning, casePeopleFor, formFromCase } from './compose/from-case.ts'
import { sendingProgress } from './compose/progress.ts'
import { pushBeginning, pushFormFor } from './compose/push.ts'
import { deleteDraft, reopenDraft, saveDraft, sendComposed } from './compose/send.ts'
import { tellDraft } from './compose/tell-draft.ts'
import { fileMail, toFile } from './filing.ts'
import { counts, drafts, inbox, sent } from './lists.ts'
import { listen, stopListening } from './live.ts'
import * as officerMethods from './officer-methods.ts'
import { changedKeys, signIn, signInByPasskey, signOut } from './open-session.ts'
import { ownProgram } from './own-program.ts'
import { decideHeld, heldMail } from './quarantine.ts'
import { receipts } from './receipts.ts'
import { keepOwnList, listable, ownLists, removeOwnList } from './recipient-lists.ts'
import { attachment, headline, openReceived, openSent } from './referral.ts'
import { search } from './search/later.ts'
import { standing } from './standing.ts'
import { thread } from './thread.ts'
import { withdrawable, withdrawSent } from './withdraw.ts'

/** All that pages may ask of the session worker. Each takes and gives plain values: no key, no token and no passphrase comes back. */
export const methods = {
  signIn,
  signInByPasskey,
  changedKeys,
  signOut,
  inbox,
  sent,
  drafts,
  counts,
  heldMail,
  decideHeld,
  listen,
  stopListening,
  headline,
  openReceived,
  openSent,
  attachment,
  standing,
  toFile,
  fileMail,
  search,
  answer,
  beginning,
  formFor,
  pushBeginning,
  pushFormFor,
  caseBeginning,
  casePeopleFor,
  formFromCase,
  formFaults,
  offeredRecipients,
  judge,
  sendComposed,
  sendingProgress,
  saveDraft,
  reopenDraft,
  tellDraft,
  deleteDraft,
  beginAnswer,
  toGiveBack,
  giveBack,
  receipts,
  ownLists,
  listable,
  keepOwnList,
  removeOwnList,
  thread,
  withdrawable,
  withdrawSent,
  cases,
  openCase,
  beginCase,
  putIntoCase,
  addCasePerson,
  addCaseAction,
  settleCaseAction,
  addCaseNote,
  setCaseStatus,
  ownProgram,
  caseNamed,
  casePerson,
  caseReferrals,
  correctCasePerson,
  removeCasePerson,
  findInCases,
  takePeopleOver,
  addOrderReview,
  linkableCases,
  linkCase,
  unlinkCase,
  removeFromCase,
  renameCase,
  ...officerMethods,
  ...auditing,
}

/** The same as pages see it. */
export type Desk = typeof methods
