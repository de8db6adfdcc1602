import Type from 'typebox'
import { operation } from './operation.ts'

const Hash = Type.String({ maxLength: 64 })
const Domain = Type.String({ maxLength: 253 })
const asked = {
  method: 'GET',
  action: 'read-published-certificates',
  tag: 'Partner keys',
  problems: ['not-found'],
} as const
const key = {
  ...asked,
  query: Type.Object({ l: Type.Optional(Type.String({ maxLength: 256 })) }),
  answers: { 200: { description: 'The binary certificate.', media: ['application/octet-stream'] } },
} as const
const policy = {
  ...asked,
  answers: {
    200: { description: 'A line of comment: no flag is set.', media: ['text/plain; charset=utf-8'] },
  },
} as const
const HASH = 'z-base-32 of the SHA-1 of the local part in lower case'
const LOCAL = 'the local part; the hash alone counts'

/**
 * Our certificates for partners' mail programs, where `gpg --locate-keys` looks for them
 * (draft-koch-openpgp-webkey-service §3.1).
 */
export const webKeyDirectoryOperations = {
  readWkdKey: operation({
    ...key,
    id: 'readWkdKey',
    path: '/.well-known/openpgpkey/{domain}/hu/{hash}',
    summary: 'A mailbox’s certificate by WKD, advanced',
    description:
      'For `openpgpkey.<domain>`, which a reverse proxy brings here. Of mailboxes that are read in this service; never of people.',
    params: Type.Object({ domain: Domain, hash: Hash }),
    means: { domain: 'the domain of the address', hash: HASH, l: LOCAL },
    example: {
      params: { domain: 'liverpool.gcsx.gov.test', hash: '$WKD_HASH' },
      query: { l: 'asb.team' },
      save: 'asb.team.pgp',
    },
  }),
  readWkdPolicy: operation({
    ...policy,
    id: 'readWkdPolicy',
    path: '/.well-known/openpgpkey/{domain}/policy',
    summary: 'The policy of a domain, advanced',
    description: 'That there is one says that the domain has a Web Key Directory.',
    params: Type.Object({ domain: Domain }),
    means: { domain: 'the domain' },
    example: { params: { domain: 'liverpool.gcsx.gov.test' } },
  }),
  readWkdKeyDirect: operation({
    ...key,
    id: 'readWkdKeyDirect',
    path: '/.well-known/openpgpkey/hu/{hash}',
    summary: 'A mailbox’s certificate by WKD, direct',
    description: 'The domain is the host that is asked: a reverse proxy of that domain must keep it.',
    params: Type.Object({ hash: Hash }),
    means: { hash: HASH, l: LOCAL },
    example: {
      headers: { Host: 'liverpool.gcsx.gov.test' },
      params: { hash: '$WKD_HASH' },
      query: { l: 'asb.team' },
      save: 'asb.team.pgp',
    },
  }),
  readWkdPolicyDirect: operation({
    ...policy,
    id: 'readWkdPolicyDirect',
    path: '/.well-known/openpgpkey/policy',
    summary: 'The policy of a domain, direct',
    description: 'The domain is the host that is asked.',
    example: { headers: { Host: 'liverpool.gcsx.gov.test' } },
  }),
}
