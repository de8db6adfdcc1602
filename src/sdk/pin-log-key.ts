import type { ServiceDescription } from '../domain/wire/session.ts'
import { followExchanges, keysAfter } from '../log/key-exchange.ts'
import { type Pins, pin } from './pins.ts'

/**
 * Pins the key that signs a log. Where another is pinned, it is gone over from there if the pinned key has handed the log
 * on to the one shown, through any number of keys; what those signed is still what the log was then.
 *
 * @param owner `log` or `trust`
 * @param shown the verifier key that the service names
 * @param exchanges the notes by which it says that the key was handed on
 * @param named as a sentence names the key: `the log key of …`
 * @returns the keys that it had before, as far as this machine knows them
 * @throws PinChangedError when the pinned key has not signed for the change
 */
export async function pinLogKey(
  pins: Pins,
  owner: 'log' | 'trust',
  shown: string,
  exchanges: readonly string[],
  named: string,
): Promise<string[]> {
  const former = await formerKeys(pins, owner)
  const before = await pins.get(owner)
  if (before !== null && before !== shown) {
    const passed = await followExchanges(before, shown, exchanges)
    if (passed) {
      const all = [...new Set([...former, ...passed])]
      await pins.set({ [owner]: shown, [`${owner}:former`]: all.join('\n') })
      return all
    }
  }
  await pin(pins, owner, shown, named)
  return former
}

/** The keys of a log that were pinned here before the one that is. */
export async function formerKeys(pins: Pins, owner: 'log' | 'trust'): Promise<string[]> {
  const kept = await pins.get(`${owner}:former`)
  return kept === null || kept === '' ? [] : kept.split('\n')
}

/** The keys that sign the logs of a service: the one that it names, and the next one while it is exchanged. */
export async function signingKeys({
  logKey,
  trustKey,
  keyExchanges,
}: Pick<ServiceDescription, 'logKey' | 'trustKey' | 'keyExchanges'>): Promise<{
  log: string[]
  trust: string[]
}> {
  return {
    log: [logKey, ...(await keysAfter(logKey, keyExchanges))],
    trust: [trustKey, ...(await keysAfter(trustKey, keyExchanges))],
  }
}
