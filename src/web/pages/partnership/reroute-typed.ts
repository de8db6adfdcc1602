import type { RerouteRequest } from '../../../domain/wire/partners.ts'
import type { FieldError } from '../../components/error-summary.tsx'
import { one, type Typed } from '../../typed.ts'

/** A PEM of one certificate, and what may be written around it. */
const LARGEST_PEM = 64 * 1024

/** What was chosen and typed about another way, with the text of the file; null where none was chosen. */
export type RerouteTyped = { typed: Typed; pem: { text: string; size: number } | null }

/** What is wrong with it, before anything is asked. */
export function rerouteFaults({ typed, pem }: RerouteTyped): FieldError[] {
  const by = one(typed, 'by')
  if (by === '') return [{ field: 'by', message: 'Select which way its mail goes' }]
  const errors: FieldError[] = []
  if (by === 'host' && one(typed, 'host') === '')
    errors.push({ field: 'host', message: 'Enter the host that takes its mail' })
  if (by === 'host' && !isPort(one(typed, 'port')))
    errors.push({ field: 'port', message: 'A port is a number from 1 to 65535' })
  const known = one(typed, 'known')
  if (by === 'host' && known === '')
    errors.push({ field: 'known', message: 'Select by what the host is known' })
  if (by === 'host' && (known === 'certificate' || known === 'authority')) errors.push(...pemFaults(pem))
  return errors
}

/** The way as the service is asked for it; of what was checked by `rerouteFaults`. */
export function rerouteOf({ typed, pem }: RerouteTyped): RerouteRequest {
  const [known, text] = [one(typed, 'known'), pem?.text ?? null]
  if (one(typed, 'by') === 'mx') return { by: 'mx', tlsAuthority: null }
  return {
    by: 'host',
    host: one(typed, 'host'),
    port: Number(one(typed, 'port')),
    tlsCertificate: known === 'certificate' ? text : null,
    tlsAuthority: known === 'authority' ? text : null,
  }
}

function pemFaults(pem: RerouteTyped['pem']): FieldError[] {
  if (pem === null) return [{ field: 'pem', message: 'Select the file with the certificate' }]
  if (pem.size > LARGEST_PEM) return [{ field: 'pem', message: 'The file must be smaller than 64 kB' }]
  return /-----BEGIN CERTIFICATE-----/.test(pem.text)
    ? []
    : [{ field: 'pem', message: 'The file holds no certificate: it must be PEM' }]
}

const isPort = (text: string): boolean => /^[1-9][0-9]{0,4}$/.test(text) && Number(text) <= 65_535
