import { CertificateError, readCertificate } from '../crypto/certificate.ts'
import type { PublicKey } from '../crypto/keys.ts'
import { StatementSignatureError, verifyStatement } from '../crypto/statement.ts'
import { type ServiceExchange, ServiceKeyStatement } from '../domain/wire/service-exchange.ts'
import type { ServiceDescription } from '../domain/wire/session.ts'
import { parseStatement, StatementError } from '../domain/wire/statement.ts'
import { endOf, nameOfKey } from './begun-anew.ts'
import { type Pins, pin } from './pins.ts'

/**
 * A key that the service signed arrivals with before. What it has signed counts where it stands in the log before this entry, and
 * nowhere else: whoever has the key by now, and whatever date they write, the beginning of the log is what it was.
 */
export type FormerService = {
  fingerprint: string
  /** what the log called itself when this was learnt */
  log: string
  entries: bigint
}

/** One step of how the service came by its key: what was signed, and whether the key before has signed for it, too. */
export type ServiceStep = { statement: ServiceKeyStatement; before: PublicKey; byBoth: boolean }

/** What of a service's description tells which keys it had. */
export type ToldKeys = Pick<ServiceDescription, 'serviceExchanges' | 'logKey' | 'logBegun'>

/**
 * How the service came by this key, its last step first, as the key itself and those before it have signed. What no key signed that
 * leads here is passed over: nobody is believed who merely says that the service had some key.
 *
 * That the key in use says so suffices: it could sign each of those arrivals anew.
 */
export async function stepsTo(
  certificate: PublicKey,
  exchanges: readonly ServiceExchange[],
): Promise<ServiceStep[]> {
  const steps: ServiceStep[] = []
  const seen = new Set<string>()
  for (let to = certificate; !seen.has(to.getFingerprint()); ) {
    seen.add(to.getFingerprint())
    const step = await stepTo(to, exchanges)
    if (!step || seen.has(step.before.getFingerprint())) break
    steps.push(step)
    to = step.before
  }
  return steps
}

/** The newest that leads to this key: an announcement leads to none yet. */
async function stepTo(to: PublicKey, exchanges: readonly ServiceExchange[]): Promise<ServiceStep | null> {
  for (const exchange of exchanges.toReversed()) {
    const step = await read(exchange, to)
    if (step && step.statement.entries !== null) return step
  }
  return null
}

/** Reads an exchange to this key; null where it is none, or is not signed by it. */
async function read(exchange: ServiceExchange, to: PublicKey): Promise<ServiceStep | null> {
  const { statement: text, signature, signatureBefore, certificate } = exchange
  return whereSigned(async () => {
    const statement = parseStatement(ServiceKeyStatement, text)
    if (statement.to !== to.getFingerprint()) return null
    const before = await readCertificate(certificate)
    if (statement.from !== before.getFingerprint()) return null
    const asked = { type: 'service-key/1', text, now: new Date(statement.time) }
    await verifyStatement({ ...asked, signature, certificates: [to] })
    if (signatureBefore === null) return { statement, before, byBoth: false }
    await verifyStatement({ ...asked, signature: signatureBefore, certificates: [before] })
    return { statement, before, byBoth: true }
  })
}

/** What was read; null where it is not what it has to be, or not signed. */
async function whereSigned<T>(reading: () => Promise<T>): Promise<T | null> {
  try {
    return await reading()
  } catch (error) {
    const isNone =
      error instanceof StatementError ||
      error instanceof StatementSignatureError ||
      error instanceof CertificateError
    if (isNone) return null
    throw error
  }
}

/**
 * The key that this one is to be exchanged for, as it announces itself; null where it does not: so also where it is lost, and
 * its successor is for people to name.
 */
export async function serviceKeyAfter(
  certificate: PublicKey,
  exchanges: readonly ServiceExchange[],
): Promise<string | null> {
  for (const { statement: text, signatureBefore: signature } of exchanges.toReversed()) {
    const said = await whereSigned(async () => {
      const statement = parseStatement(ServiceKeyStatement, text)
      if (signature === null || statement.entries !== null) return null
      const asked = { type: 'service-key/1', text, signature, now: new Date(statement.time) }
      await verifyStatement({ ...asked, certificates: [certificate] })
      return statement
    })
    if (said?.from === certificate.getFingerprint()) return said.to
  }
  return null
}

