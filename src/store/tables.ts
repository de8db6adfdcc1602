import type { ColumnType, Generated } from 'kysely'
import type { Views } from './views.ts'

/**
 * The tables of `migrations/`, as Kysely sees them. A test compares this page with `information_schema`.
 *
 * Dates come back as `YYYY-MM-DD` text and bigints as `bigint` (see `connect.ts`); ranges are PostgreSQL's
 * own text, `[2026-01-01,2027-01-01)`.
 */
export interface Database extends Views {
  service_setting: ServiceSettingTable
  partnership_version: PartnershipVersionTable
  agency: AgencyTable
  mail_domain: MailDomainTable
  network: NetworkTable
  person: PersonTable
  role_grant: RoleGrantTable
  mailbox: MailboxTable
  membership: MembershipTable
  certificate: CertificateTable
  subkey: SubkeyTable
  key_generation: KeyGenerationTable
  key_part: KeyPartTable
  key_grant: KeyGrantTable
  key_opening: KeyOpeningTable
  key_notice: KeyNoticeTable
  reminder: ReminderTable
  chased: ChasedTable
  chase_look: ChaseLookTable
  chase_notice: ChaseNoticeTable
  partner_reminder: PartnerReminderTable
  used_challenge: UsedChallengeTable
  passphrase: PassphraseTable
  passkey: PasskeyTable
  device: DeviceTable
  session: SessionTable
  refresh_token: RefreshTokenTable
  sign_in_guess: SignInGuessTable
  dormancy_warning: DormancyWarningTable
  agreement: AgreementTable
  agreement_signature: AgreementSignatureTable
  log_staged: LogStagedTable
  log_writer: LogWriterTable
  log_origin: LogOriginTable
  log_pending: LogPendingTable
  erasure: ErasureTable
  log_entry: LogEntryTable
  log_tile: LogTileTable
  checkpoint: CheckpointTable
  cosignature: CosignatureTable
  witness: WitnessTable
  log_release: LogReleaseTable
  thread_party: ThreadPartyTable
  referral: ReferralTable
  content: ContentTable
  content_chunk: ContentChunkTable
  delivery: DeliveryTable
  attempt: AttemptTable
  evidence: EvidenceTable
  receipt: ReceiptTable
  withdrawal: WithdrawalTable
  filing: FilingTable
  inbound: InboundTable
  inbound_recipient: InboundRecipientTable
  quarantine: QuarantineTable
  route_test: RouteTestTable
  postmaster_notice: PostmasterNoticeTable
  disclosure: DisclosureTable
  disclosure_term: DisclosureTermTable
  refusal: RefusalTable
  notice_setting: NoticeSettingTable
  notice_waiting: NoticeWaitingTable
  notice_unsent: NoticeUnsentTable
  route_state: RouteStateTable
  trust_record: TrustRecordTable
  trust_private: TrustPrivateTable
  trust_entry: TrustEntryTable
  trust_checkpoint: TrustCheckpointTable
  trust_subtree: TrustSubtreeTable
  anchor: AnchorTable
  invitation: InvitationTable
  seen_key: SeenKeyTable
  key_sighting: KeySightingTable
  key_settlement: KeySettlementTable
  key_search: KeySearchTable
  sealed_draft: SealedDraftTable
  recipient_list: RecipientListTable
  case_file: CaseFileTable
  review: ReviewTable
  review_announcement: ReviewAnnouncementTable
  review_signature: ReviewSignatureTable
}

type DefaultedTime = ColumnType<Date, Date | undefined, Date>
type Big = ColumnType<bigint, bigint, bigint>
type GeneratedBig = ColumnType<bigint, never, never>

