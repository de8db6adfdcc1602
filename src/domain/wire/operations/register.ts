import Type from 'typebox'
import { pageFields } from '../paging.ts'
import {
  DisclosuresResponse,
  disclosureFilters,
  ExportFormat,
  RefusalFilters,
  RefusalsByRuleResponse,
  RefusalsResponse,
  refusalFilters,
} from '../register-response.ts'
import { StatisticsQuery, StatisticsResponse } from '../statistics-response.ts'
import { pageMeanings } from './exchanges.ts'
import { operation } from './operation.ts'

const reading = { method: 'GET', action: 'read-register', tag: 'Register', problems: [] } as const

const refusalMeanings = {
  agency: 'id of the agency that tried to send',
  mailbox: 'mailbox that it was to be sent from',
  kind: 'kind of referral',
  rule: 'id of a rule that was not met, such as A9',
  since: 'first day, in UTC',
  until: 'last day, in UTC',
} as const
const disclosureMeanings = {
  agency: 'id of an agency, as sender or recipient',
  mailbox: 'a mailbox, as sender or recipient',
  kind: 'kind of referral; for mail from a partner, the one that it was filed under',
  marking: 'protective marking as it is written, such as RESTRICTED',
  basis: 'code of a legal basis that was named',
  dataClass: 'class of data',
  state: 'state of the transport or of the answer (`taken-on` for one that was accepted), or `unanswered`',
  reference: 'a human reference, such as ASB-7K3F9-QX2M4-P',
  since: 'first day, in UTC',
  until: 'last day, in UTC',
} as const
const format = 'csv, or json: an object whose one field `rows` lists what the pages list'
const exportAnswer = {
  description: 'The rows, newest first, to their end. What breaks off is not the whole.',
  media: ['text/csv; charset=utf-8', 'application/json'],
  headers: { 'content-disposition': 'the name that a file of it is given' },
} as const

/** What auditors review, and liaison officers of what their own agency shared. */
export const registerOperations = {
  readDisclosures: operation({
    ...reading,
    id: 'readDisclosures',
    path: '/api/v1/register/disclosures',
    summary: 'The register of disclosures',
    description: 'One row for each mailbox that something was disclosed to, newest first.',
    query: Type.Object({ ...disclosureFilters, ...pageFields }, { additionalProperties: false }),
    means: { ...disclosureMeanings, ...pageMeanings },
    answers: { 200: { description: 'A page.', schema: DisclosuresResponse } },
    example: { query: { marking: 'RESTRICTED', since: '2010-03-01', limit: '20' } },
  }),
  exportDisclosures: operation({
    ...reading,
    id: 'exportDisclosures',
    ration: 'export',
    path: '/api/v1/register/disclosures/export',
    summary: 'The register of disclosures as a file',
    description: 'All rows under the filters, as they are sent: nothing waits for the last of them.',
    query: Type.Object({ ...disclosureFilters, format: ExportFormat }, { additionalProperties: false }),
    means: { ...disclosureMeanings, format },
    answers: { 200: exportAnswer },
    example: { query: { format: 'csv', kind: 'asb-incident' }, save: 'disclosures.csv' },
  }),
  readRefusals: operation({
    ...reading,
    id: 'readRefusals',
    path: '/api/v1/register/refusals',
    summary: 'What the rules did not let through',
    description: 'Newest first. Nothing of a refused referral is kept but this.',
    query: Type.Object({ ...refusalFilters, ...pageFields }, { additionalProperties: false }),
    means: { ...refusalMeanings, ...pageMeanings },
    answers: { 200: { description: 'A page.', schema: RefusalsResponse } },
    example: { query: { kind: 'asb-incident', limit: '20' } },
  }),
  exportRefusals: operation({
    ...reading,
    id: 'exportRefusals',
    ration: 'export',
    path: '/api/v1/register/refusals/export',
    summary: 'The refusals as a file',
    description: 'All rows under the filters, as they are sent.',
    query: Type.Object({ ...refusalFilters, format: ExportFormat }, { additionalProperties: false }),
    means: { ...refusalMeanings, format },
    answers: { 200: exportAnswer },
    example: { query: { format: 'json' }, save: 'refusals.json' },
  }),
  countRefusals: operation({
    ...reading,
    id: 'countRefusals',
    path: '/api/v1/register/refusals/by-rule',
    summary: 'Refusals by rule',
    description: 'How often each rule was not met, most first; one refusal counts for each of its rules.',
    query: RefusalFilters,
    means: refusalMeanings,
    answers: { 200: { description: 'The counts.', schema: RefusalsByRuleResponse } },
    example: { query: { since: '2010-03-01' } },
  }),
  readStatistics: operation({
    ...reading,
    id: 'readStatistics',
    ration: 'export',
    path: '/api/v1/register/statistics',
    summary: 'The register counted by month',
    description:
      'Disclosures by agency pair, legal basis, kind and marking; answers that were in time, late or never came; refusals by rule. At most 36 months.',
    query: StatisticsQuery,
    means: { since: 'first month, in UTC', until: 'last month, in UTC' },
    answers: { 200: { description: 'The counts.', schema: StatisticsResponse } },
    example: { query: { since: '2010-03', until: '2010-06' } },
  }),
}
