/**
 * Who may do what to what: one table, enforced in the services, printed by `despatch roles`, and compared by a test
 * with what every route does.
 */

/** The roles that a person or a machine account can hold (requirements section 3). */
export const ROLES = [
  'case-worker',
  'team-manager',
  'court-officer',
  'liaison-officer',
  'deputy',
  'co-ordinator',
  'auditor',
  'analyst',
  'account-administrator',
  'machine',
] as const
export type Role = (typeof ROLES)[number]

/** What each role is, for the person who reads the table. */
export const ROLE_NAMES: Readonly<Record<Role, string>> = {
  'case-worker':
    'Case worker of an anti-social behaviour (ASB) team, a youth offending team (YOT) or a partner',
  'team-manager': 'Manager of such a team',
  'court-officer': 'Listing officer of a court',
  'liaison-officer': 'Designated Liaison Officer of an agency',
  deputy: 'Deputy of the liaison officer: may do what they may',
  'co-ordinator': 'Co-ordinator of the community safety partnership (CSP)',
  auditor: 'Auditor: sees the register and the log, and no content',
  analyst: 'Analyst: is given what is depersonalised, and nothing else',
  'account-administrator': 'Looks after the accounts of an agency, and sees no content',
  machine: "An agency's own system, such as a court's case system",
}

/**
 * How somebody stands to what they act on.
 *
 * - `self`: what is about the caller alone, such as their own keys
 * - `own-mailbox`: a mailbox that the caller is a member of, with the right that the action needs
 * - `own-agency`: whatever the caller's agency sent or received, and the accounts of its people
 * - `any`: whatever there is
 */
export const RELATIONS = ['self', 'own-mailbox', 'own-agency', 'any'] as const
export type Relation = (typeof RELATIONS)[number]

/** Each relation in words, after "may". */
export const RELATION_NAMES: Readonly<Record<Relation, string>> = {
  self: 'what is about themselves alone',
  'own-mailbox': 'mailboxes that they are members of',
  'own-agency': 'whatever their agency sent or received, and its accounts',
  any: 'whatever there is',
}

/** `anyone` needs no sign-in. Of each role that is named, the relation in which it may. Who is not named may not. */
type Permission =
  | { title: string; anyone: true }
  | { title: string; anyone?: never; roles: Readonly<Partial<Record<Role, Relation>>> }

const everybody = (relation: Relation): Readonly<Record<Role, Relation>> => ({
  'case-worker': relation,
  'team-manager': relation,
  'court-officer': relation,
  'liaison-officer': relation,
  deputy: relation,
  'co-ordinator': relation,
  auditor: relation,
  analyst: relation,
  'account-administrator': relation,
  machine: relation,
})

/** Those who work with referrals. An auditor is not one of them, whatever memberships there are. */
const caseStaff = {
  'case-worker': 'own-mailbox',
  'team-manager': 'own-mailbox',
  'court-officer': 'own-mailbox',
  'liaison-officer': 'own-mailbox',
  deputy: 'own-mailbox',
  'co-ordinator': 'own-mailbox',
} as const satisfies Partial<Record<Role, Relation>>
/** An analyst reads with them, and is given nothing but what is depersonalised (`asAnalyst` of services/caller.ts). */
const readers = { ...caseStaff, analyst: 'own-mailbox' } as const
/** The same people, where it is about partners that all of the partnership writes to. */
const everyCaseWorker = {
  'case-worker': 'any',
  'team-manager': 'any',
  'court-officer': 'any',
  'liaison-officer': 'any',
  deputy: 'any',
  'co-ordinator': 'any',
} as const satisfies Partial<Record<Role, Relation>>
const caseStaffAndMachines = { ...caseStaff, machine: 'own-mailbox' } as const

/** Those who answer for the keys of their agency. */
const officers = { 'liaison-officer': 'own-agency', deputy: 'own-agency' } as const

/** The register shows everything to auditors, and to a liaison officer what their own agency shared (U3, U4). */
const reviewers = { auditor: 'any', 'liaison-officer': 'own-agency', deputy: 'own-agency' } as const

