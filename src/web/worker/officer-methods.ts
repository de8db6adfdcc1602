/** Enrolling, one's own account, and what those who look after people and keys do. */
export {
  account,
  changePassphrase,
  endOtherSessions,
  endSession,
  makeNewKit,
  revokeDevice,
  takeNewKit,
} from './account.ts'
export { owedAnswers, owedMonths } from './agency.ts'
export { agreementForm, agreementsHere, draftText, enterStatement, judgeStatement } from './agreements.ts'
export { lookUp, makeKey, sendKey } from './enrol.ts'
export {
  agencyMailboxes,
  changeKeys,
  endings,
  giveMailbox,
  mailboxKeys,
  openAgencyMailbox,
  revokeKey,
  shareKeys,
  takeMailbox,
} from './mailbox-keys.ts'
export { endNotices, notices, setNotices } from './notices.ts'
export {
  approvePartnerKey,
  certifyOwnMailKey,
  findPartnerKey,
  handInPartnerKey,
  judgedKey,
  rejectPartnerKey,
  revocablePartnerKeys,
  takeBackPartnerKey,
  waitingKeys,
} from './partner-keys.ts'
export {
  agencies,
  agreement,
  changePartner,
  mailboxes,
  networks,
  partnership,
  reroutePartner,
  testPartner,
} from './partnership.ts'
export { addPasskey, passkeyCalled, prepareForPasskey, removePasskey } from './passkeys.ts'
export {
  appointedUntil,
  candidate,
  certify,
  colleague,
  endAppointment,
  invitations,
  invite,
  lift,
  newcomerFaults,
  readmit,
  reappoint,
  staff,
  suspend,
  withdrawInvitation,
} from './people.ts'
export { amendmentExample, draftRules, enterRules, ruleSets } from './rules.ts'
