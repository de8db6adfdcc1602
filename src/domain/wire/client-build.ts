import Type, { type Static } from 'typebox'
import { Line, Nullable, Sha256 } from './primitives.ts'
import { parseStatement, StatementError, writeStatement } from './statement.ts'

/** Where a build of the browser client says what it is made of. */
export const CLIENT_BUILD_PATH = '/despatch-client.json'
/** Its first page, which stands at every address of the client. */
export const CLIENT_INDEX = '/index.html'
/** All files of a build together are no larger, in bytes. */
const TOTAL_LIMIT = 64 * 1024 * 1024

const SEGMENT = '[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}'

const File = Type.Object(
  {
    path: Type.String({ pattern: `^(?:/${SEGMENT}){1,5}$`, maxLength: 300 }),
    size: Type.Integer({ minimum: 0, maximum: 16 * 1024 * 1024 }),
    sha256: Sha256,
  },
  { additionalProperties: false },
)

/**
 * What a build of the browser client is made of: every file but this one, in the order of their paths (by UTF-16 code units). The SHA-256
 * of its exact text stands for the whole build, and is what an annex acknowledges. `service` is the origin that it speaks to; null: the one
 * that it is served from.
 */
export const ClientBuild = Type.Object(
  {
    despatch: Type.Literal('client/1'),
    version: Line(40),
    service: Nullable(
      Type.String({ pattern: '^https?://[a-z0-9.:\\[\\]-]{1,260}$', description: 'an origin' }),
    ),
    files: Type.Array(File, { minItems: 1, maxItems: 1_000 }),
  },
  { additionalProperties: false },
)
export type ClientBuild = Static<typeof ClientBuild>

/** @throws StatementError for what is not one, by its form, its order, or the size of the whole */
export function readClientBuild(text: string): ClientBuild {
  const build = parseStatement(ClientBuild, text)
  const { files, service } = build
  if (files.some(({ path }, at) => at > 0 && path <= (files[at - 1]?.path ?? '')))
    throw new StatementError('The files of the client/1 statement are not in the order of their paths.')
  if (
    !files.some(({ path }) => path === CLIENT_INDEX) ||
    files.some(({ path }) => path === CLIENT_BUILD_PATH)
  )
    throw new StatementError(`The client/1 statement must name ${CLIENT_INDEX}, and not itself.`)
  if (files.reduce((sum, { size }) => sum + size, 0) > TOTAL_LIMIT)
    throw new StatementError('The files of the client/1 statement are larger than a client is.')
  if (service !== null && URL.parse(service)?.origin !== service)
    throw new StatementError('The service of the client/1 statement is not an origin.')
  return build
}

/** The exact text of one; its files in any order. @throws StatementError */
export function writeClientBuild({ version, service, files }: Omit<ClientBuild, 'despatch'>): string {
  const text = writeStatement(ClientBuild, {
    despatch: 'client/1',
    version,
    service,
    files: files
      .map(({ path, size, sha256 }) => ({ path, size, sha256 }))
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
  })
  readClientBuild(text)
  return text
}
