import { join } from 'node:path'
import { Manifest } from '../../domain/wire/manifest.ts'
import { parseStatement } from '../../domain/wire/statement.ts'
import { ClientError, isApiProblem } from '../../sdk/errors.ts'
import type { Signing } from '../account.ts'
import { digestOf } from '../digest.ts'
import { type Accepted, type Ended, fileSent } from './end-drop.ts'
import { groundsKept, sameGrounds } from './grounds.ts'
import { close, type JournalFile, type Prepared, type Route, readSealed } from './journal.ts'
import type { Places } from './places.ts'
import { proofSoon } from './proof-soon.ts'
import { readRegular } from './regular-file.ts'
import { type Going, type Sending, submitEntry } from './send-drop.ts'

/** Goes on with something that was begun before a pause or a death. */
export async function resumePrepared(sending: Sending, entry: Prepared, going: Going): Promise<Ended> {
  const { places, route, signedIn } = sending
  const sealed = await readSealed(places, entry, sealedOf(entry))
  const isWhole = sealed !== null && digestOf(sealed) === sealedOf(entry).sha256
  const asTold = sameWay(entry.route, route) && sameGrounds(entry.grounds, groundsKept(sending))
  if (isWhole && asTold && (await stillThere(places, entry.files))) {
    return submitEntry(sending, entry, { ...going, sealed, fresh: false })
  }
  // The court has taken it back or put another in its place, or it goes elsewhere or on other grounds now: it is not
  // sent any more, unless it was accepted already.
  const accepted = await signedIn.use((session) => acceptedBefore(sending, session, { entry, going }))
  await going.demandHeld()
  if (accepted) {
    const sent = await fileSent(sending, entry, accepted)
    return asTold ? sent : { ...sent, note: OTHERWISE }
  }
  await close(places, entry)
  return { end: 'given-up', name: entry.name }
}

/** Nobody may take it for sent as the options say now. */
const OTHERWISE = 'with the options of an earlier start, under which it had been accepted'

async function acceptedBefore(
  { cli }: Sending,
  session: Signing,
  { entry, going }: { entry: Prepared; going: Going },
): Promise<Accepted | null> {
  const view = await session.client.referral(entry.id).catch((error: unknown) => {
    if (isApiProblem(error, 'not-found')) return null
    throw error
  })
  if (view === null) return null
  return { accepted: view.acceptedAt, proof: await proofSoon(cli, session, entry, going.proofWaitMs) }
}

function sealedOf({ manifest }: Prepared): { sha256: string; size: number } {
  const [sealed] = parseStatement(Manifest, manifest).content
  if (!sealed) throw new ClientError('A manifest in the journal names no content.')
  return sealed
}

const sameWay = (a: Route, b: Route): boolean =>
  a.kind === b.kind &&
  a.from === b.from &&
  JSON.stringify([...a.to].sort()) === JSON.stringify([...b.to].sort())

async function stillThere({ folder }: Places, files: readonly JournalFile[]): Promise<boolean> {
  for (const { name, size, sha256 } of files) {
    const found = await readRegular(join(folder, name), size)
    if (typeof found === 'string' || digestOf(found.bytes) !== sha256) return false
  }
  return true
}
