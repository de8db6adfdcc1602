import { changedKeys, OWN_KEYS, pinsWith } from '../sdk/changed-keys.ts'
import { ClientError } from '../sdk/errors.ts'
import type { Pins } from '../sdk/pins.ts'
import { type Cli, clientOf } from './account.ts'
import { pinsOf } from './pins-file.ts'
import type { Account } from './state.ts'

/** Pins under which a person's accepted changes hold, and what keeps them so: `log` is what the log is by then. */
export type Repinning = { pins: Pins; settle(log: { name: string; size: bigint }): Promise<void> }

/**
 * Takes the changed keys of these owners, since a person has made sure that the changes are right. Nothing of it is kept before the
 * whole sign-in was believed: agencies may have agreed on other keys, and the logs still have to continue what was seen here.
 *
 * @throws ClientError where nothing is pinned for one of them
 */
export async function repinning(
  cli: Cli,
  { origin }: Account,
  owners: readonly string[],
): Promise<Repinning> {
  const pins = pinsOf(cli.state, origin)
  if (owners.length === 0) return { pins, settle: async () => {} }
  const known = await Promise.all(
    OWN_KEYS.map(async (owner) => ((await pins.get(owner)) === null ? [] : [owner])),
  )
  const unknown = owners.find((owner) => !known.flat().some((one) => one === owner))
  if (unknown !== undefined) throw new ClientError(`Nothing is pinned for ${unknown} on this machine.`)
  const changed = await changedKeys(clientOf(cli, origin), pins)
  const ahead = pinsWith(
    pins,
    changed.filter(({ owner }) => owners.includes(owner)),
  )
  return { pins: ahead.pins, settle: async (log) => pins.set(await ahead.settled(log)) }
}
