import {
  type ChangedKey,
  changedKeys,
  demandHeard,
  type HeardKey,
  type OwnKey,
  ownKeyWords,
  pinsWith,
} from '../../sdk/changed-keys.ts'
import { type Client, createClient } from '../../sdk/client.ts'
import type { Pins } from '../../sdk/pins.ts'
import { serviceOrigin } from '../service-origin.ts'
import { type Kept, pinsIn } from './kept.ts'

/** A key of the service that is another than this browser knows: both in words. */
export type ChangedInWords = { owner: OwnKey; before: string; now: string }

/** Which keys of the service have changed, for whoever could not sign in because of it; it needs no sign-in. */
export async function changesInWords(kept: Kept): Promise<ChangedInWords[]> {
  const client = createClient({ origin: serviceOrigin() })
  return Promise.all(
    (await changedKeys(client, pinsIn(kept))).map(async ({ owner, before, now }) => ({
      owner,
      before: await ownKeyWords(owner, before),
      now: await ownKeyWords(owner, now),
    })),
  )
}

/**
 * Pins under which changed keys are taken, and what keeps them so once all else has proved right: `log` is what the log is then.
 */
export type Accepting = { pins: Pins; settle(log: { name: string; size: bigint }): Promise<void> }

/**
 * Takes the changed keys whose words somebody was read outside the service, and no other. Nothing of it is kept before the whole
 * sign-in was believed: agencies may have agreed on other keys, and the logs still have to continue what was seen here.
 *
 * @throws ClientError where the words are not those of the key that the service shows
 */
export async function accepting(
  kept: Kept,
  client: Pick<Client, 'service'>,
  heard: readonly HeardKey[],
): Promise<Accepting> {
  const pins = pinsIn(kept)
  if (heard.length === 0) return { pins, settle: async () => {} }
  const accepted: ChangedKey[] = []
  for (const change of await changedKeys(client, pins)) {
    const said = heard.find(({ owner }) => owner === change.owner)
    if (said === undefined) continue
    await demandHeard(change, said.words)
    accepted.push(change)
  }
  const ahead = pinsWith(pins, accepted)
  return {
    pins: ahead.pins,
    async settle(log) {
      const settled = new Map(Object.entries(await ahead.settled(log)))
      for (const { owner, before, now } of accepted) {
        // Another tab may have taken it meanwhile.
        await kept.replace(`pin ${owner}`, before, settled.get(owner) ?? now)
        settled.delete(owner)
      }
      await pins.set(Object.fromEntries(settled))
    },
  }
}
