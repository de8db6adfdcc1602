import type { ServiceDescription } from '../domain/wire/session.ts'
import { followExchanges, keyAfter, keyAnew, keysBefore } from '../log/key-exchange.ts'
import { nameOfKey } from '../log/new-origin.ts'
import { endOf } from './begun-anew.ts'
import { PinChangedError } from './errors.ts'
import { type Pins, pin } from './pins.ts'

/**
 * Pins the key that signs a log. Where another is pinned, it is gone over from there if the pinned key has handed the log
 * on to the one shown, through any number of keys; what those signed is still what the log was then.
 *
 * @param owner `log` or `trust`
 * @param shown the verifier key that the service names
 * @param exchanges the notes by which it says that the key was handed on
 * @param named as a sentence names the key: `the log key of …`
 * @returns the keys that it had before, as far as this machine knows them, or the pinned one says
 * @param begun how the log went on under other names, as the service says
 * @throws PinChangedError when the pinned key has not signed for the change, or when it has ended its log, which begins anew
 *   under another name: nobody goes over to that without being told
 */
export async function pinLogKey(
  pins: Pins,
  owner: 'log' | 'trust',
  shown: string,
  exchanges: readonly string[],
  named: string,
  begun: ServiceDescription['logBegun'] = [],
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
    if (await followExchanges(before, shown, exchanges, 'names'))
      throw new PinChangedError(begunAnew(before, shown, begun), owner)
  }
  await pin(pins, owner, shown, named)
  // Whoever comes after an exchange takes from the pinned key, which has signed for it, what the log's key was before.
  const told = (await keysBefore(shown, exchanges)).filter((key) => nameOfKey(key) === nameOfKey(shown))
  const all = [...new Set([...former, ...told])]
  if (all.length > former.length) await pins.set({ [`${owner}:former`]: all.join('\n') })
  return all
}

function begunAnew(before: string, shown: string, begun: ServiceDescription['logBegun']): string {
  const index = endOf(begun, nameOfKey(before))
  const from = index === null ? 'after a size that it does not say yet' : `after its first ${index} entries`
  const lost = index === null ? 'Entries' : `Entries from ${index} on`
  return (
    `The log ${nameOfKey(before)} was ended and has begun anew under another name, ${nameOfKey(shown)}, ${from}: the service could not go on ` +
    `with it. ${lost} that were seen before may be lost there. Nothing was sent or believed. Ask the operator by telephone what was ` +
    'lost, and tell the auditor; the checkpoints that this machine has seen stay here as evidence.'
  )
}

/** The keys of a log before the one that is pinned here. */
export async function formerKeys(pins: Pins, owner: 'log' | 'trust'): Promise<string[]> {
  const kept = await pins.get(`${owner}:former`)
  return kept === null || kept === '' ? [] : kept.split('\n')
}

/**
 * The keys that sign the logs of a service: the one that it names, the next one while it is exchanged, and the one with which
 * its log is to begin anew, where that is prepared.
 */
export async function signingKeys({
  logKey,
  trustKey,
  keyExchanges,
}: Pick<ServiceDescription, 'logKey' | 'trustKey' | 'keyExchanges'>): Promise<{
  log: string[]
  trust: string[]
}> {
  const next = async (key: string) => [
    key,
    await keyAfter(key, keyExchanges),
    await keyAnew(key, keyExchanges),
  ]
  const [log, trust] = await Promise.all([logKey, trustKey].map(next))
  const named = (keys: (string | null)[] = []) => keys.filter((key) => key !== null)
  return { log: named(log), trust: named(trust) }
}