/** Whether the pinned key has itself handed on to this one, over each key between them. */
export function isHandedOnBy(pinned: string, steps: readonly ServiceStep[]): boolean {
  const at = steps.findIndex(({ statement }) => statement.from === pinned)
  return at >= 0 && steps.slice(0, at + 1).every(({ byBoth }) => byBoth)
}

/**
 * Pins the service's certificate. Where another is pinned, it is gone over from there if the pinned key has handed on to the one
 * shown, through any number of keys.
 *
 * @param named as a sentence names the certificate
 * @returns the keys before it: those kept here, and those that the pinned one tells of
 * @throws PinChangedError where the pinned key has not signed for the change
 */
export async function pinService(
  pins: Pins,
  certificate: PublicKey,
  { service, named }: { service: ToldKeys; named: string },
): Promise<FormerService[]> {
  const shown = certificate.getFingerprint()
  const steps = await stepsTo(certificate, service.serviceExchanges)
  const before = await pins.get('service')
  const goesOver = before !== null && before !== shown && isHandedOnBy(before, steps)
  if (!goesOver) await pin(pins, 'service', shown, named)
  const kept = await pins.get(FORMER)
  // One that was given up and is in use again counts as such: what was said of it before says nothing of what it signs now.
  const former = withFormer(readFormer(kept), formerOf(steps, service)).filter(
    ({ fingerprint }) => fingerprint !== shown,
  )
  const text = writeFormer(former)
  const changed = {
    ...(goesOver ? { service: shown } : {}),
    ...(text === (kept ?? '') ? {} : { [FORMER]: text }),
  }
  await pins.set(changed)
  return former
}

/** What these steps say of the keys before: no key counts for more of the log than the one that came after it. */
function formerOf(steps: readonly ServiceStep[], service: ToldKeys): FormerService[] {
  const log = nameOfKey(service.logKey)
  const former: FormerService[] = []
  for (const { statement } of steps) {
    const told = { fingerprint: statement.from, log: statement.log, entries: BigInt(statement.entries ?? 0) }
    const entries = least(countsUntil(told, service), former.at(-1)?.entries)
    former.push({ ...told, log, entries })
  }
  return former
}

/** Before which entry of the log as it is now a former key counts. Of a log that has begun anew, only what it has of the one before. */
export function countsUntil(former: FormerService, service: Pick<ToldKeys, 'logKey' | 'logBegun'>): bigint {
  if (former.log === nameOfKey(service.logKey)) return former.entries
  return least(former.entries, endOf(service.logBegun, former.log) ?? 0n)
}

/** The keys of the service before the one that is pinned here. */
export const formerServices = async (pins: Pick<Pins, 'get'>): Promise<FormerService[]> =>
  readFormer(await pins.get(FORMER))

/** As which pin they are kept: on each line a fingerprint, a number of entries, and what the log was called. */
export const FORMER = 'service:former'

export const writeFormer = (former: readonly FormerService[]): string =>
  former.map(({ fingerprint, entries, log }) => `${fingerprint} ${entries} ${log}`).join('\n')

const readFormer = (text: string | null): FormerService[] =>
  (text ?? '').split('\n').flatMap((line) => {
    const [fingerprint = '', entries = '', log = ''] = line.split(' ')
    return /^\d+$/.test(entries) ? [{ fingerprint, entries: BigInt(entries), log }] : []
  })

/** Both together. What is known of a key already can become less, and never more. */
export function withFormer(
  known: readonly FormerService[],
  further: readonly FormerService[],
): FormerService[] {
  const all = new Map(known.map((one) => [one.fingerprint, one]))
  for (const one of further) {
    const before = all.get(one.fingerprint)
    if (before === undefined) all.set(one.fingerprint, one)
    else if (before.log === one.log)
      all.set(one.fingerprint, { ...one, entries: least(one.entries, before.entries) })
  }
  return [...all.values()]
}

const least = (one: bigint, other: bigint | undefined): bigint =>
  other === undefined || one < other ? one : other