interface ServiceSettingTable {
  name: 'origin' | 'log-key' | 'trust-key' | 'service-certificate' | 'service-domain' | 'opaque-setup'
  value: string
}
interface PartnershipVersionTable {
  only_one: Generated<boolean>
  version: Generated<string>
}
interface AgencyTable {
  id: string
  name: string
  root_fpr: string | null
}
interface MailDomainTable {
  domain: string
  agency_id: string
}
interface NetworkTable {
  id: string
  domain: string
  accreditation_scheme: 'GPMS' | 'GSC'
  accreditation_level: string
  relay_host: string | null
  relay_port: number | null
  relay_addresses: Generated<string[]>
  tls_certificate: string | null
  valid: string
  unsealed_mail: Generated<'refuse' | 'seal-on-arrival'>
  relay_by: Generated<'host' | 'mx'>
  tls_authority: string | null
  max_message_bytes: number | null
  rate_per_minute: number | null
  max_connections: number | null
  reminders: Generated<boolean>
}
interface PersonTable {
  id: string
  /** the id by which the trust log has them */
  ref: string | null
  agency_id: string
  login: string
  title: string
  number: string
  state: 'active' | 'suspended' | 'ended'
  trained_until: string | null
  account: Generated<'person' | 'machine'>
  suspended_for: string | null
  suspended_by: string | null
  last_active_at: DefaultedTime
}
interface RoleGrantTable {
  person_id: string
  role: string
  valid: string
}
interface MailboxTable {
  id: string
  agency_id: string
  address: string
  name: string
  route: 'local' | 'mail'
  closed_at: Date | null
  restricted: Generated<boolean>
  wkd_hash: string | null
}
interface MembershipTable {
  mailbox_id: string
  person_id: string
  rights: string[]
  valid: string
}
interface CertificateTable {
  fpr: string
  mailbox_id: string | null
  person_id: string | null
  armored: string
  state: 'current' | 'superseded' | 'revoked'
  added_at: DefaultedTime
}
interface SubkeyTable {
  key_id: string
  fpr: string
  use: 'certify' | 'sign' | 'encrypt'
  proven: boolean
  valid: string
}
interface KeyGenerationTable {
  mailbox_id: string
  n: number
  created_at: DefaultedTime
  created_by: string | null
}
interface KeyPartTable {
  mailbox_id: string
  n: number
  part: 'sign' | 'open' | 'certify'
  locked: string
  sha256: string
}
interface KeyGrantTable {
  mailbox_id: string
  n: number
  part: 'sign' | 'open' | 'certify'
  grantee_fpr: string
  granter: string
  statement: string
  signature: string
  sealed_token: Uint8Array
  expires: Date
  granted_at: DefaultedTime
  withdrawn_at: Date | null
}
interface KeyOpeningTable {
  id: string
  agency_id: string
  mailbox_id: string | null
  purpose: 'drill' | 'drill-passed' | 'recovery' | 'break-glass'
  reason: string
  by_person: string
  statement: string
  signature: string
  staged_id: bigint
  at: Date
}
interface KeyNoticeTable {
  id: GeneratedBig
  person_id: string
  mailbox_id: string | null
  what:
    | 'glass-broken'
    | 'recovery'
    | 'drill'
    | 'restricted'
    | 'unrestricted'
    | 'ends-60'
    | 'ends-30'
    | 'ends-7'
  about: string
  told_at: Date | null
}
interface ReminderTable {
  id: GeneratedBig
  person_id: string
  what: 'review-60' | 'review-30' | 'review-7' | 'draft-ends' | 'draft-ended'
  about: string
  name: string
  told_at: Date | null
}
interface ChasedTable {
  delivery_id: string
  stage: 'due' | 'overdue' | 'escalated' | 'escalated-to-sender' | 'not-collected'
}
interface ChaseLookTable {
  only_one: Generated<boolean>
  looked_at: Date
}
interface ChaseNoticeTable {
  id: GeneratedBig
  person_id: string
  delivery_id: string
  stage: string
  of_sender: boolean
  told_at: Date | null
}
interface PartnerReminderTable {
  delivery_id: string
  stage: 'due' | 'overdue'
  noted_at: Date
  attempts: Generated<number>
  lease_until: Date | null
  next_attempt_at: DefaultedTime
  outcome: 'relayed' | 'failed' | 'needless' | null
  ended_at: Date | null
}
interface UsedChallengeTable {
  nonce: string
  expires_at: Date
}
interface PassphraseTable {
  person_id: string
  version: number
  record: string
  wrapped_key: string
  fpr: string
  statement: string
  signature: string
  set_at: Date
}
interface PasskeyTable {
  id: string
  person_id: string
  credential: string
  credential_sha256: string
  label: string
  record: string
  wrapped_key: string
  fpr: string
  statement: string
  signature: string
  added_at: Date
  last_used_at: Date | null
}
interface DeviceTable {
  fpr: string
  person_id: string
  approved_by: string
  label: string
  armored: string
  statement: string
  signature: string
  registered_at: Date
  last_used_at: Date | null
  revoked_at: Date | null
}
interface SessionTable {
  id: string
  person_id: string
  how: 'passphrase' | 'device' | 'key' | 'passkey'
  device_fpr: string | null
  passkey_id: string | null
  label: string | null
  began_at: Date
  last_used_at: Date
  idle_ends_at: Date
  ends_at: Date
  ended_at: Date | null
  ended_why:
    | 'signed-out'
    | 'token-reused'
    | 'passphrase-changed'
    | 'device-revoked'
    | 'passkey-removed'
    | 'too-many'
    | 'key-ended'
    | null
}
interface RefreshTokenTable {
  sha256: Uint8Array
  session_id: string
  issued_at: Date
  used_at: Date | null
}
interface DormancyWarningTable {
  person_id: string
  days: number
  told_at: Date
}
interface SignInGuessTable {
  name: Uint8Array
  recent: number
  untold: number
  last_at: Date
  not_before: Date
  of_login: Uint8Array | null
  since: Date | null
  good_at: Date | null
}
interface AgreementTable {
  id: string
  version: number
  document: string
  sha256: string
  rule_set: 'uk-2010' | 'uk-2026'
  in_force: string
}
interface AgreementSignatureTable {
  id: string
  version: number
  agency_id: string
  signature: string
}
interface LogStagedTable {
  id: GeneratedBig
  type: string
  record: string | null
  salt: Uint8Array | null
  referral_id: string | null
  staged_at: DefaultedTime
  lost: Generated<boolean>
}
interface LogWriterTable {
  log: string
  term: Big
}
interface LogOriginTable {
  number: number
  name: string
}
interface ErasureTable {
  staged_id: Big
  destroyed_by: Big
}
interface LogPendingTable {
  staged_id: Big
}
interface LogEntryTable {
  idx: Big
  staged_id: Big
  entry: string
  leaf: Uint8Array
}
interface LogTileTable {
  level: number
  n: Big
  width: number
  bytes: Uint8Array
}
interface CheckpointTable {
  size: Big
  note: string
  at: DefaultedTime
}
interface CosignatureTable {
  log: 'log' | 'trust'
  size: Big
  witness: string
  lines: string
  at: Date
}
interface WitnessTable {
  log: 'log' | 'trust'
  witness: string
  size: Big
  fault: string | null
  answered_at: Date | null
}
interface LogReleaseTable {
  only_one: Generated<boolean>
  size: bigint | null
}
interface ThreadPartyTable {
  thread: string
  mailbox_id: string
  since: DefaultedTime
}
interface ReferralTable {
  id: string
  seq: GeneratedBig
  reference: string
  thread: string
  origin: 'submitted' | 'mail'
  kind: string
  from_mailbox: string | null
  from_domain: string | null
  in_reply_to: string | null
  statement: string
  statement_sha256: string
  signature: string
  signer_fpr: string
  submitted_by: string | null
  marking: string | null
  data_class: string | null
  agreement_id: string | null
  agreement_version: number | null
  respond_by: string | null
  urgency: 'routine' | 'urgent' | 'immediate' | null
  destroy_after: string | null
  message_id: string
  staged_id: Big
  accepted_at: Date
}
interface ContentTable {
  sha256: string
  referral_id: string
  size: number
}
interface ContentChunkTable {
  sha256: string
  n: number
  bytes: Uint8Array
}
interface DeliveryTable {
  id: string
  seq: GeneratedBig
  referral_id: string
  mailbox_id: string
  state: 'quarantined' | 'accepted' | 'relayed' | 'delivered' | 'failed' | 'expired' | 'withdrawn'
  answer: 'collected' | 'opened' | 'acknowledged' | 'accepted' | 'returned' | 'declined' | null
  next_attempt_at: Generated<Date | null>
  lease_until: Date | null
  attempts: Generated<number>
  give_up_at: Generated<Date>
  return_token: string
  changed_at: Date
  waits_since: DefaultedTime
  delayed_at: Date | null
  respond_by: string | null
}
interface AttemptTable {
  delivery_id: string
  n: number
  at: Date
  host: string
  tls: string | null
  code: number | null
  reply: string
}
interface EvidenceTable {
  id: string
  seq: GeneratedBig
  delivery_id: string
  kind: 'smtp-reply' | 'dsn' | 'mdn' | 'receipt' | 'auto-reply' | 'complaint' | 'challenge'
  says: string
  strength: 'signed' | 'authenticated' | 'reported'
  bytes: Uint8Array
  sha256: string
  at: Date
}
interface ReceiptTable {
  id: string
  delivery_id: string
  person_id: string
  event:
    | 'collected'
    | 'opened'
    | 'acknowledged'
    | 'accepted'
    | 'returned'
    | 'declined'
    | 'unreadable'
    | 'misdeclared'
  reason: string | null
  statement: string
  signature: string
  signer_fpr: string
  sha256: string
  staged_id: Big
  at: Date
}
interface WithdrawalTable {
  delivery_id: string
  person_id: string
  reason: string
  statement: string
  signature: string
  signer_fpr: string
  staged_id: Big
  at: Date
}
interface FilingTable {
  referral_id: string
  person_id: string
  kind: string
  marking: string
  data_class: string | null
  categories: string[] | null
  from_mailbox: string | null
  verified: boolean
  statement: string
  signature: string
  signer_fpr: string
  staged_id: Big
  at: Date
}
interface InboundTable {
  id: string
  message_id: string | null
  raw_sha256: string
  size: number
  domain: string | null
  authenticated: boolean
  state: 'new' | 'filed' | 'quarantined'
  reason: string | null
  answers: string | null
  at: Date
}
interface InboundRecipientTable {
  inbound_id: string
  mailbox_id: string
  raw_sha256: string
  referral_id: string
  same_message: string | null
}
interface RouteTestTable {
  id: string
  domain: string
  mailbox_id: string
  asked_by: string
  asked_at: DefaultedTime
  lease_until: Date | null
  ended_at: Date | null
  outcome: 'relayed' | 'retry' | 'failed' | null
  host: string | null
  tls: string | null
  code: number | null
  reply: string | null
}
interface PostmasterNoticeTable {
  domain: string
  what: 'failing' | 'certificate' | 'paused'
  told_at: Date
}
interface QuarantineTable {
  delivery_id: string
  mailbox_id: string
  reason: 'wrong-key' | 'old-key' | 'damaged' | 'sender-unproven'
  at: Date
  outcome: 'released' | 'dismissed' | null
  ended_at: Date | null
  ended_by: string | null
}
interface DisclosureTable {
  delivery_id: string
  seq: GeneratedBig
  referral_id: string
  reference: string
  kind: string
  from_agency: string | null
  from_mailbox: string | null
  from_domain: string | null
  to_agency: string
  to_mailbox: string
  marking: string | null
  data_class: string | null
  categories: Generated<string[]>
  purpose: string | null
  consent: string | null
  bases: Generated<string[]>
  agreement_id: string | null
  agreement_version: number | null
  sealed_on_arrival: boolean
  staged_id: Big
  at: Date
}
interface DisclosureTermTable {
  field: 'agency' | 'mailbox' | 'kind' | 'marking' | 'class' | 'basis'
  value: string
  seq: Big
}
interface RefusalTable {
  id: string
  seq: GeneratedBig
  referral_id: string
  person_id: string
  agency_id: string
  from_mailbox: string
  kind: string
  marking: string | null
  data_class: string | null
  agreement_id: string | null
  agreement_version: number | null
  outcome: 'needs' | 'refused'
  rules: string[]
  staged_id: Big
  at: Date
}
interface NoticeSettingTable {
  person_id: string
  address: string
  bundle_minutes: number
  quiet_from: string | null
  quiet_until: string | null
  zone: string
  last_sent_at: Date | null
  next_look_at: Date | null
  lease_until: Date | null
  failures: Generated<number>
  failure: 'delayed' | 'refused' | 'stopped' | null
}
interface NoticeWaitingTable {
  person_id: string
  delivery_id: string
}
interface NoticeUnsentTable {
  person_id: string
  delivery_id: string
  late: boolean
}
interface RouteStateTable {
  domain: string
  paused_at: Date | null
  paused_by: string | null
  minute: Date | null
  in_minute: Generated<number>
  last_attempt_at: Date | null
  last_success_at: Date | null
  last_host: string | null
  last_code: number | null
  last_reply: string | null
  last_fault: string | null
  way: Generated<number>
  deferrals: Generated<number>
  size_limit: bigint | null
  size_seen_at: Date | null
  tls: string | null
  tls_subject: string | null
  tls_sha256: string | null
  tls_not_after: Date | null
  mta_sts: string | null
}

