import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { readCertificate } from '../crypto/certificate.ts'
import { type PrivateKey, type PublicKey, unlockKey } from '../crypto/keys.ts'
import { signStatement } from '../crypto/statement.ts'
import {
  MOST_SERVICE_EXCHANGES,
  type ServiceExchange,
  ServiceKeyStatement,
} from '../domain/wire/service-exchange.ts'
import { parseStatement, writeStatement } from '../domain/wire/statement.ts'
import { nameOfKey } from '../log/new-origin.ts'
import { StartRefusal } from '../store/start-refusal.ts'
import { putText, readKept } from './kept-text.ts'
import { inFolder, type KeyPlace, keyFolder } from './key-folder.ts'
import { readServiceExchanges, SERVICE_EXCHANGES } from './service-exchanges.ts'
import { makePassphrase, makeServiceKey } from './service-keys.ts'

const [IN_USE, NEXT] = ['service.asc', 'service.next.asc']

/** The service's keys as they lie there. */
type Held = {
  /** the one that everybody is shown */
  published: PublicKey
  /** the one with which the gateway signs; null where it is lost */
  signing: PrivateKey | null
  next: PrivateKey | null
  log: string
}

/** The fingerprints of the key in use and of the next one; `lost`: that in use is not there any more. */
export type BegunExchange = { from: string; to: string; lost: boolean }

/**
 * Makes the service's next key, and announces it to whoever drafts an annex: from nothing else it follows yet. Done again, it
 * makes no other.
 *
 * @throws StartRefusal when it was exchanged as often as clients are told, or the exchange before broke off
 */
export async function beginServiceExchange(place: KeyPlace): Promise<BegunExchange> {
  const held = await readHeld(place)
  const done = await finished(place)
  // Another exchange from there would leave out the key that signs already.
  if (brokeOff(held, done))
    throw new StartRefusal(
      'The exchange before broke off. Bring it to its end first: despatch exchange-key service --finish --agreed',
    )
  if (done.length >= MOST_SERVICE_EXCHANGES)
    throw new StartRefusal(
      `This key was exchanged ${MOST_SERVICE_EXCHANGES} times, and clients are told of no more than that.`,
    )
  const next = held.next ?? (await makeNext(place))
  const announced = await exchangeOf({ ...held, next }, { entries: null, now: place.now })
  await putExchanges(place, [...done, announced])
  const { published, signing } = held
  const lost = signing?.getFingerprint() !== published.getFingerprint()
  return { from: published.getFingerprint(), to: next.getFingerprint(), lost }
}

/**
 * Puts the next key in the place of the one in use, which is nowhere then. What the one before has signed still counts for the first
 * `entries` of the log, as both sign; the next one alone, where the one before is lost. Broken off, it is to be done again.
 *
 * Nothing may take mail meanwhile.
 *
 * @returns the fingerprint of the key in use from now on
 * @throws StartRefusal when no exchange was begun
 */
export async function finishServiceExchange(place: KeyPlace, entries: bigint): Promise<string> {
  const held = await readHeld(place)
  const { signing, next } = held
  const done = await finished(place)
  const [folder, shown] = [keyFolder(place, 'gateway'), keyFolder(place, 'public')]
  if (!next) {
    if (!signing || !brokeOff(held, done))
      throw new StartRefusal(
        'No exchange of this key was begun. Begin it with: despatch exchange-key service',
      )
    await putText(shown, IN_USE, signing.toPublic().armor())
    return signing.getFingerprint()
  }
  const to = next.getFingerprint()
  const others = done.filter((one) => statementOf(one).to !== to)
  await putExchanges(place, [...others, await exchangeOf({ ...held, next }, { entries, now: place.now })])
  // One renaming: at no time is there no key.
  await rename(join(folder, NEXT), join(folder, IN_USE))
  await putText(shown, IN_USE, next.toPublic().armor())
  return to
}

/** Whether the next key is in the place of the one before, and everybody is still shown that. */
const brokeOff = ({ published, signing }: Held, done: readonly ServiceExchange[]): boolean =>
  done
    .map(statementOf)
    .some(({ from, to }) => from === published.getFingerprint() && to === signing?.getFingerprint())

/** The fingerprint of the next key; null where no exchange was begun, or one was broken off when it was in use already. */
export const nextServiceKey = async (place: KeyPlace): Promise<string | null> =>
  (await readHeld(place)).next?.getFingerprint() ?? null

async function readHeld(place: KeyPlace): Promise<Held> {
  const shown = keyFolder(place, 'public')
  const [certificate, logKey] = [await readKept(join(shown, IN_USE)), await readKept(join(shown, 'log.vkey'))]
  if (certificate === undefined || logKey === undefined)
    throw new StartRefusal(
      `The service's certificate and the log's key are not in ${shown}: without them nobody can tell what was signed before. Restore them from a backup of DATA_DIR/keys.`,
    )
  const passphrase = await readKept(join(keyFolder(place, 'gateway'), 'service.passphrase'))
  const unlocked = async (name: string): Promise<PrivateKey | null> => {
    const locked = await readKept(join(keyFolder(place, 'gateway'), name))
    return locked === undefined || passphrase === undefined ? null : unlockKey(locked, passphrase)
  }
  return {
    published: await readCertificate(certificate),
    signing: await unlocked(IN_USE),
    next: await unlocked(NEXT),
    log: nameOfKey(logKey),
  }
}

async function makeNext(place: KeyPlace): Promise<PrivateKey> {
  const passphrase = await inFolder(place, 'gateway')('service.passphrase', makePassphrase)
  const locked = await makeServiceKey(place, passphrase)
  await putText(keyFolder(place, 'gateway'), NEXT, locked)
  return unlockKey(locked, passphrase)
}

/** Says that the published key is handed on to the next; signed by it, too, where it is there. */
async function exchangeOf(
  { published, signing, next, log }: Held & { next: PrivateKey },
  { entries, now }: { entries: bigint | null; now: Date },
): Promise<ServiceExchange> {
  const [from, to] = [published.getFingerprint(), next.getFingerprint()]
  const statement = writeStatement(ServiceKeyStatement, {
    despatch: 'service-key/1',
    ...{ from, to, log },
    entries: entries === null ? null : String(entries),
    time: now.toISOString(),
  })
  return {
    statement,
    signature: await signStatement(statement, next, now),
    signatureBefore: signing?.getFingerprint() === from ? await signStatement(statement, signing, now) : null,
    certificate: published.armor(),
  }
}

const statementOf = ({ statement }: ServiceExchange): ServiceKeyStatement =>
  parseStatement(ServiceKeyStatement, statement)

/** The key that was announced and is not in use yet, so that whoever signs an annex can compare it; null where there is none. */
export const announcedService = (exchanges: readonly ServiceExchange[]): string | null =>
  exchanges.map(statementOf).find(({ entries }) => entries === null)?.to ?? null

/** Those that are more than announced. */
const finished = async (place: KeyPlace): Promise<ServiceExchange[]> =>
  (await readServiceExchanges(place)).filter((one) => statementOf(one).entries !== null)

async function putExchanges(place: KeyPlace, exchanges: readonly ServiceExchange[]): Promise<void> {
  for (const folder of ['gateway', 'public'] as const)
    await putText(keyFolder(place, folder), SERVICE_EXCHANGES, JSON.stringify(exchanges))
}
