import type { Insertable, Transaction } from 'kysely'
import type { Database } from '../../store/tables.ts'

export type NewDisclosure = Insertable<Database['disclosure']>
type Term = Omit<Insertable<Database['disclosure_term']>, 'seq'>

/**
 * Enters disclosures in the register, in the transaction that makes them: there is none without its row, and no
 * row without the log entry that it names (promise 6). Nobody changes a row afterwards.
 */
export async function recordDisclosures(
  tx: Transaction<Database>,
  disclosures: readonly NewDisclosure[],
): Promise<void> {
  if (disclosures.length === 0) return
  const rows = await tx
    .insertInto('disclosure')
    .values([...disclosures])
    .returning(['delivery_id', 'seq'])
    .execute()
  const seqOf = new Map(rows.map(({ delivery_id, seq }) => [delivery_id, seq]))
  await addTerms(
    tx,
    disclosures.flatMap((disclosure) => {
      const seq = seqOf.get(disclosure.delivery_id)
      return seq === undefined ? [] : termsOf(disclosure).map((term) => ({ ...term, seq }))
    }),
  )
}

/**
 * Adds what the reader's own client found a partner's mail to be, so that it is found by its kind, marking, class
 * and proven sender as well. The rows themselves stay as they were.
 */
export async function recordFiling(
  tx: Transaction<Database>,
  referralId: string,
  filed: {
    kind: string
    marking: string
    dataClass: string | null
    from: { address: string; agencyId: string } | null
  },
): Promise<void> {
  const rows = await tx.selectFrom('disclosure').select('seq').where('referral_id', '=', referralId).execute()
  const terms: Term[] = [
    { field: 'kind', value: filed.kind },
    { field: 'marking', value: filed.marking },
    ...(filed.dataClass === null ? [] : [{ field: 'class' as const, value: filed.dataClass }]),
    ...(filed.from === null
      ? []
      : [
          { field: 'mailbox' as const, value: filed.from.address },
          { field: 'agency' as const, value: filed.from.agencyId },
        ]),
  ]
  await addTerms(
    tx,
    rows.flatMap(({ seq }) => terms.map((term) => ({ ...term, seq }))),
  )
}

function termsOf(disclosure: NewDisclosure): Term[] {
  const { from_agency, to_agency, from_mailbox, to_mailbox, kind, marking, data_class, bases } = disclosure
  const terms: [Term['field'], readonly (string | null | undefined)[]][] = [
    ['agency', [from_agency, to_agency]],
    ['mailbox', [from_mailbox, to_mailbox]],
    ['kind', [kind]],
    ['marking', [marking]],
    ['class', [data_class]],
    ['basis', bases ?? []],
  ]
  return terms.flatMap(([field, values]) =>
    [...new Set(values)].flatMap((value) =>
      value === null || value === undefined ? [] : [{ field, value }],
    ),
  )
}

async function addTerms(
  tx: Transaction<Database>,
  terms: readonly Insertable<Database['disclosure_term']>[],
): Promise<void> {
  if (terms.length === 0) return
  await tx
    .insertInto('disclosure_term')
    .values([...terms])
    .onConflict((at) => at.columns(['field', 'value', 'seq']).doNothing())
    .execute()
}
