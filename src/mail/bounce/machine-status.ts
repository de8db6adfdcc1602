import type { DsnAction } from '../dsn.ts'
import { type Field, fieldValue } from '../fields.ts'
import { addressValue, plainText, readGroups, typedValue } from '../report-fields.ts'
import type { RecipientFacts } from './facts.ts'

const MOST = 100

/** What servers write as the action of RFC 3464 §2.3.3, besides its five words. */
const ACTIONS: Readonly<Record<string, DsnAction>> = {
  failed: 'failed',
  failure: 'failed',
  fail: 'failed',
  expired: 'failed',
  error: 'failed',
  delayed: 'delayed',
  delay: 'delayed',
  deferred: 'delayed',
  delivered: 'delivered',
  deliverable: 'delivered',
  success: 'delivered',
  relayed: 'relayed',
  expanded: 'expanded',
}

export type MachineStatus = {
  reportingMta: string | null
  envelopeId: string | null
  recipients: RecipientFacts[]
}

/**
 * Reads the fields of a delivery status (RFC 3464 §2) as servers write them: fields in any order, unknown actions,
 * addresses with brackets or without a type. Groups without any address are left out, as are all beyond 100 recipients.
 */
export function readMachineStatus(text: string): MachineStatus {
  const groups = readGroups(text)
  const whole = groups.find((fields) => fieldValue(fields, 'reporting-mta') !== null) ?? []
  const envelopeId = groups
    .map((fields) => fieldValue(fields, 'original-envelope-id'))
    .find((id) => id !== null)
  const recipients = groups.flatMap((fields) => recipientFacts(fields) ?? []).slice(0, MOST)
  return {
    reportingMta: typedValue(whole, 'reporting-mta'),
    envelopeId: plainText(envelopeId ?? '') || null,
    recipients,
  }
}

function recipientFacts(fields: readonly Field[]): RecipientFacts | null {
  const final = addressValue(fields, 'final-recipient')
  const original = addressValue(fields, 'original-recipient')
  const address = [final, original, addressValue(fields, 'x-actual-recipient')].find((value) =>
    value?.includes('@'),
  )
  if (address === undefined || address === null) return null
  const code = fieldValue(fields, 'diagnostic-code') ?? ''
  const type = /^[\s]{0,5}([a-z][\w.-]{0,30})[ \t]{0,5};/i.exec(code)?.[1]?.toLowerCase() ?? null
  const statusField = fieldValue(fields, 'status') ?? ''
  const status = /(?<!\d)([245]\.\d{1,3}\.\d{1,3})(?!\d)/.exec(statusField)?.[1] ?? null
  // Some put the words of the server behind the status, and write no diagnostic.
  const behind = statusField.replace(status ?? '', '').trim() === '' ? '' : statusField
  const diagnostic = type === null ? code : code.slice(code.indexOf(';') + 1)
  const word = /^[a-z]+/.exec((fieldValue(fields, 'action') ?? '').toLowerCase())?.[0] ?? ''
  return {
    address,
    originalRecipient: original,
    action: ACTIONS[word] ?? (status?.startsWith('2') ? 'delivered' : 'failed'),
    status,
    diagnosticType: type,
    diagnostic: plainText((diagnostic.trim() === '' ? behind : diagnostic).slice(0, 4000), 2000),
    remoteHost: typedValue(fields, 'remote-mta')?.toLowerCase() ?? null,
    notice: '',
  }
}
