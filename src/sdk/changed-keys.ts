import { readCertificate } from '../crypto/certificate.ts'
import { sha256Hex } from '../crypto/digest.ts'
import { fingerprintOfWords } from '../crypto/fingerprint-words.ts'
import { followExchanges } from '../log/key-exchange.ts'
import { inWords } from './agreement/words.ts'
import type { Client } from './client.ts'
import { ClientError } from './errors.ts'
import { FORMER, formerServices, isHandedOnBy, stepsTo, withFormer, writeFormer } from './former-services.ts'
import { formerKeys } from './pin-log-key.ts'
import type { Pins } from './pins.ts'

/** The keys that a service shows as its own, as pins name them. */
export const OWN_KEYS = ['log', 'trust', 'service'] as const
export type OwnKey = (typeof OWN_KEYS)[number]

/** A key of the service that is another than this machine has pinned, and that the pinned one has not handed on to. */
export type ChangedKey = { owner: OwnKey; before: string; now: string }

/** What somebody read out of the key that is right. */
export type HeardKey = { owner: OwnKey; words: string }

const WORDS_ERRORS = {
  log: 'LogKeyWordsError',
  trust: 'TrustKeyWordsError',
  service: 'ServiceKeyWordsError',
} as const satisfies Record<OwnKey, string>

/** What was read out is not the key that the service shows; its name says of which. */
class OwnKeyWordsError extends ClientError {
  constructor(owner: OwnKey, message: string) {
    super(message)
    this.name = WORDS_ERRORS[owner]
  }
}

/**
 * What people compare of such a key. The service's certificate has a fingerprint; the key of a log has none, and SHA-256 of
 * its verifier key, as text, stands for it.
 *
 * @param key a fingerprint, or a verifier key, as it is pinned
 */
const comparedOf = async (owner: OwnKey, key: string): Promise<string> =>
  owner === 'service' ? key : sha256Hex(key)

/** The same in words that two people read to each other: 15 or 24. */
export const ownKeyWords = async (owner: OwnKey, key: string): Promise<string> =>
  inWords(await comparedOf(owner, key))

/** The keys of the service that signing in would stop at: of a log's key that the pinned one handed on to, it would not. */
export async function changedKeys(client: Pick<Client, 'service'>, pins: Pins): Promise<ChangedKey[]> {
  const { logKey, trustKey, serviceCertificate, keyExchanges, serviceExchanges } = await client.service()
  const certificate = await readCertificate(serviceCertificate)
  const shown: Readonly<Record<OwnKey, string>> = {
    log: logKey,
    trust: trustKey,
    service: certificate.getFingerprint(),
  }
  const found: ChangedKey[] = []
  for (const owner of OWN_KEYS) {
    const [before, now] = [await pins.get(owner), shown[owner]]
    if (before === null || before === now) continue
    const isHandedOn =
      owner === 'service'
        ? isHandedOnBy(before, await stepsTo(certificate, serviceExchanges))
        : (await followExchanges(before, now, keyExchanges)) !== null
    if (!isHandedOn) found.push({ owner, before, now })
  }
  return found
}

/**
 * Demands that what somebody read out, outside the service, is the key that it shows now.
 *
 * @throws ClientError of the name in `WORDS_ERRORS`
 */
export async function demandHeard({ owner, before, now }: ChangedKey, words: string): Promise<void> {
  const heard = fingerprintIn(owner, words)
  if (heard === (await comparedOf(owner, now))) return
  throw new OwnKeyWordsError(
    owner,
    heard === (await comparedOf(owner, before))
      ? 'These are the words of the key that is known here already: whoever read them knows of no change. Do not accept the other, do not sign in, and tell them that the service shows another.'
      : 'These are not the words of the key that the service shows now. It was not accepted. Do not sign in, and tell whoever read them to you.',
  )
}

function fingerprintIn(owner: OwnKey, words: string): string {
  try {
    return fingerprintOfWords(words)
  } catch (error) {
    throw new OwnKeyWordsError(owner, error instanceof Error ? error.message : String(error))
  }
}

/** Pins of which nothing is kept yet. */
export type PinsAhead = {
  pins: Pins
  /**
   * What is to be kept once all is believed.
   *
   * @param log the log as it is then: what the key of the service before has signed counts as far as it stands in it
   */
  settled(log: { name: string; size: bigint }): Promise<Record<string, string>>
}

/**
 * The pins as they would be with these changes, for whoever wants to see first whether all is believed. An accepted key may have
 * handed its log on, and says what the keys before it were: that, too, is kept only then.
 */
export function pinsWith(pins: Pins, accepted: readonly ChangedKey[]): PinsAhead {
  const changed = new Map<string, string>()
  const over = (owner: string, kept: string | null) =>
    accepted.find((one) => one.owner === owner && one.before === kept)?.now ?? kept
  const of = (owner: OwnKey) => accepted.find((one) => one.owner === owner)
  const [log, service] = [of('log'), of('service')]
  const get = async (owner: string): Promise<string | null> => {
    const ahead = changed.get(owner)
    if (ahead !== undefined) return ahead
    // What the key before has signed was seen here, and the log has to continue it under its next key, too.
    if (owner === 'log:former' && log) return [...(await formerKeys(pins, 'log')), log.before].join('\n')
    return over(owner, await pins.get(owner))
  }
  return {
    pins: {
      get,
      first: async (owner, value) =>
        changed.get(owner) ?? over(owner, await pins.first(owner, value)) ?? value,
      async set(values) {
        for (const [owner, value] of Object.entries(values)) changed.set(owner, value)
      },
    },
    async settled({ name, size }) {
      // An accepted key may have handed on meanwhile.
      const now = accepted.map(({ owner, now }) => [owner, now] as const)
      const settled: Record<string, string> = { ...Object.fromEntries(now), ...Object.fromEntries(changed) }
      const formerLog = await get('log:former')
      if (log && formerLog !== null) settled['log:former'] = formerLog
      if (service) {
        const before = { fingerprint: service.before, log: name, entries: size }
        settled[FORMER] = writeFormer(withFormer(await formerServices({ get }), [before]))
      }
      return settled
    },
  }
}
