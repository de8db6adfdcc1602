import { ASB_TEAM, LIVERPOOL_YOT, POLICE_INTELLIGENCE } from '../../../src/demo/partnership/mailboxes.ts'
import { ApiProblemError, isApiProblem, UnreachableError } from '../../../src/sdk/errors.ts'
import type { ReadyReferral } from '../../../src/sdk/prepare.ts'
import type { Session } from '../../../src/sdk/session.ts'
import { prepared } from '../../services/sending.ts'
import { hurried } from '../hurried.ts'
import { bring, encryptedMail, POLICE_RELAY } from '../partner-mail.ts'
import type { Plan } from './plan.ts'
import type { Site } from './site.ts'

/** A referral under way: tried until the service has answered for it. */
export type Errand = {
  /** Whether it was answered for, with 201 or 250; not, when it is to be tried again. */
  attempt(): Promise<boolean>
}

/** What was sent, to be accounted for: as it was made, before anything was killed. */
export type Sent = {
  submissions: { id: string; manifest: string }[]
  mails: { messageId: string }[]
}

/** Colleagues of one team: a service limits what one account sends in a minute, so that many are sent by both. */
const SENDERS = ['asb.caseworker', 'asb.caseworker2'] as const
const MANY = 500
/** To become quiet and to be accounted for takes less. */
const SOON_MS = 12 * 60_000

/**
 * Everything that is to be sent, sealed and signed beforehand: submissions of the ASB team to a local mailbox and to
 * the partner, and the partner's mails to the ASB team, one after the other as they come to lie.
 */
export async function prepareTraffic(
  site: Site,
  { submissions, mails }: Plan,
): Promise<{ errands: Errand[]; sent: Sent; sender: Sender }> {
  const logins = SENDERS.slice(0, submissions < MANY ? 1 : undefined)
  const senders = await Promise.all(logins.map((login) => signInSender(site, login)))
  const [first] = senders
  if (!first) throw new Error('there is nobody to send')
  const sent: Sent = { submissions: [], mails: [] }
  const errands: Errand[] = []
  for (let n = 0; n < Math.max(submissions, mails); n += 1) {
    if (n < submissions) {
      const sender = senders[n % senders.length] ?? first
      const referral = await prepared(sender.remembering, { to: [LIVERPOOL_YOT, POLICE_INTELLIGENCE] })
      sent.submissions.push({ id: referral.fields.id, manifest: referral.manifest })
      errands.push({ attempt: () => submit(sender, referral) })
    }
    if (n < mails) {
      const { messageId, message } = await encryptedMail(site, { from: POLICE_INTELLIGENCE, to: ASB_TEAM })
      sent.mails.push({ messageId })
      errands.push({ attempt: () => bringMail(site, message) })
    }
  }
  return { errands, sent, sender: first }
}

/** Somebody who sends. In a storm that lasts, their token ends and they sign in again. */
export type Sender = {
  client: Session['client']
  /** to prepare with */
  remembering: Session
  /** Does nothing while the token is good for long. */
  signInAgain(): Promise<void>
}

async function signInSender(site: Site, login: string): Promise<Sender> {
  const session = hurried(await site.session(login))
  let { expiresAt } = session
  const sender: Sender = {
    client: session.client,
    remembering: remembering(session),
    async signInAgain() {
      if (expiresAt.getTime() > Date.now() + SOON_MS) return
      const again = hurried(await site.session(login))
      sender.client = again.client
      expiresAt = again.expiresAt
    },
  }
  return sender
}

async function submit(sender: Sender, { manifest, signature, content }: ReadyReferral): Promise<boolean> {
  try {
    await sender.client.submit({ manifest, signature, content })
    return true
  } catch (error) {
    if (isApiProblem(error, 'token-expired')) await sender.signInAgain().catch(() => undefined)
    else if (!isPassing(error)) throw error
    return false
  }
}

/** The service cannot be reached, has a fault just now, or asks for patience: the same is sent again. */
const isPassing = (error: unknown): boolean =>
  error instanceof UnreachableError ||
  (error instanceof ApiProblemError && (error.status >= 500 || error.status === 429))

async function bringMail(site: Site, message: Uint8Array): Promise<boolean> {
  const result = await bring(site, {
    from: POLICE_INTELLIGENCE,
    to: ASB_TEAM,
    message,
    localAddress: POLICE_RELAY,
  })
  if (result.outcome === 'failed') throw new Error(`the gateway refused a mail: ${result.reply}`)
  return result.outcome === 'relayed'
}

/** The same session, which asks for directory, certificates and keys once: preparing is not what is tested. */
function remembering(session: Session): Session {
  const { client } = session
  const certificates = new Map<string, ReturnType<typeof client.certificates>>()
  let directory: ReturnType<typeof client.directory> | undefined
  let keyGrants: ReturnType<typeof client.keyGrants> | undefined
  return {
    ...session,
    client: {
      ...client,
      directory: () => (directory ??= client.directory()),
      keyGrants: () => (keyGrants ??= client.keyGrants()),
      certificates: (query) => {
        const name = JSON.stringify(query)
        const known = certificates.get(name) ?? client.certificates(query)
        certificates.set(name, known)
        return known
      },
    },
  }
}
