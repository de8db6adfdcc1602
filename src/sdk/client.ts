import type { RegisterDeviceRequest, WhichSessions } from '../domain/wire/account.ts'
import type { DraftAbout } from '../domain/wire/drafts.ts'
import type { EnrolmentRequest, InvitationRequest, SuspendAccount } from '../domain/wire/enrolment.ts'
import type { GrantsRequest, KeyChangeRequest } from '../domain/wire/mailbox-keys.ts'
import type { NoticeSetting } from '../domain/wire/notices.ts'
import type { Operation } from '../domain/wire/operations/operation.ts'
import { operations } from '../domain/wire/operations.ts'
import type { SeenKeyRequest } from '../domain/wire/partner-keys.ts'
import type { RerouteRequest } from '../domain/wire/partners.ts'
import type {
  AddPasskeyRequest,
  PasskeyFinishRequest,
  PasskeyRegistrationRequest,
  PasskeyStartRequest,
} from '../domain/wire/passkey.ts'
import type {
  PassphraseFinishRequest,
  PassphraseStartRequest,
  RegistrationRequest,
  SetPassphraseRequest,
} from '../domain/wire/passphrase.ts'
import type { KeepListRequest } from '../domain/wire/recipient-lists.ts'
import type { AnswerFilter, InboxFilter, StatementRequest } from '../domain/wire/referral-response.ts'
import type { DisclosureFilters, ExportFormat, RefusalFilters } from '../domain/wire/register-response.ts'
import type { ChallengeRequest, SignInRequest } from '../domain/wire/session.ts'
import type { StatisticsQuery } from '../domain/wire/statistics-response.ts'
import type { TrustRecord } from '../domain/wire/trust/record.ts'
import { call, fetchOctets, type Input, streamOctets } from './call.ts'
import { caseMethods } from './case-methods.ts'
import { ClientError } from './errors.ts'
import { streamEvents } from './events.ts'
import type { Transport } from './http.ts'
import { type Wait, waitQuietly } from './patience.ts'
import { reviewMethods } from './review-methods.ts'

/** Which certificates: of a mailbox (all its states), of a person by login, or the one of a fingerprint. */
export type CertificateQuery = { mailbox: string } | { person: string } | { fingerprint: string }
/** Where a list goes on, and how many rows a page has. */
export type RegisterPage = { cursor?: string; limit?: number }
export type PageQuery = RegisterPage & { mailbox?: string }
/** A page of what an agency owes; `answer`: only what has none yet. */
export type OwedQuery = PageQuery & { answer?: AnswerFilter }
/** A page of an inbox or of what was sent; `signed`: with what somebody signed of each row. */
export type ListQuery = OwedQuery & { signed?: 'yes' }
/** Of an inbox also only what nobody has looked at; `count`: how many there are in all. */
export type InboxQuery = PageQuery & { answer?: InboxFilter; count?: 'yes'; signed?: 'yes' }

/** The service's operations as typed methods. Every answer is checked against its wire schema. */
export type Client = ReturnType<typeof createClient>

/**
 * A client of the service at `origin`. Connects to nothing by itself.
 *
 * Every method throws ApiProblemError when the service refuses, UnreachableError when it does not answer, and
 * ClientError when the answer is not what this program expects.
 *
 * @param origin `https://host[:port]`; `http` is taken for this machine itself only, because the token and the
 *   names of mailboxes travel in it
 * @param token an access token from sign-in; null for the open operations
 * @param wait how to wait when the service is limited or stopping and says for how long; a few times, then the refusal
 *   is thrown
 */
