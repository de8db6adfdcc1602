import { operations } from '../../domain/wire/operations.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { forCaller, type Route } from '../route.ts'

/** A person's own account: passphrase, passkeys, sessions, devices; and the lifting of a colleague's lock. */
export function accountRoutes({ accounts }: ApiDependencies): Route[] {
  const { passphrases, passkeys, sessions, devices } = accounts
  return [
    forCaller(operations.readAccount, async (caller) => accounts.show(caller)),

    forCaller(operations.beginPassphrase, async (caller, { body }) => ({
      response: await passphrases.beginRegistration(caller.login, body.request),
    })),

    forCaller(operations.setPassphrase, async (caller, { body }) => passphrases.set(caller, body)),

    forCaller(operations.beginPasskey, async (_caller, { body }) => ({
      response: await passkeys.beginRegistration(body),
    })),

    forCaller(operations.addPasskey, async (caller, { body }) => passkeys.add(caller, body)),

    forCaller(operations.readPasskeys, async (caller) => ({
      passkeys: await passkeys.list(caller.personId),
    })),

    forCaller(operations.removePasskey, async (caller, { params }) => passkeys.remove(caller, params.id)),

    forCaller(operations.readSessions, async (caller) => ({
      sessions: await sessions.list(caller.personId, caller.session),
    })),

    forCaller(operations.endSession, async (caller, { params }) => ({
      ended: await sessions.end(caller.personId, params.id),
    })),

    forCaller(operations.endSessions, async (caller, { query }) => ({
      ended: await sessions.endSeveral(caller.personId, caller.session, query.which),
    })),

    forCaller(operations.readDevices, async (caller) => ({ devices: await devices.list(caller.personId) })),

    forCaller(operations.registerDevice, async (caller, { body }) => devices.register(caller, body)),

    forCaller(operations.revokeDevice, async (caller, { params }) =>
      devices.revoke(caller, params.fingerprint),
    ),

    forCaller(operations.liftAccount, async (caller, { body }) => accounts.lift(caller, body.login)),
  ]
}
