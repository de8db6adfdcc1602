import { operations } from '../../domain/wire/operations.ts'
import { readDisclosures } from '../../services/register/disclosures.ts'
import { exportDisclosures, exportRefusals } from '../../services/register/export.ts'
import { countRefusals, readRefusals } from '../../services/register/refusals.ts'
import { readStatistics } from '../../services/register/statistics.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { pageOf } from '../page-of.ts'
import { forCaller, type Route } from '../route.ts'
import { sendExport } from '../send-export.ts'

/** The register of disclosures and refusals, by pages and whole. */
export function registerRoutes(dependencies: ApiDependencies): Route[] {
  return [
    forCaller(operations.readDisclosures, async (caller, { query: { cursor, limit, ...filters } }) =>
      readDisclosures(dependencies, caller, filters, pageOf({ cursor, limit })),
    ),

    forCaller(operations.exportDisclosures, async (caller, { query: { format, ...filters } }, reply) => {
      const pieces = await exportDisclosures(dependencies, caller, filters, format)
      return sendExport(reply, { name: 'disclosures', format, pieces })
    }),

    forCaller(operations.readRefusals, async (caller, { query: { cursor, limit, ...filters } }) =>
      readRefusals(dependencies, caller, filters, pageOf({ cursor, limit })),
    ),

    forCaller(operations.exportRefusals, async (caller, { query: { format, ...filters } }, reply) => {
      const pieces = await exportRefusals(dependencies, caller, filters, format)
      return sendExport(reply, { name: 'refusals', format, pieces })
    }),

    forCaller(operations.countRefusals, async (caller, { query }) =>
      countRefusals(dependencies, caller, query),
    ),

    forCaller(operations.readStatistics, async (caller, { query }) =>
      readStatistics(dependencies, caller, query),
    ),
  ]
}
