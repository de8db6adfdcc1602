import Type from 'typebox'
import { Directory } from '../directory.ts'
import { CertificatesResponse, KeyGrantsResponse } from '../key-response.ts'
import { Address, Fingerprint } from '../primitives.ts'
import { PersonId } from '../trust/appointment.ts'
import { operation } from './operation.ts'

const CertificateQuery = Type.Object(
  {
    mailbox: Type.Optional(Address),
    person: Type.Optional(PersonId),
    fingerprint: Type.Optional(Fingerprint),
  },
  { additionalProperties: false },
)

/** Who is in the partnership, their certificates, and the caller's own mailbox keys. */
export const directoryOperations = {
  readDirectory: operation({
    id: 'readDirectory',
    method: 'GET',
    path: '/api/v1/directory',
    action: 'read-directory',
    tag: 'Directory',
    summary: 'The partnership',
    description:
      'Agencies, mailboxes, accredited networks and agreements, whole: all that the rules need to know before something is sent. No staff.',
    answers: { 200: { description: 'The directory.', schema: Directory } },
    problems: [],
    example: {},
  }),
  readCertificates: operation({
    id: 'readCertificates',
    method: 'GET',
    path: '/api/v1/certificates',
    action: 'read-directory',
    tag: 'Directory',
    summary: 'Certificates of a mailbox or a person',
    description: 'Asked by exactly one of the three parameters; the current certificate comes first.',
    query: CertificateQuery,
    means: {
      mailbox: 'whose mailbox: all its certificates, the superseded ones too',
      person: 'whose id, as the trust log has it: all their certificates, when they are of your agency',
      fingerprint: 'the one certificate of that fingerprint',
    },
    answers: { 200: { description: 'The certificates.', schema: CertificatesResponse } },
    problems: [],
    example: { query: { mailbox: '$MAILBOX' } },
  }),
  readKeyGrants: operation({
    id: 'readKeyGrants',
    method: 'GET',
    path: '/api/v1/key-grants',
    action: 'read-own-keys',
    tag: 'Directory',
    summary: 'Your mailbox keys',
    description:
      'Every generation of every mailbox key that was granted to you, locked; the token that unlocks it is sealed to your own key, and the service can open neither.',
    answers: { 200: { description: 'The grants, oldest generation first.', schema: KeyGrantsResponse } },
    problems: [],
    example: {},
  }),
}