/** Append-only: what agencies have signed about keys. */
interface TrustRecordTable {
  id: GeneratedBig
  type:
    | 'agreement'
    | 'annex'
    | 'appointment'
    | 'appointment-end'
    | 'certificate'
    | 'vouch'
    | 'revocation'
    | 'succession'
    | 'suspension'
    | 'resumption'
    | 'recovery-key'
    | 'rules'
  record: string
  sha256: string
  staged_at: DefaultedTime
}

/** What a record about a person says to its own agency alone; the record has its digest. */
interface TrustPrivateTable {
  record_id: Big
  agency_id: string
  text: string
}

interface TrustEntryTable {
  idx: Big
  record_id: Big
  leaf: Uint8Array
}

/** The root of the `n`-th 256^`level` leaves of the trust log. */
interface TrustSubtreeTable {
  level: number
  n: Big
  hash: Uint8Array
}

interface TrustCheckpointTable {
  only_one: Generated<boolean>
  size: Big
  note: string
  at: Date
}

interface AnchorTable {
  person_id: string
  statement: string
  signature: string
}

/** Of an invitation's secret there is nothing here but the digest of a value worked out of it. */
interface InvitationTable {
  id: string
  id_sha256: string
  agency_id: string
  invited_by: string
  login: string
  title: string
  number: string
  roles: string[]
  created_at: Date
  ends_at: Date
  attempts: Generated<number>
  statement: string | null
  signature: string | null
  mac: string | null
  certificate: string | null
  settled_at: Date | null
  settled_as: 'certified' | 'withdrawn' | null
}

