import { operations } from '../../domain/wire/operations.ts'
import { enrol, showInvitation } from '../../services/enrolment/enrol.ts'
import { invite, readInvitations, withdrawInvitation } from '../../services/enrolment/invite.ts'
import { readmitAccount, readPeople, suspendAccount } from '../../services/enrolment/people.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { forAnyone, forCaller, type Route } from '../route.ts'

/** Invitations, enrolment, and the accounts of an agency. */
export function enrolmentRoutes({ db, clock, service: { origin } }: ApiDependencies): Route[] {
  return [
    forCaller(operations.invite, async (caller, { body }) => invite({ db, clock }, caller, body)),
    forCaller(operations.readInvitations, async (caller) => ({
      invitations: await readInvitations({ db, clock }, caller),
    })),
    forCaller(operations.withdrawInvitation, async (caller, { params }) =>
      withdrawInvitation({ db, clock }, caller, params.id),
    ),
    forAnyone(operations.readInvitation, async ({ body }) => showInvitation({ db, clock, origin }, body.id)),
    forAnyone(operations.enrol, async ({ body }) => enrol({ db, clock, origin }, body)),
    forCaller(operations.readPeople, async (caller) => ({ people: await readPeople(db, caller) })),
    forCaller(operations.suspendAccount, async (caller, { body }) => suspendAccount(db, caller, body)),
    forCaller(operations.readmitAccount, async (caller, { body }) => readmitAccount(db, caller, body.login)),
  ]
}
