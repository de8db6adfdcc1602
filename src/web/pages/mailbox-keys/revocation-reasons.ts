import type { RevocationReason } from '../../../domain/wire/trust/certificate.ts'

const WORDS: Readonly<Record<RevocationReason, string>> = {
  compromised: 'Somebody else may have the key',
  superseded: 'Another key takes its place',
  retired: 'The mailbox is given up',
  lost: 'Nobody has the key any more',
}

/** Why a key is not to be used any more, as choices. */
export const REVOCATION_CHOICES = (Object.keys(WORDS) as RevocationReason[]).map((value) => ({
  value,
  text: WORDS[value],
}))

/** The reason that was chosen. */
export const reasonChosen = (value: string): RevocationReason | undefined =>
  REVOCATION_CHOICES.find((one) => one.value === value)?.value
