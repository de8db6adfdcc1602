import type { FastifyInstance, FastifyRequest } from 'fastify'
import Type, { type Static } from 'typebox'
import { problem } from '../../domain/problems.ts'
import { referenceOf } from '../../domain/reference.ts'
import { LogProof } from '../../domain/wire/log-response.ts'
import { Nullable, Uuid } from '../../domain/wire/primitives.ts'
import { ReferralView, SubmitResponse } from '../../domain/wire/referral-response.ts'
import { SIGNATURE_LIMIT, STATEMENT_TEXT_LIMIT } from '../../domain/wire/texts.ts'
import { readProof, readReferralProof } from '../../services/log/read-proof.ts'
import { acceptReferral } from '../../services/referrals/accept.ts'
import { releaseOwnCopy } from '../../services/referrals/release.ts'
import { viewReferrals } from '../../services/referrals/view.ts'
import { demandVisible } from '../../services/referrals/visible.ts'
import { callerOf } from '../caller-of.ts'
import type { ApiDependencies } from '../dependencies.ts'
import { sendContent } from '../send-content.ts'

const IdParams = Type.Object({ id: Uuid })
type IdParams = Static<typeof IdParams>
const ProofResponse = Type.Object({ proof: Nullable(LogProof) }, { additionalProperties: false })
/** How long a submission waits for its log entry to be published before it answers without a proof. */
const PROOF_WAIT_MS = 1000

/** Submitting a referral, and what its parties may see of it. */
export function referralRoutes(app: FastifyInstance, dependencies: ApiDependencies): void {
  const { db, publication } = dependencies

  app.post('/referrals', { schema: { response: { 201: SubmitResponse } } }, async (request, reply) => {
    const caller = await callerOf(request, dependencies)
    const accepted = await acceptReferral(dependencies, caller, await readSubmission(request))
    await publication.published(accepted.stagedId, PROOF_WAIT_MS)
    const { manifest, referralId, stagedId } = accepted
    const answer: SubmitResponse = {
      referral: referralId,
      reference: referenceOf(manifest.kind, referralId),
      thread: manifest.thread,
      proof: await readProof(db, stagedId),
      proofUrl: `/api/v1/referrals/${referralId}/proof`,
    }
    return reply.status(201).send(answer)
  })

  app.get<{ Params: IdParams }>(
    '/referrals/:id',
    { schema: { params: IdParams, response: { 200: ReferralView } } },
    async (request) => {
      const caller = await callerOf(request, dependencies)
      const [view] = await viewReferrals(dependencies, caller, [request.params.id])
      if (!view) throw problem('not-found')
      return view
    },
  )

  app.get<{ Params: IdParams }>(
    '/referrals/:id/proof',
    { schema: { params: IdParams, response: { 200: ProofResponse } } },
    async (request) => {
      const caller = await callerOf(request, dependencies)
      await demandVisible(db, caller, request.params.id)
      return { proof: await readReferralProof(db, request.params.id) }
    },
  )

  app.get<{ Params: IdParams }>(
    '/referrals/:id/content',
    { schema: { params: IdParams } },
    async (request, reply) => {
      const caller = await callerOf(request, dependencies)
      return sendContent(reply, await releaseOwnCopy(dependencies, caller, request.params.id))
    },
  )
}

/**
 * The parts of a submission, which come in the order manifest, signature, content, so that everything that can
 * be judged without the content is judged before it is read.
 */
async function readSubmission(request: FastifyRequest) {
  if (!request.isMultipart())
    throw problem('invalid-request', 'A referral is submitted as multipart/form-data.')
  const parts = request.parts()
  const statement = await readField(parts, 'manifest', STATEMENT_TEXT_LIMIT)
  const signature = await readField(parts, 'signature', SIGNATURE_LIMIT)
  const content = await nextPart(parts)
  if (content?.type !== 'file' || content.fieldname !== 'content') {
    throw problem('invalid-request', 'The third part must be the file `content`.')
  }
  return { statement, signature, content: whole(content.file) }
}

type Parts = ReturnType<FastifyRequest['parts']>

async function readField(parts: Parts, name: string, most: number): Promise<string> {
  const part = await nextPart(parts)
  if (part?.type !== 'field' || part.fieldname !== name || typeof part.value !== 'string') {
    throw problem(
      'invalid-request',
      `The parts must be manifest, signature and content, in this order; ${name} is missing.`,
    )
  }
  if (part.valueTruncated || part.value.length > most)
    throw problem('invalid-request', `The ${name} is too long.`)
  return part.value
}

/** The next part; undefined after the last. The parser's own errors, of no class or code, are the sender's. */
async function nextPart(parts: Parts) {
  const { value } = await parts.next().catch(brokenForm)
  return value
}

/** The content's pieces; a form that breaks off within them is refused as such. */
async function* whole(file: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* file
  } catch (error) {
    brokenForm(error)
  }
}

function brokenForm(error: unknown): never {
  if (error instanceof Error && 'code' in error) throw error
  throw problem('invalid-request', 'The form is broken: it ends too early, or its parts are not well formed.')
}
