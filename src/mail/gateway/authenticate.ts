import type { DKIMResult, DNSResolver } from 'mailauth'
import Value from 'typebox/value'
import { Domain } from '../../domain/wire/primitives.ts'
import { DMARC_RESULTS, SenderChecks, UNCHECKED } from '../../domain/wire/sender-checks.ts'
import { type Field, readHead } from '../fields.ts'
import type { DnsResolver } from './resolver.ts'

/** Who brings a mail: the address that it comes from, the name that the client gave itself, the envelope sender. */
export type Bringer = { remoteAddress: string; helo: string; from: string }

/** Judges who brought a mail, by what DNS says of the domains that it names. Never throws. */
export type CheckSender = (
  bringer: Bringer,
  raw: Uint8Array,
  /** after so many milliseconds the checks are `temperror` */
  patience: { withinMs: number },
) => Promise<SenderChecks>

/** Each signature costs a question and a verification: more than a few are nobody's but an attacker's. */
const MOST_SIGNATURES = 5
/**
 * A longer line is no mail's (RFC 5322 §2.1.1 has 998 characters). The library's time for a line grows with its square, and
 * nothing else has its turn meanwhile: what has one counts as unsigned.
 */
const LONGEST_LINE = 2000
/** 40 MiB of base64 has 540,000. */
const MOST_LINES = 1_000_000
/** Fields by which we tell what a mail is and what it answers. Unsigned, anybody may have added them (RFC 6376 §8.15). */
const ACTED_ON = [
  'from',
  'message-id',
  'in-reply-to',
  'references',
  'content-type',
  'content-transfer-encoding',
  'mime-version',
]

/**
 * SPF (RFC 7208), DKIM (RFC 6376, RFC 8301: no rsa-sha1, no key under 1,024 bits) and DMARC (RFC 9989) by mailauth.
 *
 * @param own how we call ourselves in the macros of SPF
 */
export function createCheckSender(own: string, given: DnsResolver): CheckSender {
  // Its own type leaves out the records of MX, which it reads all the same.
  const resolver = given as DNSResolver
  return async (bringer, raw, { withinMs }) => {
    const late = Promise.withResolvers<SenderChecks>()
    const timer = setTimeout(() => late.resolve(UNCHECKED), withinMs)
    try {
      return await Promise.race([check(bringer, raw, { own, resolver, withinMs }), late.promise])
    } catch {
      return UNCHECKED
    } finally {
      clearTimeout(timer)
    }
  }
}

async function check(
  { remoteAddress, helo, from }: Bringer,
  raw: Uint8Array,
  { own, resolver, withinMs }: { own: string; resolver: DNSResolver; withinMs: number },
): Promise<SenderChecks> {
  // Much to load, for the processes that take mail alone.
  const [{ spf }, { dkimVerify }, { dmarc }] = await Promise.all([
    import('mailauth/lib/spf/index.js'),
    import('mailauth/lib/dkim/verify.js'),
    import('mailauth/lib/dmarc/index.js'),
  ])
  const bySpf = spf({
    sender: from,
    ip: remoteAddress,
    helo: /^[A-Za-z0-9.-]{1,253}$/.test(helo) ? helo : `[${remoteAddress}]`,
    mta: own,
    resolver,
    maxElapsedTime: withinMs,
  })
  const fields = readHead(raw)?.fields ?? []
  const signatures = fields.filter(({ name }) => name === 'dkim-signature').length
  const signed = signatures > 0 && signatures <= MOST_SIGNATURES && !hasOddLines(raw)
  const { buffer, byteOffset, byteLength } = signed ? raw : headOnly(raw)
  const byDkim = dkimVerify(Buffer.from(buffer, byteOffset, byteLength), {
    resolver,
    minBitLength: 1024,
    rejectRsaSha1: true,
  })
  const [sender, verified] = await Promise.all([bySpf, byDkim])
  const dkim = verified.results.flatMap((one) => {
    const { signingDomain, status } = one
    if (!signed || !isDomain(signingDomain)) return []
    const result = status.result === 'pass' && !coversAll(one, fields) ? 'policy' : status.result
    return [{ domain: signingDomain.toLowerCase(), result }]
  })
  const policy = await dmarc({
    headerFrom: verified.headerFrom,
    fromFields: verified.fromFields,
    spfDomains: sender.status.result === 'pass' ? [sender.domain] : [],
    dkimDomains: dkim.filter(({ result }) => result === 'pass').map(({ domain }) => ({ domain })),
    resolver,
  })
  const checks = {
    spf: { result: sender.status.result, domain: domainOrNull(sender.domain) },
    dkim,
    dmarc: policy
      ? {
          result: DMARC_RESULTS.find((known) => known === policy.status.result) ?? 'permerror',
          domain: domainOrNull(policy.status.header?.from ?? policy.domain),
          policy: policy.policy || null,
        }
      : { result: 'none', domain: null, policy: null },
  }
  // What a library says is taken in the words that we know, or not at all.
  return Value.Check(SenderChecks, checks) ? checks : UNCHECKED
}

/**
 * Whether a signature covers all that we act on: the body to its end (with `l=` anybody may add to it, RFC 6376 §8.2), and
 * each of those fields as often as it stands in the mail.
 */
function coversAll({ status, signingHeaders }: DKIMResult, fields: readonly Field[]): boolean {
  if (status.underSized) return false
  const signed = (signingHeaders?.keys ?? '').split(':').map((name) => name.trim().toLowerCase())
  const count = (names: readonly string[], wanted: string) => names.filter((name) => name === wanted).length
  const there = fields.map(({ name }) => name)
  return ACTED_ON.every((name) => count(there, name) <= count(signed, name))
}

/** Whether a mail has lines that are longer, or more, than any mail's. */
function hasOddLines(raw: Uint8Array): boolean {
  let lines = 0
  for (let start = 0; start < raw.length; lines += 1) {
    if (lines > MOST_LINES) return true
    const lf = raw.indexOf(0x0a, start)
    const end = lf < 0 ? raw.length : lf
    if (end - start > LONGEST_LINE) return true
    start = end + 1
  }
  return false
}

/** Where nothing signs the body it need not be read. */
function headOnly(raw: Uint8Array): Uint8Array {
  return raw.subarray(0, readHead(raw)?.bodyStart ?? Math.min(raw.byteLength, 64 * 1024))
}

const isDomain = (domain: unknown): domain is string =>
  typeof domain === 'string' && Value.Check(Domain, domain.toLowerCase())

const domainOrNull = (domain: unknown): string | null => (isDomain(domain) ? domain.toLowerCase() : null)
