import type { FastifyReply } from 'fastify'
import { problem } from '../../domain/problems.ts'
import { operations } from '../../domain/wire/operations.ts'
import { createWebKeyDirectory } from '../../services/web-key-directory.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { forAnyone, type Route } from '../route.ts'

/** A renewed certificate is found within the hour; a mail program that waits for one is rare. */
const KEPT = 'public, max-age=3600'
const POLICY = '# The certificates of this domain’s mailboxes. No flag of the draft is set.\n'

/** Our certificates for partners' mail programs (draft-koch-openpgp-webkey-service §3.1, §4.5). */
export function webKeyDirectoryRoutes(dependencies: ApiDependencies): Route[] {
  const directory = createWebKeyDirectory(dependencies)

  async function key(domain: string, hash: string, reply: FastifyReply): Promise<FastifyReply> {
    const certificate = await directory.certificate(domain, hash)
    if (!certificate) throw nothing()
    return asked(reply).type('application/octet-stream').send(Buffer.from(certificate))
  }
  async function policy(domain: string, reply: FastifyReply): Promise<FastifyReply> {
    if (!(await directory.has(domain))) throw nothing()
    return asked(reply).type('text/plain; charset=utf-8').send(POLICY)
  }

  return [
    forAnyone(operations.readWkdKey, async ({ params }, reply) => key(params.domain, params.hash, reply)),
    forAnyone(operations.readWkdPolicy, async ({ params }, reply) => policy(params.domain, reply)),
    forAnyone(operations.readWkdKeyDirect, async ({ params }, reply) =>
      key(reply.request.hostname, params.hash, reply),
    ),
    forAnyone(operations.readWkdPolicyDirect, async (_input, reply) => policy(reply.request.hostname, reply)),
  ]
}

/** Programs in browsers may read it too, as the draft asks. */
const asked = (reply: FastifyReply): FastifyReply =>
  reply.header('access-control-allow-origin', '*').header('cache-control', KEPT)

/** Whether the mailbox is closed, somebody's own, or was never there, is nobody's to learn here. */
const nothing = () => problem('not-found', 'There is no certificate here.')
