import { vi } from 'vitest'
import { sha256Hex } from '../../src/crypto/digest.ts'
import { signStatement } from '../../src/crypto/statement.ts'
import { SENSITIVE_BASES, UNASKED } from '../../src/demo/journeys/asb-incident.ts'
import { ASB_TEAM, LIVERPOOL_YOT } from '../../src/demo/partnership/mailboxes.ts'
import { asbIncidentExample } from '../../src/domain/kinds/asb-incident-example.ts'
import { Manifest } from '../../src/domain/wire/manifest.ts'
import type { DeliveryView, InboxRow } from '../../src/domain/wire/referral-response.ts'
import { writeStatement } from '../../src/domain/wire/statement.ts'
import { ApiProblemError } from '../../src/sdk/errors.ts'
import { prepareReferral, type ReadyReferral } from '../../src/sdk/prepare.ts'
import type { ReferralRequest } from '../../src/sdk/referral-request.ts'
import type { Session } from '../../src/sdk/session.ts'
import type { TestService } from '../setup/service.ts'

/** The three parts of a submission, as they go to the API. */
export type Submission = { manifest: string; signature: string; content: Uint8Array }

/** A referral sealed and signed as a person's own machine does it: the example incident, to the YOT, unless told. */
export async function prepared(
  session: Session,
  request: Partial<ReferralRequest> = {},
): Promise<ReadyReferral> {
  const referral = await prepareReferral({
    session,
    from: ASB_TEAM,
    to: [LIVERPOOL_YOT],
    kind: 'asb-incident',
    data: asbIncidentExample,
    bases: SENSITIVE_BASES,
    consent: UNASKED,
    ...request,
    now: new Date(),
  })
  if (!referral.ready) throw new Error(`the rules stopped it: ${JSON.stringify(referral.decision)}`)
  return referral
}

/**
 * The same referral with another manifest, or other content under it, signed anew with the person's own key: what
 * a program of somebody's own could submit that never asks the rules and seals as it likes.
 */
export async function altered(
  { key }: Pick<Session, 'key'>,
  referral: ReadyReferral,
  { fields = {}, content = referral.content }: { fields?: Partial<Manifest>; content?: Uint8Array },
): Promise<Submission> {
  const digest = { sha256: await sha256Hex(content), size: content.length }
  const manifest = writeStatement(Manifest, { ...referral.fields, content: [digest], ...fields })
  return { manifest, signature: await signStatement(manifest, key, new Date()), content }
}

/** The problem with which the service refuses; the test fails when it does not refuse. */
export async function refusal(attempt: Promise<unknown>): Promise<ApiProblemError> {
  const outcome = await attempt.catch((error: unknown) => error)
  if (outcome instanceof ApiProblemError) return outcome
  if (outcome instanceof Error) throw outcome
  throw new Error('it was not refused')
}

/** What is looked for, as soon as it is there; fails saying what was awaited when it does not come. */
export function until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  return vi.waitFor(
    async () => {
      const seen = await look()
      if (seen === undefined || seen === false) throw new Error(`waited in vain until ${what}`)
      return seen
    },
    { timeout: 30_000, interval: 50 },
  )
}

/** The row of a referral in the person's inbox, once it is delivered there. */
export function delivered({ client }: Session, referral: string): Promise<InboxRow> {
  return until('it was in the inbox', async () =>
    (await client.inbox({})).rows.find((row) => row.referral === referral),
  )
}

/** The delivery to a mailbox, as the sender sees it, once it is as asked. */
export function deliveryOnce(
  { client }: Session,
  { referral, to }: { referral: string; to: string },
  asked: (delivery: DeliveryView) => boolean,
): Promise<DeliveryView> {
  return until(`the delivery to ${to} was as asked`, async () =>
    (await client.referral(referral)).deliveries.find((one) => one.mailbox === to && asked(one)),
  )
}

/**
 * Waits until nothing of what was sent is still on its way: whoever compares lists, or how much was logged, with what they were before
 * would find what went on by itself meanwhile. For services that sent to local mailboxes alone.
 */
export const nothingUnderWay = ({ database: { db } }: Pick<TestService, 'database'>): Promise<unknown> =>
  until('all was delivered and logged', async () => {
    // What is delivered waits to be logged from the same moment on.
    const leaving = await db.selectFrom('delivery').select('id').where('state', '=', 'accepted').execute()
    const pending = await db.selectFrom('log_pending').select('staged_id').execute()
    return leaving.length + pending.length === 0
  })

/** The type of a named problem. */
export const named = (name: string): string => `urn:despatch:problem:${name}`
