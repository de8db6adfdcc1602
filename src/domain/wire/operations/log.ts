import Type from 'typebox'
import { LogRecordsResponse } from '../log-response.ts'
import { operation } from './operation.ts'

/** Position in the log, decimal, as far as an address takes it. */
const Position = Type.String({
  pattern: '^(0|[1-9][0-9]{0,17})$',
  maxLength: 18,
  description: 'a position in the log, decimal',
})

/** The log: open to everybody as salted digests; what stands behind it to those who may open it. */
export const logOperations = {
  readCheckpoint: operation({
    id: 'readCheckpoint',
    method: 'GET',
    path: '/log/checkpoint',
    action: 'read-published-log',
    tag: 'Log',
    summary: 'The newest checkpoint',
    description:
      'A C2SP checkpoint: origin, size and root, signed with the key of the log, and by the witnesses that have seen it (cosignature/v1), each on a line of its own.',
    answers: { 200: { description: 'The signed note.', media: ['text/plain; charset=utf-8'] } },
    problems: ['not-found'],
    example: {},
  }),
  readTile: operation({
    id: 'readTile',
    method: 'GET',
    path: '/log/tile/{path}',
    rest: 'path',
    action: 'read-published-log',
    tag: 'Log',
    summary: 'A tile of the tree, or a bundle of entries',
    description:
      'Paths are those of C2SP tlog-tiles below `tile/`: `<level>/<n>[.p/<width>]`, or `entries/<n>[.p/<width>]`. The path holds slashes, which are written as they are. What was published once never changes.',
    params: Type.Object({ path: Type.String({ maxLength: 200 }) }),
    means: { path: 'the tile, such as 0/000.p/3' },
    answers: { 200: { description: 'The tile.', media: ['application/octet-stream'] } },
    problems: ['not-found'],
    example: { params: { path: '$TILE' }, save: 'tile' },
  }),
  readLogRecords: operation({
    id: 'readLogRecords',
    method: 'GET',
    path: '/api/v1/log/records',
    action: 'open-log-records',
    tag: 'Log',
    summary: 'What stands behind the entries',
    description:
      'Salt and record of those entries that you may open, 256 entries at a time: an auditor all, others those of their own referrals. An auditor’s reading is itself entered in the log, so give as `end` the size of the checkpoint that you work against.',
    query: Type.Object(
      { start: Type.Optional(Position), end: Type.Optional(Position) },
      { additionalProperties: false },
    ),
    means: {
      start: 'the first entry; 0 unless told',
      end: 'the entry after the last; the end of the published log unless told',
    },
    answers: { 200: { description: 'A page.', schema: LogRecordsResponse } },
    problems: [],
    example: { query: { start: '0', end: '$SIZE' } },
  }),
}
