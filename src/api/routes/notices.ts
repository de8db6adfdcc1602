import { operations } from '../../domain/wire/operations.ts'
import { endNotices, readNotices, setNotices } from '../../services/notices/settings.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { forCaller, type Route } from '../route.ts'

/** A member's own notices. */
export function noticeRoutes({ db, clock, notices: { available } }: ApiDependencies): Route[] {
  const dependencies = { db, clock, available }
  return [
    forCaller(operations.readNotices, async (caller) => readNotices(dependencies, caller)),

    forCaller(operations.setNotices, async (caller, { body }) => setNotices(dependencies, caller, body)),

    forCaller(operations.endNotices, async (caller) => endNotices(dependencies, caller)),
  ]
}
