import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { ExportFormat } from '../domain/wire/register-response.ts'

const TYPES = { csv: 'text/csv; charset=utf-8', json: 'application/json' } as const

/** What waits for a reader, in bytes; a piece is a page of rows and is held beside it. */
const AHEAD_BYTES = 64 * 1024

/** Sends an export piece by piece, no faster than it is taken; one that fails breaks off, and so is not the whole. */
export function sendExport(
  reply: FastifyReply,
  { name, format, pieces }: { name: string; format: ExportFormat; pieces: AsyncIterable<string> },
) {
  return reply
    .type(TYPES[format])
    .header('content-disposition', `attachment; filename="${name}.${format}"`)
    .send(Readable.from(pieces, { objectMode: false, highWaterMark: AHEAD_BYTES }))
}
