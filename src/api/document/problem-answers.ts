import { PROBLEM_NAMES, type ProblemName, problems, problemType } from '../../domain/problems.ts'
import type { SchemaObject } from './schemas.ts'

/** A problem as the document lists it. */
export type ListedProblem = { type: string; status: number; title: string; remedy: string }

/** Every problem of the service, with what to do about it. */
export const LISTED_PROBLEMS: readonly ListedProblem[] = PROBLEM_NAMES.map((name) => ({
  type: problemType(name),
  ...problems[name],
}))

/** RFC 9457 §3; further members are of some problems only. */
export const PROBLEM_SCHEMA: SchemaObject = {
  type: 'object',
  description: 'Problem details (RFC 9457). Programs tell problems by `type`, which never changes.',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string', enum: PROBLEM_NAMES.map(problemType) },
    title: { type: 'string', description: 'the same sentence for every occurrence' },
    status: { type: 'integer', description: 'the status of the answer' },
    detail: { type: 'string', description: 'what happened this time, in a sentence to act on' },
    instance: {
      type: 'string',
      format: 'uri',
      description: 'the id of this request, `urn:uuid:…`, by which the operator finds it in the log',
    },
    errors: {
      type: 'array',
      description: 'for `invalid-request`: what is wrong where',
      items: {
        type: 'object',
        properties: {
          path: { type: 'string', description: 'JSON Pointer (RFC 6901)' },
          message: { type: 'string' },
        },
      },
    },
    reasons: { $ref: '#/components/schemas/RuleReasons' },
    needs: { $ref: '#/components/schemas/RuleReasons' },
    unknown: {
      type: 'array',
      description: 'for `unknown-recipient`: the addresses that nobody has',
      items: { type: 'string' },
    },
    size: {
      type: 'integer',
      description: 'for `too-large-for-partner`: octets of the mail that it would be',
    },
    partners: {
      type: 'array',
      description:
        'for `too-large-for-partner`: the domains that take no mail of that size, and octets that each takes',
      items: {
        type: 'object',
        properties: { domain: { type: 'string' }, limit: { type: 'integer' } },
      },
    },
    recipients: {
      type: 'array',
      description: 'for `already-collected`, `already-relayed`, `already-ended`: how each recipient stands',
      items: {
        type: 'object',
        properties: {
          mailbox: { type: 'string' },
          state: { type: 'string' },
          obstacle: { type: 'string', description: 'why it is not withdrawn' },
        },
      },
    },
    reason: { type: 'string', description: 'for `sealed-object-refused`: a code of what is wrong' },
    skewSeconds: { type: 'integer', description: 'how far the caller’s clock is ahead' },
  },
}

export const RULE_REASONS_SCHEMA: SchemaObject = {
  type: 'array',
  description: 'for `rules-refused` and `rules-need`: each rule, its law and a sentence to act on',
  items: {
    type: 'object',
    properties: {
      rule: { type: 'string', description: 'id of the rule, such as A9' },
      statute: { type: 'string', description: 'where it comes from' },
      sentence: { type: 'string' },
    },
  },
}

/** An answer that says no: which problems it can be. */
export type ProblemAnswer = {
  description: string
  content: Record<string, { schema: SchemaObject }>
  headers?: object
}

/** What comes with an answer that puts off. */
const PUT_OFF = {
  'retry-after': {
    description: 'seconds after which the same may be sent again',
    schema: { type: 'integer' },
  },
}

/** The answers of an operation that says no, by status. */
export function problemAnswers(names: readonly ProblemName[]): Record<string, ProblemAnswer> {
  const statuses = [...new Set(names.map((name) => problems[name].status))].toSorted((a, b) => a - b)
  return Object.fromEntries(
    statuses.map((status) => {
      const mine = names.filter((name) => problems[name].status === status)
      const answer: ProblemAnswer = {
        description: mine.map((name) => `\`${name}\`: ${problems[name].title}`).join(' '),
        content: {
          'application/problem+json': {
            schema: {
              $ref: '#/components/schemas/Problem',
              properties: { type: { enum: mine.map(problemType) } },
            },
          },
        },
        ...(status === 429 || status === 503 ? { headers: PUT_OFF } : {}),
      }
      return [String(status), answer]
    }),
  )
}
