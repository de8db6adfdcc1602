import { operations } from '../../domain/wire/operations.ts'
import { readGaps } from '../../services/register/gaps.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { forCaller, type Route } from '../route.ts'

/** What agencies agree on, against what they do. */
export function agreementRoutes({ db, clock }: ApiDependencies): Route[] {
  return [forCaller(operations.readGaps, async (caller) => ({ gaps: await readGaps({ db, clock }, caller) }))]
}
