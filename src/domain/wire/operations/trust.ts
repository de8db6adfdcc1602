import Type from 'typebox'
import { StatementRequest } from '../referral-response.ts'
import { TRUST_RECORD_LIMIT, TrustRecord } from '../trust/record.ts'
import { AnchorResponse, TrustPlace, TrustRecordsResponse } from '../trust/response.ts'
import { operation } from './operation.ts'

/** Who trusts whose keys: the log of what agencies have signed about them. */
export const trustOperations = {
  readTrustCheckpoint: operation({
    id: 'readTrustCheckpoint',
    method: 'GET',
    path: '/trust/checkpoint',
    action: 'read-published-log',
    tag: 'Trust',
    summary: 'The newest checkpoint of the trust log',
    description:
      'A C2SP checkpoint, signed with the key of the trust log, and by the same key with the time (cosignature/v1): signed anew every hour, so that one which is older than a day tells that something is being kept back. The witnesses that have seen it sign on further lines.',
    answers: { 200: { description: 'The signed note.', media: ['text/plain; charset=utf-8'] } },
    problems: ['not-published'],
    example: {},
  }),
  readTrustTile: operation({
    id: 'readTrustTile',
    method: 'GET',
    path: '/trust/tile/{path}',
    rest: 'path',
    action: 'read-published-log',
    tag: 'Trust',
    summary: 'A tile of the trust log, or a bundle of its entries',
    description:
      'As of the log: C2SP tlog-tiles, `<level>/<n>[.p/<width>]` or `entries/<n>[.p/<width>]`. An entry is `despatch-trust/1`, the type of its record, and SHA-256 of the record in base64, each on a line: a record carries signatures, so nothing of it can be guessed from that.',
    params: Type.Object({ path: Type.String({ maxLength: 200 }) }),
    means: { path: 'the tile, such as 0/000.p/3' },
    answers: { 200: { description: 'The tile.', media: ['application/octet-stream'] } },
    problems: ['not-found'],
    example: { params: { path: '0/000.p/1' }, save: 'trust-tile' },
  }),
  readTrustRecords: operation({
    id: 'readTrustRecords',
    method: 'GET',
    path: '/api/v1/trust/records',
    action: 'read-directory',
    tag: 'Trust',
    summary: 'Records of the trust log',
    description:
      'Agreements, appointments, certificates and what ends them, each with its signatures, in the order of the log. Read them all, and then what is new: whom to trust follows from them alone. Beside those about people of your own agency stands their private part, whose digest the record has: sign-in name, mailboxes, training, why an appointment ended.',
    query: Type.Object({ from: Type.Optional(TrustPlace) }, { additionalProperties: false }),
    means: { from: 'the first record; 0 unless told' },
    answers: { 200: { description: 'Records, as many as an answer takes.', schema: TrustRecordsResponse } },
    problems: [],
    example: { query: { from: '0' } },
  }),
  enterTrust: operation({
    id: 'enterTrust',
    method: 'POST',
    path: '/api/v1/trust/records',
    action: 'enter-trust',
    tag: 'Trust',
    summary: 'Enter a statement',
    description:
      'A statement that an agency has signed: an agreement, an appointment, a certificate, or what ends one. It counts by its signatures, not by who brings it; it is judged as every client will judge it. An appointment, and the end of one, comes with its private part.',
    body: TrustRecord,
    bodyLimit: TRUST_RECORD_LIMIT,
    answers: {
      201: {
        description: 'It is entered, and published in a moment.',
        schema: Type.Object({ size: Type.Integer({ minimum: 1 }) }, { additionalProperties: false }),
      },
    },
    problems: ['trust-refused', 'conflict'],
    example: { body: { file: 'trust-record.json' } },
  }),
  readAnchor: operation({
    id: 'readAnchor',
    method: 'GET',
    path: '/api/v1/trust/anchor',
    action: 'read-own-keys',
    tag: 'Trust',
    summary: 'The root that you trust',
    description:
      'What you signed, with your own key, of the root that was given to you outside the service: for another machine of yours.',
    answers: { 200: { description: 'The statement, or null.', schema: AnchorResponse } },
    problems: [],
    example: {},
  }),
  setAnchor: operation({
    id: 'setAnchor',
    method: 'PUT',
    path: '/api/v1/trust/anchor',
    action: 'read-own-keys',
    tag: 'Trust',
    summary: 'Keep the root that you trust',
    description: 'An `anchor/1` statement, signed with your own key.',
    body: StatementRequest,
    answers: { 200: { description: 'It is kept.', schema: AnchorResponse } },
    problems: ['signature-not-yours'],
    example: { body: { file: 'anchor.json' } },
  }),
}
