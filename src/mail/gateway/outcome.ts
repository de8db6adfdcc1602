import { boundedLine, readReply } from './reply-text.ts'

/** Why nothing was relayed, where it was not the partner's server that refused the message. */
export type RelayFault =
  | 'name' // the host's name does not resolve
  | 'connection' // refused, dropped or unreachable
  | 'timeout'
  | 'no-starttls' // the partner's server does not offer encryption; nothing was sent in clear
  | 'certificate' // the partner's server showed another certificate than the one that is pinned
  | 'tls'
  | 'credentials' // it wants a name and password, or not those that it was given
  | 'too-large' // larger than the partner's server takes, as it says in SIZE
  | 'protocol' // it does not speak SMTP as RFC 5321 says

export type RelayOutcome = {
  /** `relayed`: the partner answered 250. `retry`: try the same message again. `failed`: it will never be taken. */
  outcome: 'relayed' | 'retry' | 'failed'
  code: number | null
  enhanced: string | null
  /** At most 500 characters, no control characters; the server's own words, or ours where it said nothing. */
  reply: string
  fault: RelayFault | null
}

/** The parts of a nodemailer error that tell what happened. */
type SmtpFault = { code?: unknown; command?: unknown; response?: unknown; message?: unknown; cause?: unknown }

const SENTENCES: Record<RelayFault, string> = {
  name: "The name of the partner's mail server does not resolve.",
  connection: "The connection to the partner's mail server failed.",
  timeout: "The partner's mail server took too long to answer.",
  'no-starttls': "The partner's mail server does not offer STARTTLS; nothing was sent.",
  certificate: "The partner's mail server showed a certificate that is not the agreed one; nothing was sent.",
  tls: "The encrypted connection to the partner's mail server could not be made.",
  credentials:
    "The partner's mail server did not let us in: it wants another name and password than those that are set for its domain (RELAY_CREDENTIALS_FILE).",
  'too-large': "The message is larger than the partner's mail server takes.",
  protocol: "The partner's mail server does not answer as SMTP requires.",
}

/** What a completed transaction came to. */
export function relayed(response: string): RelayOutcome {
  const { code, enhanced, text } = readReply(response)
  return { outcome: 'relayed', code, enhanced, reply: text, fault: null }
}

/**
 * Turns a fault into an outcome: 4xx and anything about the connection is tried again, 5xx in answer to the
 * transaction itself (MAIL, RCPT, DATA) is final. A 5xx before the transaction says nothing about the message, only
 * about the connection (RFC 5321 §4.2.1), so it is tried again until the message expires.
 */
export function faulted(error: unknown): RelayOutcome {
  const { code: kind, command, response, message } = detailsOf(error)
  const answer = typeof response === 'string' ? readReply(response) : null
  const inTransaction = command === 'MAIL FROM' || command === 'RCPT TO' || command === 'DATA'
  // RFC 4954 §6: these say who may send and nothing of the message. Its words may repeat the name.
  const unknown = kind === 'EAUTH' || (inTransaction && [530, 534, 535, 538].includes(answer?.code ?? 0))
  if (unknown) {
    const { code = null, enhanced = null } = answer ?? {}
    return { outcome: 'retry', code, enhanced, reply: SENTENCES.credentials, fault: 'credentials' }
  }
  if (answer?.code != null && inTransaction) {
    const outcome = answer.code >= 500 ? 'failed' : 'retry'
    return { outcome, code: answer.code, enhanced: answer.enhanced, reply: answer.text, fault: null }
  }
  const fault = faultOf(kind, command, message)
  return {
    outcome: fault === 'too-large' ? 'failed' : 'retry',
    code: answer?.code ?? null,
    enhanced: answer?.enhanced ?? null,
    reply: boundedLine(answer === null ? SENTENCES[fault] : `${SENTENCES[fault]} It said: ${answer.text}`),
    fault,
  }
}

function detailsOf(error: unknown): SmtpFault {
  return typeof error === 'object' && error !== null ? error : {}
}

function faultOf(kind: unknown, command: unknown, message: unknown): RelayFault {
  const text = typeof message === 'string' ? message : ''
  if (/certificate|altnames|pinned/i.test(text)) return 'certificate'
  if (kind === 'EDNS') return 'name'
  if (kind === 'ETIMEDOUT') return 'timeout'
  if (kind === 'ETLS' && command === 'STARTTLS' && !/initiating TLS/.test(text)) return 'no-starttls'
  if (command === 'EHLO' && /required STARTTLS/.test(text)) return 'no-starttls'
  if (kind === 'ETLS' || /\bSSL\b|\bTLS\b|tlsv1/i.test(text)) return 'tls'
  if (kind === 'EMESSAGE' && /size larger/.test(text)) return 'too-large'
  if (kind === 'EPROTOCOL' || kind === 'EENVELOPE') return 'protocol'
  return 'connection'
}
