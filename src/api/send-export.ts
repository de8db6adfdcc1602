import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { ExportFormat } from '../domain/wire/register-response.ts'

const TYPES = { csv: 'text/csv; charset=utf-8', json: 'application/json' } as const

/** Sends an export piece by piece, no faster than it is taken; one that fails breaks off, and so is not the whole. */
export function sendExport(
  reply: FastifyReply,
  { name, format, pieces }: { name: string; format: ExportFormat; pieces: AsyncIterable<string> },
) {
  return reply
    .type(TYPES[format])
    .header('content-disposition', `attachment; filename="${name}.${format}"`)
    .send(Readable.from(pieces))
}
