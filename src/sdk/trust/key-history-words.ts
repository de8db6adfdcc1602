import type { KeyHistoryLine } from './key-history.ts'

const HEADLINES: Readonly<Record<KeyHistoryLine['what'], string>> = {
  certified: 'certified',
  rotated: 'rotated: new keys under the same fingerprint',
  renewed: 'renewed',
  replaced: 'replaced by another key',
  vouched: 'vouched for',
  revoked: 'revoked',
  suspended: 'trust suspended',
  resumed: 'trust resumed',
  'root-succeeded': 'root of the agency succeeded by another',
  'recovery-key': 'recovery key of the agency, which can open it',
}

/** What a record did, and whether it is believed here. */
export function headlineOf(line: KeyHistoryLine): string {
  const more =
    'reason' in line ? `: ${line.reason}` : 'compared' in line ? `, compared by ${line.compared}` : ''
  return `${HEADLINES[line.what]}${more}${line.believed ? '' : ' (NOT BELIEVED)'}`
}

/** What it did it to, and by whose word. */
export function detailsOf(line: KeyHistoryLine): string[] {
  const { signer, by } = line
  const who =
    signer === null
      ? `for ${by}, by a key that this machine does not know`
      : signer.who === 'root'
        ? `by the root of ${by}, ${signer.fingerprint}`
        : signer.who === 'person'
          ? `for ${by} by ${signer.name}, ${signer.fingerprint}`
          : `for ${by}, by the key itself, ${signer.fingerprint}`
  return [
    ...('fingerprint' in line ? [`key ${line.fingerprint}`] : [`agency ${line.agency}`]),
    ...('generation' in line
      ? [`generation ${line.generation}${line.restricted ? ', restricted' : ''}`]
      : []),
    who,
  ]
}
