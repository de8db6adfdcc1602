import { ClientError, isApiProblem } from '../../sdk/errors.ts'
import { readDirectory } from '../../sdk/trust/trusted.ts'
import { type Cli, type Signing, signInWith, type Unlocked } from '../account.ts'
import { demandNoAlarm, keepCheckpoint } from '../kept-checkpoint.ts'
import type { Account } from '../state.ts'
import type { Route } from './journal.ts'

/** Signed in for as long as the watch runs: the key stays unlocked in memory, the token is renewed. */
export type SignedIn = {
  /** Runs something with a session; once more with a new one when the service says that the first has ended. */
  use<T>(run: (session: Signing) => Promise<T>): Promise<T>
  /** the most bytes of a sealed referral, as the service said last */
  contentLimit(): number
}

/** A token that ends sooner is not worth beginning a submission with, ms. */
const SPARE_MS = 60_000
/** Until the service has said: bytes. */
const USUAL_LIMIT = 25 * 1024 * 1024

export function keepSignedIn(cli: Cli, account: Account, unlocked: Unlocked, route: Route): SignedIn {
  let session: Signing | null = null
  const current = async (): Promise<Signing> => {
    // A log that has contradicted itself stops everything, whoever found out.
    await demandNoAlarm(cli, account.origin)
    const ends = session?.expiresAt.getTime() ?? 0
    if (session === null || ends < cli.clock().getTime() + SPARE_MS) {
      const fresh = await signInWith(cli, account, unlocked)
      await keepCheckpoint(cli, fresh)
      await demandRoute(fresh, route)
      session = fresh
    }
    return session
  }
  return {
    async use(run) {
      try {
        return await run(await current())
      } catch (error) {
        if (!isApiProblem(error, 'token-expired') && !isApiProblem(error, 'not-signed-in')) throw error
        session = null
        return run(await current())
      }
    },
    contentLimit: () => session?.service.limits.contentBytes ?? USUAL_LIMIT,
  }
}

/** What would make every drop fail is wrong with the watch and not with the drops. */
export class MisdirectedError extends ClientError {
  override name = 'MisdirectedError'
}

async function demandRoute(session: Signing, { from, to }: Route): Promise<void> {
  const own = session.person.mailboxes.find(({ address }) => address === from)
  if (!own?.rights.includes('send')) {
    throw new MisdirectedError(`${session.person.login} may not send from ${from}. Nothing is taken.`)
  }
  const known = new Set((await readDirectory(session)).mailboxes.map(({ address }) => address))
  const unknown = to.filter((address) => !known.has(address))
  if (unknown.length > 0) {
    throw new MisdirectedError(`Not a mailbox of this partnership: ${unknown.join(', ')}. Nothing is taken.`)
  }
}
