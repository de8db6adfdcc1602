import { operations } from '../../domain/wire/operations.ts'
import { readTilePath } from '../../services/log/read-tiles.ts'
import { trustTree } from '../../services/log/trust-tree.ts'
import { readAnchor, setAnchor } from '../../services/trust/anchor.ts'
import { enterTrust } from '../../services/trust/enter.ts'
import { readTrustCheckpoint, readTrustRecords } from '../../services/trust/read.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { forAnyone, forCaller, type Route } from '../route.ts'
import { sendTile } from '../send-tile.ts'

/** The trust log, and the root that each person trusts. */
export function trustRoutes(dependencies: ApiDependencies): Route[] {
  const { db } = dependencies
  return [
    forAnyone(operations.readTrustCheckpoint, async (_input, reply) => {
      const note = await readTrustCheckpoint(db)
      // Not by caches that several share: who is given an older one than before takes it for one that withholds.
      return reply.type('text/plain; charset=utf-8').header('cache-control', 'private, max-age=1').send(note)
    }),

    forAnyone(operations.readTrustTile, async ({ params }, reply) =>
      sendTile(reply, await readTilePath(trustTree(db), `tile/${params.path}`)),
    ),

    forCaller(operations.readTrustRecords, async (caller, { query: { from = '0' } }) =>
      readTrustRecords(db, caller, Number(from)),
    ),

    forCaller(operations.enterTrust, async (caller, { body }) => enterTrust(dependencies, caller, body)),

    forCaller(operations.readAnchor, async (caller) => readAnchor(db, caller)),

    forCaller(operations.setAnchor, async (caller, { body }) => setAnchor(dependencies, caller, body)),
  ]
}