export const createClient = ({
  origin,
  fetch = globalThis.fetch,
  token = null,
  wait = waitQuietly,
}: {
  origin: string
  fetch?: typeof globalThis.fetch
  token?: string | null
  wait?: Wait
}) => {
  const transport: Transport = { origin: checkedOrigin(origin), fetch, token, wait }
  const ask = <O extends Operation>(operation: O, input: Input<O>) => call(transport, operation, input)

  return {
    origin: transport.origin,
    token,
    fetch,
    wait,

    /** Any operation of the table that answers JSON. */
    call: ask,

    service: () => ask(operations.describeService, {}),
    challenge: (body: ChallengeRequest) => ask(operations.askChallenge, { body }),
    signIn: (body: SignInRequest) => ask(operations.signIn, { body }),
    beginPassphraseSignIn: (body: PassphraseStartRequest) => ask(operations.beginPassphraseSignIn, { body }),
    finishPassphraseSignIn: (body: PassphraseFinishRequest) =>
      ask(operations.finishPassphraseSignIn, { body }),
    beginPasskeySignIn: (body: PasskeyStartRequest) => ask(operations.beginPasskeySignIn, { body }),
    finishPasskeySignIn: (body: PasskeyFinishRequest) => ask(operations.finishPasskeySignIn, { body }),
    /** The next tokens. A refresh token is good once: whoever sends one twice ends the session. */
    refresh: (refreshToken: string) => ask(operations.refreshSession, { body: { refreshToken } }),

    account: () => ask(operations.readAccount, {}),
    beginPassphrase: (body: RegistrationRequest) => ask(operations.beginPassphrase, { body }),
    setPassphrase: (body: SetPassphraseRequest) => ask(operations.setPassphrase, { body }),
    beginPasskey: (body: PasskeyRegistrationRequest) => ask(operations.beginPasskey, { body }),
    addPasskey: (body: AddPasskeyRequest) => ask(operations.addPasskey, { body }),
    passkeys: async () => (await ask(operations.readPasskeys, {})).passkeys,
    removePasskey: (id: string) => ask(operations.removePasskey, { params: { id } }),
    sessions: async () => (await ask(operations.readSessions, {})).sessions,
    endSession: (id: string) => ask(operations.endSession, { params: { id } }),
    endSessions: (which: WhichSessions['which']) => ask(operations.endSessions, { query: { which } }),
    devices: async () => (await ask(operations.readDevices, {})).devices,
    registerDevice: (body: RegisterDeviceRequest) => ask(operations.registerDevice, { body }),
    revokeDevice: (fingerprint: string) => ask(operations.revokeDevice, { params: { fingerprint } }),
    liftAccount: (login: string) => ask(operations.liftAccount, { body: { login } }),

    directory: () => ask(operations.readDirectory, {}),
    certificates: async (query: CertificateQuery) =>
      (await ask(operations.readCertificates, { query })).certificates,
    keyGrants: async () => (await ask(operations.readKeyGrants, {})).grants,

    mailboxKeys: (address: string) => ask(operations.readMailboxKeys, { params: { address } }),
    changeMailboxKeys: (address: string, body: KeyChangeRequest) =>
      ask(operations.changeMailboxKeys, { params: { address }, body }),
    grantMailboxKeys: (address: string, body: GrantsRequest) =>
      ask(operations.grantMailboxKeys, { params: { address }, body }),
    keyOpenings: async () => (await ask(operations.readKeyOpenings, {})).openings,
    openRecovery: (body: StatementRequest) => ask(operations.openRecovery, { body }),
    recoveryGrants: async (id: string) =>
      (await ask(operations.readRecoveryGrants, { params: { id } })).grants,
    /** The signed checkpoint of the trust log. */
    trustCheckpoint: () => fetchOctets(transport, operations.readTrustCheckpoint, {}, 64 * 1024),
    /** A file of the published tree of the trust log, as {@link logFile} gives those of the log. */
    trustFile: (path: string, limit: number) =>
      path === 'checkpoint'
        ? fetchOctets(transport, operations.readTrustCheckpoint, {}, limit)
        : fetchOctets(transport, operations.readTrustTile, { params: { path: tileOf(path) } }, limit),
    /** Records of the trust log, each with its private part where it is the caller's own agency's. */
    trustRecords: async (from: number) => {
      const given = await ask(operations.readTrustRecords, { query: { from: String(from) } })
      return given.records.map((record, at) => ({ record, private: given.private[at] ?? null }))
    },
    enterTrust: (body: TrustRecord) => ask(operations.enterTrust, { body }),
    anchor: async () => (await ask(operations.readAnchor, {})).anchor,
    setAnchor: (body: StatementRequest) => ask(operations.setAnchor, { body }),

    invite: (body: InvitationRequest) => ask(operations.invite, { body }),
    invitations: async () => (await ask(operations.readInvitations, {})).invitations,
    withdrawInvitation: (id: string) => ask(operations.withdrawInvitation, { params: { id } }),
    /** Whom the invitation of this id is for. */
    invitation: (id: string) => ask(operations.readInvitation, { body: { id } }),
    enrol: (body: EnrolmentRequest) => ask(operations.enrol, { body }),
    people: async () => (await ask(operations.readPeople, {})).people,
    suspendAccount: (body: SuspendAccount) => ask(operations.suspendAccount, { body }),
    readmitAccount: (login: string) => ask(operations.readmitAccount, { body: { login } }),

    submit: (form: { manifest: string; signature: string; content: Uint8Array }) =>
      ask(operations.submitReferral, { form }),
    referral: (id: string) => ask(operations.readReferral, { params: { id } }),
    /** The sealed octets of the sender's own copy, at most `limit` bytes; the reading is logged. */
    ownContent: (id: string, limit: number) =>
      fetchOctets(transport, operations.readReferralContent, { params: { id } }, limit),
    withdraw: (id: string, body: StatementRequest) =>
      ask(operations.withdrawReferral, { params: { id }, body }),
    proof: async (id: string) => (await ask(operations.readReferralProof, { params: { id } })).proof,

    inbox: (page: InboxQuery = {}) => ask(operations.readInbox, { query: pageOf(page) }),
    sent: (page: ListQuery = {}) => ask(operations.readSent, { query: pageOf(page) }),
    /** What the mailboxes of one's own agency have still to answer, for its liaison officer; the reading is logged. */
    owedAnswers: (page: OwedQuery = {}) => ask(operations.readOwedAnswers, { query: pageOf(page) }),
    thread: (thread: string) => ask(operations.readThread, { params: { thread } }),
    reference: (reference: string) => ask(operations.resolveReference, { params: { reference } }),

    delivery: (id: string) => ask(operations.readDelivery, { params: { id } }),
    receipt: (delivery: string, body: StatementRequest) =>
      ask(operations.giveReceipt, { params: { id: delivery }, body }),
    /** The sealed octets, at most `limit` bytes; 409 `collect-first` before the caller's `collected` receipt. */
    deliveryContent: (id: string, limit: number) =>
      fetchOctets(transport, operations.readDeliveryContent, { params: { id } }, limit),
    filed: async (delivery: string, body: StatementRequest): Promise<void> => {
      await ask(operations.fileDelivery, { params: { id: delivery }, body })
    },

    /** Keys of partners that were seen and wait: nobody believes them. */
    seenKeys: async (mailbox?: string) =>
      (await ask(operations.readSeenKeys, { query: mailbox === undefined ? {} : { mailbox } })).keys,
    reportKey: (body: SeenKeyRequest) => ask(operations.reportSeenKey, { body }),
    findKey: (mailbox: string) => ask(operations.findPartnerKey, { body: { mailbox } }),
    settleKey: (id: string, decision: 'approved' | 'rejected') =>
      ask(operations.settleSeenKey, { params: { id }, body: { decision } }),

    recipientLists: async () => (await ask(operations.readRecipientLists, {})).lists,
    keepRecipientList: (address: string, name: string, body: KeepListRequest) =>
      ask(operations.keepRecipientList, { params: { address, name }, body }),
    deleteRecipientList: (address: string, name: string) =>
      ask(operations.deleteRecipientList, { params: { address, name } }),
    drafts: async () => (await ask(operations.readDrafts, {})).drafts,
    draftContent: (id: string, limit: number) =>
      fetchOctets(transport, operations.readDraftContent, { params: { id } }, limit),
    keepDraft: (id: string, about: DraftAbout, content: Uint8Array) =>
      ask(operations.keepDraft, { params: { id }, form: { draft: JSON.stringify(about), content } }),
    deleteDraft: async (id: string, version: number): Promise<void> => {
      await ask(operations.deleteDraft, { params: { id }, query: { version: String(version) } })
    },

    ...caseMethods(transport),

    quarantine: (page: PageQuery = {}) => ask(operations.readQuarantine, { query: pageOf(page) }),
    releaseHeld: (delivery: string) => ask(operations.releaseHeld, { params: { delivery } }),
    dismissHeld: (delivery: string) => ask(operations.dismissHeld, { params: { delivery } }),

    disclosures: (filters: DisclosureFilters = {}, page: RegisterPage = {}) =>
      ask(operations.readDisclosures, { query: { ...filters, ...pageOf(page) } }),
    /** The whole register under the filters, as it comes. One that breaks off throws: it is not the whole. */
    disclosuresExport: (format: ExportFormat, filters: DisclosureFilters = {}) =>
      streamOctets(transport, operations.exportDisclosures, { query: { ...filters, format } }),
    refusals: (filters: RefusalFilters = {}, page: RegisterPage = {}) =>
      ask(operations.readRefusals, { query: { ...filters, ...pageOf(page) } }),
    refusalsExport: (format: ExportFormat, filters: RefusalFilters = {}) =>
      streamOctets(transport, operations.exportRefusals, { query: { ...filters, format } }),
    refusalsByRule: (filters: RefusalFilters = {}) => ask(operations.countRefusals, { query: filters }),
    statistics: (query: StatisticsQuery) => ask(operations.readStatistics, { query }),

    ...reviewMethods(transport),

    gaps: async () => (await ask(operations.readGaps, {})).gaps,

    notices: () => ask(operations.readNotices, {}),
    setNotices: (body: NoticeSetting) => ask(operations.setNotices, { body }),
    endNotices: () => ask(operations.endNotices, {}),

    /** What changes in the caller's mailboxes, for as long as it is listened to; `followEvents` begins anew when it ends. */
    events: (asked: Parameters<typeof streamEvents>[1] = {}) => streamEvents(transport, asked),

    partners: async () => (await ask(operations.readPartners, {})).partners,
    pausePartner: (domain: string) => ask(operations.pausePartner, { params: { domain } }),
    resumePartner: (domain: string) => ask(operations.resumePartner, { params: { domain } }),
    retryPartner: (domain: string) => ask(operations.retryPartner, { params: { domain } }),
    reroutePartner: (domain: string, body: RerouteRequest) =>
      ask(operations.reroutePartner, { params: { domain }, body }),
    setPartnerReminders: (domain: string, reminders: boolean) =>
      ask(operations.setPartnerReminders, { params: { domain }, body: { reminders } }),
    testPartner: (domain: string) => ask(operations.testPartner, { params: { domain } }),
    partnerTest: (domain: string, id: string) => ask(operations.readPartnerTest, { params: { domain, id } }),

    /**
     * Salt and record of the entries from `start` on that the caller may open, up to before `end`: the size of the
     * checkpoint that one works against, since an auditor's reading makes entries itself.
     */
    logRecords: (start: bigint, end?: bigint) =>
      ask(operations.readLogRecords, {
        query: { start: String(start), ...(end === undefined ? {} : { end: String(end) }) },
      }),
    /** A file of the published tree (C2SP tlog-tiles): `checkpoint`, or a path that begins with `tile/`. */
    logFile: (path: string, limit: number) =>
      path === 'checkpoint'
        ? fetchOctets(transport, operations.readCheckpoint, {}, limit)
        : fetchOctets(transport, operations.readTile, { params: { path: tileOf(path) } }, limit),
  }
}

/** The same client carrying an access token. */
export const withToken = ({ origin, fetch, wait }: Client, token: string): Client =>
  createClient({ origin, fetch, token, wait })

/** A page as an address says it. What a caller has typed is for the service to judge. */
const pageOf = <Page extends RegisterPage>({ limit, ...page }: Page) => ({
  ...page,
  ...(limit === undefined ? {} : { limit: String(limit) }),
})

const tileOf = (path: string): string => {
  if (path.startsWith('tile/')) return path.slice('tile/'.length)
  throw new ClientError('The log has a checkpoint and tiles, and nothing else.')
}

const OWN_MACHINE = new Set(['localhost', '127.0.0.1', '[::1]'])

const checkedOrigin = (text: string): string => {
  const url = URL.parse(text)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.username || url.password) {
    throw new ClientError('The address of a service looks like https://despatch.example.test.')
  }
  if (url.protocol === 'http:' && !OWN_MACHINE.has(url.hostname)) {
    throw new ClientError(`${url.host} must be reached over https; http is for this machine itself only.`)
  }
  return url.origin
}