/** Every action of the service. */
export const PERMISSIONS = {
  'describe-service': { title: 'See what the service says of itself, its API and its help', anyone: true },
  'read-published-log': { title: 'Read checkpoint and tiles of the log', anyone: true },
  'read-published-certificates': {
    title: 'Fetch the certificates of mailboxes, as mail programs do (WKD)',
    anyone: true,
  },
  'sign-in': { title: 'Sign in', anyone: true },
  'read-directory': {
    title: 'Read agencies, mailboxes, agreements and certificates',
    roles: everybody('any'),
  },
  'read-own-keys': { title: 'Fetch the mailbox keys granted to oneself', roles: everybody('self') },
  'see-mailbox-keys': {
    title: 'See who holds the keys of a mailbox',
    roles: { ...caseStaff, ...officers },
  },
  'change-mailbox-keys': { title: 'Rotate the keys of a mailbox, add and remove members', roles: officers },
  'grant-mailbox-keys': {
    title: 'Grant a colleague keys of a mailbox that one holds oneself',
    roles: { ...caseStaff, ...officers },
  },
  'use-recovery-key': { title: 'Bring out the recovery key of the agency', roles: officers },
  'enter-trust': {
    title: 'Enter in the trust log what an agency has signed',
    roles: {
      'liaison-officer': 'own-agency',
      deputy: 'own-agency',
      'co-ordinator': 'any',
    },
  },
  enrol: { title: 'Enrol by an invitation', anyone: true },
  invite: {
    title: 'Invite people, and see who has enrolled',
    roles: { 'liaison-officer': 'own-agency', deputy: 'own-agency', 'co-ordinator': 'any' },
  },
  'see-people': {
    title: 'See the accounts of an agency',
    roles: {
      'liaison-officer': 'own-agency',
      deputy: 'own-agency',
      'team-manager': 'own-agency',
      'account-administrator': 'own-agency',
    },
  },
  'look-after-accounts': {
    title: 'Suspend accounts, and end a suspension',
    roles: { 'liaison-officer': 'own-agency', deputy: 'own-agency', 'account-administrator': 'own-agency' },
  },
  'send-referral': { title: 'Send a referral or a reply', roles: caseStaffAndMachines },
  'withdraw-referral': {
    title: 'Withdraw what one’s mailbox sent and nobody has collected',
    roles: caseStaffAndMachines,
  },
  'keep-drafts': { title: 'Keep sealed drafts of a mailbox', roles: caseStaffAndMachines },
  'keep-recipient-lists': { title: 'Keep lists of recipients of a mailbox', roles: caseStaff },
  'keep-cases': { title: 'Keep the sealed notes of a mailbox’s cases', roles: caseStaff },
  'see-sent': { title: 'List what a mailbox sent', roles: caseStaffAndMachines },
  'see-received': { title: 'List what a mailbox received', roles: readers },
  'see-referral': {
    title: 'See the state, evidence and exchange of a referral',
    roles: { ...caseStaffAndMachines, ...readers },
  },
  'read-content': { title: 'Fetch sealed content', roles: readers },
  'answer-delivery': { title: 'Sign a receipt, file mail from a partner', roles: readers },
  'hear-changes': {
    title: 'Be told at once that something of a mailbox has changed',
    roles: { ...caseStaffAndMachines, ...readers },
  },
  'handle-quarantine': {
    title: 'See mail that was held back, release it or lay it aside',
    roles: caseStaff,
  },
  'prove-disclosure': {
    title: 'Have the proof that a disclosure is in the log',
    roles: { ...caseStaffAndMachines, ...reviewers },
  },
  'open-log-records': {
    title: 'Open what stands behind the entries of the log',
    roles: { ...caseStaffAndMachines, auditor: 'any' },
  },
  'read-register': { title: 'Read the register of disclosures and refusals', roles: reviewers },
  'see-owed-answers': {
    title: 'See which answers the mailboxes of an agency owe',
    roles: officers,
  },
  'review-disclosures': {
    title: 'Draw samples of what was disclosed, keep reviews of it and sign them',
    roles: { auditor: 'own-agency' },
  },
  'see-agreement-gaps': {
    title: 'See which agencies share without a current agreement',
    roles: { ...reviewers, 'co-ordinator': 'any' },
  },
  'see-partners': {
    title: 'See how mail to the partners leaves',
    roles: { 'co-ordinator': 'any', 'liaison-officer': 'any', deputy: 'any', auditor: 'any' },
  },
  'run-partners': {
    title: 'Pause, resume, retry, re-route and test the way to a partner, and say whether it is reminded',
    roles: { 'co-ordinator': 'any' },
  },
  'see-partner-keys': {
    title: 'See keys of partners that wait for approval',
    roles: { ...everyCaseWorker, 'account-administrator': 'any', auditor: 'any', machine: 'any' },
  },
  'report-partner-key': { title: 'Hand in a key of a partner that was seen', roles: everyCaseWorker },
  'find-partner-key': {
    title: 'Have a partner’s domain asked for a key',
    roles: { 'liaison-officer': 'any', deputy: 'any' },
  },
  'judge-partner-key': {
    title: 'Settle a key of a partner that was seen',
    roles: { 'liaison-officer': 'any', deputy: 'any' },
  },
  'keep-own-account': {
    title: 'Keep one’s own passphrase, passkeys, sessions and devices',
    roles: everybody('self'),
  },
  'lift-account': {
    title: 'Lift the lock or the dormancy of an account',
    roles: {
      'team-manager': 'own-agency',
      'liaison-officer': 'own-agency',
      deputy: 'own-agency',
      'account-administrator': 'own-agency',
    },
  },
  'keep-own-notices': {
    title: 'Have notices at an ordinary address',
    roles: {
      'case-worker': 'self',
      'team-manager': 'self',
      'court-officer': 'self',
      'liaison-officer': 'self',
      deputy: 'self',
      'co-ordinator': 'self',
    },
  },
} as const satisfies Record<string, Permission>

export type Action = keyof typeof PERMISSIONS
export const ACTIONS = Object.keys(PERMISSIONS).filter(isAction)

function isAction(text: string): text is Action {
  return Object.hasOwn(PERMISSIONS, text)
}

/** Whether a text, such as a role in the database, names a role. */
export function isRole(text: string): text is Role {
  return ROLES.some((role) => role === text)
}

/** Whether an action needs no sign-in. */
export function isForAnyone(action: Action): boolean {
  const permission: Permission = PERMISSIONS[action]
  return permission.anyone === true
}

/** The relation in which a role may do something; undefined when it may not at all. */
export function relationOf(role: Role, action: Action): Relation | undefined {
  const permission: Permission = PERMISSIONS[action]
  return permission.anyone === true ? 'any' : permission.roles[role]
}

/** The relations in which somebody of several roles may do something. */
export function relationsOf(roles: readonly Role[], action: Action): ReadonlySet<Relation> {
  return new Set(roles.flatMap((role) => relationOf(role, action) ?? []))
}