/** Keys of partners that were seen, and that nobody believes. */
interface SeenKeyTable {
  id: string
  address: string
  fpr: string
  sha256: string
  armored: string
  algorithm: string
  ends_at: Date | null
  seen_at: Date
}

interface KeySightingTable {
  seen_key_id: string
  person_id: string
  source: 'file' | 'wkd' | 'mail'
  at: Date
}

/** What an agency has made of a key that was seen. */
interface KeySettlementTable {
  seen_key_id: string
  agency_id: string
  settled: 'approved' | 'rejected'
  settled_by: string
  settled_at: Date
}

interface KeySearchTable {
  person_id: string
  at: Date
}

/** Compositions that only the mailbox they are to be sent from can open. */
interface SealedDraftTable {
  id: string
  mailbox_id: string
  waits_for: string[]
  sealed: Uint8Array
  sha256: string
  version: number
  created_by: string
  created_at: Date
  changed_at: Date
  ends_at: Date
}

/** Lists of recipients, as a member of their mailbox signed them. */
interface RecipientListTable {
  mailbox_id: string
  name: string
  statement: string
  signature: string
  signer_fpr: string
  changed_by: string
  changed_at: Date
}

/** The notes of a case; only its mailbox can open them. */
interface CaseFileTable {
  id: string
  mailbox_id: string
  sealed: Uint8Array
  sha256: string
  version: number
  created_by: string
  created_at: Date
  changed_by: string
  changed_at: Date
}

/** What auditors work at; what they find only they can open. */
interface ReviewTable {
  id: string
  agency_id: string
  kind: 'sample' | 'selection'
  items: number
  done: number
  sealed: Uint8Array
  sha256: string
  version: number
  created_by: string
  created_at: Date
  changed_by: string
  changed_at: Date
  signed_at: Date | null
}
interface ReviewAnnouncementTable {
  review_id: string
  agency_id: string
  person_id: string
  month: string
  first: Big
  beyond: Big
  nonce_sha256: string
  record: string
  staged_id: Big
  at: Date
}
interface ReviewSignatureTable {
  review_id: string
  person_id: string
  step: 'signed' | 'countersigned'
  statement: string
  signature: string
  staged_id: Big
  at: Date
}
