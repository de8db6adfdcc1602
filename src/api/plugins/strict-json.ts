import type { FastifyInstance } from 'fastify'
import { problem } from '../../domain/problems.ts'

const CHARSET = /;\s*charset\s*=\s*"?([^";\s]*)/i

/**
 * JSON is UTF-8 (RFC 8259 §8.1) and nothing else: octets that are none are refused, and not replaced by marks that the
 * sender did not write; so is a body that says it is in another charset. Fields that reach for the prototype are
 * refused too.
 */
export function useStrictJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    const charset = CHARSET.exec(request.headers['content-type'] ?? '')?.[1] ?? 'utf-8'
    if (!/^utf-?8$/i.test(charset)) {
      done(problem('invalid-request', 'JSON is sent in UTF-8.'))
      return
    }
    let text: string
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(body)
    } catch {
      done(problem('invalid-request', 'The request body is not UTF-8.'))
      return
    }
    void parse(request, text, done)
  })
}
